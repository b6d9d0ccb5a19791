using System.Net;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway.Tests;

/// <summary>CARs of what is larger than the block cache, whose blocks pass through memory that is used again.</summary>
public sealed class CarExportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_block_of_a_large_export_is_whole_and_comes_once()
    {
        await using var site = await StartAsync();
        var blocks = await ExportAsync(site, "format=car");

        Assert.All(blocks, block => Assert.True(block.IsWhole));
        Assert.Equal(blocks.Count, blocks.DistinctBy(block => block.Cid).Count());
        Assert.Equal(Distinct + Repeated + Folders, blocks.Count);
    }

    [Fact]
    public async Task Blocks_that_repeat_are_whole_each_time_when_repeats_are_asked_for()
    {
        await using var site = await StartAsync();
        var blocks = await ExportAsync(site, "format=car&car-dups=y");

        Assert.All(blocks, block => Assert.True(block.IsWhole));
        Assert.Equal(Distinct + Repeats + Folders, blocks.Count);
    }

    [Fact]
    public async Task Exports_at_the_same_time_do_not_mix_their_blocks()
    {
        await using var site = await StartAsync();
        var exports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ExportAsync(site, "format=car")));

        Assert.All(exports.SelectMany(blocks => blocks), block => Assert.True(block.IsWhole));
    }

    [Fact]
    public async Task A_large_block_that_is_not_what_it_should_be_ends_the_export()
    {
        await using var site = await StartAsync();
        var last = (await ExportAsync(site, "format=car")).Last(block => block.Cid.Codec == (ulong)Multicodec.Raw).Cid;
        site.Spoil(last);
        site.Gateway.Forget();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ExportAsync(site, "format=car"));
    }

    private const int Distinct = 6;
    private const int Repeated = 1;
    private const int Repeats = 3;

    // Two files' roots and the folder.
    private const int Folders = 3;

    private static Task<SmallSite> StartAsync()
    {
        var various = new byte[Distinct << 20];
        new Random(1).NextBytes(various);
        return SmallSite.StartAsync(
            new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["same.bin"] = new byte[Repeats << 20], ["various.bin"] = various },
            new GatewayPolicy { BlockCacheBytes = 1 << 20 });
    }

    private static async Task<IReadOnlyList<(Cid Cid, bool IsWhole)>> ExportAsync(SmallSite site, string query)
    {
        using var answer = await site.GetAsync($"/ipfs/{site.Root.Cid}?{query}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var blocks = new List<(Cid, bool)>();
        await using var body = new MemoryStream(await answer.Content.ReadAsByteArrayAsync(Token));
        await foreach (var part in CarReader.ReadAsync(body, CarLimits.Default, Token))
        {
            Assert.IsNotType<CarPart.Broken>(part);
            if (part is CarPart.Section section)
            {
                blocks.Add((section.Cid, section.Cid.Matches(section.Bytes.Span)));
            }
        }

        return blocks;
    }
}
