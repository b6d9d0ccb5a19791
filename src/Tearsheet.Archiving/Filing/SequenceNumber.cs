namespace Tearsheet.Archiving.Filing;

/// <summary>Numbers of log entries as they stand in ids: base 32 digits a-z2-7, the highest first. Pure.</summary>
internal static class SequenceNumber
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>"b" for 1, "ba" for 32.</summary>
    public static string ToText(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Span<char> text = stackalloc char[13];
        var at = text.Length;
        do
        {
            text[--at] = Digits[(int)(number & 31)];
            number >>= 5;
        }
        while (number > 0);

        return new string(text[at..]);
    }

    /// <summary>The number of a text that <see cref="ToText"/> can give; otherwise null.</summary>
    public static long? Parse(ReadOnlySpan<char> text)
    {
        // A leading zero digit would spell one number two ways.
        if (text.Length is 0 or > 12 || (text.Length > 1 && text[0] == 'a'))
        {
            return null;
        }

        var number = 0L;
        foreach (var digit in text)
        {
            var value = Digits.IndexOf(digit, StringComparison.Ordinal);
            if (value < 0)
            {
                return null;
            }

            number = (number << 5) | (uint)value;
        }

        return number;
    }
}
