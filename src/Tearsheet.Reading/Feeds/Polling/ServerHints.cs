using System.Globalization;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>What a server says of when it wants to be asked again.</summary>
internal static class ServerHints
{
    /// <summary>How long to stay away; null when the header is missing or says nothing that can be meant.</summary>
    /// <param name="answer">With a status that asks for patience.</param>
    /// <param name="now">What a date counts from when the server does not say what time it has.</param>
    /// <remarks>Spec: RFC 9110, "Retry-After".</remarks>
    public static TimeSpan? RetryAfter(Exchange answer, DateTimeOffset now)
    {
        var text = answer.TextHeader("Retry-After")?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Seconds(text) is { } seconds)
        {
            return seconds;
        }

        var wait = FeedDates.Read(text) - (FeedDates.Read(answer.TextHeader("Date")) ?? now);
        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>How long an answer stays fresh; null when nothing is said, or that it must not be kept.</summary>
    /// <remarks>Spec: RFC 9111, "Calculating Freshness Lifetime".</remarks>
    public static TimeSpan? Fresh(Exchange answer)
    {
        TimeSpan? life = null;
        foreach (var part in (answer.Header("Cache-Control") ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (part[..at].Trim(), part[(at + 1)..].Trim(' ', '"')) : (part, "");
            switch (name.ToLowerInvariant())
            {
                case "no-store" or "no-cache":
                    return null;
                case "max-age":
                    life ??= Seconds(value);
                    break;
            }
        }

        var left = life is not null
            ? life - (Seconds((answer.TextHeader("Age") ?? "").Trim()) ?? TimeSpan.Zero)
            : FeedDates.Read(answer.TextHeader("Expires")) - FeedDates.Read(answer.TextHeader("Date"));
        return left > TimeSpan.Zero ? left : null;
    }

    // A number that no clock holds is meant as "very long".
    private static TimeSpan? Seconds(string text) =>
        text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9') ? null
        : text.Length <= 9 ? TimeSpan.FromSeconds(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))
        : TimeSpan.FromDays(3650);
}
