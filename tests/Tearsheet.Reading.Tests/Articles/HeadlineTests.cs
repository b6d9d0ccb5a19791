using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Headlines without their site, and cut on a word.</summary>
public sealed class HeadlineTests
{
    public static TheoryData<string, string> Titles => Cases.Pairs("headlines.md", "page says");

    public static TheoryData<string, string, string> Printed => Cases.Triples("headlines.md", "h1");

    [Theory]
    [MemberData(nameof(Titles))]
    public void The_name_of_the_site_is_cut_off_and_nothing_else(string title, string expected) =>
        Assert.Equal(expected, Headlines.Clean(title, ["The Desk"]));

    [Theory]
    [MemberData(nameof(Printed))]
    public void The_heading_that_is_the_headline_is_found(string heading, string social, string expected)
    {
        var page = $"<title>{social}</title><meta property='og:title' content='{social}'><meta property='og:site_name' content='The Desk'><h1>{heading}</h1><p>{new string('x', 200)}</p>";

        Assert.Equal(expected, ArticleReader.Read(System.Text.Encoding.UTF8.GetBytes(page), null, null).Headline);
    }

    [Fact]
    public void The_seeds_headline_is_cut_as_on_its_page() => Assert.Equal(
        "Bumbling Putin screeches round corner and veers across road while taking a panic-stricken...",
        Headlines.Shorten("Bumbling Putin screeches round corner and veers across road while taking a panic-stricken Kim Jong Un for a spin"));

    [Theory]
    [InlineData("Mayor resigns")]
    [InlineData("A headline of exactly ninety characters is short enough to stand as it is in any list, yes")]
    public void A_short_headline_has_no_shorter_form(string headline) => Assert.Null(Headlines.Shorten(headline));

    [Fact]
    public void A_cut_never_splits_a_word_or_a_character_and_leaves_no_comma()
    {
        var words = string.Join(", ", Enumerable.Repeat("mayor", 30));
        Assert.Equal(string.Join(", ", Enumerable.Repeat("mayor", 13)) + "...", Headlines.Shorten(words));

        var family = string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 120));
        Assert.DoesNotContain("\u200D...", Headlines.Shorten(family), StringComparison.Ordinal);
    }

    [Fact]
    public void Wide_characters_count_twice()
    {
        var cut = Headlines.Shorten(new string('市', 80))!;
        Assert.InRange(cut.Length, 40, 48);
    }
}
