using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Articles.Decoding;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>What goes to the parser, and that no page makes it slow.</summary>
public sealed class PreScanTests
{
    private static readonly HtmlParser s_parser = new();

    [Fact]
    public void Plain_markup_goes_through_as_it_is()
    {
        const string Html = "<!DOCTYPE html><html lang=\"en\"><body><p class='a > b'>One &amp; two <br/> 3 < 4<p>x</body></html>";

        Assert.Equal(Html, PreScan.Run(Html).Markup);
    }

    [Theory]
    [InlineData("a<!-- x -->b", "ab")]
    [InlineData("a<!-->b", "ab")]
    [InlineData("a<?php x ?>b", "ab")]
    [InlineData("a<script>if (a < b) '</p>'</script>b", "ab")]
    [InlineData("a<style>p > b {}</style>b", "ab")]
    [InlineData("a<svg viewBox='0'><path d='M'/></svg>b", "ab")]
    [InlineData("a<svg/>b", "ab")]
    [InlineData("a<textarea><p></textarea>b", "ab")]
    [InlineData("a</i>b", "ab")]
    [InlineData("a<svg><p>words</p>b", "a<p>words</p>b")]
    [InlineData("a<script>never closed <p>b", "anever closed <p>b")]
    [InlineData("<iframe src=x>no frames<p></iframe>", "<iframe src=x></iframe>")]
    [InlineData("<title>a <b> c</title>", "<title>a &lt;b> c</title>")]
    [InlineData("<math><mi>x</mi></math>", "<mi>x</mi>")]
    public void What_no_reader_sees_is_left_out(string html, string expected) =>
        Assert.Equal(expected, PreScan.Run(html).Markup);

    [Theory]
    [InlineData("a<math alttext=\"{\\displaystyle x<y}\"><mi>x</mi></math>b", "a<code>x&lt;y</code>b")]
    [InlineData("a<math display='block'><semantics><mi>x</mi><annotation encoding=\"application/x-tex\">x^2</annotation></semantics></math>b", "a<code>x^2</code>b")]
    [InlineData("a<math alttext=\"x\"><mi>x</mi>b", "a<mi>x</mi>b")]
    [InlineData("a<math><mi>x</mi></math><math alttext=\"y\"></math>b", "a<mi>x</mi><code>y</code>b")]
    [InlineData("a<script type=\"math/tex; mode=display\">x_1 < 2</script>b", "a<code>x_1 &lt; 2</code>b")]
    [InlineData("a<img class=\"latex\" src=/x.png alt=\"E=mc^2\">b", "a<code>E=mc^2</code>b")]
    [InlineData("a<img class=\"photo\" alt=\"tex\">b", "a<img class=\"photo\" alt=\"tex\">b")]
    public void A_formula_is_told_as_its_author_wrote_it(string html, string expected) =>
        Assert.Equal(expected, PreScan.Run(html).Markup);

    [Theory]
    [InlineData("<a href=x onclick=\"go(1 > 0)\" class=y>b", "<a href=x  class=y>b")]
    [InlineData("<p data-id='1' aria-label=\"x\"data-src=y>b", "<p  data-src=y>b")]
    [InlineData("<p aria-hidden=true data-srcs=x>b", "<p aria-hidden=true >b")]
    [InlineData("<script data-x=1>y</script><p ONLOAD=z>b", "<p >b")]
    [InlineData("<p only", "<p ")]
    public void Attributes_that_nobody_reads_are_left_out(string html, string expected) =>
        Assert.Equal(expected, PreScan.Run(html).Markup);

    [Fact]
    public void Attributes_in_which_a_picture_hides_go_through() =>
        Assert.All(Tearsheet.Reading.Articles.Body.ImageSource.Attributes, name => Assert.Contains(name, PreScan.Run($"<img {name}=\"/x.jpg\">").Markup, StringComparison.Ordinal));

    [Fact]
    public void JsonLd_is_kept_beside_the_page()
    {
        var page = PreScan.Run("<script type=\"application/ld+json\">{\"a\":1}</script><script>x</script><p>t");

        Assert.Equal(["{\"a\":1}"], page.JsonLd);
        Assert.Equal("<p>t", page.Markup);
    }

