using System.Text;
using System.Text.RegularExpressions;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Publishing.Editions;
using Tearsheet.Publishing.Sites;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Tests;

public sealed class EditionTests : IDisposable
{
    private readonly Newsroom _room = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _room.Dispose();

    [Fact]
    public async Task An_empty_site_is_a_whole_site()
    {
        var edition = (await _room.PublishAsync())!;
        Assert.Equal(1, edition.Number);
        Assert.Null(edition.Previous);
        var files = await _room.FilesAsync(edition.Root);
        Assert.Superset(
            new HashSet<string>(
            [
                "index.html", "404.html", "_redirects", "robots.txt", "style.css", "site.js", "favicon.svg", "about/index.html",
                "topics/index.html", "sources/index.html", "days/index.html", "all/index.html", "rss.xml", "atom.xml", "feed.json",
                "sitemap.xml", ".well-known/tearsheet/edition.json", ".well-known/tearsheet/changes.json",
            ]),
            files.Keys.ToHashSet());
    }

    [Fact]
    public async Task A_link_stands_on_every_page_it_belongs_to()
    {
        var link = await _room.FileAsync("https://paper.example/a", "A headline", "Korea/North Korea");
        var root = (await _room.PublishAsync())!.Root;
        foreach (var place in (string[])
                 [
                     "index.html", "all/index.html", "topics/korea-north-korea/index.html", "topics/korea/index.html",
                     "sources/paper-example/index.html", "days/2026/11/24/index.html", "rss.xml", "atom.xml", "feed.json",
                     "topics/korea-north-korea/rss.xml", $"links/{link.Id}/index.html", $"links/{link.Id}/link.json",
                 ])
        {
            Assert.Contains("A headline", await _room.TextAsync(root, place), StringComparison.Ordinal);
        }

        Assert.Contains($"https://newsroom.example/links/{link.Id}/index.html", await _room.TextAsync(root, "sitemaps/2026-11.xml"), StringComparison.Ordinal);
        Assert.True(await _room.HoldsAsync(root, $"links/{link.Id}/lead-480.webp"));
        Assert.False(await _room.HoldsAsync(root, $"links/{link.Id}/lead-1280.webp"));
    }

    [Fact]
    public async Task After_a_succession_the_next_edition_is_the_new_keys_whole_work()
    {
        await _room.FileAsync("https://paper.example/a");
        var first = (await _room.PublishAsync())!;
        using var next = SigningKey.FromSeed(System.Security.Cryptography.SHA256.HashData("next"u8));
        Assert.True(await _room.Archive.SucceedAsync(next, Stop));
        var blocks = new MemoryBlocks();
        var builder = new EditionBuilder(_room.Archive, next);
        var step = Assert.IsType<EditionOutcome.Built>(await builder.BuildAsync(blocks, fromNothing: false, Stop)).Edition;
        var whole = Assert.IsType<EditionOutcome.Built>(await builder.BuildAsync(blocks, fromNothing: true, Stop)).Edition;
        Assert.Equal(whole.Root, step.Root);
        Assert.NotEqual(first.Root, step.Root);
        var reader = new UnixFsReader(blocks);
        var found = Assert.IsType<Resolution.Found>(await reader.ResolveAsync(step.Root, EditionManifest.Place, Stop));
        using var manifest = new MemoryStream();
        await reader.ReadAsync(found.Cid, 0, length: null, manifest, Stop);
        Assert.Equal(SignedFileStatus.Ok, EditionManifest.TryRead(manifest.ToArray(), out var read, out var signer));
        Assert.Equal(next.PublicKey, signer);
        Assert.Equal(first.Root, read!.Previous);
    }

