using System.Text;
using Tearsheet.Reading.Feeds;

namespace Tearsheet.Reading.Tests.Feeds;

/// <summary>What stands in texts besides text: elements, escapes, characters of another encoding.</summary>
public sealed class FeedMarkupTests
{
    [Fact]
    public void What_RSS_escapes_is_HTML_beside_elements_too()
    {
        var entry = Rss("<description>&lt;p&gt;One &amp;amp; &amp;lt;two&amp;gt;&lt;/p&gt; by <a href=\"https://news.example/ann\">Ann</a></description>");

        Assert.Equal("<p>One &amp; &lt;two&gt;</p> by <a href=\"https://news.example/ann\">Ann</a>", entry.Summary!.Value);
        Assert.Equal("One & <two> by Ann", entry.Summary.Words());
    }

    [Fact]
    public void What_XHTML_escapes_is_words()
    {
        var entry = Rss("<body xmlns=\"http://www.w3.org/1999/xhtml\"><p>The tag &lt;p&gt; is <b>old</b></p></body>");

        Assert.Equal("The tag <p> is old", entry.Content!.Words());
    }

    [Theory]
    [InlineData("<category><p>Tax</p></category>", "Tax")]
    [InlineData("<category>Tax <b>law</b></category>", "Tax law")]
    [InlineData("<category>Tax<image><url>https://news.example/1.png</url><title>A coin</title></image></category>", "Tax")]
    [InlineData("<category>a&lt;b</category>", "a<b")]
    public void A_category_is_its_words(string category, string tag) => Assert.Equal([tag], Rss(category).Tags);

    [Fact]
    public void Control_characters_above_ASCII_are_those_of_windows_1252()
    {
        var entry = Rss("<title>don\u0092t \u0096 \u0081</title>");

        Assert.Equal("don\u2019t \u2013", entry.Title!.Words().TrimEnd('\u0081').Trim());
    }

    private static FeedEntry Rss(string item) => Assert.IsType<FeedOutcome.Read>(FeedReader.Read(
        Encoding.UTF8.GetBytes($"<rss version=\"2.0\"><channel><title>Desk</title><item>{item}</item></channel></rss>"), contentType: null, address: null)).Feed.Entries[0];
}
