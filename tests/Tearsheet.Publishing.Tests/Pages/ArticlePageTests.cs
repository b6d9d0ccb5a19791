using System.Text;
using Tearsheet.Publishing.Pages;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Tests.Pages;

public class ArticlePageTests
{
    private static readonly Article Story = new()
    {
        EngineVersion = "engine/1",
        Headline = "Mayor of river town to go",
        Kind = ArticleKind.Article,
        Standfirst = "She steps down over a bridge that leads nowhere.",
        Authors = ["Ann Lee", "Bo Ray"],
        Language = "en",
        Body =
        [
            Samples.Paragraph("The mayor of the small town on the river said on Monday, after weeks of talk, that she would go at the end of the month."),
            new BodyBlock.Paragraph(
            [
                new Inline.Text("Nobody in "), new Inline.Link("https://town.example/council", [new Inline.Text("the council")]),
                new Inline.Text(" had asked for it, said the eldest of them, and "), new Inline.Emphasis([new Inline.Text("few")]), new Inline.Text(" had expected it."),
            ]),
            new BodyBlock.Heading(2, [new Inline.Text("What next?")]),
            new BodyBlock.ListBlock(Ordered: true, [[Samples.Paragraph("Her deputy leads.")], [Samples.Paragraph("The people vote.")]]),
            new BodyBlock.Quote([Samples.Paragraph("I go, and I am glad, for the bridge was never mine to build alone.")], [new Inline.Text("the mayor")]),
            new BodyBlock.Table(
                [
                    new TableRow([new TableCell([new Inline.Text("Year")], IsHeader: true), new TableCell([new Inline.Text("Cost")], IsHeader: true)]),
                    new TableRow([new TableCell([new Inline.Text("2024")], IsHeader: false), new TableCell([new Inline.Text("3 million")], IsHeader: false)]),
                ],
                Caption: null),
            new BodyBlock.Code("bridge = open\nroad = none"),
            Samples.Paragraph("Her deputy, a quiet man who keeps bees, will lead the town until the people vote, which they may do, by law, before the summer."),
        ],
    };

    [Fact]
    public void Reading_our_own_page_gives_the_article_back()
    {
        var page = ArticlePage.Write(Story);

        var again = ArticleReader.Read(Encoding.UTF8.GetBytes(page), "text/html; charset=utf-8", address: null);

        Assert.Equal(Story.Headline, again.Headline);
        Assert.Equal(Story.Authors, again.Authors);
        Assert.Equal(ArticleText.Of(Story), ArticleText.Of(again));
        Assert.Equal(Story.Body, again.Body);
        Assert.Equal(page, ArticlePage.Write(again with { Standfirst = Story.Standfirst }));
    }
}