    [Theory]
    [InlineData("<li>x")]
    [InlineData("<p>x")]
    [InlineData("<tr><td>x")]
    [InlineData("<dt>x<dd>y")]
    [InlineData("<option>x")]
    [InlineData("<p><a href=x>y")]
    [InlineData("<li><div>x")]
    public void Elements_that_close_each_other_are_not_taken_for_depth(string piece)
    {
        var html = "<table><ul>" + Repeat(piece, 2_000);

        Assert.Equal(html, PreScan.Run(html).Markup);
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<DIV >")]
    [InlineData("<ul><li>")]
    [InlineData("<x-y>")]
    [InlineData("<p><span>")]
    [InlineData("<option><span>")]
    [InlineData("<tr><div>")]
    [InlineData("<li><center>")]
    [InlineData("<a><div>")]
    [InlineData("<svg><title><div>")]
    [InlineData("<select><style></select><div>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<svg><b><style><!--</style><div>")]
    [InlineData("<font color=1><p>")]
    [InlineData("<b><p></b>")]
    [InlineData("<button><div>")]
    [InlineData("<template><div>")]
    [InlineData("<noscript><div>")]
    [InlineData("</p><div>")]
    public void No_repetition_makes_the_tree_deep_or_the_parser_slow(string piece)
    {
        var html = Repeat(piece, 20_000) + "the end";
        using var document = s_parser.ParseDocument(PreScan.Run(html).Markup);

        Assert.InRange(Depth(document.DocumentElement), 0, PreScan.MaxDepth + PreScan.MaxOpenFormatting + 8);
    }

    [Fact]
    public void A_page_of_50_000_levels_is_read_at_once_and_keeps_its_words()
    {
        var html = Encoding.UTF8.GetBytes(Repeat("<div>", 50_000) + "<p>The words at the bottom of the well are still read.</p>");
        var article = ArticleReader.Read(html, null, null);

        Assert.DoesNotContain("<div>", article.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void Formulas_that_are_none_are_looked_through_once() =>
        Assert.Equal(new string('x', 200_000), PreScan.Run(Repeat("<math>x", 200_000) + "</math>").Markup);

    [Fact]
    public void Attributes_beyond_the_limit_are_dropped()
    {
        var html = "<div " + string.Concat(Enumerable.Range(0, 1_000).Select(i => $"a{i}=1 ")) + ">x</div>";

        using var document = s_parser.ParseDocument(PreScan.Run(html).Markup);

        var div = document.QuerySelector("div")!;
        Assert.Equal(PreScan.MaxAttributesOfTag, div.Attributes.Length);
        Assert.Equal("x", div.TextContent);
    }

    [Theory]
    [InlineData("200,000 nested divs", "nested more than 512 deep")]
    [InlineData("a million attributes on one tag", "more than 256 attributes")]
    [InlineData("a million attributes on many tags", "more than 1000000")]
    [InlineData("a million tags", "1000000 tags")]
    [InlineData("51 million characters", "51000000 characters")]
    public void A_page_out_of_all_bounds_is_read_and_says_what_became_of_it(string what, string verdict)
    {
        var html = what switch
        {
            "200,000 nested divs" => Repeat("<div>", 200_000) + "x",
            "a million attributes on one tag" => "<div " + Repeat("a=b ", 1_000_000) + ">x",
            "a million attributes on many tags" => Repeat("<br a b c d e f g h i j>", 110_000),
            "a million tags" => Repeat("<i></i>", 500_000),
            _ => "<p>" + new string('x', 51_000_000 - 3),
        };
        var why = new Explanation();

        var article = ArticleReader.Read(Encoding.UTF8.GetBytes(html), null, null, why: why);

        Assert.Contains(why.Fields, field => field.Field == "page" && field.Value.Contains(verdict, StringComparison.Ordinal));
        Assert.NotEmpty(article.Headline);
    }

    [Fact]
    public void Random_tag_soup_never_becomes_a_deep_tree() => TagSoup.Gen.Sample(
        html =>
        {
            using var document = s_parser.ParseDocument(PreScan.Run(Repeat(html, 50)).Markup);
            return Depth(document.DocumentElement) <= PreScan.MaxDepth + PreScan.MaxOpenFormatting + 8;
        },
        iter: 300,
        threads: 1);

    private static string Repeat(string piece, int count) => new StringBuilder(piece.Length * count).Insert(0, piece, count).ToString();

    private static int Depth(INode node)
    {
        var deepest = 0;
        foreach (var child in node.ChildNodes)
        {
            deepest = Math.Max(deepest, Depth(child));
        }

        return deepest + 1;
    }
}
