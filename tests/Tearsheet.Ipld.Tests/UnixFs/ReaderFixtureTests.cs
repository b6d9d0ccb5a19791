using System.Security.Cryptography;
using System.Text;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;
using static System.FormattableString;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>Trees that Kubo and boxo made. Expected contents were read with ipfs-unixfs-exporter 16.2.2.</summary>
public sealed class ReaderFixtureTests
{
    private const string KuboHamt = "bafybeiggvykl7skb2ndlmacg2k5modvudocffxjesexlod2pfvg5yhwrqm";
    private const string Multilayer = "extra/boxo/directory-with-multilayer-hamt-and-multiblock-files.car";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sharded_directory_of_Kubo_lists_10_100_names()
    {
        var blocks = await FixtureBlocks.LoadAsync("extra/kubo/TestGatewayHAMTDirectory.car");
        var names = new List<string>();
        await foreach (var item in new UnixFsReader(blocks).ListAsync(Cid.Parse(KuboHamt), Cancel))
        {
            names.Add(item.Name);
        }

        names.Sort(StringComparer.Ordinal);
        Assert.Equal(10_100, names.Count);
        Assert.Equal(
            "20ef9b9371c776e03ee838955817200a04a8f373636e24dd98ae180cd14809e5",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names)))));
    }

    [Fact]
    public async Task A_name_in_the_sharded_directory_of_Kubo_is_found_by_a_few_blocks()
    {
        var blocks = await FixtureBlocks.LoadAsync("extra/kubo/TestGatewayHAMTDirectory.car");
        var reader = new UnixFsReader(blocks);
        var listed = new Dictionary<string, Cid>(StringComparer.Ordinal);
        await foreach (var item in reader.ListAsync(Cid.Parse(KuboHamt), Cancel))
        {
            listed.Add(item.Name, item.Cid);
        }

        for (var i = 1; i <= 10_100; i += 777)
        {
            blocks.Asked.Clear();
            var name = Invariant($"{i}.png");

            // The files themselves are not in the fixture, so the answer is which block is missing.
            Assert.Equal(new Resolution.Absent(listed[name]), await reader.ResolveAsync(Cid.Parse(KuboHamt), name, Cancel));
            Assert.InRange(blocks.Asked.Count, 3, 5);
        }

        var missing = await reader.ResolveAsync(Cid.Parse(KuboHamt), "10101.png", Cancel);
        Assert.Equal(new Resolution.NotFound("10101.png"), missing);
    }

    [Theory]
    [InlineData(1276, 4, "iana")]
    [InlineData(29_839_070, 11, "EXAMPLE.COM")]
    public async Task A_range_of_a_file_whose_blocks_are_mostly_absent_is_read(long offset, long length, string expected)
    {
        var blocks = await FixtureBlocks.LoadAsync("extra/kubo/TestGatewayMultiRange.car");
        var file = Cid.Parse("bafybeiae5abzv6j3ucqbzlpnx3pcqbr2otbnpot7d2k5pckmpymin4guau");
        using var target = new MemoryStream();

        var written = await new UnixFsReader(blocks).ReadAsync(file, offset, length, target, Cancel);

        Assert.Equal(length, written);
        Assert.Equal(expected, Encoding.UTF8.GetString(target.ToArray()));
    }

    [Fact]
    public async Task An_absent_block_ends_a_reading_and_is_named()
    {
        var blocks = await FixtureBlocks.LoadAsync("fixtures/trustless_gateway_car/file-3k-and-3-blocks-missing-block.car");
        using var target = new MemoryStream();

        var broken = await Assert.ThrowsAsync<UnixFsException>(
            async () => await new UnixFsReader(blocks).ReadAsync(blocks.Roots[0], 0, null, target, Cancel));

        Assert.Equal(UnixFsFaultKind.Absent, broken.Fault.Kind);
        Assert.Equal("QmSNLTo6Wv9dfroVaw7MFYjLqf9ho7PKrgsjdzYDtv8h1W", broken.Fault.Cid.ToString());
        Assert.Equal(1024, target.Length);
    }

    [Fact]
    public async Task A_file_below_two_layers_of_shards_is_read()
    {
        var blocks = await FixtureBlocks.LoadAsync(Multilayer);
        var reader = new UnixFsReader(blocks);
        using var target = new MemoryStream();

        var found = Assert.IsType<Resolution.Found>(await reader.ResolveAsync(blocks.Roots[0], "hamtDir/exampleA", Cancel));
        await reader.ReadAsync(found.Cid, 0, null, target, Cancel);

        Assert.Equal(UnixFsKind.File, found.Kind);
        Assert.Equal(1026, found.Size);
        Assert.Equal(
            "998785f13287a9aabc2d7048e4c2905d502ff13ef40f2d135f163b5a762701c5",
            Convert.ToHexStringLower(SHA256.HashData(target.ToArray())));
    }

    [Fact]
    public async Task A_symlink_is_found_as_such_and_its_target_is_what_is_read()
    {
        var blocks = await FixtureBlocks.LoadAsync("fixtures/path_gateway_unixfs/symlink.car");
        var reader = new UnixFsReader(blocks);
        using var target = new MemoryStream();

        var found = Assert.IsType<Resolution.Found>(await reader.ResolveAsync(blocks.Roots[0], "bar", Cancel));
        await reader.ReadAsync(found.Cid, 0, null, target, Cancel);

        Assert.Equal((UnixFsKind.Symlink, 3L), (found.Kind, found.Size));
        Assert.Equal("foo", Encoding.UTF8.GetString(target.ToArray()));
        Assert.Equal(new Resolution.NotFound("x"), await reader.ResolveAsync(blocks.Roots[0], "bar/x", Cancel));
    }

    [Fact]
    public async Task A_tree_with_modes_and_times_is_walked_like_others()
    {
        var blocks = await FixtureBlocks.LoadAsync("extra/boxo/unixfs-dir-with-mode-mtime.car");
        var reader = new UnixFsReader(blocks);

        var found = await reader.ResolveAsync(blocks.Roots[0], "dir2/sub1/sub2/file3", Cancel);

        Assert.Equal(0, Assert.IsType<Resolution.Found>(found).Size);
        Assert.Equal(10, await CountAsync(reader.WalkAsync(blocks.Roots[0], Cancel)));
    }

    /// <summary>Whatever stands in the fixtures (DAG-CBOR, absent blocks, odd names) is an answer or a named
    /// fault.</summary>
    [Fact]
    public async Task Every_fixture_is_walked_or_refused_by_name()
    {
        var folder = SharedFolder.PathTo("data", "ipfs", "gateway");
        foreach (var car in Directory.EnumerateFiles(folder, "*.car", SearchOption.AllDirectories))
        {
            var blocks = await FixtureBlocks.LoadAsync(Path.GetRelativePath(folder, car).Replace('\\', '/'));
            var reader = new UnixFsReader(blocks);
            foreach (var root in blocks.Roots)
            {
                try
                {
                    await CountAsync(reader.WalkAsync(root, Cancel));
                }
                catch (UnixFsException broken)
                {
                    Assert.True(broken.Fault.Kind is UnixFsFaultKind.Absent or UnixFsFaultKind.UnknownCodec, $"{car}: {broken.Message}");
                }

                Assert.IsNotType<Resolution.Withdrawn>(await reader.ResolveAsync(root, "", Cancel));
            }
        }
    }

    private static async Task<int> CountAsync(IAsyncEnumerable<Cid> cids)
    {
        var count = 0;
        await foreach (var _ in cids)
        {
            count++;
        }

        return count;
    }
}
