using System.CommandLine;
using System.Security.Cryptography;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.Keys;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet name succeed</c>: the old key signs that a new one goes on; the old name's last record leads to the new name.</summary>
internal sealed class SucceedCommand : DeskVerb
{
    private static readonly Option<FileInfo?> Key = new("--key")
    {
        Description = "The new key, in a file as tearsheet name export writes it (default: a new one)",
        HelpName = "FILE",
    };

    public SucceedCommand()
        : base("succeed", "Hand the site over to another key, and with it to another name") => Takes(Key, KeyFiles.PassphraseFile);

    public override IReadOnlyList<string> Examples => ["tearsheet name succeed", "tearsheet name succeed --key next.pem"];

    public override IReadOnlyList<string> ExitCodes =>
        ["1  the key is the site's already, or cannot be read", NoDeskCode, "4  another process holds the desk; stop it first", StorageCode];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (Folder(parsed, terminal) is not { } folder)
        {
            return (int)ExitCode.Usage;
        }

        var wrong = "";
        using var next = parsed.GetValue(Key) is { } file
            ? KeyFiles.TryRead(file, KeyFiles.Passphrase(parsed), out wrong)
            : SigningKey.FromSeed(RandomNumberGenerator.GetBytes(SigningKey.SeedLength));
        if (next is null)
        {
            return terminal.Fail(ExitCode.Refused, "bad-key", wrong);
        }

        var opening = DeskDoor.OpenLocal(folder);
        if (opening is LocalOpening.Refused refused)
        {
            return terminal.Fail(refused.Code, refused.Why.Reason, refused.Why.Message);
        }

        await using (var desk = ((LocalOpening.Opened)opening).Desk)
        {
            var archive = desk.Reader.Archive;
            var before = IpnsName.Of(archive.SiteKey);
            if (next.PublicKey == archive.SiteKey)
            {
                return terminal.Fail(ExitCode.Refused, "same-key", "That is the site's key already.");
            }

            // Before the log says so: after a crash in between, the old key is in charge still and the record harms nobody.
            new NameKeeper(folder, archive, TimeProvider.System).SignLast(IpnsName.Of(next.PublicKey));
            await archive.SucceedAsync(next, cancellationToken);
            terminal.Note($"The site was {before}; its last record leads to the new name, and serve answers it. Set the new TXT record, and keep a copy of the new key.");
        }

        return await ReadAsync(parsed, terminal, reader => Task.FromResult(NameCommand.Print(terminal, NameCommand.View(reader, record: null))));
    }
}
