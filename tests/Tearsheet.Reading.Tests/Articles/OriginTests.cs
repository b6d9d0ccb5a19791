using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>A reader can be shown where in the captured page each block stands.</summary>
public sealed class OriginTests
{
    private const string Page = """
        <html lang="en"><head><title>Harbour reopens after the storm</title></head><body>
        <nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
        <main><article><h1>Harbour reopens after the storm</h1>
        <div class="article-body"><p>The harbour reopened on Tuesday after three days in which no ship could enter, the port authority said in the morning.</p>
        <h2>What comes next</h2>
        <ul><li>The pilots return to work on Wednesday, and the first ferry leaves at noon.</li><li>The fish market opens a day later than it was planned.</li></ul>
        <blockquote><p>We have not seen such waves since my father kept the light, said the keeper of the lighthouse on the point.</p></blockquote>
        Loose words that stand in no paragraph of their own, but belong to the text of the article all the same, as it happens.
        <p>The council will meet on Friday to decide who pays for the repair of the breakwater, which lost forty metres of its length.</p></div>
        </article></main></body></html>
        """;

    [Fact]
    public void Each_block_names_the_element_that_it_was_read_out_of()
    {
        var article = Read(Page);
        using var page = new HtmlParser().ParseDocument(Page);

        Assert.Equal(article.Body.Count, article.Origins.Count);
        Assert.Equal(
            ["p", "h2", "ul", "blockquote", "div", "p"],
            article.Origins.Select(origin => Find(page, origin).LocalName));
        Assert.StartsWith("The council will meet", Find(page, article.Origins[^1]).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_stands_only_in_the_pages_data_has_no_origins()
    {
        var text = string.Concat(Enumerable.Repeat("The text of this article is told to machines and to nobody else who comes by. ", 20));
        var article = Read($$"""<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Told to machines only","datePublished":"2026-01-02","articleBody":"{{text}}"}</script></head><body><h1>Told to machines only</h1></body></html>""");

        Assert.NotEmpty(article.Body);
        Assert.Empty(article.Origins);
        Assert.Equal(ArticleKind.Article, article.Kind);
    }

    [Theory]
    [InlineData("...")]
    [InlineData("…")]
    [InlineData(" [...]")]
    public void Data_that_break_off_make_a_stub_that_says_so(string end)
    {
        var text = string.Concat(Enumerable.Repeat("The text of this article is told to machines and to nobody else who comes by. ", 20)) + "And then" + end;
        var article = Read($$"""<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Told to machines only","datePublished":"2026-01-02","articleBody":"{{text}}"}</script></head><body><h1>Told to machines only</h1></body></html>""");

        Assert.Equal(ArticleKind.PaywallStub, article.Kind);
        Assert.Contains("breaks off", article.KindReason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_entries_of_a_live_blog_keep_their_times()
    {
        var entries = string.Concat(new[] { "15:40", "14:32", "9.05 Uhr", "08:10" }.Select((time, i) => $"""
            <li class="live-entry"><div class="meta"><time>{time}</time></div><p>Entry number {i.ToString(CultureInfo.InvariantCulture)} of the day tells what happened at the harbour, where the ferry waited for the water to rise, and who was there to see it.</p></li>
            """));
        var article = Read($$"""
            <html><head><script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"The harbour, live","datePublished":"2026-01-02"}</script></head>
            <body><nav><a href="/">Home</a> <a href="/a">News</a></nav><main><article><h1>The harbour, live</h1><p>All that happens at the harbour on this day is told here as it comes, from the first ferry to the last light.</p><ul>{{entries}}</ul></article></main></body></html>
            """);

        var text = ArticleText.Of(article);
        Assert.Equal(ArticleKind.LiveBlog, article.Kind);
        Assert.All(["15:40", "14:32", "9.05 Uhr", "08:10"], time => Assert.Contains(time, text, StringComparison.Ordinal));
        Assert.True(text.IndexOf("15:40", StringComparison.Ordinal) < text.IndexOf("Entry number 0", StringComparison.Ordinal));
    }

    private static Article Read(string html) => ArticleReader.Read(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", "https://paper.example/2026/harbour");

    private static IElement Find(IDocument page, string origin) => origin.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(page.DocumentElement, (element, step) => element.Children[int.Parse(step, CultureInfo.InvariantCulture) - 1]);
}
