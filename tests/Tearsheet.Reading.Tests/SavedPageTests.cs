using System.Text;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Tests.Fetching;

namespace Tearsheet.Reading.Tests;

public class SavedPageTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_saved_page_invents_no_exchange()
    {
        var bytes = Page("");
        LinkAddress.TryParse("https://news.example/story/1?utm_source=x", out var address);

        var read = await ReadAsync(bytes, address);

        Assert.Equal(
            new Exchange { Provenance = Provenance.SavedFile, Started = _clock.GetUtcNow(), Ended = _clock.GetUtcNow(), Body = bytes },
            read.Capture.PageExchange);
        Assert.Equal("https://news.example/story/1", read.Capture.Address.Canonical);
        Assert.Equal((0, _clock.GetUtcNow()), (read.Capture.Page, read.Capture.At));
        Assert.Equal("A headline", read.Article.Headline);
    }

    [Theory]
    [InlineData("<link rel=canonical href=https://news.example/story/1?utm_source=x>", "https://news.example/story/1")]
    [InlineData("<meta property=og:url content=https://news.example/story/2>", "https://news.example/story/2")]
    [InlineData("<link rel=canonical href=https://news.example/>", null)]
    [InlineData("<link rel=canonical href=/story/1>", null)]
    [InlineData("<link rel=canonical href=https://user:pass@news.example/story/1>", null)]
    [InlineData("", null)]
    public async Task Without_an_address_it_is_known_by_what_it_says_of_itself_or_else_by_its_bytes(string head, string? canonical)
    {
        var bytes = Page(head);

        var read = await ReadAsync(bytes, address: null);

        Assert.Equal(canonical ?? LinkAddress.ForSavedPage(bytes).Canonical, read.Capture.Address.Canonical);
    }

    [Fact]
    public async Task With_an_address_the_page_is_believed_about_its_own_site_only()
    {
        LinkAddress.TryParse("https://news.example/amp/story/1", out var address);

        Assert.Equal(
            "https://news.example/story/1",
            (await ReadAsync(Page("<link rel=canonical href=https://news.example/story/1>"), address)).Capture.Address.Canonical);
        Assert.Equal(address, (await ReadAsync(Page("<link rel=canonical href=https://other.example/story/1>"), address)).Capture.Address);
    }

    [Fact]
    public async Task Its_images_are_fetched_only_when_asked_for()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page("no picture", "image/png"));
        var bytes = Page("", $"<figure><img src={server.Address("/a.png")} width=800 height=500></figure>");
        LinkAddress.TryParse("https://news.example/story/1", out var address);

        Assert.Single((await ReadAsync(bytes, address)).Capture.Exchanges);
        Assert.Equal(0, server.Connections);
        var read = await ReadAsync(bytes, address, fetchImages: true);

        Assert.Equal([Provenance.SavedFile, Provenance.Fetched], read.Capture.Exchanges.Select(exchange => exchange.Provenance));
    }

    [Fact]
    public async Task A_saved_file_that_is_no_page_is_captured_too()
    {
        LinkAddress.TryParse("https://news.example/files/report.pdf", out var address);

        var read = await ReadAsync("%PDF-1.7"u8.ToArray(), address);

        Assert.Equal((ArticleKind.NotHtml, "report.pdf"), (read.Article.Kind, read.Article.Headline));
    }

    [Fact]
    public async Task An_empty_file_and_one_over_the_limit_are_refused()
    {
        var visit = new Visit(FetchFixture.Fetcher(new FetchPolicy { MaxDecodedBytes = 10 }), _clock);

        Assert.Equal(FetchRefusal.EmptyBody, await WhyAsync([]));
        Assert.Equal(FetchRefusal.DecodedTooLarge, await WhyAsync(new byte[11]));

        async Task<FetchRefusal> WhyAsync(byte[] bytes) => Assert.IsType<VisitOutcome.Refused>(
            await visit.ReadSavedAsync(bytes, address: null, contentType: null, fetchImages: false, why: null, TestContext.Current.CancellationToken)).Why;
    }

    private static byte[] Page(string head, string body = "") => Encoding.UTF8.GetBytes(
        $"<!doctype html><html><head><title>A headline</title>{head}</head><body><article><h1>A headline</h1>{body}"
        + string.Concat(Enumerable.Repeat("<p>The board met again on Tuesday, and again it could not say, after three hours, what it would cost.</p>", 8))
        + "</article></body></html>");

    private async Task<VisitOutcome.Read> ReadAsync(byte[] bytes, LinkAddress? address, bool fetchImages = false) =>
        Assert.IsType<VisitOutcome.Read>(await new Visit(FetchFixture.Fetcher(), _clock).ReadSavedAsync(
            bytes, address, "text/html; charset=utf-8", fetchImages, why: null, TestContext.Current.CancellationToken));
}
