using Tearsheet.Ipld;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Publishing.Sites;

namespace Tearsheet.Publishing.Tests.Sites;

public class SiteTreeTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_stands_only_between_two_states_never_reaches_the_sink()
    {
        var sink = new MemoryBlocks();
        var tree = new SiteTree(sink, sink);
        tree.Put("a/b.txt", "one"u8.ToArray());
        var between = await tree.ApplyAsync(null, Stop);
        tree.Put("a/c.txt", "two"u8.ToArray());
        var after = await tree.ApplyAsync(between, Stop);
        tree.Commit(after.Cid);
        Assert.False(sink.Contains(between.Cid));
        var walked = new List<Ipld.Cids.Cid>();
        await foreach (var cid in new UnixFsReader(sink).WalkAsync(after.Cid, Stop))
        {
            walked.Add(cid);
        }

        Assert.Equal(walked.Count, sink.Count);
    }

    [Fact]
    public async Task A_file_of_many_blocks_is_the_importers()
    {
        var sink = new MemoryBlocks();
        var bytes = new byte[3 << 20];
        new Random(1).NextBytes(bytes);
        Assert.Equal(
            new FileImporter(SiteTree.Profile, new MemoryBlocks()).Import(bytes),
            new SiteTree(sink, sink).Import(bytes));
        Assert.Equal(
            new FileImporter(SiteTree.Profile, new MemoryBlocks()).Import(new byte[] { 1 }),
            new SiteTree(sink, sink).Import(new byte[] { 1 }));
        Assert.Equal(
            new FileImporter(SiteTree.Profile, new MemoryBlocks()).Import(ReadOnlyMemory<byte>.Empty),
            new SiteTree(sink, sink).Import(ReadOnlyMemory<byte>.Empty));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_comparison_names_every_file_that_differs_and_reads_nothing_that_does_not()
    {
        var blocks = new MemoryBlocks();
        var tree = new SiteTree(blocks, blocks);
        tree.Put("same/deep/a.txt", "same"u8.ToArray());
        tree.Put("changed.txt", "one"u8.ToArray());
        tree.Put("gone/x.txt", "x"u8.ToArray());
        tree.Put("kind", "a file"u8.ToArray());
        var before = await tree.ApplyAsync(null, Stop);
        tree.Put("changed.txt", "two"u8.ToArray());
        tree.Remove("gone");
        tree.Put("new/y.txt", "y"u8.ToArray());
        tree.Put("kind/is.txt", "a folder now"u8.ToArray());
        var after = await tree.ApplyAsync(before, Stop);
        tree.Commit(before.Cid);
        tree.Commit(after.Cid);
        blocks.Remove((await new UnixFsReader(blocks).ResolveAsync(after.Cid, "same/deep", Stop) as Resolution.Found)!.Cid);
        Assert.Equal(
            [
                new FileChange("changed.txt", FileChangeKind.Changed),
                new FileChange("gone/x.txt", FileChangeKind.Removed),
                new FileChange("kind", FileChangeKind.Removed),
                new FileChange("kind/is.txt", FileChangeKind.Added),
                new FileChange("new/y.txt", FileChangeKind.Added),
            ],
            await new TreeDiff(blocks).CompareAsync(before.Cid, after.Cid, Stop));
    }
}
