using Tearsheet.Publishing.Pages;

namespace Tearsheet.Publishing.Tests.Pages;

public class MarkupTests
{
    [Fact]
    public void Text_cannot_open_a_tag()
    {
        var text = "<script>alert(1)</script> & \"more\"";
        Assert.Equal(
            "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;</p>",
            Samples.Html(page => page.Write($"<p>{text}</p>")));
    }

    [Fact]
    public void An_attribute_cannot_be_closed_from_inside()
    {
        var text = "\"><img src=x onerror=y";
        Assert.Equal(
            "<p title=\"&quot;&gt;&lt;img src=x onerror=y\">t</p>",
            Samples.Html(page => page.Write($"<p title=\"{text}\">t</p>")));
    }

    [Theory]
    [InlineData("href")]
    [InlineData("src")]
    [InlineData("srcset")]
    public void Text_is_refused_where_an_address_stands(string attribute)
    {
        var text = "javascript:alert(1)";
        Assert.Throws<InvalidOperationException>(() => Samples.Html(page =>
        {
            switch (attribute)
            {
                case "href":
                    page.Write($"<a href=\"{text}\">");
                    break;
                case "src":
                    page.Write($"<img alt=\"\" src=\"{text}\">");
                    break;
                default:
                    page.Write($"<img srcset=\"a.webp 480w, {text}\">");
                    break;
            }
        }));
    }

    [Fact]
    public void A_value_outside_of_quotes_is_refused_inside_a_tag()
    {
        var text = "x";
        Assert.Throws<InvalidOperationException>(() => Samples.Html(page => page.Write($"<p {text}>")));
        Assert.Throws<InvalidOperationException>(() => Samples.Html(page => page.Write($"<img width={12L}>")));
    }

    [Fact]
    public void The_place_is_known_across_writes()
    {
        var html = Samples.Html(page =>
        {
            var title = "a \"b\"";
            page.Write("<a");
            page.Write($" title=\"{title}\"");
            page.Write($" href=\"{Address.Inside("../", "x.html")}\"");
            page.Write($">{title}</a>");
        });
        Assert.Equal("<a title=\"a &quot;b&quot;\" href=\"../x.html\">a &quot;b&quot;</a>", html);
    }

    [Fact]
    public void A_second_attribute_in_one_literal_is_told_from_the_first()
    {
        var text = "x";
        Assert.Equal(
            "<a href=\"#main\" class=\"x\">",
            Samples.Html(page => page.Write($"<a href=\"{Address.Anchor("main")}\" class=\"{text}\">")));
    }

    [Theory]
    [InlineData("a\0b\u0007c\u0085d\uFFFEe", "abcde")]
    [InlineData("tab\tline\nend", "tab\tline\nend")]
    [InlineData("平壌 🚗", "平壌 🚗")]
    public void Only_characters_that_XML_knows_are_written(string text, string written) =>
        Assert.Equal(written, Samples.Html(page => page.Text(text)));

    [Fact]
    public void Half_a_character_is_replaced() =>
        Assert.Equal("lone \uFFFD half", Samples.Html(page => page.Text("lone \uD83D half")));

    [Fact]
    public void HTML_inside_a_feed_is_escaped_once_more()
    {
        var html = new Markup();
        var text = "a & b";
        html.Write($"<p>{text}</p>");
        Assert.Equal("&lt;p&gt;a &amp;amp; b&lt;/p&gt;", Samples.Html(page => page.Text(html)));
    }

    [Fact]
    public void Numbers_are_written_the_same_in_every_culture()
    {
        using var _ = new OtherCulture("ar-SA");
        Assert.Equal("<p>-1234567</p>", Samples.Html(page => page.Write($"<p>{-1234567L}</p>")));
    }

    [Fact]
    public void A_long_page_is_whole()
    {
        var text = new string('ö', 100_000);
        Assert.Equal("<p>" + text + "</p>", Samples.Html(page => page.Write($"<p>{text}</p>")));
    }
}

public class AddressTests
{
    [Theory]
    [InlineData("https://example.org/a?b=1&c=2#d")]
    [InlineData("http://example.org")]
    [InlineData("HTTPS://EXAMPLE.ORG/")]
    [InlineData("mailto:desk@example.org")]
    public void An_address_of_the_web_is_taken_as_it_is(string text)
    {
        Assert.True(Address.TryOutside(text, out var address));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JaVaScRiPt:alert(1)")]
    [InlineData(" https://example.org")]
    [InlineData("java\nscript:alert(1)")]
    [InlineData("https://example.org/\na")]
    [InlineData("data:text/html,x")]
    [InlineData("vbscript:x")]
    [InlineData("//example.org/")]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("blob:https://example.org/x")]
    [InlineData("https://example.org/\">")]
    public void Whatever_else_is_not(string? text) => Assert.False(Address.TryOutside(text, out _));
}
