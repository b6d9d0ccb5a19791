using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Whole small pages in, articles out: one rule a test.</summary>
public sealed class ArticleReaderTests
{
    private const string Address = "https://news.example/2025/01/06/mayor";

    private const string Text =
        "<p>The mayor of the small town on the river said on Monday, after weeks of talk, that she would go at the end of the month.</p>"
        + "<p>Nobody in the council had asked for it, said the eldest of them, and few had expected it, though many had heard of the bridge.</p>"
        + "<p>The bridge, which was to be opened in spring, stands without its road, and the road, which was to be paid for, without its money.</p>"
        + "<p>Her deputy, a quiet man who keeps bees, will lead the town until the people vote, which they may do, by law, before the summer.</p>";

    [Fact]
    public void An_ordinary_page_gives_all_its_parts()
    {
        var article = Read(
            """
            <!doctype html><html lang="en-GB"><head><title>Mayor of river town to go - The Desk</title>
            <meta property="og:site_name" content="The Desk"><meta property="og:image" content="/img/mayor-town-hall-1200x800.jpg">
            <meta name="author" content="By Ann Lee and Bob Ray"><meta property="article:published_time" content="2025-01-06T10:00:00+01:00">
            <meta property="article:modified_time" content="2025-01-06T12:00:00+01:00"><meta property="article:section" content="Politics">
            <meta name="description" content="She steps down over a bridge that leads nowhere."><link rel="canonical" href="/mayor#top">
            </head><body><article><h1>Mayor of river town to go</h1>
            <figure><img src="/img/mayor-town-hall-640x427.jpg" alt="A door"><figcaption>The town hall. <span class="credit">Photo: Cem Öz</span></figcaption></figure>
            """ + Text + "</article></body></html>");

        Assert.Equal("Mayor of river town to go", article.Headline);
        Assert.Equal(["Ann Lee", "Bob Ray"], article.Authors);
        Assert.Equal(new(new(2025, 1, 6, 10, 0, 0, TimeSpan.FromHours(1)), new(2025, 1, 6), HasTime: true, HasZone: true), article.Published);
        Assert.Equal(12, article.Updated!.Value.Moment!.Value.Hour);
        Assert.Equal("The Desk", article.SiteName);
        Assert.Equal("Politics", article.Section);
        Assert.Equal("en-GB", article.Language);
        Assert.Equal("She steps down over a bridge that leads nowhere.", article.Standfirst);
        Assert.Equal("https://news.example/mayor", article.CanonicalAddress);
        Assert.Equal(ArticleKind.Article, article.Kind);
        Assert.Equal(
            new ArticleImage("https://news.example/img/mayor-town-hall-1200x800.jpg", "A door", "The town hall.", "Cem Öz", null, null)
            {
                Sizes = [new("https://news.example/img/mayor-town-hall-640x427.jpg", null, null)],
            },
            article.Images[article.LeadImage!.Value]);
        Assert.Equal(4, article.Body.OfType<BodyBlock.Paragraph>().Count());
        Assert.Equal(ArticleReader.EngineVersion, article.EngineVersion);
    }

    [Fact]
    public void The_body_is_made_of_our_own_blocks()
    {
        var body = Body(
            Text + """
            <h2>What <em>next</em>?</h2><ul><li>One</li><li>Two<ol><li>deep</li></ol></li></ul>
            <blockquote><p>I go, and I am glad, for the bridge was never mine to build alone.</p><footer>the mayor</footer></blockquote>
            <pre>  a
               b</pre><table><tr><th>Year</th><th>Cost</th></tr><tr><td>2024</td><td>3</td></tr></table>
            """ + Text);

        Assert.Contains(new BodyBlock.Heading(2, [new Inline.Text("What "), new Inline.Emphasis([new Inline.Text("next")]), new Inline.Text("?")]), body);
        var list = body.OfType<BodyBlock.ListBlock>().First();
        Assert.False(list.Ordered);
        Assert.Equal([Paragraph("One")], list.Items[0]);
        Assert.Equal([Paragraph("Two"), new BodyBlock.ListBlock(Ordered: true, [[Paragraph("deep")]])], list.Items[1]);
        var quote = body.OfType<BodyBlock.Quote>().Single();
        Assert.Equal([Paragraph("I go, and I am glad, for the bridge was never mine to build alone.")], quote.Blocks);
        Assert.Equal([new Inline.Text("the mayor")], quote.Cite);
        Assert.StartsWith("  a\n", body.OfType<BodyBlock.Code>().Single().Text, StringComparison.Ordinal);
        var table = body.OfType<BodyBlock.Table>().Single();
        Assert.Equal(new TableCell([new Inline.Text("Year")], IsHeader: true), table.Rows[0].Cells[0]);
        Assert.Equal(new TableCell([new Inline.Text("3")], IsHeader: false), table.Rows[1].Cells[1]);
    }

