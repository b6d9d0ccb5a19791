using System.IO.Pipelines;
using CsCheck;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.UnixFs;
using static System.FormattableString;

namespace Tearsheet.Ipld.Tests.UnixFs;

public sealed class UnixFsReaderTests
{
    private static readonly ImportProfile Small = new()
    {
        Name = "small", ChunkSize = 16, Width = 3, HamtThreshold = 1000,
    };

    private readonly MemoryBlocks _blocks = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private UnixFsReader Reader => new(_blocks);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Any_range_of_any_file_is_that_range_and_touches_only_its_blocks(bool rawLeaves)
    {
        var gen = Gen.Select(Gen.Int[0, 700], Gen.Int[0, 800], Gen.Int[-1, 300]);
        await gen.SampleAsync(
            async (size, offset, length) =>
            {
                var bytes = ImporterTests.Pattern(size);
                var blocks = new CountingBlocks();
                var root = new FileImporter(Small with { RawLeaves = rawLeaves }, blocks).Import(bytes);
                blocks.Reset();
                using var target = new MemoryStream();

                await new UnixFsReader(blocks).ReadAsync(root.Cid, offset, length < 0 ? null : length, target, Cancel);

                var expected = bytes.AsSpan(Math.Min(offset, size));
                expected = length < 0 ? expected : expected[..Math.Min(length, expected.Length)];
                Assert.Equal(expected.ToArray(), target.ToArray());

                // Leaves that overlap the range, and the nodes above them: half as many again, and one path of six
                // levels.
                var leaves = (expected.Length / 16) + 2;
                Assert.InRange(blocks.Reads, 1, leaves + (leaves / 2) + 7);
            },
            iter: 500,
            threads: 1);
    }

