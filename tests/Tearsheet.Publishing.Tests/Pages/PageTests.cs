using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tearsheet.Publishing.Pages;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Publishing.Tests.Pages;

public class PageTests
{
    private static readonly DatelineView Dateline = new(new DateOnly(2026, 11, 24), 1204, "bafyprevious");

    private static readonly ListView List = new(
        Samples.Site(), "topics/korea-north-korea", "Korea/North Korea", ListKind.Topic, 3, true, 2,
        [new SlotView.Filled(Samples.Entry()), new SlotView.Emptied(SlotEnd.Withdrawn, "2026/11/gone")], [], [], true);

    public static TheoryData<string> Kinds { get; } =
        ["front", "empty front", "list", "link", "edited link", "full link", "tombstone", "held", "about", "topics", "sources", "days"];

    internal static string Html(string kind) => Samples.Html(page => Write(page, kind));

    [Theory, MemberData(nameof(Kinds))]
    public void A_page_has_one_main_one_first_heading_and_a_language(string kind)
    {
        var html = Html(kind);
        Assert.StartsWith("<!doctype html>\n<html lang=\"en\">\n", html, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(html, "<h1[ >]"));
        Assert.Single(Regex.Matches(html, "<main "));
        Assert.Contains("<a class=\"skip\" href=\"#main\">", html, StringComparison.Ordinal);
        Assert.Contains("<title>", html, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_page_runs_and_styles_nothing_inline_and_loads_nothing_from_elsewhere(string kind)
    {
        var html = Html(kind);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(" style=\"| on[a-z]+=\"|<iframe|<object|<embed|<svg", html);
        Assert.Single(Regex.Matches(html, "<script"));
        Assert.Matches("<script src=\"(\\.\\./)*site\\.js\" defer></script>", html);
        foreach (Match loaded in Regex.Matches(html, "(?:src|srcset)=\"([^\"]*)\"|<link rel=\"(?:stylesheet|icon)\" href=\"([^\"]*)\""))
        {
            Assert.DoesNotContain("//", loaded.Groups[1].Value + loaded.Groups[2].Value, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Addresses_inside_are_relative_and_name_the_file(string kind)
    {
        foreach (Match link in Regex.Matches(Html(kind), "href=\"([^\"]*)\""))
        {
            var address = link.Groups[1].Value;
            Assert.True(
                address.StartsWith("https://", StringComparison.Ordinal)
                    || address.StartsWith('#')
                    || Regex.IsMatch(address, @"^(\.\./)*[a-z0-9._][a-z0-9./_-]*\.(html|json|xml|css|svg|js)(#[a-z]+)?$"),
                address);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void No_page_but_the_front_names_the_edition(string kind)
    {
        var html = Html(kind);
        Assert.Equal(kind.EndsWith("front", StringComparison.Ordinal), html.Contains("Edition 1,204", StringComparison.Ordinal));
        Assert.Equal(kind.EndsWith("front", StringComparison.Ordinal), html.Contains("bafyprevious", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Tags_are_closed_in_order(string kind)
    {
        var open = new Stack<string>();
        foreach (Match tag in Regex.Matches(Html(kind), "<(/?)([a-z0-9]+)[^>]*>"))
        {
            var name = tag.Groups[2].Value;
            if (name is "meta" or "link" or "img" or "br" or "hr")
            {
                continue;
            }

            if (tag.Groups[1].Value.Length == 0)
            {
                open.Push(name);
            }
            else
            {
                Assert.Equal(open.Pop(), name);
            }
        }

        Assert.Empty(open);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Pages_are_the_same_in_every_culture(string kind)
    {
        var here = Html(kind);
        foreach (var culture in (string[])["tr-TR", "ar-SA", "de-DE"])
        {
            using var _ = new OtherCulture(culture);
            Assert.Equal(here, Html(kind));
        }
    }

    [Fact]
    public void An_entry_is_headed_in_the_seeds_form_and_its_parts_lead_to_entry_and_topic()
    {
        foreach (var (kind, root) in (ReadOnlySpan<(string, string)>)[("front", ""), ("list", "../../../"), ("link", "../../../../")])
        {
            Assert.Contains(
                $"<p class=\"kicker\"><a href=\"{root}links/2026/11/abc/entry.json\">IPFS News Link</a> • <a href=\"{root}topics/korea-north-korea/index.html\">Korea/North Korea</a></p>",
                Html(kind),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_long_headline_is_cut_for_the_eye_and_whole_for_the_ear()
    {
        var html = Html("list");
        Assert.Contains(
            "title=\"" + Samples.LongHeadline + "\">Bumbling Putin screeches round corner and veers across road while taking a panic-stricken"
            + "<span aria-hidden=\"true\">...</span><span class=\"unseen\"> Kim Jong Un for a spin</span></a>",
            html,
            StringComparison.Ordinal);
        Assert.Contains($"<h1 dir=\"auto\">{Samples.LongHeadline}</h1>", Html("link"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_source_is_linked_in_words_at_the_top_and_at_the_end() =>
        Assert.Equal(2, Regex.Count(Html("link"), "<a href=\"https://www.theguardian.com/world/korea\\?a=1&amp;b=2\" rel=\"external nofollow\">Read at The Guardian</a>"));

    [Fact]
    public void What_is_not_public_is_printed_in_the_proof_and_never_linked()
    {
        var html = Html("link");
        Assert.Contains("<a href=\"entry.json\"><code>bafkreientry</code></a>", html, StringComparison.Ordinal);
        Assert.Contains("<td><code>bafyreicapture</code></td>", html, StringComparison.Ordinal);
        Assert.Contains("<td><code>bafyreiarticle</code></td>", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("href=\"[^\"]*bafyrei", html);
    }

    [Fact]
    public void A_picture_keeps_its_room_and_says_what_it_shows()
    {
        var html = Html("full link");
        Assert.Contains("<img class=\"t999\" src=\"lead-480.webp\"", html, StringComparison.Ordinal);
        Assert.Contains("srcset=\"lead-480.webp 480w, lead-1280.webp 1280w\"", html, StringComparison.Ordinal);
        Assert.Contains("width=\"1280\" height=\"720\" alt=\"A limousine\" fetchpriority=\"high\"", html, StringComparison.Ordinal);
        Assert.Contains("<figcaption>The limousine in Pyongyang · <span class=\"credit\">KCNA</span></figcaption>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsafe_link_in_an_article_becomes_its_words()
    {
        var text = new TextView(
            [new BodyBlock.Paragraph([new Inline.Link("javascript:alert(1)", [new Inline.Text("press")]), new Inline.Text(" <b>x</b>")])],
            new Dictionary<int, PictureView>());
        var html = Samples.Html(page => LinkPage.Write(page, Samples.Link(text: text)));
        Assert.Contains("<p>press &lt;b&gt;x&lt;/b&gt;</p>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ArticleKind.PaywallStub, "paywall")]
    [InlineData(ArticleKind.BotWall, "robot")]
    [InlineData(ArticleKind.ConsentWall, "consent")]
    [InlineData(ArticleKind.LoginPage, "log in")]
    [InlineData(ArticleKind.ErrorPage, "error page")]
    [InlineData(ArticleKind.NotHtml, "document")]
    [InlineData(ArticleKind.Listing, "not an article")]
    [InlineData(ArticleKind.Empty, "nothing to read")]
    public void A_page_that_is_no_article_says_what_it_is(ArticleKind kind, string words)
    {
        var html = Samples.Html(page => LinkPage.Write(page, Samples.Link() with { Kind = kind }));
        Assert.Matches("<p class=\"remark\">[^<]*" + words, html);
    }

    [Fact]
    public void An_article_that_runs_from_right_to_left_does_and_the_words_around_it_keep_their_language()
    {
        var story = Samples.Story() with { Language = "ar", RightToLeft = true };
        var html = Samples.Html(page => LinkPage.Write(page, Samples.Link(story)));
        Assert.Contains("<article class=\"link\" lang=\"ar\" dir=\"rtl\">", html, StringComparison.Ordinal);
        Assert.Contains("<ul class=\"byline\" lang=\"en\" dir=\"auto\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_site_in_another_language_writes_its_dates_as_numbers()
    {
        var html = Samples.Html(page => LinkPage.Write(page, Samples.Link() with { Site = Samples.Site(language: "de") }));
        Assert.Contains("<html lang=\"de\">", html, StringComparison.Ordinal);
        Assert.Contains("2026-11-24, 14:05 UTC</time>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("24 November", html.Replace("Fetched 24 November", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_verify_command_uses_the_sites_address_or_needs_none()
    {
        Assert.Contains("curl -s https://desk.example/links/2026/11/abc/entry.json -o entry.json &amp;&amp; tearsheet cid entry.json", Html("link"), StringComparison.Ordinal);
        var html = Samples.Html(page => LinkPage.Write(page, Samples.Link() with { Site = Samples.Site(address: null) }));
        Assert.Contains("ipfs block get bafkreientry &gt; entry.json &amp;&amp; tearsheet cid entry.json", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_for_what_is_not_there_stands_alone_and_its_style_is_the_one_that_the_policy_allows()
    {
        var html = Samples.Html(page => NotFoundPage.Write(page, Samples.Site("https://desk.example/news/"), [Samples.Korea]));
        var style = Regex.Match(html, "<style>(?<style>.*)</style>", RegexOptions.Singleline).Groups["style"].Value;
        Assert.Equal(NotFoundPage.StyleHash, "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style))));
        Assert.DoesNotMatch("<link |<script|src=", html);
        Assert.Contains("href=\"/news/topics/korea-north-korea/index.html\"", html, StringComparison.Ordinal);
        Assert.Equal("/", SiteAddress.RootPath(null));
    }

    [Fact]
    public void A_stub_leads_on_by_itself_and_by_a_link()
    {
        var html = Samples.Html(page => StubPage.Write(
            page, new StubView(Samples.Site(), "topics/dprk/index.html", "topics/korea-north-korea/index.html", "Korea/North Korea")));
        Assert.Contains("content=\"0; url=../../topics/korea-north-korea/index.html\"", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"../../topics/korea-north-korea/index.html\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slot_without_its_link_says_so_and_leads_to_what_is_left() =>
        Assert.Contains("<a href=\"../../../links/2026/11/gone/index.html\">An entry that stood here was withdrawn.</a>", Html("list"), StringComparison.Ordinal);

    private static void Write(Markup page, string kind)
    {
        var site = Samples.Site();
        switch (kind)
        {
            case "front":
                var second = Samples.Story(Samples.Entry("A second story", "2026/11/abd"));
                FrontPage.Write(page, new FrontView(
                    site, Dateline, Samples.Story(), [second], [new RiverGroup(Samples.Korea, [Samples.Entry(id: "2026/11/abe")])]));
                break;
            case "empty front":
                FrontPage.Write(page, new FrontView(site, Dateline, null, [], []));
                break;
            case "list":
                ListPage.Write(page, List);
                break;
            case "link":
                LinkPage.Write(page, Samples.Link(note: "See https://example.org/ and\n<this>."));
                break;
            case "edited link":
                LinkPage.Write(page, Samples.Link() with
                {
                    Reach = new ReachView(LinkReach.Moved, Samples.At, "https://moved.example/"),
                    Revisions = [new RevisionView(Samples.At, Samples.At.AddHours(2), "bafycapture", Samples.Edits())],
                });
                break;
            case "full link":
                LinkPage.Write(page, Samples.Link(Samples.Story() with { Picture = Samples.Picture(wide: true) }, EveryBlock()));
                break;
            case "tombstone":
                TombstonePage.Write(page, new TombstoneView(site, "2026/11/abc", Samples.At, Samples.At, "They asked.", "bafyhash", Erased: true));
                break;
            case "held":
                HeldPage.Write(page, site, "2026/11/abc");
                break;
            case "about":
                AboutPage.Write(page, site, "About us.", "Imprint.");
                break;
            case "topics":
                IndexPages.WriteTopics(page, site, [Samples.Korea]);
                break;
            case "sources":
                IndexPages.WriteSources(page, site, [Samples.Guardian]);
                break;
            default:
                IndexPages.WriteDays(page, site, [new DateOnly(2026, 11, 24), new DateOnly(2026, 11, 23), new DateOnly(2026, 10, 1)]);
                break;
        }
    }

    private static TextView EveryBlock() => new(
        [
            Samples.Paragraph("Text"),
            new BodyBlock.Heading(2, [new Inline.Text("Two")]),
            new BodyBlock.Heading(6, [new Inline.Text("Six")]),
            new BodyBlock.ListBlock(true, [[Samples.Paragraph("one")], [Samples.Paragraph("two"), Samples.Paragraph("three")]]),
            new BodyBlock.ListBlock(true, [[Samples.Paragraph("four")]]) { First = 4 },
            new BodyBlock.Quote([Samples.Paragraph("said")], [new Inline.Text("who")]),
            new BodyBlock.Figure(1),
            new BodyBlock.Figure(7),
            new BodyBlock.Table([new TableRow([new TableCell([new Inline.Text("h")], true), new TableCell([new Inline.Text("c")], false)])], "cap"),
            new BodyBlock.Code("a < b"),
            new BodyBlock.Embed("https://video.example/1", null),
            new BodyBlock.Embed("javascript:x", "no"),
            new BodyBlock.Rule(),
            new BodyBlock.Paragraph(
            [
                new Inline.Emphasis([new Inline.Strong([new Inline.Text("both")])]),
                new Inline.LineBreak(),
                new Inline.CodeSpan("x"),
                new Inline.Superscript([new Inline.Text("2")]),
                new Inline.Subscript([new Inline.Text("3")]),
                new Inline.Link("https://example.org/", [new Inline.Text("there")]),
            ]),
        ],
        new Dictionary<int, PictureView> { [1] = Samples.Picture() });
}
