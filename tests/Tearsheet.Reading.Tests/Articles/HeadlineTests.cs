using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Headlines without their site, and cut on a word.</summary>
public sealed class HeadlineTests
{
    [Theory]
    [InlineData("Mayor resigns | The Desk", "Mayor resigns")]
    [InlineData("Mayor resigns - The Desk", "Mayor resigns")]
    [InlineData("The Desk: Mayor resigns", "Mayor resigns")]
    [InlineData("Mayor resigns – News – The Desk", "Mayor resigns – News")]
    [InlineData("Mayor resigns - a city in shock", "Mayor resigns - a city in shock")]
    [InlineData("Live: mayor resigns", "Live: mayor resigns")]
    [InlineData("Opinion | Why the mayor had to resign", "Why the mayor had to resign")]
    [InlineData("Q&amp;A: <b>mayor</b>&rsquo;s exit", "Q&A: mayor’s exit")]
    [InlineData("The Desk", "The Desk")]
    public void The_name_of_the_site_is_cut_off_and_nothing_else(string title, string expected) =>
        Assert.Equal(expected, Headlines.Clean(title, ["The Desk"]));

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
