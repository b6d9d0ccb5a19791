using CsCheck;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.UnixFs;
using static System.FormattableString;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>Trees made to mislead: each gets a fault that names the block, and none a crash or a long wait.</summary>
public sealed class HostileTreeTests
{
    private readonly MemoryBlocks _blocks = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private UnixFsReader Reader => new(_blocks);

    [Fact]
    public async Task A_node_without_data_is_no_UnixFS()
    {
        var block = DagPb.Encode(new PbNode([], null));
        var cid = Cid.ForBlock(Multicodec.DagPb, block);
        _blocks.Put(new Block(cid, block));

        await RefusedAsync(cid, cid, UnixFsFaultKind.BadMessage);
    }

    [Fact]
    public async Task Data_that_is_no_message_is_refused()
    {
        var cid = HostileTree.Put(_blocks, [0xff, 0xff]);

        await RefusedAsync(cid, cid, UnixFsFaultKind.BadMessage);
    }

    [Fact]
    public async Task A_block_that_is_no_dag_pb_is_refused()
    {
        byte[] block = [0xff];
        var cid = Cid.ForBlock(Multicodec.DagPb, block);
        _blocks.Put(new Block(cid, block));

        await RefusedAsync(cid, cid, UnixFsFaultKind.BadNode);
    }

    [Fact]
    public async Task Another_codec_is_refused_unread()
    {
        var cid = Cid.ForBlock(Multicodec.DagCbor, [0xa0]);

        await RefusedAsync(cid, cid, UnixFsFaultKind.UnknownCodec);
    }

    [Fact]
    public async Task A_metadata_node_is_refused()
    {
        var cid = HostileTree.Put(_blocks, [8, 3]);

        await RefusedAsync(cid, cid, UnixFsFaultKind.BadMessage);
    }

    [Fact]
    public async Task A_file_with_more_links_than_sizes_is_refused()
    {
        var leaf = HostileTree.PutRaw(_blocks, [1, 2, 3]);
        var cid = HostileTree.Put(_blocks, HostileTree.File(3, null, 3), new(leaf, "", 3), new(leaf, "", 3));

        await RefusedAsync(cid, cid, UnixFsFaultKind.WrongSize);
    }

    [Fact]
    public async Task A_file_whose_size_is_not_the_sum_of_its_parts_is_refused()
    {
        var leaf = HostileTree.PutRaw(_blocks, [1, 2, 3]);
        var cid = HostileTree.Put(_blocks, HostileTree.File(4, null, 3), new PbLink(leaf, "", 3));

        await RefusedAsync(cid, cid, UnixFsFaultKind.WrongSize);
    }

    [Fact]
    public async Task Sizes_that_overflow_are_refused()
    {
        var leaf = HostileTree.PutRaw(_blocks, [1]);
        var cid = HostileTree.Put(
            _blocks, HostileTree.File(1, null, ulong.MaxValue, 2), new(leaf, "", 1), new(leaf, "", 1));

        await RefusedAsync(cid, cid, UnixFsFaultKind.WrongSize);
    }

    [Fact]
    public async Task A_part_of_another_size_than_its_parent_says_is_refused_when_it_is_reached()
    {
        var honest = HostileTree.PutRaw(_blocks, [1, 2]);
        var liar = HostileTree.PutRaw(_blocks, [1, 2, 3]);
        var cid = HostileTree.Put(_blocks, HostileTree.File(4, null, 2, 2), new(honest, "", 2), new(liar, "", 2));
        using var target = new MemoryStream();

        await RefusedAsync(cid, liar, UnixFsFaultKind.WrongSize);
        Assert.Equal(2, await Reader.ReadAsync(cid, 0, 2, target, Cancel));
    }

    [Fact]
    public async Task A_directory_inside_a_file_is_refused()
    {
        var directory = HostileTree.Put(_blocks, [8, 1]);
        var cid = HostileTree.Put(_blocks, HostileTree.File(1, null, 1), new PbLink(directory, "", 1));

        await RefusedAsync(cid, directory, UnixFsFaultKind.WrongKind);
    }

    [Fact]
    public async Task A_file_has_no_list_and_a_directory_no_bytes()
    {
        var file = HostileTree.PutRaw(_blocks, [1]);
        var directory = HostileTree.Put(_blocks, [8, 1]);

        await ListRefusedAsync(file, file, UnixFsFaultKind.WrongKind);
        await RefusedAsync(directory, directory, UnixFsFaultKind.WrongKind);
    }

    [Fact]
    public async Task A_chain_of_one_link_nodes_ends_at_the_depth_limit()
    {
        var cid = HostileTree.PutRaw(_blocks, [1]);
        for (var i = 0; i < 100_000; i++)
        {
            cid = HostileTree.Put(_blocks, HostileTree.File(1, null, 1), new PbLink(cid, "", 1));
        }

        var broken = await ReadRefusedAsync(cid);
        Assert.Equal(UnixFsFaultKind.TooDeep, broken.Kind);
        var walked = await Assert.ThrowsAsync<UnixFsException>(() => DrainAsync(Reader.WalkAsync(cid, Cancel)));
        Assert.Equal(UnixFsFaultKind.TooDeep, walked.Fault.Kind);
    }

