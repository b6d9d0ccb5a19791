using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tearsheet.Publishing.Pages;

namespace Tearsheet.Publishing.Tests.Pages;

/// <summary>
/// What the W3C's feed validator would report as an error or a warning of the elements that we write, rule by rule and by its own names, for a site that has an address.
/// </summary>
public sealed partial class FeedValidityTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace DublinCore = "http://purl.org/dc/elements/1.1/";

    private static readonly FeedView View = new(
        Samples.Site("https://desk.example/"),
        "topics/korea-north-korea/",
        "The Desk: Korea & North Korea",
        "topics/korea-north-korea/index.html",
        [
            new FeedItem(Samples.Story(), "https://example.org/?a=1&b=2", Samples.At.AddHours(1)),
            new FeedItem(Samples.Story(Samples.Entry("Control \u0001 & ]]>", "2026/11/abd")), "file:0123", Samples.At),
        ]);

    [Fact]
    public void RSS_gives_no_cause_for_an_error_or_a_warning()
    {
        var root = XDocument.Parse(Samples.Html(page => RssFeed.Write(page, new Markup(), View))).Root!;
        var channel = root.Element("channel")!;

        Assert.Equal("2.0", root.Attribute("version")!.Value);
        Once(channel, "title", "link", "description", "language", "lastBuildDate");
        Full(channel.Element("link")!.Value);
        Rfc2822(channel.Element("lastBuildDate")!.Value);
        Assert.Matches("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", channel.Element("language")!.Value);
        var self = Assert.Single(channel.Elements(Atom + "link"));
        Assert.Equal(("self", "application/rss+xml"), (self.Attribute("rel")!.Value, self.Attribute("type")!.Value));
        Full(self.Attribute("href")!.Value);
        Distinct(channel.Elements("item").Select(item => item.Element("guid")!.Value));
        foreach (var item in channel.Elements("item"))
        {
            Once(item, "title", "link", "guid", "pubDate", "description");
            Full(item.Element("link")!.Value);
            Rfc2822(item.Element("pubDate")!.Value);
            Assert.DoesNotMatch(Tag(), item.Element("title")!.Value);
            Assert.Equal("false", item.Element("guid")!.Attribute("isPermaLink")!.Value);

            // NotSufficientlyUnique: at least nine characters that are not all digits.
            Assert.True(item.Element("guid")!.Value.Length > 8);

            // DuplicateItemSemantics: an author in two vocabularies; two enclosures confuse readers.
            Assert.False(item.Elements("author").Any() && item.Elements(DublinCore + "creator").Any());
            Assert.True(item.Elements("enclosure").Count() <= 1);
            foreach (var file in item.Elements("enclosure"))
            {
                Full(file.Attribute("url")!.Value);
                Assert.Matches("^[a-z]+/[a-z0-9.+-]+$", file.Attribute("type")!.Value);
                Assert.True(long.Parse(file.Attribute("length")!.Value, NumberStyles.None, CultureInfo.InvariantCulture) > 0);
            }

            Safe(item.Element("description")!.Value);
        }
    }

    [Fact]
    public void Atom_gives_no_cause_for_an_error_or_a_warning()
    {
        var feed = XDocument.Parse(Samples.Html(page => AtomFeed.Write(page, new Markup(), View))).Root!;

        Once(feed, Atom + "id", Atom + "title", Atom + "updated");
        Named(feed);
        Rfc3339(feed.Element(Atom + "updated")!.Value);
        Links(feed, "self", "alternate");
        Distinct(feed.Elements(Atom + "entry").Select(entry => entry.Element(Atom + "id")!.Value).Append(feed.Element(Atom + "id")!.Value));
        foreach (var entry in feed.Elements(Atom + "entry"))
        {
            Once(entry, Atom + "id", Atom + "title", Atom + "updated", Atom + "published", Atom + "content");
            Rfc3339(entry.Element(Atom + "updated")!.Value);
            Rfc3339(entry.Element(Atom + "published")!.Value);
            Named(entry);
            Links(entry, "alternate");
            Assert.All(entry.Elements(Atom + "category"), category => Assert.NotEmpty(category.Attribute("term")!.Value));
            Assert.Equal("html", entry.Element(Atom + "content")!.Attribute("type")!.Value);
            Safe(entry.Element(Atom + "content")!.Value);
        }
    }

    // DuplicateElement, MissingElement, NotBlank.
    private static void Once(XElement parent, params XName[] names) =>
        Assert.All(names, name => Assert.False(string.IsNullOrWhiteSpace(Assert.Single(parent.Elements(name)).Value), name.ToString()));

    // DuplicateIds, DuplicateEntries.
    private static void Distinct(IEnumerable<string> ids) => Assert.All(ids.CountBy(id => id), id => Assert.Equal(1, id.Value));

    // InvalidFullLink, ContainsRelRef, RelativeSelf, NonCanonicalURI.
    private static void Full(string address) =>
        Assert.True(Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.AbsoluteUri == address, address);

    // DuplicateAtomLink, UnregisteredAtomLinkRel, MissingSelf.
    private static void Links(XElement parent, params string[] wanted)
    {
        var links = parent.Elements(Atom + "link").ToList();
        Distinct(links.Select(link => $"{link.Attribute("rel")!.Value} {link.Attribute("type")?.Value}"));
        Assert.All(links, link => Full(link.Attribute("href")!.Value));
        Assert.All(links, link => Assert.Contains(link.Attribute("rel")!.Value, (string[])["self", "alternate", "via", "related", "enclosure"]));
        Assert.All(wanted, rel => Assert.Contains(links, link => link.Attribute("rel")!.Value == rel));
    }

    private static void Named(XElement parent) => Assert.All(parent.Elements(Atom + "author"), author => Once(author, Atom + "name"));

    private static void Rfc2822(string date) =>
        Assert.True(DateTimeOffset.TryParseExact(date, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _), date);

    private static void Rfc3339(string date) =>
        Assert.True(DateTimeOffset.TryParseExact(date, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _), date);

    // SecurityRisk, SecurityRiskAttr, DangerousStyleAttr, NotHtml, ContainsRelRef.
    private static void Safe(string html)
    {
        Assert.DoesNotMatch("(?i)<(script|style|iframe|object|embed|form|meta|link)|\\s(on\\w+|style)=", html);
        Assert.All(XElement.Parse($"<div>{html}</div>").Descendants("a"), link => Full(link.Attribute("href")!.Value));
    }

    [GeneratedRegex("</?[A-Za-z][^<>]*>")]
    private static partial Regex Tag();
}
