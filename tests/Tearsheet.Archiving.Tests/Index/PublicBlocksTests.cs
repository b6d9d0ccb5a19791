using System.Text;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Archiving.Tests.Index;

/// <summary>Decision 13: what may leave the archive, and what was taken back.</summary>
public sealed class PublicBlocksTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_public_before_an_edition_and_then_only_what_is_in_its_tree()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain");
        var edition = await BuildAsync(bureau);
        Assert.Equal(BlockPresence.Absent, await PresenceAsync(bureau, edition.Root));
        await RecordAsync(bureau, edition);

        Assert.Equal(BlockPresence.Found, await PresenceAsync(bureau, edition.Root));
        Assert.Equal(BlockPresence.Found, await PresenceAsync(bureau, Leaf("page of " + link.Id)));
        Assert.Equal(BlockPresence.Absent, await PresenceAsync(bureau, link.PageCapture!.Cid));
        Assert.Equal(BlockPresence.Absent, await PresenceAsync(bureau, link.PageCapture.Article!.Value));
    }

    [Fact]
    public async Task A_retraction_withdraws_what_only_that_link_shows_and_nothing_else()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain");
        var other = await bureau.FileAsync("https://example.com/sun");
        var first = await RecordAsync(bureau, await BuildAsync(bureau, shared: "the same lead image"));
        await bureau.Archive.RetractAsync(link.Id, "A reason", erase: false, Token);

        Assert.Equal(BlockPresence.Withdrawn, await PresenceAsync(bureau, Leaf("page of " + link.Id)));
        Assert.Equal(BlockPresence.Found, await PresenceAsync(bureau, Leaf("page of " + other.Id)));
        Assert.Equal(BlockPresence.Found, await PresenceAsync(bureau, Leaf("the same lead image")));
        Assert.Equal(BlockPresence.Found, await PresenceAsync(bureau, first.Root));
        await bureau.Archive.RetractAsync(other.Id, "A reason", erase: false, Token);
        Assert.Equal(BlockPresence.Withdrawn, await PresenceAsync(bureau, Leaf("the same lead image")));
    }

    [Fact]
    public async Task The_tombstone_that_a_later_edition_shows_is_found()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain");
        await RecordAsync(bureau, await BuildAsync(bureau));
        await bureau.Archive.RetractAsync(link.Id, "A reason", erase: false, Token);
        await RecordAsync(bureau, await BuildAsync(bureau));

        Assert.Equal(BlockPresence.Found, await PresenceAsync(bureau, Leaf("tombstone of " + link.Id)));
        Assert.Equal(BlockPresence.Withdrawn, await PresenceAsync(bureau, Leaf("page of " + link.Id)));
        await AssertSameWithoutIndexAsync(bureau);
    }

    [Fact]
    public async Task An_edition_that_a_retraction_overtook_is_refused()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain");
        var edition = await BuildAsync(bureau);
        await bureau.Archive.RetractAsync(link.Id, "A reason", erase: false, Token);
        var refused = Assert.IsType<RecordOutcome.Refused>(await bureau.Archive.RecordEditionAsync(edition, Token));
        Assert.Equal(EditionRefusal.Stale, refused.Why);
        Assert.Equal("A link was retracted or held while the edition was being built; build it again.", refused.Message);
        Assert.Null(bureau.Archive.LatestEdition);
    }

    [Fact]
    public async Task Two_editions_built_on_the_same_one_are_not_both_recorded()
    {
        using var bureau = new Bureau();
        await bureau.FileAsync("https://example.com/rain");
        var edition = await BuildAsync(bureau);
        await RecordAsync(bureau, edition);
        var refused = Assert.IsType<RecordOutcome.Refused>(await bureau.Archive.RecordEditionAsync(edition, Token));
        Assert.Equal("Edition 1 was recorded meanwhile; build the next one on it.", refused.Message);
    }

    [Fact]
    public async Task An_edition_with_a_missing_block_is_refused_and_the_block_is_named()
    {
        using var bureau = new Bureau();
        await bureau.FileAsync("https://example.com/rain");
        var memory = new MemoryBlocks();
        var edition = await BuildAsync(bureau, sink: memory);
        var missing = Leaf("front page of edition 1");
        foreach (var cid in memory.Cids.Where(cid => cid != missing))
        {
            memory.TryGet(cid, out var bytes);
            bureau.Archive.Sink.Put(new Block(cid, bytes));
        }

        var refused = Assert.IsType<RecordOutcome.Refused>(await bureau.Archive.RecordEditionAsync(edition, Token));
        Assert.Equal(EditionRefusal.Incomplete, refused.Why);
        Assert.Contains(missing.ToString(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_names_what_would_become_public_and_whose_it_is()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain");
        await RecordAsync(bureau, await BuildAsync(bureau));
        var next = await bureau.FileAsync("https://example.com/sun");
        var memory = new MemoryBlocks();
        var edition = await BuildAsync(bureau, sink: memory);

        var uses = bureau.Archive.NewlyPublic(edition.Root, memory);
        Assert.Contains(new PublicUse(Leaf("page of " + next.Id), next.Id), uses);
        Assert.Contains(new PublicUse(edition.Root, null), uses);
        Assert.DoesNotContain(uses, use => use.LinkId == link.Id);
        Assert.Equal(1, bureau.Archive.LatestEdition!.Number);
    }

    [Fact]
    public async Task Erasing_removes_the_bytes_that_nobody_else_uses_and_only_those()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain", "Rain expected");
        var other = await bureau.FileAsync("https://example.com/sun", "Sun expected");
        await RecordAsync(bureau, await BuildAsync(bureau, shared: "the same lead image"));
        var capture = await bureau.Archive.ReadCaptureAsync(link.PageCapture!.Cid, Token);
        var page = (await bureau.Archive.ReadExchangeAsync(capture!.Exchanges[0], Token))!.Body;
        var picture = (await bureau.Archive.ReadExchangeAsync(capture.Exchanges[1], Token))!.Body;
        var needle = "Rain expected, says the office."u8.ToArray();
        Assert.True(PacksHold(bureau, needle));

        var outcome = await bureau.Archive.RetractAsync(link.Id, "A court said so", erase: true, Token);
        var erased = Assert.IsType<LinkOutcome.Changed>(outcome).Link;
        Assert.True(erased.Retraction!.Erased);
        Assert.Equal("https://example.com/rain", erased.Headline);
        foreach (var gone in new[] { link.PageCapture.Cid, link.PageCapture.Article!.Value, page, Leaf("page of " + link.Id) })
        {
            Assert.Equal(BlockPresence.Absent, (await bureau.Archive.Blocks.FindAsync(gone, Token)).Presence);
        }

        Assert.Equal(BlockPresence.Withdrawn, await PresenceAsync(bureau, Leaf("page of " + link.Id)));
        Assert.Equal(BlockPresence.Found, (await bureau.Archive.Blocks.FindAsync(picture, Token)).Presence);
        Assert.Equal(BlockPresence.Found, await PresenceAsync(bureau, Leaf("the same lead image")));
        Assert.NotNull(await bureau.Archive.ReadArticleAsync(other.PageCapture!.Article!.Value, Token));
        Assert.False(PacksHold(bureau, needle));
        Assert.True(PacksHold(bureau, "Sun expected, says the office."u8.ToArray()));
        var report = await bureau.Archive.VerifyAsync(_ => { }, Token);
        Assert.Equal([], report.Findings);
        Assert.True(report.Erased > 0);
        Assert.IsType<LinkOutcome.Unchanged>(await bureau.Archive.RetractAsync(link.Id, "Again", erase: true, Token));
        await AssertSameWithoutIndexAsync(bureau);
    }

    [Fact]
    public async Task What_was_erased_can_be_filed_anew_under_another_address()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain", "Rain expected");
        await bureau.Archive.RetractAsync(link.Id, "A mistake", erase: true, Token);
        var again = await bureau.FileAsync("https://example.com/rain-2", "Rain expected");
        Assert.NotNull(await bureau.Archive.ReadArticleAsync(again.PageCapture!.Article!.Value, Token));
        await AssertSameWithoutIndexAsync(bureau);
        Assert.NotNull(await bureau.Archive.ReadArticleAsync(again.PageCapture!.Article!.Value, Token));
        Assert.Equal([], (await bureau.Archive.VerifyAsync(_ => { }, Token)).Findings);
    }

    [Fact]
    public async Task Filing_and_erasing_in_one_batch_lose_nothing()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain", "Rain expected");
        var erase = bureau.Archive.RetractAsync(link.Id, "A mistake", erase: true, Token);
        var file = bureau.Archive.FileAsync(Bureau.Page("https://example.com/rain-2", "Rain expected"), Token);
        await erase;
        var again = Assert.IsType<FilingOutcome.New>(await file).Link;
        Assert.NotNull(await bureau.Archive.ReadArticleAsync(again.PageCapture!.Article!.Value, Token));
        await AssertSameWithoutIndexAsync(bureau);
        Assert.NotNull(await bureau.Archive.ReadArticleAsync(again.PageCapture!.Article!.Value, Token));
    }

    [Fact]
    public async Task A_big_folder_of_links_is_walked_through_its_shards()
    {
        using var bureau = new Bureau();
        var links = await Task.WhenAll(Enumerable.Range(0, 300).Select(number => bureau.FileAsync($"https://example.com/{number}")));
        var profile = ImportProfile.UnixFsV1_2025 with { HamtThreshold = 1000 };
        await RecordAsync(bureau, await BuildAsync(bureau, profile: profile));
        await bureau.Archive.RetractAsync(links[77].Id, "A reason", erase: false, Token);
        Assert.Equal(BlockPresence.Withdrawn, await PresenceAsync(bureau, Leaf("page of " + links[77].Id)));
        Assert.Equal(BlockPresence.Found, await PresenceAsync(bureau, Leaf("page of " + links[78].Id)));
        await AssertSameWithoutIndexAsync(bureau);
    }

    private static async Task AssertSameWithoutIndexAsync(Bureau bureau)
    {
        var (status, expected) = (bureau.Archive.Status(), bureau.Dump());
        bureau.ReopenWithoutIndex();
        Assert.Equal(expected, bureau.Dump());
        Assert.Equal(status, bureau.Archive.Status());
        await Task.CompletedTask;
    }

    private static bool PacksHold(Bureau bureau, byte[] needle) =>
        Directory.GetFiles(Path.Combine(bureau.Folder, "packs")).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(needle) >= 0);

    private static async Task<BlockPresence> PresenceAsync(Bureau bureau, Cid cid) =>
        (await bureau.Archive.PublicBlocks.FindAsync(cid, Token)).Presence;

    private static async Task<EditionRecord> RecordAsync(Bureau bureau, EditionRecord edition) =>
        Assert.IsType<RecordOutcome.Recorded>(await bureau.Archive.RecordEditionAsync(edition, Token)).Edition;

    private static Cid Leaf(string text) => Cid.ForBlock(Multicodec.Raw, Encoding.UTF8.GetBytes(text));

    /// <summary>A tree with a page for each link that was ever visible, and a front page.</summary>
    private static async Task<EditionRecord> BuildAsync(
        Bureau bureau, string? shared = null, IBlockSink? sink = null, ImportProfile? profile = null)
    {
        profile ??= ImportProfile.UnixFsV1_2025;
        var memory = new MemoryBlocks();
        var file = new FileImporter(profile, memory);
        var archive = bureau.Archive;
        var number = (archive.LatestEdition?.Number ?? 0) + 1;
        var changes = new List<TreeChange> { TreeChange.Put("index.html", Import($"front page of edition {number}")) };
        foreach (var slot in archive.Slots(ListKey.All, 0, 1000))
        {
            var page = slot.Link is null ? "tombstone of " : "page of ";
            changes.Add(TreeChange.Put($"links/{slot.LinkId}/index.html", Import(page + slot.LinkId)));
            if (shared is not null)
            {
                changes.Add(TreeChange.Put($"links/{slot.LinkId}/lead.webp", Import(shared)));
            }
        }

        var body = await new TreeEditor(profile, memory, memory).ApplyAsync(null, changes, Token);
        foreach (var cid in memory.Cids)
        {
            memory.TryGet(cid, out var bytes);
            (sink ?? archive.Sink).Put(new Block(cid, bytes));
        }

        return new EditionRecord(
            number, body.Cid, body.Tsize, body.Size, body.Cid, archive.LatestEdition?.Root, "test/1", body.Cid, archive.LastSeq);

        Imported Import(string text) => file.Import(Encoding.UTF8.GetBytes(text));
    }
}
