using System.Buffers;
using System.Globalization;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Feeds;

/// <summary>Reads dates as feeds write them, into UTC. One without a zone is taken as UTC.</summary>
/// <remarks>Spec: RFC 5322, "Date and Time Specification" with its obsolete forms; RFC 3339; W3C-DTF; ISO 8601 weeks and ordinals.</remarks>
internal static class FeedDates
{
    private const int MaxLength = 100;

    private static readonly SearchValues<char> ClockSigns = SearchValues.Create("0123456789:.,");
    private static readonly SearchValues<char> Gaps = SearchValues.Create(" \t\r\n,(");

    /// <summary>The moment, or null for what is no date, also for one that the calendar or the clock does not have.</summary>
    public static DateTimeOffset? Read(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty || text.Length > MaxLength)
        {
            return null;
        }

        if (text.Length >= 4 && !text[..4].ContainsAnyExceptInRange('0', '9') && (text.Length == 4 || text[4] is '-' or '/'))
        {
            return YearFirst(text);
        }

        if (text.Length >= 8 && !text[..8].ContainsAnyExceptInRange('0', '9') && (text.Length == 8 || text[8] is 'T' or 't'))
        {
            return Day(Number(text[..4]), Number(text[4..6]), Number(text[6..8])) is { } day ? WithTime(day, text[8..]) : null;
        }

