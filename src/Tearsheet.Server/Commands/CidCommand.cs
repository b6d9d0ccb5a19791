using System.CommandLine;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Packing;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet cid PATH</c>: the CID that a file or folder has, without writing anything.</summary>
internal sealed class CidCommand : ImportVerb
{
    public CidCommand()
        : base("cid", "Print the CID of a file or folder") => Add(SharedOptions.Json);

    public override IReadOnlyList<string> Examples => ["tearsheet cid photo.jpg", "tearsheet cid public/ --profile unixfs-v0-2015"];

    public override IReadOnlyList<string> ExitCodes => ["1  the path is not there", "6  it cannot be read"];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!IsThere(parsed, terminal, out var code))
        {
            return code;
        }

        var sink = new CountingSink();
        var root = await ImportAsync(parsed, sink, terminal, cancellationToken);
        Say(terminal, new PackView(root.Cid.ToString(), ProfileOf(parsed).Name, root.Size, (long)root.Tsize, Blocks: null, File: null));
        return (int)ExitCode.Done;
    }
}
