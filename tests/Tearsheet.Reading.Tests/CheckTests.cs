using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Tests.Edits;

namespace Tearsheet.Reading.Tests;

/// <summary>What a check of a filed link can find.</summary>
public sealed class CheckTests
{
    private const string Filed = "https://news.example/story-1";

    private static readonly Article s_article = Drafts.Article("H: Rain ¶ One stands here.");

    [Fact]
    public void An_article_that_reads_as_it_did_is_unchanged() =>
        Assert.IsType<CheckVerdict.Unchanged>(Judge(Read(s_article with { Updated = ArticleDate.OfDay(new DateOnly(2026, 11, 24)) })));

    [Fact]
    public void An_edited_article_is_changed() =>
        Assert.Equal(EditKind.Headline, Assert.IsType<CheckVerdict.Changed>(Judge(Read(s_article with { Headline = "Snow" }))).Diff.Edits[0].Kind);

    [Theory]
    [InlineData(401, LinkReach.Blocked)]
    [InlineData(403, LinkReach.Blocked)]
    [InlineData(429, LinkReach.Blocked)]
    [InlineData(404, LinkReach.Gone)]
    [InlineData(410, LinkReach.Gone)]
    [InlineData(500, LinkReach.Unreachable)]
    [InlineData(503, LinkReach.Unreachable)]
    public void What_a_server_answers_is_told_apart(int status, LinkReach reach)
    {
        var lost = Assert.IsType<CheckVerdict.Lost>(Judge(new VisitOutcome.Refused(FetchRefusal.ErrorStatus, "No.", status)));

        Assert.Equal((reach, status), (lost.Reach, lost.Status));
    }

    [Theory]
    [InlineData(FetchRefusal.NameNotResolved)]
    [InlineData(FetchRefusal.TimedOut)]
    [InlineData(FetchRefusal.ConnectFailed)]
    public void Whoever_does_not_answer_is_unreachable(FetchRefusal why) =>
        Assert.Equal(LinkReach.Unreachable, Assert.IsType<CheckVerdict.Lost>(Judge(new VisitOutcome.Refused(why, "No.", null))).Reach);

    [Theory]
    [InlineData(ArticleKind.BotWall, InsteadOfArticle.BotWall)]
    [InlineData(ArticleKind.ConsentWall, InsteadOfArticle.ConsentWall)]
    [InlineData(ArticleKind.ErrorPage, InsteadOfArticle.SoftNotFound)]
    [InlineData(ArticleKind.PaywallStub, InsteadOfArticle.PaywallStub)]
    [InlineData(ArticleKind.LoginPage, InsteadOfArticle.Login)]
    [InlineData(ArticleKind.Listing, InsteadOfArticle.Other)]
    [InlineData(ArticleKind.Empty, InsteadOfArticle.Other)]
    public void What_stands_in_the_articles_place_is_no_edit(ArticleKind kind, InsteadOfArticle instead) =>
        Assert.Equal(instead, Assert.IsType<CheckVerdict.NotTheArticle>(Judge(Read(s_article with { Kind = kind, Headline = "Sorry" }))).Instead);

    [Theory]
    [InlineData("https://news.example/login?next=/story-1", InsteadOfArticle.Login)]
    [InlineData("https://accounts.news.example/sso/start", InsteadOfArticle.Login)]
    [InlineData("https://news.example/", InsteadOfArticle.SoftNotFound)]
    public void A_redirect_to_a_login_or_the_front_page_is_no_edit(string to, InsteadOfArticle instead) =>
        Assert.Equal(instead, Assert.IsType<CheckVerdict.NotTheArticle>(Judge(Read(s_article with { Headline = "Welcome" }, (302, Filed), (200, to)))).Instead);

    [Theory]
    [InlineData(301, "https://news.example/2026/story-1", "https://news.example/2026/story-1")]
    [InlineData(308, "https://other.example/story-1", "https://other.example/story-1")]
    [InlineData(302, "https://news.example/2026/story-1", null)]
    [InlineData(301, "http://news.example/story-1", null)]
    public void Only_a_permanent_redirect_to_another_address_is_a_move(int status, string to, string? movedTo) =>
        Assert.Equal(movedTo, Assert.IsType<CheckVerdict.Unchanged>(Judge(Read(s_article, (status, Filed), (200, to)))).MovedTo);

    [Fact]
    public void A_fetch_without_a_page_has_its_verdict_at_once()
    {
        Assert.IsType<CheckVerdict.Unchanged>(Check.Judge(new FetchOutcome.Captured([Exchange(304, Filed)])));
        Assert.Null(Check.Judge(new FetchOutcome.Captured([Exchange(200, Filed)])));
        Assert.Equal(LinkReach.Gone, Assert.IsType<CheckVerdict.Lost>(Check.Judge(new FetchOutcome.Captured([Exchange(410, Filed)]))).Reach);
        Assert.Equal(LinkReach.Unreachable, Assert.IsType<CheckVerdict.Lost>(
            Check.Judge(new FetchOutcome.Refused(FetchRefusal.TlsFailed, null, "No.", []))).Reach);
    }

    private static CheckVerdict Judge(VisitOutcome visit) => Check.Judge(visit, Address(Filed), s_article);

    private static VisitOutcome.Read Read(Article article, params (int Status, string Address)[] hops)
    {
        (int Status, string Address)[] way = hops.Length > 0 ? hops : [(200, Filed)];
        return new(new Capture(Address(Filed), DateTimeOffset.UnixEpoch, [.. way.Select(hop => Exchange(hop.Status, hop.Address))], way.Length - 1), article, []);
    }

    private static Exchange Exchange(int status, string address) => new()
    {
        Provenance = Provenance.Fetched,
        Address = new Uri(address),
        Status = status,
        Started = DateTimeOffset.UnixEpoch,
        Ended = DateTimeOffset.UnixEpoch,
    };

    private static LinkAddress Address(string text)
    {
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(text, out var address));
        return address!;
    }
}
