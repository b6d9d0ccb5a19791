using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;
using static System.FormattableString;

namespace Tearsheet.Ipld.Tests.UnixFs;

public sealed class TreeEditorTests
{
    private static readonly ImportProfile Profile = ImportProfile.UnixFsV1_2025;

    private readonly CountingBlocks _blocks = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TreeEditor Editor => new(Profile, _blocks, _blocks);

    private Imported File(string text = "x") => new FileImporter(Profile, _blocks).Import(System.Text.Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task Nothing_put_into_nothing_is_an_empty_directory()
    {
        var tree = await Editor.ApplyAsync(null, [], Cancel);

        Assert.Equal(new DirectoryImporter(Profile, _blocks).Import([]), tree);
    }

    [Fact]
    public async Task A_folder_is_removed_unread_and_files_put_after_it_stay()
    {
        var tree = await Editor.ApplyAsync(null, [Put("a/b/one"), Put("a/b/two"), Put("c")], Cancel);
        _blocks.Reset();

        var after = await Editor.ApplyAsync(tree, [TreeChange.Remove("a"), Put("a/new")], Cancel);

        Assert.Equal(Build(Put("a/new"), Put("c")), after);
        Assert.Equal(1, _blocks.Reads);
    }

    [Fact]
    public async Task A_folder_whose_last_file_goes_goes_too_and_so_does_the_one_above()
    {
        var tree = await Editor.ApplyAsync(null, [Put("a/b/c"), Put("d")], Cancel);

        var after = await Editor.ApplyAsync(tree, [TreeChange.Remove("a/b/c")], Cancel);

        Assert.Equal(Build(Put("d")), after);
    }

    [Fact]
    public async Task A_put_of_what_is_there_writes_nothing()
    {
        var tree = await Editor.ApplyAsync(null, [Put("a/b"), Put("c/d")], Cancel);
        var put = Put("a/b");
        _blocks.Reset();

        var after = await Editor.ApplyAsync(tree, [put, TreeChange.Remove("not/there"), TreeChange.Remove("a/b/c")], Cancel);

        Assert.Equal(tree, after);
        Assert.Equal(0, _blocks.Writes);
    }

    [Fact]
    public async Task A_file_gives_way_to_a_folder_and_a_folder_to_a_file()
    {
        var tree = await Editor.ApplyAsync(null, [Put("a"), Put("b/c")], Cancel);

        var after = await Editor.ApplyAsync(tree, [Put("a/x"), Put("b")], Cancel);

        Assert.Equal(Build(Put("a/x"), Put("b")), after);
    }

    [Fact]
    public async Task A_directory_that_is_put_can_be_edited_in_the_same_call()
    {
        var folder = await Editor.ApplyAsync(null, [Put("one"), Put("two")], Cancel);

        var tree = await Editor.ApplyAsync(
            null, [TreeChange.Put("a", folder), Put("a/three"), TreeChange.Remove("a/one")], Cancel);

        Assert.Equal(Build(Put("a/two"), Put("a/three")), tree);
    }

    [Fact]
    public async Task A_root_that_is_a_file_is_refused_by_name()
    {
        var file = File();

        var refused = await Assert.ThrowsAsync<UnixFsException>(
            async () => await Editor.ApplyAsync(file, [Put("a")], Cancel));

        Assert.Equal(UnixFsFaultKind.WrongKind, refused.Fault.Kind);
        Assert.Equal(file.Cid, refused.Fault.Cid);
    }

    [Fact]
    public async Task A_missing_block_on_a_changed_path_is_named_and_one_beside_it_is_not_missed()
    {
        var tree = await Editor.ApplyAsync(null, [Put("a/b"), Put("c/d"), Put("c/e")], Cancel);
        var reader = new UnixFsReader(_blocks);
        var missing = Assert.IsType<Resolution.Found>(await reader.ResolveAsync(tree.Cid, "c", Cancel)).Cid;
        Assert.True(_blocks.Blocks.Remove(missing));

        await Editor.ApplyAsync(tree, [Put("a/f")], Cancel);
        var refused = await Assert.ThrowsAsync<UnixFsException>(
            async () => await Editor.ApplyAsync(tree, [Put("c/f")], Cancel));

        Assert.Equal(UnixFsFaultKind.Absent, refused.Fault.Kind);
        Assert.Equal(missing, refused.Fault.Cid);
    }

    [Fact]
    public async Task A_directory_crosses_the_real_threshold_both_ways()
    {
        // An entry of one raw file takes 44 bytes and its name, the node itself 4: here 54 bytes are left of 256 KiB.
        TreeChange[] many = [.. Enumerable.Range(0, 4598).Select(i => Put(Invariant($"many/name-{i:D8}")))];
        var below = await Editor.ApplyAsync(null, many, Cancel);
        Assert.Equal(1, await CountDirectoryBlocksAsync(below));

        var above = await Editor.ApplyAsync(below, [Put("many/one-more-name"), Put("many/and-another")], Cancel);
        Assert.True(await CountDirectoryBlocksAsync(above) > 200);
        Assert.Equal(Build([.. many, Put("many/one-more-name"), Put("many/and-another")]), above);

        var fewer = await Editor.ApplyAsync(above, [TreeChange.Remove("many/name-00004000")], Cancel);
        Assert.Equal(
            Build([.. many, Put("many/one-more-name"), Put("many/and-another"), TreeChange.Remove("many/name-00004000")]),
            fewer);

        var again = await Editor.ApplyAsync(
            above, [TreeChange.Remove("many/one-more-name"), TreeChange.Remove("many/and-another")], Cancel);
        Assert.Equal(below, again);
    }

    [Fact]
    public async Task One_more_link_among_10_000_reads_and_writes_only_its_own_paths()
    {
        var site = SiteOf(10_000);
        var tree = await Editor.ApplyAsync(null, site, Cancel);
        var changes = OneMoreLink();
        _blocks.Reset();

        var after = await Editor.ApplyAsync(tree, changes, Cancel);

        Assert.Equal(Build([.. site, .. changes]), after);
        Assert.InRange(_blocks.Reads, 1, 30);
    }

    [Fact]
    public async Task One_more_link_among_10_000_writes_under_60_blocks()
    {
        var tree = await Editor.ApplyAsync(null, SiteOf(10_000), Cancel);
        var changes = OneMoreLink();
        _blocks.Reset();

        await Editor.ApplyAsync(tree, changes, Cancel);

        Assert.InRange(_blocks.Writes, 1, 30);
    }

    [Fact]
    public async Task A_link_removed_from_10_000_reads_no_more_than_a_threshold_of_entries()
    {
        var tree = await Editor.ApplyAsync(null, SiteOf(10_000), Cancel);
        _blocks.Reset();

        await Editor.ApplyAsync(tree, [TreeChange.Remove("links/2026/11/n00000500")], Cancel);

        // 256 KiB are some 4,600 entries; a shard holds at least two, mostly more.
        Assert.InRange(_blocks.Reads, 1, 600);
        Assert.InRange(_blocks.Writes, 1, 10);
    }

    private List<TreeChange> SiteOf(int links)
    {
        var changes = new List<TreeChange> { Put("index.html"), Put("rss.xml"), Put("style.css") };
        for (var i = 0; i < links; i++)
        {
            var folder = Invariant($"links/2026/11/n{i:D8}");
            changes.Add(Put(folder + "/index.html", folder));
            changes.Add(Put(folder + "/entry.json", folder + "e"));
            changes.Add(Put(folder + "/link.json", folder + "l"));
        }

        for (var page = 0; page < links / 50; page++)
        {
            changes.Add(Put(Invariant($"all/{page}/index.html"), Invariant($"all {page}")));
            changes.Add(Put(Invariant($"topics/korea/{page}/index.html"), Invariant($"korea {page}")));
        }

        return changes;
    }

    private List<TreeChange> OneMoreLink()
    {
        const string Folder = "links/2026/11/n00010000";
        var changes = new List<TreeChange>
        {
            Put(Folder + "/index.html", "new"), Put(Folder + "/entry.json", "new e"), Put(Folder + "/link.json", "new l"),
        };
        string[] touched =
        [
            "index.html", "rss.xml", "atom.xml", "feed.json", "all/index.html", "all/200/index.html",
            "topics/korea/index.html", "topics/korea/rss.xml", "topics/korea/atom.xml", "topics/korea/feed.json",
            "topics/index.html", "sources/index.html", "sources/example/index.html", "days/2026/11/24/index.html",
            "sitemap.xml", "sitemaps/2026-11.xml", "links/2026/11/n00009999/index.html",
            ".well-known/tearsheet/edition.json", ".well-known/tearsheet/changes.json",
        ];
        changes.AddRange(touched.Select(path => Put(path, "changed " + path)));
        return changes;
    }

    private TreeChange Put(string path, string text = "x") => TreeChange.Put(path, File(text));

    private static Imported Build(params TreeChange[] changes)
    {
        var model = new TreeModel(Profile);
        Array.ForEach(changes, model.Apply);
        return model.Build(new NullSink());
    }

    private async Task<int> CountDirectoryBlocksAsync(Imported tree)
    {
        var folder = Assert.IsType<Resolution.Found>(
            await new UnixFsReader(_blocks).ResolveAsync(tree.Cid, "many", Cancel));
        var count = 0;
        await foreach (var cid in new UnixFsReader(_blocks).WalkAsync(folder.Cid, Cancel))
        {
            count += cid.Codec == (ulong)Multicodec.DagPb ? 1 : 0;
        }

        return count;
    }
}
