using System.Text;
using CsCheck;
using Tearsheet.Reading.Feeds;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Feeds;

/// <summary>Which feeds a page names.</summary>
public sealed class FeedDiscoveryTests
{
    private const string Page = "https://news.example/a/b";

    [Fact]
    public void Every_page_of_the_table_names_the_feeds_that_it_says()
    {
        var wrong = SharedData.Lines("feeds", "discovery.jsonl").Select(line => (
            Id: line.GetProperty("id").GetString(),
            Wanted: string.Join(' ', line.GetProperty("feeds").EnumerateArray()),
            Found: Find(line.GetProperty("html").GetString()!, line.GetProperty("url").GetString()!))).Where(it => it.Wanted != it.Found);

        Assert.Equal([], wrong);
    }

    [Theory]
    [InlineData("<base href='https://cdn.example/x/'><link rel=alternate type=application/rss+xml href=f>", "https://cdn.example/x/f")]
    [InlineData("<script>'<link rel=alternate type=application/rss+xml href=/no>'</script><link rel=alternate type=application/rss+xml href=/yes>", "https://news.example/yes")]
    [InlineData("<style><link rel=alternate type=application/rss+xml href=/no>", "")]
    [InlineData("<a href=/about>RSS feed</a><a href='/x/FEED/'>x</a><a href=/news.xml>x</a><a href=mailto:a@b.c>rss</a>", "https://news.example/about https://news.example/x/FEED/")]
    [InlineData("<a href=/feed>x</a><link rel=alternate type=application/atom+xml href=/f>", "https://news.example/f")]
    [InlineData("<link rel=alternate type='application/json+oembed' href=/o><link rel=alternate type='text/xml+oembed' href=/o>", "")]
    public void The_rules_hold_for_pages_of_our_own(string html, string feeds) => Assert.Equal(feeds, Find(html, Page));

    [Fact]
    public void A_Link_header_names_feeds_too()
    {
        var found = FeedDiscovery.Find("<p>"u8, "text/html", Page, [new HeaderPair("Link", "</f>; rel=alternate; type=\"application/rss+xml\"; title=\"News\", </de>; rel=alternate; hreflang=de")]);

        Assert.Equal(new DiscoveredFeed("https://news.example/f", "News"), Assert.Single(found));
    }

    [Fact]
    public void A_page_full_of_links_names_no_more_than_fifty() =>
        Assert.Equal(50, Find(string.Concat(Enumerable.Range(0, 5000).Select(n => $"<link rel=alternate type=application/rss+xml href=/{n}>")), Page).Split(' ').Length);

    [Fact]
    public void Any_page_is_searched_without_an_exception() =>
        Gen.Char["<>link rel=alternate type=\"application/rss+xml\" href='/&#;script"].Array[0, 300].Sample(signs => Assert.DoesNotContain("javascript:", Find(new string(signs), Page), StringComparison.Ordinal));

    private static string Find(string html, string url) =>
        string.Join(' ', FeedDiscovery.Find(Encoding.UTF8.GetBytes(html), "text/html", url).Select(feed => feed.Address));
}
