using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.UnixFs;
using static System.FormattableString;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>Expected CIDs and sizes were printed by ipfs-unixfs-importer 17.1.1 for the same settings.</summary>
public sealed class ImporterTests
{
    [Theory]
    [InlineData(0, 3, true, 1, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", 0)]
    [InlineData(0, 3, false, 0, "QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH", 6)]
    [InlineData(16, 3, true, 1, "bafkreihxxrwbh2at2n3zsscnttje2flq2puuh7qp43upmsjf7kv44cxubu", 16)]
    [InlineData(17, 3, true, 1, "bafybeifahtdbln2kzsnt75d3urjv5k6x6qjrtn4icruxi5spkilgmc3dem", 115)]
    [InlineData(48, 3, true, 1, "bafybeibgvbeos2s3qw6fd5uo5oh4uvezibhlqc7yvjivawztg7d3lslsfi", 192)]
    [InlineData(49, 3, true, 1, "bafybeibamoodb2lbjqf7hnln5trelt3g4jpunwlznvrt5oeccrbbeoksyq", 344)]
    [InlineData(160, 3, true, 1, "bafybeia2p57bn23dre7ucxsdk3w6t45xrrigpgqpfk5mjatbe2wp2l2ouy", 945)]
    [InlineData(1000, 3, true, 1, "bafybeig2r5pamv5uu5bapjediogqq5acwkhxpxbaygdxc6abxr3dyu6t5q", 5568)]
    [InlineData(1000, 3, false, 0, "QmWEQScjY1dRrgL9DEfy9uB4vZrRdMwWbdJwpZXXLJRgfx", 5884)]
    [InlineData(1000, 3, false, 1, "bafybeigfo7yvbnuzl2dna47cq2gh3flju2kunmqapexkrowzq3udghlerq", 6072)]
    [InlineData(1000, 2, true, 1, "bafybeiebify33p5vydfnkz6tsewagp3ou2qkc4ih6ymgnpg2o2lkjbti3e", 7216)]
    [InlineData(1000, 3, true, 0, "QmVHCFPYyqpbHDG4aWHkgrNZupyvyvzXeB95BMouy1wro5", 5506)]
    public async Task A_file_in_chunks_of_16_gets_the_root_that_others_compute(
        int size, int width, bool rawLeaves, int version, string cid, int tsize)
    {
        var profile = new ImportProfile
        {
            Name = "small", ChunkSize = 16, Width = width, RawLeaves = rawLeaves, CidVersion = version,
        };
        var bytes = Pattern(size);
        var inMemory = new MemoryBlocks();
        var streamed = new MemoryBlocks();

        var root = new FileImporter(profile, inMemory).Import(bytes);
        using var stream = new DribblingStream(bytes);
        var again = await new FileImporter(profile, streamed).ImportAsync(stream, TestContext.Current.CancellationToken);

        Assert.Equal(cid, root.Cid.ToString());
        Assert.Equal((ulong)tsize, root.Tsize);
        Assert.Equal(size, root.Size);
        Assert.Equal(root, again);
        Assert.Equal(inMemory.Cids.Order(), streamed.Cids.Order());
        Assert.All(inMemory.Cids, one => Assert.True(one.Matches(inMemory.BytesOf(one).Span)));
    }

    [Theory]
    [InlineData(10, "unixfs-v1-2025", "bafybeienzlgnouhmxidljxved6a2q27dgep64ffpnuma45ehcfabq2pmbu", 670)]
    [InlineData(10, "unixfs-v0-2015", "QmdQXPbEeiPvyMzFpUnuGurVynokpSZwgTxmdaHTu9qXaC", 728)]
    [InlineData(300, "unixfs-v1-2025", "bafybeigckldraejglyfjidfg7nd5c24slak3ym5cjlxmj36v4a6jxzgrwa", 23035)]
    [InlineData(300, "unixfs-v0-2015", "Qmbt3UwauPLje7k78HCXxJQc2vtUTYRgwQYgHHy4MDSDbd", 24683)]
    [InlineData(2000, "unixfs-v1-2025", "bafybeicptnxe2rgy7lq2an2q5weh4prq22kxigp7sbieeir7xdmnydbhta", 137524)]
    [InlineData(2000, "unixfs-v0-2015", "QmUJ7zv4eP2LUgvX5HV67KkhJq9id3mK46w6Yw7AjvYWe9", 148952)]
    public void A_sharded_directory_gets_the_root_that_others_compute(int count, string name, string cid, int tsize)
    {
        Assert.True(ImportProfile.TryFind(name, out var profile));
        profile = profile with { HamtThreshold = 100 };
        var sink = new NullSink();
        var file = new FileImporter(profile, sink).Import("x"u8.ToArray());

        var root = new DirectoryImporter(profile, sink).Import(
            [.. Enumerable.Range(0, count).Select(i => new DirectoryEntry(Invariant($"entry-{i}"), file))]);

        Assert.Equal(cid, root.Cid.ToString());
        Assert.Equal((ulong)tsize, root.Tsize);
    }

    [Theory]
    [InlineData("unixfs-v1-2025", "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e")]
    [InlineData("unixfs-v0-2015", "Qmf412jQZiuVUtdgnB36FXFX7xg5V6KEbSJ4dpQuhkLyfD")]
    public void Hello_world_has_its_well_known_name(string name, string cid)
    {
        Assert.True(ImportProfile.TryFind(name, out var profile));

        var root = new FileImporter(profile, new NullSink()).Import("hello world"u8.ToArray());

        Assert.Equal(cid, root.Cid.ToString());
    }

    [Theory]
    [InlineData("unixfs-v1-2025", "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354")]
    [InlineData("unixfs-v0-2015", "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn")]
    public void An_empty_directory_has_its_well_known_name(string name, string cid)
    {
        Assert.True(ImportProfile.TryFind(name, out var profile));

        Assert.Equal(cid, new DirectoryImporter(profile, new NullSink()).Import([]).Cid.ToString());
    }

    [Fact]
    public void A_symlink_is_a_node_of_type_and_target_as_Kubo_writes_it()
    {
        var blocks = new MemoryBlocks();
        var profile = ImportProfile.UnixFsV0_2015;

        var root = new DirectoryImporter(profile, blocks).ImportSymlink("foo");

        // The link "bar" of gateway-conformance's symlink.car.
        Assert.Equal("QmTB8BaCJdCH5H3k7GrxJsxgDNmNYGGR71C58ERkivXoj5", root.Cid.ToString());
        Assert.Equal(9ul, root.Tsize);
        Assert.Equal(3, root.Size);
    }

    [Fact]
    public void A_directory_is_sharded_only_above_the_threshold_and_not_at_it()
    {
        var sink = new MemoryBlocks();
        var profile = ImportProfile.UnixFsV1_2025;
        var file = new FileImporter(profile, sink).Import("x"u8.ToArray());
        DirectoryEntry[] entries = [new("a", file), new("b", file)];
        var whole = new DirectoryImporter(profile, sink).Import(entries);
        var length = sink.BytesOf(whole.Cid).Length;

        var at = new DirectoryImporter(profile with { HamtThreshold = length }, sink).Import(entries);
        var over = new DirectoryImporter(profile with { HamtThreshold = length - 1 }, sink).Import(entries);

        Assert.Equal(whole, at);
        Assert.NotEqual(whole.Cid, over.Cid);
    }

    [Fact]
    public void Entries_are_ordered_by_the_bytes_of_their_names_whatever_their_order_was()
    {
        var blocks = new MemoryBlocks();
        var profile = ImportProfile.UnixFsV1_2025;
        var file = new FileImporter(profile, blocks).Import("x"u8.ToArray());
        string[] names = ["b", "\U0001F600", "a", "\uFF5E", "B", "é", "a.b", "a b"];

        var root = new DirectoryImporter(profile, blocks).Import([.. names.Select(name => new DirectoryEntry(name, file))]);
        var turned = new DirectoryImporter(profile, blocks).Import(
            [.. names.Reverse().Select(name => new DirectoryEntry(name, file))]);

        Assert.Equal(root, turned);
        Assert.True(DagPb.TryDecode(blocks.BytesOf(root.Cid).Span, out var node, out _));
        string[] byBytes = ["B", "a", "a b", "a.b", "b", "é", "\uFF5E", "\U0001F600"];
        Assert.Equal(byBytes, node!.Links.Select(link => link.Name));
    }

    [Fact]
    public void What_is_written_is_byte_for_byte_what_the_dag_pb_codec_writes()
    {
        var blocks = new MemoryBlocks();
        var profile = ImportProfile.UnixFsV1_2025 with { HamtThreshold = 4000, ChunkSize = 16, Width = 5 };
        var file = new FileImporter(profile, blocks).Import(Pattern(700));
        var importer = new DirectoryImporter(profile, blocks);
        importer.Import([.. Enumerable.Range(0, 200).Select(i => new DirectoryEntry(Invariant($"entry-{i}"), file))]);
        importer.Import([.. Enumerable.Range(0, 20).Select(i => new DirectoryEntry(Invariant($"entry-{i}"), file))]);

        foreach (var cid in blocks.Cids.Where(cid => cid.Codec == (ulong)Multicodec.DagPb))
        {
            var block = blocks.BytesOf(cid);
            Assert.True(DagPb.TryDecode(block.Span, out var node, out var fault), fault.ToString());
            Assert.Equal(block.ToArray(), DagPb.Encode(node!));
        }
    }

    [Fact]
    public void Two_entries_of_one_name_are_refused()
    {
        var file = new FileImporter(ImportProfile.UnixFsV1_2025, new NullSink()).Import("x"u8.ToArray());

        var refused = Assert.Throws<ArgumentException>(() => new DirectoryImporter(
            ImportProfile.UnixFsV1_2025, new NullSink()).Import([new("a", file), new("a", file)]));

        Assert.Contains("'a'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_breaks_ends_the_import_with_its_own_exception()
    {
        var profile = new ImportProfile { Name = "small", ChunkSize = 16 };
        using var stream = new DribblingStream(Pattern(1000)) { BreaksAt = 500 };
        var importer = new FileImporter(profile, new NullSink());

        var broken = await Assert.ThrowsAsync<IOException>(
            () => importer.ImportAsync(stream, TestContext.Current.CancellationToken));

        Assert.Equal("broke at 500", broken.Message);
    }

    [Fact]
    public async Task A_sink_that_breaks_ends_the_import_with_its_own_exception()
    {
        var profile = new ImportProfile { Name = "small", ChunkSize = 16 };
        using var stream = new DribblingStream(Pattern(1000));
        var importer = new FileImporter(profile, new FullSink(after: 20));

        var broken = await Assert.ThrowsAsync<IOException>(
            () => importer.ImportAsync(stream, TestContext.Current.CancellationToken));

        Assert.Equal("the disk is full", broken.Message);
    }

    [Fact]
    public async Task A_cancelled_import_stops()
    {
        var profile = new ImportProfile { Name = "small", ChunkSize = 16 };
        using var stop = new CancellationTokenSource();
        using var stream = new DribblingStream(Pattern(1000)) { At500 = stop.Cancel };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new FileImporter(profile, new NullSink()).ImportAsync(stream, stop.Token));
    }

    internal static byte[] Pattern(int size)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
        {
            bytes[i] = (byte)((i * 7) + (i >> 8));
        }

        return bytes;
    }

    private sealed class FullSink(int after) : IBlockSink
    {
        private int _count;

        public void Put(in Block block)
        {
            if (++_count > after)
            {
                throw new IOException("the disk is full");
            }
        }
    }
}