        return Worded(text, out var isRefuted) ?? (isRefuted ? null : OfPages(text));
    }

    // What stands in pages rather than in feeds, and now and then in a feed after all.
    private static DateTimeOffset? OfPages(ReadOnlySpan<char> text) =>
        !text.ContainsAnyInRange('0', '9') || text[0] is 'T' || DateText.Read(text.ToString()) is not { } date ? null
            : date.Moment?.ToUniversalTime() ?? new DateTimeOffset(date.Day, TimeOnly.MinValue, TimeSpan.Zero);

    private static DateTimeOffset? YearFirst(ReadOnlySpan<char> text)
    {
        var year = Number(text[..4]);
        if (text.Length == 4)
        {
            return year >= 1900 ? Day(year, 1, 1) : null;
        }

        var rest = text[5..];
        if (rest is ['W' or 'w', _, _, '-', _, ..])
        {
            var (week, weekday) = (Number(rest[1..3]), Number(rest[4..5]));
            return week is >= 1 and <= 53 && weekday is >= 1 and <= 7 && year >= 1 && week <= ISOWeek.GetWeeksInYear(year)
                ? new DateTimeOffset(ISOWeek.ToDateTime(year, week, (DayOfWeek)(weekday % 7)), TimeSpan.Zero)
                : null;
        }

        var digits = rest.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : rest.Length;
        if (digits == 3)
        {
            var ordinal = Number(rest[..3]);
            return year >= 1 && ordinal >= 1 && ordinal <= (DateTime.IsLeapYear(year) ? 366 : 365)
                ? WithTime(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(ordinal - 1), rest[3..])
                : null;
        }

        var month = Number(rest[..digits]);
        rest = rest[digits..];
        if (rest.IsEmpty)
        {
            return Day(year, month, 1);
        }

        if (rest[0] is not ('-' or '/'))
        {
            return null;
        }

        rest = rest[1..];
        digits = rest.IndexOfAnyExceptInRange('0', '9') is >= 0 and var stop ? stop : rest.Length;
        return digits is 1 or 2 && Day(year, month, Number(rest[..digits])) is { } day ? WithTime(day, rest[digits..]) : null;
    }

    private static DateTimeOffset? WithTime(DateTimeOffset day, ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(" \tTt");
        if (rest.IsEmpty)
        {
            return day;
        }

        var end = rest.IndexOfAnyExcept(ClockSigns) is >= 0 and var stop ? stop : rest.Length;
        if (Time(rest[..end]) is not { } time)
        {
            return null;
        }

        var zone = rest[end..].Trim();
        return zone.IsEmpty ? Moved(day, time, TimeSpan.Zero)
            : Offset(zone) is { } offset ? Moved(day, time, offset)
            : null;
    }

    /// <summary>A date with the name of its month, in any order that is used, with or without the day of the week.</summary>
    private static DateTimeOffset? Worded(ReadOnlySpan<char> text, out bool isRefuted)
    {
        isRefuted = false;
        int? day = null, month = null, year = null;
        TimeSpan? time = null;
        var offset = TimeSpan.Zero;
        while (!(text = text.TrimStart(" \t\r\n,")).IsEmpty && text[0] != '(')
        {
            // A hyphen parts the words of "06-Jan-25" and is a sign everywhere else.
            text = text[0] == '-' && time is null ? text[1..] : text;
            var end = text.IndexOfAny(Gaps);
            end = time is null && text.IndexOf('-') is > 0 and var hyphen && (end < 0 || hyphen < end) ? hyphen : end;
            var word = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[end..];
            if (word.IsEmpty)
            {
                continue;
            }

            if (word.Contains(':') && char.IsAsciiDigit(word[0]))
            {
                var close = word.IndexOfAny("+-Zz") is > 0 and var sign ? sign : word.Length;
                time = Time(word[..close]);
                isRefuted |= time is null;
                isRefuted |= close < word.Length && Offset(word[close..]) is null;
                offset = close < word.Length ? Offset(word[close..]) ?? offset : offset;
            }
            else if (!word.ContainsAnyExceptInRange('0', '9'))
            {
                if (day is null && word.Length <= 2)
                {
                    day = Number(word);
                }
                else if (year is null && word.Length <= 4)
                {
                    year = Number(word);
                    year += word.Length > 2 ? 0 : year < 50 ? 2000 : 1900;
                }
                else
                {
                    return null;
                }
            }
            else if (month is null && MonthNames.Find(word.TrimEnd('.')) is > 0 and var name)
            {
                month = name;
            }
            else if (time is { } clock && (word is "am" or "AM" or "pm" or "PM"))
            {
                time = clock.Hours is >= 1 and <= 12
                    ? new TimeSpan((clock.Hours % 12) + (word[0] is 'p' or 'P' ? 12 : 0), clock.Minutes, clock.Seconds)
                    : clock;
            }
            else if (time is not null)
            {
                isRefuted |= word[0] is '+' or '-' && Offset(word) is null;
                offset = Offset(word) ?? offset;
            }
            else if (day is not null || month is not null || word.ContainsAnyInRange('0', '9'))
            {
                return null;
            }
        }

        if (day is null || month is null || year is null)
        {
            return null;
        }

        var date = Day(year.Value, month.Value, day.Value);
        isRefuted |= date is null;
        return isRefuted ? null : Moved(date!.Value, time ?? TimeSpan.Zero, offset);
    }

    // 24:00 is the end of the day, and a leap second is the first of the next minute.
    private static TimeSpan? Time(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[4];
        var count = text.Split(parts, ':');
        if (count == 1 && text.Length is 4 or 6 && !text.ContainsAnyExceptInRange('0', '9'))
        {
            return Clock(Number(text[..2]), Number(text[2..4]), text.Length == 6 ? Number(text[4..]) : 0);
        }

        if (count is not (2 or 3))
        {
            return null;
        }

        var seconds = count == 3 ? text[parts[2]] : "0";
        seconds = seconds.IndexOfAny(".,") is >= 0 and var point ? seconds[..point] : seconds;
        return Clock(Number(text[parts[0]]), Number(text[parts[1]]), Number(seconds));
    }

    private static TimeSpan? Clock(int hours, int minutes, int seconds) =>
        hours is >= 0 and <= 24 && minutes is >= 0 and <= 59 && seconds is >= 0 and <= 60 && (hours < 24 || minutes + seconds == 0)
            ? new TimeSpan(hours, minutes, seconds)
            : null;

    private static TimeSpan? Offset(ReadOnlySpan<char> zone)
    {
        var sign = zone.IndexOfAny('+', '-', '\u2212');
        if (sign < 0)
        {
            return NamedZone(zone);
        }

        var digits = zone[(sign + 1)..];
        var colon = digits.IndexOf(':');
        var hours = colon >= 0 ? Number(digits[..colon]) : Number(digits[..Math.Min(2, digits.Length)]);
        var minutes = colon >= 0 ? Number(digits[(colon + 1)..]) : digits.Length > 2 ? Number(digits[2..]) : 0;
        if (hours is < 0 or > 14 || minutes is < 0 or > 59)
        {
            return null;
        }

        var offset = new TimeSpan(hours, minutes, 0);
        return offset > TimeSpan.FromHours(14) ? null : zone[sign] == '+' ? offset : -offset;
    }

    private static TimeSpan? NamedZone(ReadOnlySpan<char> zone)
    {
        Span<char> upper = stackalloc char[6];
        if (zone.Length > upper.Length)
        {
            return null;
        }

        var length = zone.ToUpperInvariant(upper);
        int? hours = upper[..length] switch
        {
            "Z" or "UT" or "GMT" or "UTC" or "WET" => 0,
            "EST" or "CDT" => -5,
            "EDT" or "AST" => -4,
            "CST" or "MDT" => -6,
            "MST" or "PDT" => -7,
            "PST" => -8,
            "BST" or "CET" or "MEZ" or "WEST" => 1,
            "CEST" or "MESZ" or "EET" => 2,
            "EEST" or "MSK" => 3,
            "JST" or "KST" => 9,
            "AEST" => 10,
            _ => null,
        };
        return hours is { } known ? TimeSpan.FromHours(known) : null;
    }

    private static DateTimeOffset? Moved(DateTimeOffset day, TimeSpan time, TimeSpan offset)
    {
        var ticks = day.UtcTicks + time.Ticks - offset.Ticks;
        return ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    private static DateTimeOffset? Day(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero)
            : null;

    private static int Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
