using System.Globalization;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Dates as pages write them.</summary>
public sealed class DateTextTests
{
    public static TheoryData<string, string> Texts => Cases.Pairs("dates.md", "page says");

    public static TheoryData<string> None => [.. Cases.Rows("dates.md", "no date").Select(row => row[0])];

    public static TheoryData<string, string, string> Languages => Cases.Triples("dates.md", "language");

    public static TheoryData<string, string> Addresses => Cases.Pairs("dates.md", "address");

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_date_is_read_with_what_it_says_of_time_and_zone(string text, string expected) =>
        Assert.Equal(expected, Print(DateText.Read(text)));

    [Theory]
    [MemberData(nameof(None))]
    public void What_is_no_date_gives_none(string text) => Assert.Null(DateText.Read(text));

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_language_decides_what_comes_first_in_a_date_of_numbers(string language, string text, string expected) =>
        Assert.Equal(expected, Print(DateText.Read(text, language, shortYears: true)));

    [Theory]
    [MemberData(nameof(Addresses))]
    public void The_address_gives_the_day(string address, string expected) =>
        Assert.Equal(expected, DateText.InAddress(address) is { } date ? Print(date) : "");

    private static string? Print(ArticleDate? date) => date switch
    {
        null => null,
        { HasTime: false, Day: var day } => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        { HasZone: false, Moment: { } moment } => moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        { Moment: var moment } => moment!.Value.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
    };
}
