using System.Globalization;
using Tearsheet.Reading.Feeds;

namespace Tearsheet.Reading.Tests.Feeds;

/// <summary>Dates as feeds write them.</summary>
public sealed class FeedDateTests
{
    [Theory]
    [InlineData("Mon, 06 Jan 2025 10:00:00 +0100", "2025-01-06T09:00:00Z")]
    [InlineData("Mon, 6 Jan 2025 10:00 EST", "2025-01-06T15:00:00Z")]
    [InlineData("2025-01-06T10:00:00+01", "2025-01-06T09:00:00Z")]
    [InlineData("Mon, 31 Feb 2025 10:00:00 GMT", null)]
    [InlineData("2025-01-06T25:00:00Z", null)]
    public void A_date_is_read_into_utc_and_an_impossible_one_is_none(string text, string? expected) =>
        Assert.Equal(expected, Print(text));

    [Fact]
    public void Every_date_of_the_table_is_read_as_it_says()
    {
        var wrong = SharedData.Lines("feeds", "dates.jsonl")
            .Where(line => Print(line.GetProperty("in").GetString()!) != line.GetProperty("utc").GetString())
            .Select(line => $"{line.GetProperty("id")} {line.GetProperty("level")}: {line.GetProperty("in")} | {line.GetProperty("utc")} | {Print(line.GetProperty("in").GetString()!)}");

        Assert.Equal([], wrong);
    }

    private static string? Print(string text) =>
        FeedDates.Read(text)?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
