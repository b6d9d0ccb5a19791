using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Tests.Index;

public sealed class FilingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_link_has_an_id_of_month_and_log_number_and_stands_in_its_lists()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain", topic: "Korea/North Korea");

        // 1 genesis, 2 settings, 3 and 4 topics, 5 source, 6 file, 7 capture, 8 article.
        Assert.Equal("2026/11/g", link.Id);
        Assert.Equal(6, link.Seq);
        Assert.Equal("Rain expected", link.Headline);
        Assert.Equal(8, bureau.Archive.LastSeq);
        var topic = bureau.Archive.FindTopicNamed("korea/north korea")!;
        Assert.Equal(
            ["all", "day:2026-11-24", "source:example.com", "topic:" + bureau.Archive.FindTopicNamed("Korea")!.Id, "topic:" + topic.Id],
            bureau.Archive.SlotsOf(link.Id).Select(slot => slot.List));
        Assert.Equal(link, Assert.Single(bureau.Archive.Slots("all", 0, 50)).Link);
    }

    [Fact]
    public async Task An_address_that_is_filed_already_gets_a_new_capture_and_says_so()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain");
        bureau.Clock.Advance(TimeSpan.FromHours(1));
        var again = Bureau.Page("https://example.com/rain?utm_source=x", "Rain fell", topic: "Weather");
        var outcome = await bureau.Archive.FileAsync(again, Token);

        var recaptured = Assert.IsType<FilingOutcome.Recaptured>(outcome).Link;
        Assert.Equal(link.Id, recaptured.Id);
        Assert.Equal("Rain fell", recaptured.Headline);
        Assert.Equal(2, bureau.Archive.Captures(link.Id).Count);
        Assert.Equal("Weather", bureau.Archive.FindTopic(recaptured.TopicId!)!.Path.ToString());
        Assert.Equal(link.Id, bureau.Archive.FindByAddress("https://example.com/rain?utm_source=x")!.Id);
    }

    [Theory]
    [InlineData(ArticleKind.PaywallStub)]
    [InlineData(ArticleKind.Listing)]
    [InlineData(ArticleKind.ErrorPage)]
    [InlineData(ArticleKind.LoginPage)]
    [InlineData(ArticleKind.ConsentWall)]
    public async Task What_stands_in_the_article_s_place_does_not_take_it(ArticleKind kind)
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain");
        await bureau.Archive.FileAsync(Bureau.Page("https://example.com/rain", "Subscribe to read on", kind: kind), Token);

        Assert.Equal(link.PageCapture, bureau.Archive.FindLink(link.Id)!.PageCapture);

        // A later whole one does, and a stub stands where nothing better ever came.
        await bureau.Archive.FileAsync(Bureau.Page("https://example.com/rain", "Rain fell"), Token);
        Assert.Equal("Rain fell", bureau.Archive.FindLink(link.Id)!.Headline);
        await bureau.Archive.FileAsync(Bureau.Page("https://example.com/snow", "Snow", kind: ArticleKind.PaywallStub), Token);
        await bureau.Archive.FileAsync(Bureau.Page("https://example.com/snow", "Are you human?", kind: ArticleKind.BotWall), Token);
        Assert.Equal("Snow", bureau.Archive.FindByAddress("https://example.com/snow")!.Headline);
    }

    [Fact]
    public async Task A_robot_check_does_not_take_the_place_of_the_article_before()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain");
        await bureau.Archive.FileAsync(
            Bureau.Page("https://example.com/rain", "Are you human?", kind: ArticleKind.BotWall), Token);

        var now = bureau.Archive.FindLink(link.Id)!;
        Assert.Equal("Rain expected", now.Headline);
        Assert.Equal(link.PageCapture, now.PageCapture);
        Assert.NotEqual(now.PageCapture, now.LatestCapture);
    }

    [Fact]
    public async Task What_was_filed_can_be_read_again_byte_for_byte()
    {
        using var bureau = new Bureau();
        var page = Bureau.Page("https://example.com/rain");
        var link = Assert.IsType<FilingOutcome.New>(await bureau.Archive.FileAsync(page, Token)).Link;
        bureau.Reopen();

        var article = await bureau.Archive.ReadArticleAsync(link.PageCapture!.Article!.Value, Token);
        Assert.Equal(page.Article, article!.Article);
        Assert.Equal(1500, Assert.Single(article.Renditions).File.Size);
        var capture = await bureau.Archive.ReadCaptureAsync(link.PageCapture.Cid, Token);
        Assert.Equal("https://example.com/rain", capture!.RawAddress);
        Assert.Equal(2, capture.Exchanges.Count);
        var exchange = await bureau.Archive.ReadExchangeAsync(capture.Exchanges[1], Token);
        Assert.Equal(page.Capture.Exchanges[1].ResponseHeaders, exchange!.ResponseHeaders);
        var body = await bureau.Archive.Blocks.FindAsync(exchange.Body, Token);
        Assert.Equal(page.Capture.Exchanges[1].Body.ToArray(), body.Bytes.ToArray());
    }

    [Fact]
    public async Task A_retracted_address_is_not_taken_again()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain");
        var retracted = Assert.IsType<LinkOutcome.Changed>(
            await bureau.Archive.RetractAsync(link.Id, "Wrong in every word", erase: false, Token)).Link;
        Assert.Equal(LinkState.Retracted, retracted.State);
        Assert.Equal(link.LatestCapture!.Cid, retracted.Retraction!.Hash);

        var outcome = await bureau.Archive.FileAsync(Bureau.Page("https://example.com/rain#top"), Token);
        var refused = Assert.IsType<FilingOutcome.Refused>(outcome);
        Assert.Equal(FilingRefusal.Retracted, refused.Why);
        Assert.Equal(
            "https://example.com/rain was retracted on 2026-11-24 (Wrong in every word); a retracted address is not taken again.",
            refused.Message);
        Assert.Null(Assert.Single(bureau.Archive.Slots("all", 0, 50)).Link);
    }

    [Fact]
    public async Task A_held_link_has_no_slot_until_it_is_released_and_keeps_it_when_it_is_held_again()
    {
        using var bureau = new Bureau();
        var held = await bureau.FileAsync("https://example.com/one", hold: true);
        var other = await bureau.FileAsync("https://example.com/two");
        Assert.Null(held.VisibleSince);
        Assert.Empty(bureau.Archive.SlotsOf(held.Id));

        bureau.Clock.Advance(TimeSpan.FromDays(1));
        await bureau.Archive.EditAsync(new LinkEdit(held.Id) { Hold = false }, Token);
        Assert.Equal([other.Id, held.Id], bureau.Archive.Slots("all", 0, 50).Select(slot => slot.LinkId));
        Assert.Contains("day:2026-11-25", bureau.Archive.Lists());

        await bureau.Archive.EditAsync(new LinkEdit(held.Id) { Hold = true }, Token);
        var slot = bureau.Archive.Slots("all", 1, 1)[0];
        Assert.Null(slot.Link);
        Assert.Equal(held.Id, slot.LinkId);
        await bureau.Archive.EditAsync(new LinkEdit(held.Id) { Hold = false }, Token);
        Assert.NotNull(bureau.Archive.Slots("all", 1, 1)[0].Link);
        Assert.Equal(2, bureau.Archive.SlotCount("all"));
    }

    [Fact]
    public async Task Equal_bodies_are_stored_once()
    {
        using var bureau = new Bureau();
        await bureau.FileAsync("https://example.com/one");
        var before = bureau.Archive.Status();
        await bureau.FileAsync("https://example.com/two");
        var after = bureau.Archive.Status();

        // Three payloads, the capture, its page's exchange and the page itself; picture and article are there already.
        Assert.Equal(before.Blocks + 6, after.Blocks);
    }

    [Fact]
    public async Task Blocks_of_the_sink_are_readable_at_once_and_last_after_a_flush()
    {
        using var bureau = new Bureau();
        var bytes = Bureau.Bytes(100, 5);
        var cid = Ipld.Cids.Cid.ForBlock(Ipld.Cids.Multicodec.Raw, bytes);
        bureau.Archive.Sink.Put(new Block(cid, bytes));
        Assert.Equal(bytes, (await bureau.Archive.Blocks.FindAsync(cid, Token)).Bytes.ToArray());
        await bureau.Archive.FlushAsync(Token);
        bureau.ReopenWithoutIndex();
        Assert.Equal(bytes, (await bureau.Archive.Blocks.FindAsync(cid, Token)).Bytes.ToArray());
    }
}
