using System.Globalization;
using System.Text.RegularExpressions;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Reads dates as pages write them, without any culture or clock.</summary>
internal static partial class DateText
{
    private const int MaxLength = 200;
    private const int MinYear = 1800;
    private const int MaxYear = 2100;

    /// <summary>The first date in <paramref name="text"/>, with its time and zone when they follow.</summary>
    /// <param name="text">A machine's form (ISO 8601, RFC 5322, seconds since 1970) or a phrase; at most 200 characters are looked at.</param>
    /// <param name="shortYears">Whether "8.5.12" is a date too; only where nothing but a date is expected.</param>
    /// <param name="language">BCP 47: decides whether 1/2/2025 begins with the day or the month.</param>
    public static ArticleDate? Read(string? text, string? language = null, bool shortYears = false)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var line = AsciiDigits(Words.Fold(text.AsSpan(0, Math.Min(text.Length, MaxLength))));
        return Counted(line)
            ?? YearFirst(line)
            ?? Named(line)
            ?? DayFirst(Numeric().Match(line), language)
            ?? (shortYears ? Short(ShortNumeric().Match(line), language) : null);
    }

    /// <summary>The day that stands in a page's address, as /2025/01/06/ or 2025-01-06 or 20250106.</summary>
    public static ArticleDate? InAddress(string? address)
    {
        if (address is null || address.Length > 2000)
        {
            return null;
        }

        var path = address.AsSpan();
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        path = scheme < 0 ? path : path[(scheme + 3)..];
        var slash = path.IndexOf('/');
        var match = AddressForm().Match(slash < 0 ? "" : path[slash..].ToString());
        while (match.Success)
        {
            var month = match.Groups["name"] is { Success: true } name ? MonthNames.Find(name.ValueSpan) : Number(match, "m");
            if (Number(match, "y") is >= 1990 and <= MaxYear && Day(Number(match, "y"), month, Number(match, "d")) is { } day)
            {
                return ArticleDate.OfDay(day);
            }

            match = match.NextMatch();
        }

        return null;
    }

    // Seconds or milliseconds since 1970, and the compact form of ISO 8601.
    private static ArticleDate? Counted(string line)
    {
        if (line.Length is 10 or 13 && line.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            var count = long.Parse(line, CultureInfo.InvariantCulture);
            var moment = line.Length == 10
                ? DateTimeOffset.FromUnixTimeSeconds(count)
                : DateTimeOffset.FromUnixTimeMilliseconds(count);
            return moment.Year is >= 1990 and <= MaxYear
                ? new(moment, DateOnly.FromDateTime(moment.DateTime), HasTime: true, HasZone: true)
                : null;
        }

        return Compact().Match(line) is { Success: true } match ? WithTime(match, Number(match, "mo")) : null;
    }

    private static ArticleDate? YearFirst(string line) =>
        Iso().Match(line) is { Success: true } match ? WithTime(match, Number(match, "mo")) : null;

    private static ArticleDate? Named(string line)
    {
        for (var match = DayMonthYear().Match(line); match.Success; match = match.NextMatch())
        {
            if (MonthNames.Find(match.Groups["name"].ValueSpan) is var month and > 0 && WithTime(match, month) is { } date)
            {
                return date;
            }
        }

        if (YearMonthDay().Match(line) is { Success: true } turned && MonthNames.Find(turned.Groups["name"].ValueSpan) is var named and > 0)
        {
            return WithTime(turned, named);
        }

        for (var match = MonthDayYear().Match(line); match.Success; match = match.NextMatch())
        {
            if (MonthNames.Find(match.Groups["name"].ValueSpan) is var month and > 0 && WithTime(match, month) is { } date)
            {
                return date;
            }
        }

        return null;
    }

    private static ArticleDate? DayFirst(Match match, string? language)
    {
        if (!match.Success)
        {
            return null;
        }

        var (first, second) = (Number(match, "d"), Number(match, "mo"));
        var isMonthFirst = match.Groups["s"].ValueSpan is "/" or "-"
            && first <= 12
            && (second > 12 || language is null or "en" || IsMonthFirst(language));
        return isMonthFirst ? WithTime(match, first, second) : WithTime(match, second, first);
    }

    // East Asia writes the year first, however short.
    private static ArticleDate? Short(Match match, string? language)
    {
        if (!match.Success || language?.Split('-')[0] is not ("ja" or "zh" or "ko"))
        {
            return DayFirst(match, language);
        }

        return Day(2000 + Number(match, "d"), Number(match, "mo"), Number(match, "y")) is { } day ? ArticleDate.OfDay(day) : null;
    }

    private static bool IsMonthFirst(string language) =>
        language.EndsWith("-US", StringComparison.OrdinalIgnoreCase) || language.EndsWith("-PH", StringComparison.OrdinalIgnoreCase);

    private static ArticleDate? WithTime(Match match, int month, int? dayNumber = null)
    {
        var year = Number(match, "y");
        if (match.Groups["y"].Length == 2)
        {
            year += year < 50 ? 2000 : 1900;
        }

        if (Day(year, month, dayNumber ?? Number(match, "d")) is not { } day)
        {
            return null;
        }

        if (!match.Groups["h"].Success)
        {
            return ArticleDate.OfDay(day);
        }

        var hour = Number(match, "h");
        if (match.Groups["ap"] is { Success: true, ValueSpan: var half })
        {
            hour = (hour % 12) + (half[0] is 'p' or 'P' ? 12 : 0);
        }

        if (hour > 23 || Number(match, "mi") > 59)
        {
            return ArticleDate.OfDay(day);
        }

        // A leap second is the second before it.
        var time = new TimeOnly(hour, Number(match, "mi"), Math.Min(Number(match, "se"), 59));
        var offset = match.Groups["z"] is { Success: true, ValueSpan: var zone } ? Offset(zone) : null;
        return new(new(day, time, offset ?? TimeSpan.Zero), day, HasTime: true, HasZone: offset is not null);
    }

    private static DateOnly? Day(int year, int month, int day) =>
        year is >= MinYear and <= MaxYear && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
        && (year, month, day) != (1970, 1, 1) // A date that was never set.
            ? new(year, month, day)
            : null;

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true, ValueSpan: var digits }
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private static TimeSpan? Offset(ReadOnlySpan<char> zone)
    {
        var sign = zone.IndexOfAny('+', '-', '\u2212');
        if (sign >= 0)
        {
            var digits = zone[(sign + 1)..];
            var hours = int.Parse(digits[..Math.Min(2, digits.Length)].TrimEnd(':'), CultureInfo.InvariantCulture);
            var minutes = digits.Length >= 4 ? int.Parse(digits[^2..], CultureInfo.InvariantCulture) : 0;
            var offset = new TimeSpan(hours, minutes, 0);
            return hours > 14 || minutes > 59 || hours + (minutes / 60.0) > 14 ? null : zone[sign] == '+' ? offset : -offset;
        }

        return zone switch
        {
            "Z" or "z" or "UTC" or "GMT" or "WET" => TimeSpan.Zero,
            "EST" or "CDT" => TimeSpan.FromHours(-5),
            "EDT" => TimeSpan.FromHours(-4),
            "CST" or "MDT" => TimeSpan.FromHours(-6),
            "MST" or "PDT" => TimeSpan.FromHours(-7),
            "PST" => TimeSpan.FromHours(-8),
            "BST" or "CET" or "MEZ" => TimeSpan.FromHours(1),
            "CEST" or "MESZ" or "EET" => TimeSpan.FromHours(2),
            "EEST" or "MSK" => TimeSpan.FromHours(3),
            "JST" or "KST" => TimeSpan.FromHours(9),
            _ => null,
        };
    }

    private static string AsciiDigits(string line)
    {
        foreach (var c in line)
        {
            if (c > '\u007F' && char.IsDigit(c))
            {
                return string.Create(line.Length, line, static (target, source) =>
                {
                    for (var i = 0; i < target.Length; i++)
                    {
                        target[i] = char.IsDigit(source[i]) ? (char)('0' + (int)char.GetNumericValue(source[i])) : source[i];
                    }
                });
            }
        }

        return line;
    }

    private const string Time = @"(?:(?:T|\s|,|\||·|•|-|–|—|\(|\)|at|um|à|às|a\slas|alle|klo|kl\.|ore|saat|в|at:){1,6}"
        + @"(?<h>[0-9]{1,2})[:.h](?<mi>[0-9]{2})(?:(?::(?<se>[0-9]{1,2})|(?<se>[0-9]{2}))(?:[.,][0-9]+)?)?(?:\s?(?<ap>[aApP])\.?[mM]\.?)?"
        + @"\s*(?:Uhr\s*)?\(?(?<z>Z|z|(?:GMT|UTC)?\s?[+\-\u2212][0-9]{2}:?[0-9]{2}|(?:GMT|UTC)\s?[+\-\u2212][0-9]{1,2}|[+\-\u2212][0-9]{2}(?![0-9])|[A-Z]{3,4}(?![A-Za-z]))?)?";

    // The input is one short line (200 characters, an address 2000), which bounds any backtracking; a time-out would read
    // the clock, and the same page could give two answers.