    [Fact]
    public async Task The_manifest_signs_the_tree_without_it_and_chains_the_editions()
    {
        await _room.FileAsync("https://paper.example/a");
        var first = (await _room.PublishAsync())!;
        await _room.FileAsync("https://paper.example/b");
        var second = (await _room.PublishAsync())!;
        Assert.Equal(
            SignedFileStatus.Ok,
            EditionManifest.TryRead(await _room.BytesAsync(second.Root, EditionManifest.Place), out var manifest, out var signer));
        Assert.Equal(_room.Key.PublicKey, signer);
        Assert.Equal(new EditionManifest(2, second.Body, first.Root, EditionBuilder.Generator, second.Changes), manifest);

        var blocks = new MemoryBlocks();
        var importer = new FileImporter(ImportProfile.UnixFsV1_2025, blocks);
        var changes = new List<TreeChange>();
        foreach (var (path, bytes) in await _room.FilesAsync(second.Root))
        {
            changes.Add(TreeChange.Put(path, importer.Import(bytes)));
        }

        var editor = new TreeEditor(ImportProfile.UnixFsV1_2025, blocks, blocks);
        var again = await editor.ApplyAsync(null, changes, Stop);
        Assert.Equal(second.Root, again.Cid);
        Assert.Equal(second.Body, (await editor.ApplyAsync(again, [TreeChange.Remove(EditionManifest.Place)], Stop)).Cid);
        var front = await _room.TextAsync(second.Root, "index.html");
        Assert.Contains("Edition 2<", front, StringComparison.Ordinal);
        Assert.Contains(first.Root.ToString(), front, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_change_list_says_what_was_added_changed_and_withdrawn_in_ids_and_CIDs()
    {
        var a = await _room.FileAsync("https://paper.example/a", "Headline a");
        var b = await _room.FileAsync("https://paper.example/b", "Headline b");
        var c = await _room.FileAsync("https://paper.example/c", "Headline c");
        var first = (await _room.PublishAsync())!;
        await _room.Archive.EditAsync(new LinkEdit(a.Id) { Note = "A note" }, Stop);
        await _room.Archive.RetractAsync(b.Id, "They asked", erase: false, Stop);
        await _room.Archive.EditAsync(new LinkEdit(c.Id) { Hold = true }, Stop);
        var d = await _room.FileAsync("https://paper.example/d", "Headline d");
        var second = (await _room.PublishAsync())!;
        var bytes = await _room.BytesAsync(second.Root, Places.ChangeList);
        Assert.Equal(second.Changes, Cid.ForBlock(Multicodec.Raw, bytes));
        Assert.True(DagJson.TryDecode(bytes, out var list, out _));
        Assert.Equal([d.Id], list.ListAt("added").Select(change => change.Text("id")));
        Assert.Equal([a.Id], list.ListAt("changed").Select(change => change.Text("id")));
        Assert.Equal([b.Id, c.Id], list.ListAt("withdrawn").Select(change => change.Text("id")));
        var entry = Cid.ForBlock(Multicodec.Raw, await _room.BytesAsync(second.Root, Places.Entry(d.Id)));
        Assert.Equal(entry, list.ListAt("added")[0].Link("entry"));
        Assert.Equal(first.Root, list.Link("previous"));
        Assert.DoesNotMatch("eadline|example|They", Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public async Task With_nothing_new_there_is_no_new_edition()
    {
        await _room.FileAsync("https://paper.example/a", topic: "Economy");
        var first = await _room.PublishAsync();
        Assert.Null(await _room.PublishAsync());
        Assert.Null(await _room.PublishAsync(fromNothing: true));
        await _room.FileAsync("https://paper.example/b", topic: "Secret merger", hold: true);
        await _room.FileAsync("https://other.example/c", hold: true);
        await _room.Archive.AddTopicAsync("Unused", Stop);
        Assert.Null(await _room.PublishAsync());
        Assert.Null(await _room.PublishAsync(fromNothing: true));
        Assert.Equal(first, _room.Archive.LatestEdition);
    }

    [Fact]
    public async Task A_held_link_leaves_no_trace_until_it_is_released()
    {
        await _room.FileAsync("https://paper.example/a");
        var held = await _room.FileAsync("https://hushed.example/b", "Hushed headline", "Hushed topic", hold: true);
        var before = (await _room.PublishAsync())!;
        var files = await _room.FilesAsync(before.Root);
        Assert.DoesNotContain(files, file => file.Key.Contains("hushed", StringComparison.OrdinalIgnoreCase)
            || Encoding.UTF8.GetString(file.Value).Contains("hushed", StringComparison.OrdinalIgnoreCase));
        await _room.Archive.EditAsync(new LinkEdit(held.Id) { Hold = false }, Stop);
        var after = (await _room.PublishAsync())!;
        Assert.Contains("Hushed headline", await _room.TextAsync(after.Root, "topics/hushed-topic/index.html"), StringComparison.Ordinal);
        await _room.Archive.EditAsync(new LinkEdit(held.Id) { Hold = true }, Stop);
        var again = (await _room.PublishAsync())!;
        Assert.DoesNotContain("Hushed headline", await _room.TextAsync(again.Root, "topics/hushed-topic/index.html"), StringComparison.Ordinal);
        Assert.Contains("not on show", await _room.TextAsync(again.Root, $"links/{held.Id}/index.html"), StringComparison.Ordinal);
        Assert.False(await _room.HoldsAsync(again.Root, $"links/{held.Id}/entry.json"));
    }

    [Fact]
    public async Task A_retraction_leaves_a_tombstone_and_no_word_of_the_article()
    {
        var link = await _room.FileAsync("https://paper.example/a", "Wrong headline", "Economy", policy: PublicationPolicy.Full);
        await _room.FileAsync("https://paper.example/b", "Right headline", "Economy");
        var before = (await _room.PublishAsync())!;
        Assert.Contains("BODY-END", await _room.TextAsync(before.Root, $"links/{link.Id}/index.html"), StringComparison.Ordinal);
        await _room.Archive.RetractAsync(link.Id, "The publisher asked", erase: false, Stop);
        var after = (await _room.PublishAsync())!;
        var files = await _room.FilesAsync(after.Root);
        Assert.DoesNotContain(files.Values, bytes => Encoding.UTF8.GetString(bytes).Contains("Wrong headline", StringComparison.Ordinal)
            || Encoding.UTF8.GetString(bytes).Contains("BODY-END", StringComparison.Ordinal));
        Assert.Equal(
            ["index.html", "link.json"],
            files.Keys.Where(path => path.StartsWith($"links/{link.Id}/", StringComparison.Ordinal)).Select(path => path[(link.Id.Length + 7)..]));
        var tombstone = await _room.TextAsync(after.Root, $"links/{link.Id}/index.html");
        Assert.Contains("The publisher asked", tombstone, StringComparison.Ordinal);
        Assert.Contains(_room.Archive.FindLink(link.Id)!.Retraction!.Hash.ToString(), tombstone, StringComparison.Ordinal);
        Assert.Contains("An entry that stood here was withdrawn", await _room.TextAsync(after.Root, "topics/economy/index.html"), StringComparison.Ordinal);

        var read = new UnixFsReader(_room.Archive.PublicBlocks);
        Assert.IsType<Resolution.Found>(await read.ResolveAsync(after.Root, $"links/{link.Id}/index.html", Stop));
        Assert.IsType<Resolution.Withdrawn>(await read.ResolveAsync(before.Root, $"links/{link.Id}/index.html", Stop));
        _room.Reindex();
        read = new UnixFsReader(_room.Archive.PublicBlocks);
        Assert.IsType<Resolution.Found>(await read.ResolveAsync(after.Root, $"links/{link.Id}/index.html", Stop));
        Assert.IsType<Resolution.Withdrawn>(await read.ResolveAsync(before.Root, $"links/{link.Id}/index.html", Stop));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_older_editions_show_of_a_retracted_link_in_their_lists_goes_with_the_next_edition(bool eraseFirst)
    {
        var link = await _room.FileAsync("https://paper.example/a", "Wrong-headline", "Economy");
        await _room.FileAsync("https://paper.example/b", "Right-headline", "Economy");
        var before = (await _room.PublishAsync())!;
        await _room.FileAsync("https://paper.example/c", "Third-headline", "Sport");
        var between = (await _room.PublishAsync())!;
        var old = new List<(string Path, Cid Cid, bool Shows)>();
        foreach (var edition in new[] { before, between })
        {
            foreach (var (path, bytes) in await _room.FilesAsync(edition.Root))
            {
                var found = Assert.IsType<Resolution.Found>(await _room.Reader.ResolveAsync(edition.Root, path, Stop));
                old.Add((path, found.Cid, Encoding.UTF8.GetString(bytes).Contains("Wrong-headline", StringComparison.Ordinal)));
            }
        }

        Assert.Contains(old, file => file is { Path: "rss.xml", Shows: true });

        await _room.Archive.RetractAsync(link.Id, "They asked", eraseFirst, Stop);
        Assert.IsType<Resolution.Found>(await new UnixFsReader(_room.Archive.PublicBlocks).ResolveAsync(between.Root, "rss.xml", Stop));
        var after = (await _room.PublishAsync())!;
        await AssertGoneAsync();
        _room.Reindex();
        await AssertGoneAsync();
        if (!eraseFirst)
        {
            await _room.Archive.RetractAsync(link.Id, "They asked", erase: true, Stop);
            await AssertGoneAsync();
        }

        Assert.DoesNotContain(
            Directory.GetFiles(Path.Combine(_room.Folder, "packs")),
            pack => File.ReadAllBytes(pack).AsSpan().IndexOf("Wrong-headline"u8) >= 0);
        Assert.Empty((await _room.Archive.VerifyAsync(_ => { }, Stop)).Findings);

        // A tombstone says whether the copy was erased: only an erasure that came later is news.
        Assert.Equal(eraseFirst, await _room.PublishAsync() is null);
        _room.Reindex();
        await AssertGoneAsync();

        async Task AssertGoneAsync()
        {
            foreach (var file in old.Where(file => file.Shows || !file.Path.StartsWith($"links/{link.Id}/", StringComparison.Ordinal)))
            {
                var presence = (await _room.Archive.PublicBlocks.FindAsync(file.Cid, Stop)).Presence;
                if (file.Shows || file.Path is Places.ChangeList or Places.Manifest or "style.css")
                {
                    Assert.Equal((file.Path, file.Shows ? BlockPresence.Withdrawn : BlockPresence.Found), (file.Path, presence));
                }
            }

            // The newest edition is whole for a visitor.
            Assert.NotEmpty(await _room.FilesAsync(after.Root, _room.Archive.PublicBlocks));
        }
    }

    [Fact]
    public async Task No_policy_lets_a_capture_into_the_edition_and_each_lets_out_what_it_says()
    {
        var headline = await _room.FileAsync("https://paper.example/h", policy: PublicationPolicy.Headline);
        var excerpt = await _room.FileAsync("https://paper.example/e", policy: PublicationPolicy.Excerpt);
        var full = await _room.FileAsync("https://paper.example/f", policy: PublicationPolicy.Full);
        var wall = await _room.FileAsync(Newsroom.Page("https://paper.example/w", policy: PublicationPolicy.Full, kind: ArticleKind.PaywallStub));
        var root = (await _room.PublishAsync())!.Root;
        var files = await _room.FilesAsync(root);
        Assert.DoesNotContain("SECRET", All(headline), StringComparison.Ordinal);
        Assert.DoesNotContain("office says", All(headline), StringComparison.Ordinal);
        Assert.Contains("SECRET", All(excerpt), StringComparison.Ordinal);
        Assert.DoesNotContain("BODY-END", All(excerpt), StringComparison.Ordinal);
        Assert.Contains("BODY-END", All(full), StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", All(wall), StringComparison.Ordinal);
        Assert.DoesNotContain("office says", All(wall), StringComparison.Ordinal);
        Assert.Equal(["entry.json", "index.html", "link.json"], Names(headline));
        Assert.Equal(["entry.json", "index.html", "lead-480.webp", "link.json"], Names(excerpt));
        Assert.Equal(["entry.json", "image-1-960.webp", "index.html", "lead-1280.webp", "lead-480.webp", "link.json"], Names(full));
        Assert.Equal(["entry.json", "index.html", "link.json"], Names(wall));
        foreach (var link in (FiledLink[])[headline, excerpt, full, wall])
        {
            var answer = await _room.Archive.PublicBlocks.FindAsync(link.PageCapture!.Cid, Stop);
            Assert.Equal(BlockPresence.Absent, answer.Presence);
            Assert.Equal(BlockPresence.Absent, (await _room.Archive.PublicBlocks.FindAsync(link.PageCapture.Article!.Value, Stop)).Presence);
        }

        string[] Names(FiledLink link) =>
            [.. files.Keys.Where(path => path.StartsWith($"links/{link.Id}/", StringComparison.Ordinal)).Select(path => path[(link.Id.Length + 7)..])];
        string All(FiledLink link) => string.Concat(
            files.Where(file => file.Key.StartsWith($"links/{link.Id}/", StringComparison.Ordinal)).Select(file => Encoding.UTF8.GetString(file.Value)));
    }

    [Fact]
    public async Task A_renamed_or_merged_topic_leaves_a_stub_and_a_redirect()
    {
        await _room.FileAsync("https://paper.example/a", "One", "Asia/Korea");
        await _room.FileAsync("https://paper.example/b", "Two", "DPRK");
        await _room.PublishAsync();
        await _room.Archive.RenameTopicAsync("Asia/Korea", "Korea", Stop);
        await _room.Archive.MergeTopicAsync("DPRK", "Korea", Stop);
        var root = (await _room.PublishAsync())!.Root;
        var korea = _room.Archive.FindTopicNamed("Korea")!;
        var page = await _room.TextAsync(root, $"topics/{korea.Slug}/index.html");
        Assert.Contains("One", page, StringComparison.Ordinal);
        Assert.Contains("Two", page, StringComparison.Ordinal);
        foreach (var old in (string[])["asia-korea", "dprk"])
        {
            Assert.Contains($"url=../../topics/{korea.Slug}/index.html", await _room.TextAsync(root, $"topics/{old}/index.html"), StringComparison.Ordinal);
            Assert.False(await _room.HoldsAsync(root, $"topics/{old}/rss.xml"));
            Assert.Contains($"/topics/{old}/* /topics/{korea.Slug}/:splat 301\n", await _room.TextAsync(root, "_redirects"), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("asia-korea/", await _room.TextAsync(root, "topics/asia/index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_link_inside_an_edition_leads_to_a_file_of_it()
    {
        for (var at = 0; at < 60; at++)
        {
            await _room.FileAsync($"https://paper{at % 3}.example/{at}", "Headline " + at, at % 2 == 0 ? "Korea/North Korea" : "Economy");
        }

        var links = _room.Archive.Links(new LinkQuery());
        await _room.Archive.RetractAsync(links[3].Id, "Reason", erase: true, Stop);
        await _room.Archive.MergeAsync(links[4].Id, links[5].Id, Stop);
        await _room.Archive.EditAsync(new LinkEdit(links[6].Id) { Topic = "Economy/Markets" }, Stop);
        await _room.Archive.EditAsync(new LinkEdit(links[7].Id) { Hold = true }, Stop);
        await _room.Archive.RenameTopicAsync("Korea", "Asia/Korea", Stop);
        var root = (await _room.PublishAsync())!.Root;
        var files = await _room.FilesAsync(root);
        foreach (var (path, bytes) in files.Where(file => file.Key.EndsWith(".html", StringComparison.Ordinal) && file.Key != "404.html"))
        {
            foreach (Match link in Regex.Matches(Encoding.UTF8.GetString(bytes), "(?:href|src)=\"(?!https?:|#)(?<to>[^\"#]*)"))
            {
                var target = new Uri(new Uri("http://site/" + path), link.Groups["to"].Value).AbsolutePath[1..];
                Assert.True(files.ContainsKey(target), $"{path} leads to {target}");
            }
        }
    }

    [Fact]
    public async Task No_file_lies_where_the_server_itself_answers()
    {
        await _room.FileAsync("https://desk/", "Desk", "desk");
        await _room.FileAsync("https://api/", "Api", "api/ipfs");
        var files = await _room.FilesAsync((await _room.PublishAsync())!.Root);
        Assert.All(files.Keys, path => Assert.DoesNotContain(path.Split('/')[0], Places.Reserved));
        Assert.Equal(["desk", "api", "ipfs", "ipns", "routing", "healthz", "readyz", "metrics"], Places.Reserved);
    }

    [Fact]
    public async Task Without_an_address_there_is_no_sitemap_and_robots_txt_says_why()
    {
        await _room.Archive.SetSettingsAsync(_room.Archive.Settings with { Address = null }, Stop);
        await _room.FileAsync("https://paper.example/a");
        var files = await _room.FilesAsync((await _room.PublishAsync())!.Root);
        Assert.DoesNotContain(files.Keys, path => path.Contains("sitemap", StringComparison.Ordinal));
        Assert.Contains("no sitemap", Encoding.UTF8.GetString(files["robots.txt"]), StringComparison.Ordinal);
        Assert.DoesNotContain("newsroom.example", Encoding.UTF8.GetString(files["rss.xml"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_more_link_rewrites_only_the_pages_it_appears_on()
    {
        for (var at = 0; at < 120; at++)
        {
            await _room.FileAsync($"https://paper{at % 2}.example/{at}", "Headline " + at, at % 3 == 0 ? "Economy" : "Korea/North Korea");
        }

        var before = (await _room.PublishAsync())!;
        var link = await _room.FileAsync("https://paper0.example/new", "New", "Economy");
        var after = (await _room.PublishAsync())!;
        var day = DateOnly.FromDateTime(link.VisibleSince!.Value.UtcDateTime);
        var files = await new TreeDiff(_room.Archive.Blocks).CompareAsync(before.Root, after.Root, Stop);
        Assert.Equal(
            new SortedSet<string>(StringComparer.Ordinal)
            {
                ".well-known/tearsheet/changes.json", ".well-known/tearsheet/edition.json", "all/3/index.html", "all/index.html", "atom.xml",
                Places.Day(day), Places.Page(Places.DayFolder(day), 3), "feed.json", "index.html", $"links/{link.Id}/entry.json",
                $"links/{link.Id}/index.html", $"links/{link.Id}/lead-480.webp", $"links/{link.Id}/link.json", "rss.xml",
                "sitemaps/2026-11.xml", "sources/paper0-example/index.html", "sources/paper0-example/2/index.html",
                "topics/economy/atom.xml", "topics/economy/feed.json", "topics/economy/index.html", "topics/economy/rss.xml",
            },
            files.Select(file => file.Path));
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_public_and_keeps_nothing()
    {
        var a = await _room.FileAsync("https://paper.example/a", "Headline a");
        var b = await _room.FileAsync("https://paper.example/b", "Headline b");
        await _room.PublishAsync();
        await _room.Archive.EditAsync(new LinkEdit(a.Id) { Policy = PublicationPolicy.Headline }, Stop);
        await _room.Archive.RetractAsync(b.Id, "Reason", erase: false, Stop);
        var c = await _room.FileAsync("https://paper.example/c", "Headline c", "Economy");
        var blocks = _room.Archive.Status().Blocks;
        var preview = await _room.Builder.PreviewAsync(Stop);
        Assert.Equal(blocks, _room.Archive.Status().Blocks);
        var added = Assert.Single(preview.Added);
        Assert.Equal((c.Id, "Headline c", "Economy", PublicationPolicy.Excerpt), (added.Id, added.Headline, added.Topic, added.Policy));
        Assert.Equal(["The office says 1 more days of it.", "Headline c, says the office. SECRET-1"], added.Text);
        Assert.Equal(["lead-480.webp"], added.Pictures);
        Assert.Empty(Assert.Single(preview.Changed).Text);
        Assert.Equal([b.Id], preview.Withdrawn);
        Assert.Contains(new FileChange($"links/{a.Id}/lead-480.webp", FileChangeKind.Removed), preview.Files);
        Assert.Contains(new FileChange($"links/{c.Id}/index.html", FileChangeKind.Added), preview.Files);
        Assert.Equal(preview.Edition!.Root, (await _room.PublishAsync())!.Root);
        Assert.Null((await _room.Builder.PreviewAsync(Stop)).Edition);
    }

    [Fact]
    public async Task A_new_generator_writes_everything_anew()
    {
        await _room.FileAsync("https://paper.example/a");
        var built = Assert.IsType<EditionOutcome.Built>(await _room.Builder.BuildAsync(_room.Archive.Sink, false, Stop));
        await _room.Archive.RecordEditionAsync(built.Edition with { Generator = "tearsheet/0" }, Stop);
        await _room.FileAsync("https://paper.example/b");
        var next = Assert.IsType<EditionOutcome.Built>(await _room.Builder.BuildAsync(_room.Archive.Sink, false, Stop));
        var whole = Assert.IsType<EditionOutcome.Built>(await _room.Builder.BuildAsync(new MemoryBlocks(), true, Stop));
        Assert.Equal(whole.Edition, next.Edition);
        Assert.Equal(EditionBuilder.Generator, next.Edition.Generator);
    }
}
