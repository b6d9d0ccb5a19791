using System.Globalization;

namespace Tearsheet.Ipld.Ipns;

/// <summary>A moment to the nanosecond, as RFC 3339 writes it: until when a record is good.</summary>
/// <param name="Seconds">Whole seconds since 1970, UTC.</param>
/// <param name="Nanoseconds">0 to 999,999,999 on top.</param>
internal readonly record struct EndOfLife(long Seconds, int Nanoseconds)
{
    private const int LongestText = 64;

    /// <summary>The moment as the platform has it, to 100 ns; what lies beyond its range becomes its ends.</summary>
    public DateTimeOffset Moment
    {
        get
        {
            var least = DateTimeOffset.MinValue.ToUnixTimeSeconds();
            var greatest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
            return Seconds < least ? DateTimeOffset.MinValue
                : Seconds > greatest ? DateTimeOffset.MaxValue
                : DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / 100);
        }
    }

    /// <summary>Takes a moment of the platform.</summary>
    public static EndOfLife Of(DateTimeOffset moment)
    {
        var seconds = moment.ToUnixTimeSeconds();
        return new EndOfLife(seconds, (int)(moment.UtcTicks % TimeSpan.TicksPerSecond) * 100);
    }

    /// <summary>Reads RFC 3339: a date, <c>T</c>, a time, a fraction if there is one, and <c>Z</c> or an offset.</summary>
    /// <param name="text">Untrusted bytes. Digits of the fraction past the ninth are dropped.</param>
    /// <param name="moment">The moment; the year 1970 when the result is false.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out EndOfLife moment)
    {
        moment = default;
        if (text.Length is < 20 or > LongestText
            || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], 1, 9999, out var year) || !TryDigits(text[5..7], 1, 12, out var month)
            || !TryDigits(text[8..10], 1, DateTime.DaysInMonth(year, month), out var day)
            || !TryDigits(text[11..13], 0, 23, out var hour) || !TryDigits(text[14..16], 0, 59, out var minute)
            || !TryDigits(text[17..19], 0, 59, out var second)
            || !TryFraction(text[19..], out var nanoseconds, out var rest) || !TryOffset(rest, out var offset))
        {
            return false;
        }

        var local = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeSeconds();
        moment = new EndOfLife(local - offset, nanoseconds);
        return true;
    }

    /// <summary>Whether <paramref name="now"/> is later.</summary>
    public bool IsBefore(DateTimeOffset now) => Against(Of(now)) < 0;

    /// <summary>Negative when this comes before the other, positive when after.</summary>
    public int Against(EndOfLife other) =>
        Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>The text that records carry: UTC, nine digits of fraction.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(Seconds):yyyy-MM-dd'T'HH:mm:ss}.{Nanoseconds:D9}Z");

    private static bool TryDigits(ReadOnlySpan<byte> text, int least, int greatest, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return value >= least && value <= greatest;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, out int nanoseconds, out ReadOnlySpan<byte> rest)
    {
        nanoseconds = 0;
        rest = text;
        if (text[0] != '.')
        {
            return true;
        }

        var end = 1;
        var unit = 100_000_000;
        for (; end < text.Length && char.IsAsciiDigit((char)text[end]); end++)
        {
            nanoseconds += (text[end] - '0') * unit;
            unit /= 10;
        }

        rest = text[end..];
        return end > 1;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text.SequenceEqual("Z"u8))
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text[1..3], 0, 23, out var hours) || !TryDigits(text[4..6], 0, 59, out var minutes))
        {
            return false;
        }

        seconds = ((hours * 60) + minutes) * (text[0] == '-' ? -60 : 60);
        return true;
    }
}
