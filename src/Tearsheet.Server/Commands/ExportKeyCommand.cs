using System.CommandLine;
using System.Text;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet name export</c>: the site's key, to be kept elsewhere or given to another program.</summary>
internal sealed class ExportKeyCommand : DeskVerb
{
    private static readonly Argument<string> File = new("FILE") { Description = "Where to write it, with mode 0600; must not be there" };

    private static readonly Option<string> Format = new("--format")
    {
        Description = "pem: PKCS#8 under a passphrase; protobuf: libp2p's form, not encrypted, as ipfs key import takes it",
        HelpName = "pem|protobuf",
        DefaultValueFactory = _ => "pem",
    };

    public ExportKeyCommand()
        : base("export", "Write the site's key to a file: encrypted, or in the form that IPFS nodes import")
    {
        Takes(File, Format, KeyFiles.PassphraseFile);
        Format.AcceptOnlyFromAmong("pem", "protobuf");
    }

    public override IReadOnlyList<string> Examples =>
        ["tearsheet name export site.pem --passphrase-file pass.txt", "tearsheet name export site.key --format protobuf   # ipfs key import site site.key"];

    public override IReadOnlyList<string> ExitCodes => ["1  there is no passphrase, or the file is there already", "3  there is no desk, or its key cannot be read", "6  the file cannot be written"];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        ReadAsync(parsed, terminal, reader =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(File));
            if (System.IO.File.Exists(path))
            {
                return Task.FromResult(terminal.Fail(ExitCode.Refused, "exists", $"{path} is there already. A key is not written over; name another file."));
            }

            using var key = SiteKeyFile.Read(Folder(parsed, terminal)!);
            if (parsed.GetValue(Format) == "protobuf")
            {
                var bytes = key.ExportProtobuf();
                KeyFiles.Write(path, bytes);
                bytes.AsSpan().Clear();
                terminal.Note($"{path} is not encrypted: whoever reads it can sign as the site.");
            }
            else if (KeyFiles.Passphrase(parsed) is { } passphrase)
            {
                KeyFiles.Write(path, Encoding.ASCII.GetBytes(KeyFiles.Encrypt(key, passphrase)));
            }
            else
            {
                return Task.FromResult(terminal.Fail(ExitCode.Refused, "no-passphrase", KeyFiles.NoPassphrase));
            }

            return Task.FromResult(NameCommand.Print(terminal, NameCommand.View(reader, record: null)));
        });
}