    [Fact]
    public async Task A_pipe_gets_the_bytes_and_may_end_the_reading()
    {
        var root = new FileImporter(Small, _blocks).Import(ImporterTests.Pattern(200));
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));

        Assert.Equal(200, await Reader.ReadAsync(root.Cid, 0, null, pipe.Writer, Cancel));
        var read = await pipe.Reader.ReadAtLeastAsync(200, Cancel);
        Assert.Equal(200, read.Buffer.Length);

        await pipe.Reader.CompleteAsync();
        Assert.InRange(await Reader.ReadAsync(root.Cid, 0, null, pipe.Writer, Cancel), 0, 16);
    }

    [Theory]
    [InlineData("index.html")]
    [InlineData("/index.html")]
    [InlineData("links//one/")]
    [InlineData("links/entry-17")]
    [InlineData("日本語/\U0001F600")]
    public async Task A_path_leads_to_its_file_through_plain_and_sharded_directories(string path)
    {
        var root = await SiteAsync();

        var found = Assert.IsType<Resolution.Found>(await Reader.ResolveAsync(root.Cid, path, Cancel));

        Assert.Equal(UnixFsKind.File, found.Kind);
        Assert.Equal(5, found.Size);
    }

    [Theory]
    [InlineData("nothing", "nothing")]
    [InlineData("links/nothing", "nothing")]
    [InlineData("nothing/one", "nothing")]
    [InlineData("index.html/one", "one")]
    [InlineData("links/..", "..")]
    [InlineData("INDEX.HTML", "INDEX.HTML")]
    public async Task A_path_that_leads_nowhere_names_the_first_name_that_is_not_there(string path, string segment)
    {
        var root = await SiteAsync();

        Assert.Equal(new Resolution.NotFound(segment), await Reader.ResolveAsync(root.Cid, path, Cancel));
    }

    [Fact]
    public async Task The_root_itself_is_found_by_an_empty_path()
    {
        var root = await SiteAsync();

        Assert.Equal(
            new Resolution.Found(root.Cid, UnixFsKind.Directory, 0), await Reader.ResolveAsync(root.Cid, "/", Cancel));
    }

    [Fact]
    public async Task A_list_holds_every_entry_of_a_sharded_directory_once()
    {
        var root = await SiteAsync();
        var found = Assert.IsType<Resolution.Found>(await Reader.ResolveAsync(root.Cid, "links", Cancel));
        var items = new List<DirectoryItem>();
        await foreach (var item in Reader.ListAsync(found.Cid, Cancel))
        {
            items.Add(item);
        }

        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => Invariant($"entry-{i}")).Append("one").Order(StringComparer.Ordinal),
            items.Select(item => item.Name).Order(StringComparer.Ordinal));
        Assert.All(items, item => Assert.Equal(5ul, item.Tsize));
    }

    [Fact]
    public async Task A_walk_names_every_block_once_parents_first()
    {
        var root = await SiteAsync();
        var seen = new List<Cid>();
        await foreach (var cid in Reader.WalkAsync(root.Cid, Cancel))
        {
            seen.Add(cid);
        }

        Assert.Equal(root.Cid, seen[0]);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(_blocks.Cids.Order(), seen.Order());
    }

    [Fact]
    public async Task A_withdrawn_block_on_the_way_is_told_from_an_absent_one()
    {
        var root = await SiteAsync();
        var links = Assert.IsType<Resolution.Found>(await Reader.ResolveAsync(root.Cid, "links", Cancel)).Cid;
        var without = new WithdrawingBlocks(_blocks, links);

        Assert.Equal(
            new Resolution.Withdrawn(links), await new UnixFsReader(without).ResolveAsync(root.Cid, "links/one", Cancel));
        _blocks.Remove(links);
        Assert.Equal(new Resolution.Absent(links), await Reader.ResolveAsync(root.Cid, "links/one", Cancel));
    }

    [Fact]
    public async Task An_identity_CID_is_its_own_block()
    {
        var inline = Cid.Create(1, (ulong)Multicodec.Raw, (ulong)MultihashCode.Identity, "hello"u8);
        var block = DagPb.Encode(new PbNode([new PbLink(inline, "a", 5)], new byte[] { 8, 1 }));
        var root = Cid.ForBlock(Multicodec.DagPb, block);
        _blocks.Put(new Block(root, block));
        using var target = new MemoryStream();

        Assert.Equal(new Resolution.Found(inline, UnixFsKind.File, 5), await Reader.ResolveAsync(root, "a", Cancel));
        await Reader.ReadAsync(inline, 1, 3, target, Cancel);
        Assert.Equal("ell"u8.ToArray(), target.ToArray());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(1024)]
    public async Task A_sharded_directory_of_another_fan_out_is_read(int fanout)
    {
        var file = new FileImporter(Small, _blocks).Import("x"u8.ToArray());
        string[] names = [.. Enumerable.Range(0, 300).Select(i => Invariant($"entry-{i}"))];
        var root = HostileTree.PutShard(_blocks, names, file, fanout);

        foreach (var name in names)
        {
            Assert.Equal(
                new Resolution.Found(file.Cid, UnixFsKind.File, 1), await Reader.ResolveAsync(root, name, Cancel));
        }

        var listed = new List<string>();
        await foreach (var item in Reader.ListAsync(root, Cancel))
        {
            listed.Add(item.Name);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private ValueTask<Imported> SiteAsync()
    {
        var file = new FileImporter(Small, _blocks).Import("hello"u8.ToArray());
        List<TreeChange> changes =
        [
            TreeChange.Put("index.html", file),
            TreeChange.Put("links/one", file),
            TreeChange.Put("日本語/\U0001F600", file),
            .. Enumerable.Range(0, 500).Select(i => TreeChange.Put(Invariant($"links/entry-{i}"), file)),
        ];
        return new TreeEditor(Small, _blocks, _blocks).ApplyAsync(null, changes, Cancel);
    }

    private sealed class WithdrawingBlocks(IBlockSource blocks, Cid withdrawn) : IBlockSource
    {
        public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
            cid == withdrawn ? ValueTask.FromResult(BlockAnswer.Withdrawn) : blocks.FindAsync(cid, cancellationToken);
    }
}
