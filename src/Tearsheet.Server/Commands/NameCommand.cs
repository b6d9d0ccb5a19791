using System.CommandLine;
using Tearsheet.Distributing.Naming;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Packing;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet name</c>: the site's name and its key, and the record that leads from it to the newest edition.</summary>
internal sealed class NameCommand : Verb
{
    public NameCommand()
        : base("name", "Show the site's name, sign, write and put its record, and keep its key safe")
    {
        Add(new ShowName());
        Add(new SignName());
        Add(new WriteRecord());
        Add(new PutNameCommand());
        Add(new ExportKeyCommand());
        Add(new ImportKeyCommand());
        Add(new SucceedCommand());
    }

    public override IReadOnlyList<string> Examples =>
        ["tearsheet name show", "tearsheet name sign", "tearsheet name record site.ipns-record", "tearsheet name export site.pem"];

    public static NameView View(DeskReader reader, IpnsRecord? record)
    {
        var key = reader.Archive.SiteKey;
        var name = IpnsName.Of(key);
        var domain = reader.Archive.Settings.Address is { } address && Uri.TryCreate(address.ToString(), UriKind.Absolute, out var uri) ? uri.Host : null;
        return new NameView(
            name.ToString(), name.PeerId, record?.Fields.Value, record?.Fields.Sequence, record?.ValidUntil,
            domain is null ? null : DnsLink.RecordFor(domain, name.ToString(), NameKeeper.Ttl));
    }

    public static int Print(Terminal terminal, NameView view)
    {
        terminal.Value(view, DeskJson.Wire.NameView);
        terminal.Line($"name      {view.Name}");
        terminal.Line($"peer id   {view.PeerId}");
        terminal.Line(view.Value is null
            ? "record    none yet; tearsheet name sign makes one, and serve does by itself"
            : Invariant($"record    {view.Value}, sequence {view.Sequence}, good until {view.ValidUntil:u}"));
        terminal.Line(view.DnsLink is null ? "DNSLink   the site has no address: tearsheet site --address" : $"DNSLink   {view.DnsLink}");
        return (int)ExitCode.Done;
    }

    private sealed class ShowName : DeskVerb
    {
        public ShowName()
            : base("show", "Show the name, its record, and the TXT record to set for the site's domain") => Takes();

        public override IReadOnlyList<string> Examples => ["tearsheet name show --json"];

        public override IReadOnlyList<string> ExitCodes => [NoDeskCode];

        protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            ReadAsync(parsed, terminal, reader =>
                Task.FromResult(Print(terminal, View(reader, new NameKeeper(Folder(parsed, terminal)!, reader.Archive, TimeProvider.System).Stored()))));
    }

    private sealed class SignName : DeskVerb
    {
        public SignName()
            : base("sign", "Sign a record for the newest edition, unless one with half of its life left stands") => Takes();

        public override IReadOnlyList<string> Examples => ["tearsheet name sign"];

        public override IReadOnlyList<string> ExitCodes => ["1  there is no edition yet", "3  there is no desk, or its key cannot be read", StorageCode];

        protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            ReadAsync(parsed, terminal, reader => Task.FromResult(reader.Archive.LatestEdition is { } latest
                ? Print(terminal, View(reader, new NameKeeper(Folder(parsed, terminal)!, reader.Archive, TimeProvider.System).Current(latest.Root, latest.Number)))
                : terminal.Fail(ExitCode.Refused, "no-such-edition", "There is no edition yet; tearsheet edition makes one.")));
    }

    private sealed class WriteRecord : DeskVerb
    {
        private readonly Argument<string> _file = new("FILE") { Description = "Where to write it, in place of an older one" };

        public WriteRecord()
            : base("record", "Write the signed record to a file: anybody can put it again without the key") => Takes(_file);

        public override IReadOnlyList<string> Examples => ["tearsheet name record site.ipns-record"];

        public override IReadOnlyList<string> ExitCodes => ["1  no record was signed yet", NoDeskCode, "6  the file cannot be written"];

        protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            ReadAsync(parsed, terminal, async reader =>
            {
                if (new NameKeeper(Folder(parsed, terminal)!, reader.Archive, TimeProvider.System).Stored() is not { } record)
                {
                    return terminal.Fail(ExitCode.Refused, "no-record", "No record was signed yet; tearsheet name sign makes one.");
                }

                await using var file = PartialFile.Begin(parsed.GetRequiredValue(_file));
                await file.Stream.WriteAsync(record.Bytes, cancellationToken);
                await file.CommitAsync(cancellationToken);
                return Print(terminal, View(reader, record));
            });
    }
}
