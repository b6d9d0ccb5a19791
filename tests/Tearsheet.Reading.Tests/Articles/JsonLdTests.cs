using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>JSON-LD as pages really contain it.</summary>
public sealed class JsonLdTests
{
    [Theory]
    [InlineData("{\"headline\":\"Mayor resigns\"}")]
    [InlineData("{\"headline\":\"Mayor resigns\",}")]
    [InlineData("{\"headline\":\"Mayor resigns\"")]
    [InlineData("{\"x\":1 \"headline\":\"Mayor resigns\"}")]
    [InlineData("{\"headline\":\"Mayor\n resigns\"}")]
    [InlineData("<!-- {\"headline\":\"Mayor resigns\"} -->")]
    [InlineData("//<![CDATA[\n{\"headline\":\"Mayor resigns\"}\n//]]>")]
    [InlineData("/* ld */ {'headline':'Mayor resigns'};")]
    [InlineData("{&quot;headline&quot;:&quot;Mayor resigns&quot;}")]
    [InlineData("{\"x\":\"he said \"go\" to him\",\"headline\":\"Mayor resigns\"}")]
    [InlineData("{\"x\":[1,2,{\"y\":[}],\"headline\":\"Mayor resigns\"}")]
    public void Broken_json_gives_what_is_there(string script)
    {
        var type = script.Contains("&quot;", StringComparison.Ordinal) ? "&quot;@type&quot;:&quot;Article&quot;," : "\"@type\":\"Article\",";
        var article = Find(script.Insert(script.IndexOf('{', StringComparison.Ordinal) + 1, type));

        Assert.Equal("Mayor resigns", article?.Headline);
    }

    [Theory]
    [InlineData("\"author\":\"Ann Lee\"", "Ann Lee")]
    [InlineData("\"author\":[\"Ann Lee\",{\"name\":\"Bob Ray\"}]", "Ann Lee; Bob Ray")]
    [InlineData("\"author\":{\"@type\":\"Person\",\"name\":[\"Ann Lee\",\"Bob Ray\"]}", "Ann Lee; Bob Ray")]
    [InlineData("\"author\":{\"givenName\":\"Ann\",\"familyName\":\"Lee\"}", "Ann Lee")]
    [InlineData("\"author\":{\"@list\":[{\"name\":\"Ann Lee\"}]}", "Ann Lee")]
    [InlineData("\"author\":null,\"creator\":\"Ann Lee\"", "Ann Lee")]
    [InlineData("\"author\":{\"@id\":\"#nobody\"}", "")]
    public void Authors_come_in_many_shapes(string member, string expected) =>
        Assert.Equal(expected, string.Join("; ", Find("{\"@type\":\"Article\",\"headline\":\"x\"," + member + "}")!.Authors));

    [Fact]
    public void References_are_followed_through_the_graph_and_never_in_circles()
    {
        var article = Find(
            """
            {"@graph":[
              {"@id":"#p","@type":"Person","name":"Ann Lee"},
              {"@id":"#a","@type":"Person","sameAs":{"@id":"#a"},"author":{"@id":"#a"}},
              {"@type":"WebPage","@id":"#w","datePublished":"2025-01-06","isPartOf":{"@id":"#s"}},
              {"@type":["Article","NewsArticle"],"headline":"Mayor resigns","author":[{"@id":"#p"},{"@id":"#a"}],"publisher":{"@id":"#o"},"image":{"@id":"#i"}},
              {"@id":"#o","@type":"Organization","name":"The Desk","publisher":{"@id":"#o"}},
              {"@id":"#i","@type":"ImageObject","contentUrl":"/i.jpg","width":{"@type":"Distance","value":"800 px"}}]}
            """);

        Assert.Equal(["Ann Lee"], article!.Authors);
        Assert.Equal("The Desk", article.Publisher);
        Assert.Equal("2025-01-06", article.Published);
        Assert.Equal(new NamedImage("/i.jpg", null, null, 800, null), article.Images[0]);
    }

    [Fact]
    public void The_node_about_this_page_is_found_among_others()
    {
        var article = JsonLd.Find(
            [
                """[{"@type":"NewsArticle","headline":"Other","url":"/other"},{"@type":"NewsArticle","headline":"Third","url":"/third"}]""",
                """{"@type":"NewsArticle","headline":"Mayor resigns","url":"/mayor","hasPart":{"@type":"NewsArticle","headline":"Part","url":"/mayor"}}""",
            ],
            address => address == "/mayor",
            []);

        Assert.Equal("Mayor resigns", article!.Headline);
    }

    [Fact]
    public void Depth_and_number_are_bounded()
    {
        var deep = "{\"@type\":\"Article\",\"headline\":\"x\",\"y\":" + new string('[', 100_000);
        Assert.Equal("x", Find(deep)!.Headline);

        var wide = "{\"@type\":\"Article\",\"headline\":\"x\",\"y\":[" + string.Concat(Enumerable.Repeat("1,", 200_000)) + "]}";
        Assert.Equal("x", Find(wide)!.Headline);
    }

    [Fact]
    public void Only_what_is_an_article_counts()
    {
        Assert.Null(Find("""{"@type":"Organization","name":"The Desk"}"""));
        Assert.Null(Find("""{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"x"}]}"""));
        Assert.Null(Find("null 1 \"x\""));
    }

    private static JsonLdArticle? Find(string script) => JsonLd.Find([script], _ => false, []);
}