    [Theory]
    [InlineData("<pre><span style='-webkit-user-select:none;user-select:none'> 1</span>a = 1\n<span style='user-select:none'> 2</span>b = 2</pre>")]
    [InlineData("<pre><span class='ln'>1</span>a = 1\n<span class='ln'>2</span>b = 2</pre>")]
    [InlineData("<pre><div><span>1</span><span>a = 1</span></div><div><span>2</span><span>b = 2</span></div></pre>")]
    [InlineData("<code><table><tr><td><pre class='lineno'>1\n2\n</pre></td><td><pre>a = 1\nb = 2\n</pre></td></tr></table></code>")]
    public void The_numbers_beside_lines_of_code_are_no_code(string code) =>
        Assert.Equal("a = 1\nb = 2", Body(Text + code + Text).OfType<BodyBlock.Code>().Single().Text);

    [Theory]
    [InlineData("<pre>a = 1<br>b = 2</pre>")]
    [InlineData("<pre><div>a = 1</div><div>b = 2</div></pre>")]
    [InlineData("<pre><div>a = 1</div>\n<div>b = 2</div></pre>")]
    [InlineData("<code>a = 1<br>b = 2</code>")]
    [InlineData("<code><pre>a = 1\nb = 2</pre></code>")]
    [InlineData("<pre><code><div><span>bash</span><button>Copy</button></div>a = 1\nb = 2</code></pre>")]
    public void A_listing_keeps_its_lines_and_no_more(string code) =>
        Assert.Equal("a = 1\nb = 2", Body(Text + code + Text).OfType<BodyBlock.Code>().Single().Text);

    [Fact]
    public void A_note_that_the_page_hides_is_read_with_its_mark() =>
        Assert.Contains(Paragraph("Two months more."), Body(
            Text + "<p>It was closed for a whole year and longer, which nobody had said before.<span data-definition=fn7><a href=#>*</a></span></p>" + Text
            + "<aside style='display:none' id=fn7>Two months more.</aside>"));

    [Fact]
    public void A_listing_of_numbers_is_told_whole() =>
        Assert.Equal("1\n2\n3", Body(Text + "<pre>1\n2\n3</pre>" + Text).OfType<BodyBlock.Code>().Single().Text);

