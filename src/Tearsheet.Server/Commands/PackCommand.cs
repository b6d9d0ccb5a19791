using System.CommandLine;
using Tearsheet.Ipld.Cids;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Packing;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet pack PATH -o FILE</c>: a file or folder as a CAR.</summary>
internal sealed class PackCommand : ImportVerb
{
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The CAR to write; it stands there only once it is whole",
        HelpName = "FILE.car",
        Required = true,
    };

    public PackCommand()
        : base("pack", "Write a file or folder as a CAR and print its root CID")
    {
        Add(Output);
        Add(SharedOptions.Json);
    }

    public override IReadOnlyList<string> Examples =>
        ["tearsheet pack public/ -o site.car", "tearsheet pack film.webm -o film.car --profile unixfs-v0-2015 --json"];

    public override IReadOnlyList<string> ExitCodes => ["1  the path is not there", "6  it cannot be read, or the CAR cannot be written"];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!IsThere(parsed, terminal, out var code))
        {
            return code;
        }

        var output = parsed.GetRequiredValue(Output);
        await using var file = PartialFile.Begin(output);
        var car = new CarFile(file.Stream);
        car.Begin(LikeRoot(parsed));
        var root = await ImportAsync(parsed, car, terminal, cancellationToken);
        car.End(root.Cid);
        await file.CommitAsync(cancellationToken);
        Say(terminal, new PackView(root.Cid.ToString(), ProfileOf(parsed).Name, root.Size, (long)root.Tsize, car.Blocks, output));
        return (int)ExitCode.Done;
    }

    /// <summary>A CID of the same length as the root's.</summary>
    private Cid LikeRoot(ParseResult parsed) =>
        ProfileOf(parsed).CidVersion == 0
            ? Cid.Create(0, (ulong)Multicodec.DagPb, (ulong)MultihashCode.Sha2_256, new byte[32])
            : Cid.FromSha256(Multicodec.DagPb, new byte[32]);
}