    [Fact]
    public async Task A_file_of_a_million_empty_parts_at_every_level_is_read_at_once()
    {
        // 10 levels of 1,000 links to nothing: 10^30 parts, if one went to look.
        var cid = HostileTree.PutRaw(_blocks, []);
        for (var level = 0; level < 10; level++)
        {
            var below = cid;
            cid = HostileTree.Put(
                _blocks,
                HostileTree.File(0, null, [.. Enumerable.Repeat(0ul, 1000)]),
                [.. Enumerable.Repeat(new PbLink(below, "", 0), 1000)]);
        }

        using var target = new MemoryStream();
        Assert.Equal(0, await Reader.ReadAsync(cid, 0, null, target, Cancel));
        Assert.Equal(11, await DrainAsync(Reader.WalkAsync(cid, Cancel)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(255)]
    [InlineData(2048)]
    [InlineData(1L << 40)]
    public async Task An_absurd_fan_out_is_refused(long fanout)
    {
        var cid = HostileTree.Put(_blocks, HostileTree.Shard([], (ulong)fanout));

        await ListRefusedAsync(cid, cid, UnixFsFaultKind.BadShard);
    }

    [Fact]
    public async Task A_shard_with_another_hash_is_refused()
    {
        var cid = HostileTree.Put(_blocks, HostileTree.Shard([], 256, 0x12));

        await ListRefusedAsync(cid, cid, UnixFsFaultKind.BadShard);
    }

    [Theory]
    [InlineData("FFa", 0xfe)]
    [InlineData("FFa", 0xfe, 0xff)]
    [InlineData("FFa")]
    [InlineData("GGa", 0xff)]
    [InlineData("F", 0x0f)]
    [InlineData("", 0)]
    public async Task A_shard_whose_links_and_bits_disagree_is_refused(string name, params int[] bits)
    {
        var leaf = HostileTree.PutRaw(_blocks, [1]);
        var cid = HostileTree.Put(_blocks, HostileTree.Shard(HostileTree.Bits(256, bits)), new PbLink(leaf, name, 1));

        await ListRefusedAsync(cid, cid, UnixFsFaultKind.BadShard);
    }

    [Fact]
    public async Task A_bit_field_longer_than_the_fan_out_is_refused()
    {
        var cid = HostileTree.Put(_blocks, HostileTree.Shard(new byte[33]));

        await ListRefusedAsync(cid, cid, UnixFsFaultKind.BadShard);
    }

    [Fact]
    public async Task Two_links_in_one_slot_are_refused()
    {
        var leaf = HostileTree.PutRaw(_blocks, [1]);
        var cid = HostileTree.Put(
            _blocks, HostileTree.Shard(HostileTree.Bits(256, 1, 2)), new(leaf, "01a", 1), new(leaf, "01b", 1));

        await ListRefusedAsync(cid, cid, UnixFsFaultKind.BadShard);
    }

    [Fact]
    public async Task An_entry_in_a_slot_that_is_not_its_own_is_refused()
    {
        var leaf = HostileTree.PutRaw(_blocks, [1]);
        var wrong = 0xff ^ (int)(Murmur3.Hash64("name"u8) >> 56);
        var cid = HostileTree.Put(
            _blocks,
            HostileTree.Shard(HostileTree.Bits(256, wrong)),
            new PbLink(leaf, Invariant($"{wrong:X2}name"), 1));

        await ListRefusedAsync(cid, cid, UnixFsFaultKind.BadShard);
    }

    [Fact]
    public async Task A_plain_directory_as_a_shard_is_refused()
    {
        var directory = HostileTree.Put(_blocks, [8, 1]);
        var cid = HostileTree.Put(
            _blocks, HostileTree.Shard(HostileTree.Bits(256, 0)), new PbLink(directory, "00", 1));

        await ListRefusedAsync(cid, directory, UnixFsFaultKind.BadShard);
    }

    [Fact]
    public async Task A_shard_of_another_fan_out_than_its_parent_is_refused()
    {
        var below = HostileTree.Put(_blocks, HostileTree.Shard([], 16));
        var cid = HostileTree.Put(_blocks, HostileTree.Shard(HostileTree.Bits(256, 0)), new PbLink(below, "00", 1));

        await ListRefusedAsync(cid, below, UnixFsFaultKind.BadShard);
    }

    [Fact]
    public async Task Eight_full_shards_around_an_empty_one_are_refused_and_not_multiplied()
    {
        // 256^7 paths to one empty shard.
        var cid = HostileTree.Put(_blocks, HostileTree.Shard([]));
        var empty = cid;
        cid = Wrap(cid, 7);

        await ListRefusedAsync(cid, empty, UnixFsFaultKind.BadShard);
    }

    [Fact]
    public async Task Shards_that_share_one_entry_between_all_slots_are_refused_and_not_multiplied()
    {
        var leaf = HostileTree.PutRaw(_blocks, [1]);
        var slot = (int)(Murmur3.Hash64("name"u8) >> 56) & 0xff;
        var last = HostileTree.Put(
            _blocks, HostileTree.Shard(HostileTree.Bits(256, slot)), new PbLink(leaf, Invariant($"{slot:X2}name"), 1));

        await ListRefusedAsync(Wrap(last, 6), last, UnixFsFaultKind.BadShard);
    }

    [Fact]
    public async Task Shards_deeper_than_the_hash_are_refused()
    {
        var leaf = HostileTree.PutRaw(_blocks, [1]);
        var cid = HostileTree.Put(
            _blocks, HostileTree.Shard(HostileTree.Bits(256, 0)), new PbLink(leaf, "00name", 1));
        var deepest = cid;

        await ListRefusedAsync(Wrap(cid, 8), deepest, UnixFsFaultKind.TooDeep);
    }

    [Fact]
    public async Task A_path_into_a_broken_shard_is_malformed_and_names_it()
    {
        var cid = HostileTree.Put(_blocks, HostileTree.Shard([], 1UL << 40));

        var resolved = Assert.IsType<Resolution.Malformed>(await Reader.ResolveAsync(cid, "a", Cancel));

        Assert.Equal(cid, resolved.Fault.Cid);
        Assert.Contains("fan-out", resolved.Fault.Reason, StringComparison.Ordinal);
    }

    /// <summary>Any one byte of any block changed, at random: an answer or a named fault, nothing else.</summary>
    [Fact]
    public async Task Damaged_trees_are_read_or_refused_by_name()
    {
        var profile = new ImportProfile { Name = "small", ChunkSize = 16, Width = 3, RawLeaves = false, HamtThreshold = 500 };
        var good = new MemoryBlocks();
        var file = new FileImporter(profile, good).Import(ImporterTests.Pattern(300));
        var root = new DirectoryImporter(profile, good).Import(
            [.. Enumerable.Range(0, 40).Select(i => new DirectoryEntry(Invariant($"entry-{i}"), file))]);
        Cid[] cids = [.. good.Cids.Order()];

        var gen = Gen.Select(Gen.Int[0, cids.Length - 1], Gen.Int[0, 5000], Gen.Byte);
        await gen.SampleAsync(
            async (index, at, value) =>
            {
                var block = good.BytesOf(cids[index]).ToArray();
                block[at % block.Length] = value;
                var reader = new UnixFsReader(new DamagedBlocks(good, cids[index], block));
                await TryAsync(() => DrainAsync(reader.ListAsync(root.Cid, Cancel)));
                await TryAsync(() => DrainAsync(reader.WalkAsync(root.Cid, Cancel)));
                await TryAsync(() => DrainAsync(reader.ReadAsync(file.Cid, 0, null, Cancel)));
                Assert.NotNull(await reader.ResolveAsync(root.Cid, "entry-7", Cancel));
            },
            iter: 3000,
            threads: 1);
    }

    private Cid Wrap(Cid cid, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var below = cid;
            cid = HostileTree.Put(
                _blocks,
                HostileTree.Shard(HostileTree.Bits(256, [.. Enumerable.Range(0, 256)])),
                [.. Enumerable.Range(0, 256).Select(slot => new PbLink(below, Invariant($"{slot:X2}"), 1))]);
        }

        return cid;
    }

    private async Task RefusedAsync(Cid root, Cid blamed, UnixFsFaultKind kind)
    {
        var fault = await ReadRefusedAsync(root);
        Assert.Equal(kind, fault.Kind);
        Assert.Equal(blamed, fault.Cid);
        Assert.Contains(blamed.ToString(), fault.ToString(), StringComparison.Ordinal);
    }

    private async Task<UnixFsFault> ReadRefusedAsync(Cid root)
    {
        var broken = await Assert.ThrowsAsync<UnixFsException>(() => DrainAsync(Reader.ReadAsync(root, 0, null, Cancel)));
        return broken.Fault;
    }

    private async Task ListRefusedAsync(Cid root, Cid blamed, UnixFsFaultKind kind)
    {
        var broken = await Assert.ThrowsAsync<UnixFsException>(() => DrainAsync(Reader.ListAsync(root, Cancel)));
        Assert.Equal(kind, broken.Fault.Kind);
        Assert.Equal(blamed, broken.Fault.Cid);
    }

    private static async Task TryAsync(Func<Task> reading)
    {
        try
        {
            await reading();
        }
        catch (UnixFsException broken)
        {
            Assert.True(broken.Fault.Cid.IsDefined);
        }
    }

    private static async Task<int> DrainAsync<T>(IAsyncEnumerable<T> items)
    {
        var count = 0;
        await foreach (var _ in items)
        {
            count++;
        }

        return count;
    }

    private sealed class DamagedBlocks(IBlockSource blocks, Cid damaged, byte[] bytes) : IBlockSource
    {
        public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
            cid == damaged ? ValueTask.FromResult(BlockAnswer.Found(bytes)) : blocks.FindAsync(cid, cancellationToken);
    }
}
