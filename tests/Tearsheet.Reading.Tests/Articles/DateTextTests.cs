using System.Globalization;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Dates as pages write them.</summary>
public sealed class DateTextTests
{
    [Theory]
    [InlineData("2025-01-06T10:00:00Z", "2025-01-06T10:00:00+00:00")]
    [InlineData("2025-01-06T10:00:00.123+05:30", "2025-01-06T10:00:00+05:30")]
    [InlineData("2025-01-06T10:00:00-0500", "2025-01-06T10:00:00-05:00")]
    [InlineData("2025-01-06 10:00", "2025-01-06T10:00:00")]
    [InlineData("2025-01-06T10:00", "2025-01-06T10:00:00")]
    [InlineData("2025-01-06", "2025-01-06")]
    [InlineData("2025/1/6", "2025-01-06")]
    [InlineData("20250106", "2025-01-06")]
    [InlineData("20250106T1000Z", "2025-01-06T10:00:00+00:00")]
    [InlineData("1736157600", "2025-01-06T10:00:00+00:00")]
    [InlineData("1736157600000", "2025-01-06T10:00:00+00:00")]
    [InlineData("Mon, 06 Jan 2025 10:00:00 GMT", "2025-01-06T10:00:00+00:00")]
    [InlineData("Mon Jan 06 2025 10:00:00 GMT+0100 (CET)", "2025-01-06T10:00:00+01:00")]
    [InlineData("January 6, 2025", "2025-01-06")]
    [InlineData("Jan. 6th, 2025, 4:05 p.m. EST", "2025-01-06T16:05:00-05:00")]
    [InlineData("Updated: 6 January 2025 at 10:00", "2025-01-06T10:00:00")]
    [InlineData("6. Januar 2025, 10:00 Uhr", "2025-01-06T10:00:00")]
    [InlineData("06.01.2025", "2025-01-06")]
    [InlineData("6 janvier 2025", "2025-01-06")]
    [InlineData("6 de enero de 2025", "2025-01-06")]
    [InlineData("6 stycznia 2025", "2025-01-06")]
    [InlineData("5 listopada 2025", "2025-11-05")]
    [InlineData("6 января 2025 г.", "2025-01-06")]
    [InlineData("2025年1月6日", "2025-01-06")]
    [InlineData("2025년 1월 6일", "2025-01-06")]
    [InlineData("6 Ocak 2025", "2025-01-06")]
    [InlineData("٦ يناير ٢٠٢٥", "2025-01-06")]
    [InlineData("13/01/2025", "2025-01-13")]
    [InlineData("01/13/2025", "2025-01-13")]
    [InlineData("2025-01-06T25:00:00Z", "2025-01-06")]
    [InlineData("12:00 AM, January 6, 2025", "2025-01-06")]
    [InlineData("January 6, 2025 12:00 AM", "2025-01-06T00:00:00")]
    public void A_date_is_read_with_what_it_says_of_time_and_zone(string text, string expected) =>
        Assert.Equal(expected, Print(DateText.Read(text)));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2025-13-01")]
    [InlineData("2025-02-30")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01")]
    [InlineData("12345")]
    [InlineData("call 555-01-2025-99")]
    [InlineData("Version 3.2.1")]
    [InlineData("{{ date }}")]
    public void What_is_no_date_gives_none(string text) => Assert.Null(DateText.Read(text));

    [Theory]
    [InlineData("en-US", "2025-03-04")]
    [InlineData("en-GB", "2025-04-03")]
    [InlineData("fr", "2025-04-03")]
    public void The_language_decides_what_comes_first_in_a_date_of_numbers(string language, string expected) =>
        Assert.Equal(expected, Print(DateText.Read("03/04/2025", language)));

    [Theory]
    [InlineData("https://news.example/2025/01/06/mayor", "2025-01-06")]
    [InlineData("https://news.example/world/2025/jan/06/mayor", "2025-01-06")]
    [InlineData("https://news.example/mayor-20250106.html", "2025-01-06")]
    [InlineData("https://news.example/2025-01-06-mayor", "2025-01-06")]
    [InlineData("https://news.example/2025/01/mayor", null)]
    [InlineData("https://news.example/12345678901234", null)]
    [InlineData("https://2025-01-06.example/", null)]
    public void The_address_gives_the_day(string address, string? expected) =>
        Assert.Equal(expected, DateText.InAddress(address) is { } date ? Print(date) : null);

    private static string? Print(ArticleDate? date) => date switch
    {
        null => null,
        { HasTime: false, Day: var day } => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        { HasZone: false, Moment: { } moment } => moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        { Moment: var moment } => moment!.Value.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
    };
}
