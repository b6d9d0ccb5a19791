using System.Globalization;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Pages;

/// <summary>Dates as the site writes them: in words where the site is English, as ISO 8601 elsewhere, always UTC.</summary>
/// <remarks>Invariant on purpose: what a culture's month is called changes with the machine's ICU data, and so would the root CID.</remarks>
internal static class Dates
{
    private static readonly CultureInfo Fixed = CultureInfo.InvariantCulture;

    /// <summary>"24 November 2026", or "2026-11-24".</summary>
    public static string Day(DateOnly day, bool english) =>
        day.ToString(english ? "d MMMM yyyy" : "yyyy-MM-dd", Fixed);

    /// <summary>"Tuesday, 24 November 2026", or "2026-11-24".</summary>
    public static string Weekday(DateOnly day, bool english) =>
        day.ToString(english ? "dddd, d MMMM yyyy" : "yyyy-MM-dd", Fixed);

    /// <summary>"November 2026", or "2026-11".</summary>
    public static string Month(DateOnly day, bool english) => day.ToString(english ? "MMMM yyyy" : "yyyy-MM", Fixed);

    /// <summary>"24 November 2026, 14:05 UTC".</summary>
    public static string Minute(DateTimeOffset moment, bool english) =>
        Day(DayOf(moment), english) + ", " + Hour(moment) + " UTC";

    /// <summary>"14:05".</summary>
    public static string Hour(DateTimeOffset moment) => moment.UtcDateTime.ToString("HH:mm", Fixed);

    /// <summary>"2026-11-24T14:05:09Z", for machines.</summary>
    public static string Iso(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", Fixed);

    /// <summary>"2026-11-24".</summary>
    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", Fixed);

    /// <summary>"Tue, 24 Nov 2026 14:05:09 GMT", for RSS.</summary>
    public static string Rfc822(DateTimeOffset moment) => moment.UtcDateTime.ToString("r", Fixed);

    public static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);

    /// <summary>An article's date as far as the page gave it: a time without a zone names no moment, so only its day is shown.</summary>
    public static string Words(ArticleDate date, bool english) =>
        date is { HasTime: true, HasZone: true, Moment: { } moment } ? Minute(moment, english) : Day(date.Day, english);

    /// <summary>As <see cref="Words"/>, for machines.</summary>
    public static string Iso(ArticleDate date) =>
        date is { HasTime: true, HasZone: true, Moment: { } moment } ? Iso(moment) : Iso(date.Day);
}