#pragma warning disable MA0009
    [GeneratedRegex(@"^(?<y>[12][0-9]{3})(?<mo>[0-9]{2})(?<d>[0-9]{2})(?:T?(?<h>[0-9]{2})(?<mi>[0-9]{2})(?<se>[0-9]{2})?(?<z>Z|[+-][0-9]{2}:?[0-9]{2})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Compact();

    [GeneratedRegex(@"(?<![0-9])(?<y>[12][0-9]{3})\s?(?:[-/.\u2010\u2013]|年|년)\s?(?<mo>[0-9]{1,2})\s?(?:[-/.\u2010\u2013]|月|월)\s?(?<d>[0-9]{1,2})(?![0-9])(?:日|일|\.)?(?:\s?\([^)]{1,3}\))?" + Time, RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"(?<![0-9])(?<d>[0-9]{1,2})(?:st|nd|rd|th|er|\.|º|ª|\.º|-)?[\s\-/.]*(?:de\s|d['’]|of\s|di\s)?(?<name>\p{L}[\p{L}\p{M}]{1,14})\.?,?[\s\-/]*(?:de\s|del\s)?(?:,\s)?(?<y>[12][0-9]{3})(?![0-9])(?:\s?г\.|\s?р\.)?" + Time, RegexOptions.CultureInvariant)]
    private static partial Regex DayMonthYear();

    [GeneratedRegex(@"(?<name>\p{L}[\p{L}\p{M}]{1,14})\.?[\s\-/]*(?<d>[0-9]{1,2})(?:st|nd|rd|th|\.)?[\s,\-/]+(?<y>[12][0-9]{3})(?![0-9])" + Time, RegexOptions.CultureInvariant)]
    private static partial Regex MonthDayYear();

    [GeneratedRegex(@"(?<![0-9])(?<y>(?:19|20)[0-9]{2})\s(?<name>\p{L}[\p{L}\p{M}]{1,14})\.?\s(?<d>[0-9]{1,2})(?![0-9])" + Time, RegexOptions.CultureInvariant)]
    private static partial Regex YearMonthDay();

    [GeneratedRegex(@"(?<![0-9.,/])(?<d>[0-9]{1,2})(?<s>[./])(?<mo>[0-9]{1,2})\k<s>(?<y>[0-9]{2})(?![0-9.,/])" + Time, RegexOptions.CultureInvariant)]
    private static partial Regex ShortNumeric();

    [GeneratedRegex(@"(?<![0-9.])(?<d>[0-9]{1,2})\s?(?<s>[./-])\s?(?<mo>[0-9]{1,2})\s?\k<s>\s?(?<y>[12][0-9]{3})(?![0-9])" + Time, RegexOptions.CultureInvariant)]
    private static partial Regex Numeric();

    [GeneratedRegex(@"(?<![0-9])(?:(?<y>(?:19|20)[0-9]{2})(?:(?<s>[-/_.])(?<m>[0-9]{1,2})\k<s>|/(?<name>[a-z]{3})/|(?<m>[01][0-9]))(?<d>[0-9]{1,2}))(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex AddressForm();
#pragma warning restore MA0009
}
