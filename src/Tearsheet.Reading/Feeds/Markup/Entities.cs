using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Tearsheet.Reading.Feeds.Markup;

/// <summary>Undoes the escapes of text: numbers, and the names that HTML has, whatever a document declares.</summary>
/// <remarks>Spec: XML 1.0, "Character and Entity References"; HTML, "Named character references".</remarks>
internal static class Entities
{
    private const int LongestName = 12;

    // What stands for the numbers 128 to 159, which mean nothing in Unicode and windows-1252 in the field.
    private const string Windows1252 =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    private static readonly SearchValues<char> Notable = SearchValues.Create(
        "&\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000B\u000C\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016"
        + "\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F");

    /// <summary>The text with its escapes undone and without the control characters that XML forbids.</summary>
    public static string Decode(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny(Notable) < 0)
        {
            return text.ToString();
        }

        var target = new StringBuilder(text.Length);
        Append(target, text, undo: true);
        return target.ToString();
    }

    /// <summary>Appends text.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="text">Untrusted.</param>
    /// <param name="undo">false for CDATA, where an ampersand is one.</param>
    public static void Append(StringBuilder target, ReadOnlySpan<char> text, bool undo)
    {
        while (text.IndexOfAny(Notable) is >= 0 and var next)
        {
            target.Append(text[..next]);
            text = text[next..];
            if (text[0] != '&' || !undo)
            {
                if (text[0] == '&')
                {
                    target.Append('&');
                }

                text = text[1..];
                continue;
            }

            text = text[AppendReference(target, text)..];
        }

        target.Append(text);
    }

    /// <summary>Whether every ampersand begins a reference that XML itself knows.</summary>
    public static bool AreThoseOfXml(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('&') is >= 0 and var next)
        {
            text = text[(next + 1)..];
            var end = text[..Math.Min(text.Length, LongestName)].IndexOf(';');
            if (end < 1 || (text[0] != '#' && text[..end] is not ("amp" or "lt" or "gt" or "quot" or "apos")))
            {
                return false;
            }
        }

        return true;
    }

    private static int AppendReference(StringBuilder target, ReadOnlySpan<char> text)
    {
        var end = text[..Math.Min(text.Length, LongestName)].IndexOf(';');
        if (text is ['&', '#', ..] && TryReadNumber(text[2..], out var number, out var digits))
        {
            AppendNumber(target, number);
            var length = 2 + digits;
            return length < text.Length && text[length] == ';' ? length + 1 : length;
        }

        if (end > 1)
        {
            switch (text[1..end])
            {
                case "amp": target.Append('&'); return end + 1;
                case "lt": target.Append('<'); return end + 1;
                case "gt": target.Append('>'); return end + 1;
                case "quot": target.Append('"'); return end + 1;
            }

            var name = text[..(end + 1)].ToString();
            if (WebUtility.HtmlDecode(name) is var decoded && decoded != name)
            {
                target.Append(decoded);
                return end + 1;
            }
        }

        target.Append('&');
        return 1;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out int number, out int length)
    {
        var isHex = text is ['x' or 'X', ..];
        length = isHex ? 1 : 0;
        number = 0;
        var first = length;
        while (length < text.Length && (isHex ? char.IsAsciiHexDigit(text[length]) : char.IsAsciiDigit(text[length])))
        {
            var digit = int.Parse(text.Slice(length, 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            number = Math.Min((number * (isHex ? 16 : 10)) + digit, 0x110000);
            length++;
        }

        return length > first;
    }

    private static void AppendNumber(StringBuilder target, int number)
    {
        if (number is >= 0x80 and <= 0x9F)
        {
            target.Append(Windows1252[number - 0x80]);
        }
        else if (number < 0x20 && number is not ('\t' or '\n' or '\r'))
        {
            // No character of XML: nothing stands for it.
        }
        else
        {
            target.Append(Rune.IsValid(number) ? new Rune(number).ToString() : "\uFFFD");
        }
    }
}
