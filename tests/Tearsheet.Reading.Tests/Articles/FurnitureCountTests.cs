using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

public sealed class FurnitureCountTests
{
    private const string Plea = "Good journalism costs money and time, and this house lives by what its readers give, which is why we ask you, before you read on, for five of yours a month.";

    private static readonly string[] Stories =
    [
        "The mayor of the small town on the river said on Monday, after weeks of talk, that she would go at the end of the month.",
        "The ferry, which had lain in the yard since autumn, crossed the sound again on Sunday with four hundred people on board.",
        "A court in the capital let the baker keep his oven, and his neighbours their right to sleep until six in the morning.",
        "Nobody knows how the bear came into the school, said its head, but it left by the window when the bell was rung.",
    ];

    [Fact]
    public void What_stands_on_three_pages_of_a_source_is_not_the_text_of_a_fourth()
    {
        var count = new FurnitureCount();
        for (var i = 0; i < 3; i++)
        {
            count.Add(Page(i), null, $"https://news.example/{i}");
        }

        Assert.Contains(Plea, Text(3, Furniture.None), StringComparison.Ordinal);
        Assert.DoesNotContain(Plea, Text(3, count.Learned()), StringComparison.Ordinal);
        Assert.Contains(Stories[3], Text(3, count.Learned()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_page_captured_again_teaches_nothing()
    {
        var count = new FurnitureCount();
        for (var i = 0; i < 5; i++)
        {
            count.Add(Page(0), null, $"https://news.example/0#{i}");
        }

        Assert.Equal(1, count.Pages);
        Assert.Equal(Furniture.None, count.Learned());
    }

    private static string Text(int story, Furniture furniture) =>
        ArticleText.Of(ArticleReader.Read(Page(story), null, $"https://news.example/{story}", furniture: furniture));

    private static byte[] Page(int story) => Encoding.UTF8.GetBytes(
        $"<!doctype html><title>Story {story}</title><meta charset=utf-8><body><article><h1>Story {story}</h1><p>{Plea}</p><p>{Stories[story]}</p><p>{Stories[story].Replace(",", " and", StringComparison.Ordinal)}</p></article>");
}
