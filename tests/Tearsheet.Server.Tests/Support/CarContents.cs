using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Server.Tests.Support;

internal static class CarContents
{
    /// <summary>The roots and blocks of a CAR, every block checked against its CID.</summary>
    public static async Task<(IReadOnlyList<Cid> Roots, IReadOnlyList<Cid> Blocks)> ReadAsync(string path)
    {
        IReadOnlyList<Cid> roots = [];
        var blocks = new List<Cid>();
        await using var stream = File.OpenRead(path);
        await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, TestContext.Current.CancellationToken))
        {
            switch (part)
            {
                case CarPart.Header header:
                    roots = header.Roots;
                    break;
                case CarPart.Section section:
                    Assert.True(section.Cid.Matches(section.Bytes.Span), $"block {section.Cid} is not what its name says");
                    blocks.Add(section.Cid);
                    break;
                case CarPart.Broken broken:
                    Assert.Fail(broken.Fault.ToString());
                    break;
            }
        }

        return (roots, blocks);
    }
}
