using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>The seed's article in the dress of five kinds of site: the same text comes out of each.</summary>
public sealed class SeedStyleTests
{
    public static TheoryData<string> Styles => SiteStyles.Names;

    [Theory]
    [MemberData(nameof(Styles))]
    public void The_seed_article_comes_out_right(string style)
    {
        var lines = File.ReadAllLines(SharedData.File("seed", "news-link.txt")).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        var (headline, text) = (lines[2], lines[3..]);

        var article = ArticleReader.Read(Encoding.UTF8.GetBytes(SiteStyles.Page(style, headline, text)), "text/html; charset=utf-8", "https://site.example/news/1");

        Assert.Equal(headline, article.Headline);
        Assert.Equal(text, article.Body.OfType<BodyBlock.Paragraph>().Select(block => InlineText.Of(block.Inlines)));
        Assert.DoesNotContain(SiteStyles.FurnitureWords, word => ArticleText.Of(article).Contains(word, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(ArticleKind.Article, article.Kind);
    }
}
