using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Names out of bylines.</summary>
public sealed class BylineTests
{
    public static TheoryData<string, string> Lines => Cases.Pairs("bylines.md", "page says");

    public static TheoryData<string, string, string> Languages => Cases.Triples("bylines.md", "language");

    [Theory]
    [MemberData(nameof(Lines))]
    public void Separate_names_come_out_and_nothing_else(string byline, string expected) =>
        Assert.Equal(expected, string.Join("; ", Bylines.Clean([byline], [], null)));

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_word_that_joins_names_depends_on_the_language(string language, string byline, string expected) =>
        Assert.Equal(expected, string.Join("; ", Bylines.Clean([byline], [], language)));

    [Fact]
    public void The_house_is_no_author_beside_people() =>
        Assert.Equal(["Ann Lee"], Bylines.Clean(["Ann Lee", "The Desk"], ["The Desk"], null));

    [Fact]
    public void A_name_stands_once() => Assert.Equal(["Ann Lee"], Bylines.Clean(["Ann Lee", "ann lee"], [], null));
}
