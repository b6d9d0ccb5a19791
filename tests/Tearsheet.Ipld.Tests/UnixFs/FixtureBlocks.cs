using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>
/// The blocks of fixture CARs, found by their digests: Kubo's own fixtures hold dag-pb nodes as raw leaves of one
/// folder.
/// </summary>
internal sealed class FixtureBlocks : IBlockSource
{
    private readonly Dictionary<string, byte[]> _blocks = new(StringComparer.Ordinal);

    public List<Cid> Roots { get; } = [];

    public HashSet<Cid> Asked { get; } = [];

    public static async Task<FixtureBlocks> LoadAsync(params string[] cars)
    {
        var blocks = new FixtureBlocks();
        foreach (var car in cars)
        {
            await using var stream = File.OpenRead(SharedFolder.PathTo(["data", "ipfs", "gateway", .. car.Split('/')]));
            await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, TestContext.Current.CancellationToken))
            {
                switch (part)
                {
                    case CarPart.Header header:
                        blocks.Roots.AddRange(header.Roots);
                        break;
                    case CarPart.Section section:
                        blocks._blocks[KeyOf(section.Cid)] = section.Bytes.ToArray();
                        break;
                    case CarPart.Broken broken:
                        Assert.Fail($"{car}: {broken.Fault}");
                        break;
                }
            }
        }

        return blocks;
    }

    public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken)
    {
        Asked.Add(cid);
        return ValueTask.FromResult(_blocks.TryGetValue(KeyOf(cid), out var bytes) ? BlockAnswer.Found(bytes) : BlockAnswer.Absent);
    }

    private static string KeyOf(Cid cid) => Convert.ToHexString(cid.Digest);
}
