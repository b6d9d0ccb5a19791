using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Archiving.Tests.Index;

/// <summary>What became of links after they were filed: logged when it changes, and found again from the log alone.</summary>
public sealed class ReachTests
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public async Task A_state_is_logged_when_it_changes_and_never_again_while_it_stays()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://one.example/a");
        var at = Bureau.Start.AddDays(3);

        Assert.IsType<LinkOutcome.Unchanged>(await bureau.Archive.NoteReachAsync(link.Id, LinkReach.Back, at, 200, null, Token));
        Assert.IsType<LinkOutcome.Changed>(await bureau.Archive.NoteReachAsync(link.Id, LinkReach.Gone, at, 404, null, Token));
        var seq = bureau.Archive.LastSeq;
        Assert.IsType<LinkOutcome.Unchanged>(await bureau.Archive.NoteReachAsync(link.Id, LinkReach.Gone, at.AddDays(1), 410, null, Token));

        Assert.Equal(seq, bureau.Archive.LastSeq);
        var note = new ReachNote(LinkReach.Gone, at, 404, null, seq);
        Assert.Equal(note, bureau.Archive.FindLink(link.Id)!.Reach);
        Assert.IsType<LinkOutcome.Changed>(await bureau.Archive.NoteReachAsync(link.Id, LinkReach.Back, at.AddDays(2), 200, null, Token));
        bureau.ReopenWithoutIndex();
        Assert.Equal([LinkReach.Gone, LinkReach.Back], bureau.Archive.Reaches(link.Id).Select(one => one.Reach));
        Assert.Equal(note, bureau.Archive.Reaches(link.Id)[0]);
        Assert.Empty((await bureau.Archive.VerifyAsync(_ => { }, Token)).Findings);
    }

    [Fact]
    public async Task A_link_that_moves_on_is_noted_again()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://one.example/a");

        Assert.IsType<LinkOutcome.Changed>(await bureau.Archive.NoteReachAsync(link.Id, LinkReach.Moved, Bureau.Start, 301, "https://two.example/a", Token));
        Assert.IsType<LinkOutcome.Unchanged>(await bureau.Archive.NoteReachAsync(link.Id, LinkReach.Moved, Bureau.Start, 308, "https://two.example/a", Token));
        Assert.IsType<LinkOutcome.Changed>(await bureau.Archive.NoteReachAsync(link.Id, LinkReach.Moved, Bureau.Start, 301, "https://three.example/a", Token));

        Assert.Equal("https://three.example/a", bureau.Archive.FindLink(link.Id)!.Reach!.MovedTo);
    }

    [Theory]
    [InlineData(LinkReach.Gone, 99, null)]
    [InlineData(LinkReach.Gone, 404, "https://two.example/a")]
    [InlineData(LinkReach.Moved, 301, null)]
    [InlineData(LinkReach.Moved, 301, "javascript:alert(1)")]
    [InlineData(LinkReach.Moved, 301, "/a")]
    public async Task What_cannot_be_is_refused(LinkReach reach, int status, string? movedTo)
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://one.example/a");

        Assert.IsType<LinkOutcome.Refused>(await bureau.Archive.NoteReachAsync(link.Id, reach, Bureau.Start, status, movedTo, Token));
        Assert.IsType<LinkOutcome.Refused>(await bureau.Archive.NoteReachAsync("2026/11/none", LinkReach.Gone, Bureau.Start, 404, null, Token));
    }

    [Fact]
    public async Task Two_captures_with_different_articles_are_compared_whatever_stood_between()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://one.example/a", "Rain expected");
        await bureau.Archive.FileAsync(Bureau.Page("https://one.example/a", "Are you a robot?", kind: ArticleKind.BotWall), Token);
        await bureau.Archive.FileAsync(Bureau.Page("https://one.example/a", "Rain expected"), Token);
        Assert.Empty(bureau.Archive.EditPairs(link.Id, 10));
        await bureau.Archive.FileAsync(Bureau.Page("https://one.example/a", "Snow expected"), Token);

        var pair = Assert.Single(bureau.Archive.EditPairs(link.Id, 10));
        var comparison = await bureau.Archive.CompareAsync(pair, Token);

        Assert.Equal([EditKind.Headline, EditKind.Wording], comparison.Diff!.Edits.Select(edit => edit.Kind));
        Assert.Equal(link.Id, Assert.Single(bureau.Archive.NewestEditPairs(10)).Link.Id);
        bureau.ReopenWithoutIndex();
        Assert.Equal(pair, Assert.Single(bureau.Archive.EditPairs(link.Id, 10)));
    }

    [Fact]
    public async Task What_two_engines_read_is_not_compared_until_both_are_read_by_one()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://one.example/a", "Rain expected");
        var later = Bureau.Page("https://one.example/a", "Snow expected");
        await bureau.Archive.FileAsync(later with { Article = later.Article with { EngineVersion = "test/2" } }, Token);
        var pair = Assert.Single(bureau.Archive.EditPairs(link.Id, 10));
        Assert.True((await bureau.Archive.CompareAsync(pair, Token)).WasReadOtherwise);

        var again = Bureau.Page("https://one.example/a", "Rain expected");
        await bureau.Archive.RereadAsync(link.Id, pair.Before.Cid, again.Article with { EngineVersion = "test/2" }, again.Renditions, Token);

        Assert.NotNull((await bureau.Archive.CompareAsync(Assert.Single(bureau.Archive.EditPairs(link.Id, 10)), Token)).Diff);
    }

    [Fact]
    public async Task Two_links_that_become_one_have_no_edit_between_them()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://one.example/a", "Rain expected");
        var twin = await bureau.FileAsync("https://two.example/a", "Rain expected, says AMP");

        await bureau.Archive.MergeAsync(twin.Id, link.Id, Token);

        Assert.Empty(bureau.Archive.EditPairs(link.Id, 10));
        await bureau.Archive.FileAsync(Bureau.Page("https://one.example/a", "Snow expected"), Token);
        Assert.Equal("Rain expected", (await bureau.Archive.CompareAsync(Assert.Single(bureau.Archive.EditPairs(link.Id, 10)), Token)).Before!.Article.Headline);
    }
}
