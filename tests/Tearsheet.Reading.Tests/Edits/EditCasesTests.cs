using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Tests.Articles;

namespace Tearsheet.Reading.Tests.Edits;

/// <summary>What counts as an edit stands in Cases/edits.md.</summary>
public sealed class EditCasesTests
{
    public static TheoryData<string, string, string, string> Rows() =>
        new(Cases.Rows("Edits", "edits.md", "case").Select(row => (row[0], row[1], row[2], row[3])));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Edits_are_what_the_table_says(string name, string before, string after, string edits)
    {
        Assert.NotEmpty(name);
        Assert.Equal(edits.Trim(), Drafts.Written(ArticleDiff.Compare(Drafts.Article(before), Drafts.Article(after))).Trim());
    }

    [Fact]
    public void That_a_page_says_it_was_updated_is_no_edit()
    {
        var article = Drafts.Article("One. ¶ Two.");
        var later = article with { Updated = Tearsheet.Reading.Articles.ArticleDate.OfDay(new DateOnly(2026, 11, 24)), Section = "Other", KindReason = "x" };

        Assert.True(ArticleDiff.Compare(article, later).IsEmpty);
    }

    [Fact]
    public void What_the_source_repeats_is_nobodys_edit()
    {
        const string notice = "Sign up for our newsletter and get it every morning.";
        var furniture = new Tearsheet.Reading.Articles.Furniture([Tearsheet.Reading.Articles.Body.TextBlock.HashOf(notice)]);

        Assert.False(ArticleDiff.Compare(Drafts.Article("One. ¶ " + notice), Drafts.Article("One.")).IsEmpty);
        Assert.True(ArticleDiff.Compare(Drafts.Article("One. ¶ " + notice), Drafts.Article("One."), furniture).IsEmpty);
        Assert.True(ArticleDiff.Compare(Drafts.Article("One. ¶ " + notice), Drafts.Article("One.") with { Furniture = furniture }).IsEmpty);
    }

    [Fact]
    public void A_long_paragraph_is_shown_around_its_change_only()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 100));
        var diff = ArticleDiff.Compare(Drafts.Article($"{words} 12 {words}"), Drafts.Article($"{words} 14 {words}"));

        var shown = string.Concat(Assert.Single(diff.Edits).Shortened(20).Select(piece => piece.Text));

        Assert.Equal("… word word word 1214 word word word word …", shown);
    }
}
