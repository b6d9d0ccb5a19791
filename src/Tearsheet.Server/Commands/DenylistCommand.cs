using System.CommandLine;
using System.Text;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Packing;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet export denylist</c>: what the site took back, for everybody else's gateway.</summary>
/// <remarks>Spec: compact-denylist-format (IPIP-383), as Kubo reads it.</remarks>
internal sealed class DenylistCommand : DeskVerb
{
    private readonly Argument<string> _file = new("FILE") { Description = "The list to write, in place of an older one" };

    public DenylistCommand()
        : base("denylist", "Write the CIDs of all that was retracted as a denylist that Kubo and other gateways read") => Takes(_file);

    public override IReadOnlyList<string> Examples => ["tearsheet export denylist site.deny   # into ~/.config/ipfs/denylists/ of a Kubo node"];

    public override IReadOnlyList<string> ExitCodes => [NoDeskCode, "6  the file cannot be written"];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        ReadAsync(parsed, terminal, async reader =>
        {
            var path = parsed.GetRequiredValue(_file);
            var withdrawn = reader.Archive.WithdrawnBlocks();
            var text = new StringBuilder(
                Invariant($"version: 1\nname: Retractions of {reader.Archive.SiteKey}\ndescription: Blocks that this site has published and taken back\nhints:\n  gateway_status: 410\n---\n"));
            foreach (var cid in withdrawn)
            {
                text.Append("/ipfs/").Append(cid.ToString()).Append('\n');
            }

            await using var file = PartialFile.Begin(path);
            await file.Stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
            await file.CommitAsync(cancellationToken);
            terminal.Value(new DenylistView(path, withdrawn.Count), DeskJson.Wire.DenylistView);
            terminal.Line(Invariant($"wrote {withdrawn.Count} CIDs to {path}"));
            return (int)ExitCode.Done;
        });
}
