using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Tearsheet.Publishing.Pages;

namespace Tearsheet.Publishing.Tests.Pages;

public class FeedTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private static FeedView View(string? address = "https://desk.example/") => new(
        Samples.Site(address),
        "topics/korea-north-korea/",
        "The Desk: Korea & <North> Korea",
        "topics/korea-north-korea/index.html",
        [
            new FeedItem(Samples.Story(), "https://example.org/?a=1&b=2", Samples.At.AddHours(1)),
            new FeedItem(Samples.Story(Samples.Entry("Control \u0001 & ]]> <b>", "2026/11/abd")), "file:0123", Samples.At),
        ]);

    private static XDocument Rss(string? address = "https://desk.example/") =>
        XDocument.Parse(Samples.Html(page => RssFeed.Write(page, new Markup(), View(address))));

    [Fact]
    public void RSS_is_well_formed_and_has_what_the_channel_and_items_need()
    {
        var channel = Rss().Root!.Element("channel")!;
        Assert.Equal("The Desk: Korea & <North> Korea", channel.Element("title")!.Value);
        Assert.Equal("https://desk.example/topics/korea-north-korea/index.html", channel.Element("link")!.Value);
        Assert.NotNull(channel.Element("description"));
        var item = channel.Elements("item").First();
        Assert.Equal("https://desk.example/links/2026/11/abc/index.html", item.Element("link")!.Value);
        Assert.Equal("ipns://k51qzi5uqu5dgkey/links/2026/11/abc/", item.Element("guid")!.Value);
        Assert.Equal("Tue, 24 Nov 2026 14:05:09 GMT", item.Element("pubDate")!.Value);
        Assert.Equal("https://desk.example/links/2026/11/abc/lead-480.webp", item.Element("enclosure")!.Attribute("url")!.Value);
        Assert.Contains("<a href=\"https://example.org/?a=1&amp;b=2\">Read at The Guardian</a>", item.Element("description")!.Value, StringComparison.Ordinal);
        Assert.Equal("Control  & ]]> <b>", channel.Elements("item").Last().Element("title")!.Value);
    }

    [Fact]
    public void Atom_is_well_formed_and_has_what_RFC_4287_wants()
    {
        var feed = XDocument.Parse(Samples.Html(page => AtomFeed.Write(page, new Markup(), View()))).Root!;
        Assert.Equal("2026-11-24T15:05:09Z", feed.Element(Atom + "updated")!.Value);
        foreach (var entry in feed.Elements(Atom + "entry"))
        {
            Assert.NotNull(entry.Element(Atom + "id"));
            Assert.NotNull(entry.Element(Atom + "title"));
            Assert.NotNull(entry.Element(Atom + "updated"));
        }

        Assert.Equal("https://example.org/?a=1&b=2", Rel(feed.Elements(Atom + "entry").First(), "via"));
        Assert.Null(Rel(feed.Elements(Atom + "entry").Last(), "via"));

        static string? Rel(XElement entry, string rel) => entry.Elements(Atom + "link")
            .FirstOrDefault(link => link.Attribute("rel")!.Value == rel)?.Attribute("href")!.Value;
    }

    [Fact]
    public void The_JSON_feed_is_JSON_and_names_its_version()
    {
        using var json = JsonDocument.Parse(JsonFiles.Feed(View(), new Markup()));
        Assert.Equal("https://jsonfeed.org/version/1.1", json.RootElement.GetProperty("version").GetString());
        var item = json.RootElement.GetProperty("items")[0];
        Assert.Equal("https://desk.example/links/2026/11/abc/index.html", item.GetProperty("url").GetString());
        Assert.Equal("https://example.org/?a=1&b=2", item.GetProperty("external_url").GetString());
        Assert.False(json.RootElement.GetProperty("items")[1].TryGetProperty("external_url", out _));
    }

    [Fact]
    public void Without_an_address_a_feed_links_relatively() =>
        Assert.Equal("../../links/2026/11/abc/index.html", Rss(address: null).Root!.Element("channel")!.Elements("item").First().Element("link")!.Value);

    [Fact]
    public void An_empty_feed_still_names_a_time_and_never_the_clocks() =>
        Assert.Equal(DateTimeOffset.UnixEpoch, (View() with { Items = [] }).Changed());

    [Fact]
    public void Link_json_holds_the_text_that_the_policy_lets_out_and_no_more()
    {
        using var excerpt = JsonDocument.Parse(JsonFiles.Link(Samples.Link()));
        Assert.Equal(2, excerpt.RootElement.GetProperty("excerpt").GetArrayLength());
        Assert.False(excerpt.RootElement.TryGetProperty("text", out _));
        var text = new TextView([Samples.Paragraph("All of it.")], new Dictionary<int, PictureView>());
        using var full = JsonDocument.Parse(JsonFiles.Link(Samples.Link(text: text)));
        Assert.Equal("All of it.", full.RootElement.GetProperty("text")[0].GetString());
    }

    [Fact]
    public void Crawlers_find_the_sitemap_or_why_there_is_none()
    {
        Assert.Contains("Sitemap: https://desk.example/sitemap.xml", Samples.Html(file => CrawlerFiles.WriteRobots(file, Samples.Site())), StringComparison.Ordinal);
        Assert.DoesNotContain("Sitemap:", Samples.Html(file => CrawlerFiles.WriteRobots(file, Samples.Site(null))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sitemap_is_well_formed()
    {
        var xml = XDocument.Parse(Samples.Html(file => CrawlerFiles.WriteSitemap(
            file, Samples.Site("https://desk.example/?x&y/"), [("index.html", null), ("links/2026/11/abc/index.html", Samples.At)])));
        Assert.Equal(2, xml.Root!.Elements().Count());
    }

    [Fact]
    public void Redirects_end_with_the_page_for_what_is_not_there_and_never_outgrow_what_gateways_read()
    {
        var moved = Enumerable.Range(0, 5000).Select(at => ("old-" + at, "new-" + at)).ToList();
        var text = Samples.Html(file => CrawlerFiles.WriteRedirects(file, moved));
        Assert.StartsWith("/topics/old-0/* /topics/new-0/:splat 301\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n/* /404.html 404\n", text, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, CrawlerFiles.MostRedirects);
    }
}
