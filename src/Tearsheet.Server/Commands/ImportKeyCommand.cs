using System.CommandLine;
using System.Text;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet name import</c>: puts the key back that the log expects, where it was lost.</summary>
internal sealed class ImportKeyCommand : DeskVerb
{
    private static readonly Argument<FileInfo> File = new("FILE") { Description = "The key, as tearsheet name export writes it" };

    public ImportKeyCommand()
        : base("import", "Put the site's key back from a file; only the one that the log expects is taken") => Takes(File, KeyFiles.PassphraseFile);

    public override IReadOnlyList<string> Examples => ["tearsheet name import site.pem --passphrase-file pass.txt"];

    public override IReadOnlyList<string> ExitCodes => ["1  the file is not the key that the log expects, or does not open", NoDeskCode, StorageCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        ReadAsync(parsed, terminal, reader =>
        {
            var folder = Folder(parsed, terminal)!;
            using var key = KeyFiles.TryRead(parsed.GetRequiredValue(File), KeyFiles.Passphrase(parsed), out var wrong);
            if (key is null)
            {
                return Task.FromResult(terminal.Fail(ExitCode.Refused, "bad-key", wrong));
            }

            if (key.PublicKey != reader.Archive.SiteKey)
            {
                return Task.FromResult(terminal.Fail(
                    ExitCode.Refused, "other-key",
                    $"That is the key of {key.PublicKey}, and the log expects {reader.Archive.SiteKey}. To go on under another key, hand over with tearsheet name succeed."));
            }

            Directory.CreateDirectory(Path.GetDirectoryName(folder.KeyFile)!);
            var draft = folder.KeyFile + ".imported";
            System.IO.File.Delete(draft);
            KeyFiles.Write(draft, Encoding.ASCII.GetBytes(key.ExportPem()));
            System.IO.File.Move(draft, folder.KeyFile, overwrite: true);
            return Task.FromResult(NameCommand.Print(terminal, NameCommand.View(reader, record: null)));
        });
}