    [Theory]
    [InlineData("<a href=\"/x?a=1&amp;b=2\">x</a>", "https://news.example/x?a=1&b=2")]
    [InlineData("<a href=\"//other.example/y\">x</a>", "https://other.example/y")]
    [InlineData("<a href=\" mailto:a@b.example \">x</a>", "mailto:a@b.example")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", null)]
    [InlineData("<a href=\"java&#10;script:alert(1)\">x</a>", null)]
    [InlineData("<a href=\"http://\">x</a>", null)]
    [InlineData("<a href=\"data:text/html,x\">x</a>", null)]
    [InlineData("<a href=\"file:///etc/passwd\">x</a>", null)]
    [InlineData("<a href=\"#note\">x</a>", null)]
    [InlineData("<a>x</a>", null)]
    public void Only_absolute_links_of_the_web_and_mail_go_out(string link, string? expected)
    {
        var body = Body(Text + $"<p>The town has a page, {link}, on which the council says what it does and does not do all day.</p>" + Text);

        var found = body.OfType<BodyBlock.Paragraph>().SelectMany(block => block.Inlines).OfType<Inline.Link>().SingleOrDefault();
        Assert.Equal(expected, found?.Address);
    }

    [Fact]
    public void White_space_is_folded_and_empty_blocks_are_dropped()
    {
        var body = Body("<p>  One&nbsp;\n <b> two </b>\t three&shy; &#x200B;</p><p> &nbsp; </p><p><br></p><p>four<br><br>five</p>" + Text);

        Assert.Equal(new BodyBlock.Paragraph([new Inline.Text("One "), new Inline.Strong([new Inline.Text("two ")]), new Inline.Text("three")]), body[0]);
        Assert.Equal(Paragraph("four"), body[1]);
        Assert.Equal(Paragraph("five"), body[2]);
    }

    [Fact]
    public void The_headline_is_not_said_again_at_the_top()
    {
        var article = Read("<title>The mayor resigns at last</title><body><article><h2>The mayor resigns at last</h2>" + Text + "</article>");

        Assert.Equal("The mayor resigns at last", article.Headline);
        Assert.IsType<BodyBlock.Paragraph>(article.Body[0]);
    }

    [Fact]
    public void A_caption_goes_with_its_picture_and_not_into_the_text()
    {
        var article = Read("<title>x</title><article>" + Text
            + "<figure><img src=/b.jpg alt=bridge><figcaption>The bridge in winter (Photo: Ann Lee)</figcaption></figure>" + Text + "</article>");

        var figure = article.Body.OfType<BodyBlock.Figure>().Single();
        Assert.Equal(new ArticleImage("https://news.example/b.jpg", "bridge", "The bridge in winter", "Ann Lee", null, null), article.Images[figure.Image]);
        Assert.DoesNotContain(article.Body, block => block is BodyBlock.Paragraph { Inlines: var inlines } && InlineText.Of(inlines).Contains("winter", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<img src=\"data:image/gif;base64,R0\" data-src=\"/a.jpg\">", "https://news.example/a.jpg")]
    [InlineData("<img src=\"/blank.gif\" data-original=\"/a.jpg\">", "https://news.example/a.jpg")]
    [InlineData("<img src=\"/s.jpg\" srcset=\"/a.jpg 400w, /b.jpg 1500w, /c.jpg 4000w\">", "https://news.example/b.jpg")]
    [InlineData("<img src=\"/s.jpg\" srcset=\"/c.jpg 4000w, /d.jpg 2400w\">", "https://news.example/d.jpg")]
    [InlineData("<img src=\"/s.jpg\" srcset=\"/f,w_100/a.jpg 1x, /f,w_200/b.jpg 2x\">", "https://news.example/f,w_200/b.jpg")]
    [InlineData("<picture><source srcset=\"/a.avif\" type=\"image/avif\"><source srcset=\"/a.webp 900w\" type=\"image/webp\"><img src=\"/a.jpg\"></picture>", "https://news.example/a.webp")]
    [InlineData("<img src=\"/pixel.gif\" width=1 height=1>", null)]
    [InlineData("<img src=\"/icon.svg\">", null)]
    public void The_best_form_of_a_picture_is_found(string image, string? expected)
    {
        var article = Read("<title>x</title><article>" + Text + $"<figure>{image}</figure>" + Text + "</article>");

        Assert.Equal(expected, article.Images.SingleOrDefault()?.Address);
    }

    [Fact]
    public void A_picture_stands_once_though_the_page_has_it_in_three_sizes()
    {
        var article = Read("<title>x</title><meta property=og:image content=\"https://cdn.example/town-bridge-2025-1200x675.jpg?w=1\"><article>" + Text
            + "<img src=\"https://cdn.example/town-bridge-2025-640x360.jpg\">" + Text + "<img src=\"https://cdn.example/town-bridge-2025.jpg\">" + Text + "</article>");

        Assert.Single(article.Images);
        Assert.Single(article.Body.OfType<BodyBlock.Figure>());
    }

    [Theory]
    [InlineData("noarchive", true, false, null, null)]
    [InlineData("NOINDEX, nofollow, max-snippet:50", false, true, 50, null)]
    [InlineData("none", false, true, null, null)]
    [InlineData("max-snippet:-1, max-image-preview:large", false, false, null, ImagePreview.Large)]
    [InlineData("max-image-preview: none", false, false, null, ImagePreview.None)]
    [InlineData("max-image-preview:standard, max-image-preview:large", false, false, null, ImagePreview.Standard)]
    [InlineData("index, follow", false, false, null, null)]
    public void What_the_page_asks_is_noted(string robots, bool noArchive, bool noIndex, int? maxSnippet, ImagePreview? preview) => Assert.Equal(
        new PageWishes { NoArchive = noArchive, NoIndex = noIndex, MaxSnippet = maxSnippet, MaxImagePreview = preview },
        Read($"<meta name=robots content=\"{robots}\">").Wishes);

    [Theory]
    [InlineData("<html lang=EN_us>", "en-US", false)]
    [InlineData("<html lang=ar>", "ar", true)]
    [InlineData("<html lang=zh-hant-tw>", "zh-Hant-TW", false)]
    [InlineData("<html lang='x y'><meta property=og:locale content=de_AT>", "de-AT", false)]
    [InlineData("<html dir=rtl>", null, true)]
    public void Language_and_direction_are_what_the_page_says(string html, string? language, bool rightToLeft)
    {
        var article = Read(html);

        Assert.Equal(language, article.Language);
        Assert.Equal(rightToLeft, article.RightToLeft);
    }

    [Fact]
    public void A_saved_page_without_address_is_read_by_its_own_claim()
    {
        var html = Encoding.UTF8.GetBytes("<link rel=canonical href=\"https://news.example/a/b\"><title>x</title><article>" + Text + "<figure><img src=c.jpg></figure>" + Text);

        Assert.Equal("https://news.example/a/b", ArticleReader.PageAddress(html, null));
        Assert.Equal("https://news.example/a/c.jpg", ArticleReader.Read(html, null, null).Images.Single().Address);
        Assert.Null(ArticleReader.PageAddress(Encoding.UTF8.GetBytes("<link rel=canonical href=/a>"), null));
        Assert.Equal("https://a.example/", ArticleReader.PageAddress(Encoding.UTF8.GetBytes("<head><meta property=og:url content=https://a.example></head>"), null));
    }

    [Fact]
    public void A_body_over_a_megabyte_is_cut_at_a_block()
    {
        var paragraph = "<p>" + string.Concat(Enumerable.Repeat("A sentence of the long report, with a comma in it. ", 2_000)) + "</p>";

        var article = Read("<title>x</title><article>" + string.Concat(Enumerable.Repeat(paragraph, 15)) + "</article>");

        Assert.InRange(article.Body.Count, 5, 10);
        Assert.All(article.Body, block => Assert.EndsWith("in it.", InlineText.Of(((BodyBlock.Paragraph)block).Inlines), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("%PDF-1.7 x", "application/pdf", null, "Report 2025.pdf")]
    [InlineData("%PDF-1.7 x", "text/html", "attachment; filename=\"minutes.pdf\"", "minutes.pdf")]
    [InlineData("%PDF-1.7 x", null, "attachment; filename=x; filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf")]
    [InlineData("<rss version=2><channel>", "application/rss+xml", null, "Report 2025.pdf")]
    [InlineData("{\"a\":1}", "application/json", null, "Report 2025.pdf")]
    public void A_file_that_is_no_page_has_its_name_for_a_headline_and_no_body(string content, string? type, string? disposition, string headline)
    {
        var article = ArticleReader.Read(Encoding.UTF8.GetBytes(content), type, "https://news.example/files/Report%202025.pdf?x=1", disposition);

        Assert.Equal(ArticleKind.NotHtml, article.Kind);
        Assert.Equal(headline, article.Headline);
        Assert.Empty(article.Body);
    }

    [Fact]
    public void No_bytes_at_all_are_an_empty_page() => Assert.Equal(ArticleKind.Empty, ArticleReader.Read(default, null, Address).Kind);

    private static Article Read(string html) => ArticleReader.Read(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", Address);

    private static Sequence<BodyBlock> Body(string content) => Read($"<title>Elsewhere</title><body><article>{content}</article>").Body;

    private static BodyBlock.Paragraph Paragraph(string text) => new([new Inline.Text(text)]);
}
