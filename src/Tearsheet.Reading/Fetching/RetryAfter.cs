using System.Globalization;

namespace Tearsheet.Reading.Fetching;

/// <summary>When a server that refused wants to be asked again.</summary>
/// <remarks>Spec: RFC 9110, "Retry-After". A date counts from the server's own clock, where it tells it.</remarks>
public static class RetryAfter
{
    /// <summary>The longest wait that is believed.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(1);

    /// <summary>How long to wait, from zero to <see cref="Longest"/>; null where the answer does not say, or in no way that can be read.</summary>
    public static TimeSpan? Of(Exchange answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Header("Retry-After")?.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        if (text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < Longest.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
                : Longest;
        }

        if (Date(text) is not { } until)
        {
            return null;
        }

        var wait = until - (Date(answer.Header("Date")) ?? answer.Ended);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }

    private static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParseExact(
            text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : null;
}
