using System.Globalization;

namespace Tearsheet.Server.Work;

/// <summary>How often a feed is to be asked, as people write it: <c>30m</c>, <c>2h</c>, <c>1d</c>.</summary>
internal static class PollInterval
{
    /// <summary>Written for none: the feed's own rhythm counts.</summary>
    private const string Own = "auto";

    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(30);

    /// <summary>Reads an interval between a minute and thirty days.</summary>
    /// <param name="interval">null for nothing written, and for "auto".</param>
    public static bool TryParse(string? text, out TimeSpan? interval)
    {
        interval = null;
        if (text is null or Own)
        {
            return true;
        }

        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        interval = text[^1] switch
        {
            'm' when number <= Most.TotalMinutes => TimeSpan.FromMinutes(number),
            'h' when number <= Most.TotalHours => TimeSpan.FromHours(number),
            'd' when number <= Most.TotalDays => TimeSpan.FromDays(number),
            _ => null,
        };
        return interval >= Least;
    }

    public static string Sentence(string text) => $"\"{text}\" is no interval; write 1m to 30d, such as 30m, 2h or 1d, or auto.";

    public static string Write(TimeSpan interval) => interval switch
    {
        { Hours: 0, Minutes: 0 } => string.Create(CultureInfo.InvariantCulture, $"{interval.TotalDays:0}d"),
        { Minutes: 0 } => string.Create(CultureInfo.InvariantCulture, $"{interval.TotalHours:0}h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{interval.TotalMinutes:0}m"),
    };
}
