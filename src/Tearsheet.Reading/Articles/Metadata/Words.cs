using System.Net;
using System.Text;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Text from attributes and scripts made fit to print, and compared as a reader would.</summary>
internal static class Words
{
    /// <summary>One line: entities decoded, tags dropped, white space folded; null when nothing is left.</summary>
    public static string? Line(string? raw)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return null;
        }

        if (raw.Contains('&', StringComparison.Ordinal))
        {
            raw = WebUtility.HtmlDecode(raw);
        }

        if (raw.Contains('<', StringComparison.Ordinal))
        {
            raw = WithoutTags(raw);
        }

        var line = Fold(raw);
        return line.Length == 0 ? null : line;
    }

    /// <summary>White space and control characters folded to single spaces, none at the ends.</summary>
    public static string Fold(ReadOnlySpan<char> raw)
    {
        raw = raw.Trim();
        var clean = true;
        for (var i = 0; i < raw.Length && clean; i++)
        {
            clean = !IsGap(raw[i]) || (raw[i] == ' ' && raw[i + 1] != ' ' && !IsGap(raw[i + 1]));
            clean &= !IsInvisible(raw[i]) && !char.IsSurrogate(raw[i]);
        }

        if (clean)
        {
            return raw.ToString();
        }

        var line = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (IsGap(raw[i]))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (char.IsHighSurrogate(raw[i]) && i + 1 < raw.Length && char.IsLowSurrogate(raw[i + 1]))
            {
                line.Append(raw[i]).Append(raw[++i]);
            }
            else if (!IsInvisible(raw[i]))
            {
                // Half a surrogate pair cannot be written as UTF-8.
                line.Append(char.IsSurrogate(raw[i]) ? '\uFFFD' : raw[i]);
            }
        }

        while (line.Length > 0 && line[^1] == ' ')
        {
            line.Length--;
        }

        return line.ToString();
    }

    /// <summary>White space, and controls that some pages use as such. No-break spaces count: a line breaks where it can.</summary>
    public static bool IsGap(char c) => char.IsWhiteSpace(c) || (char.IsControl(c) && c != '\0');

    /// <summary>Characters that show nothing and only upset search: soft hyphen, zero-width space, byte order mark.</summary>
    public static bool IsInvisible(char c) => c is '\u00AD' or '\u200B' or '\u2060' or '\uFEFF' or '\0';

    /// <summary>Whether digits other than 0 to 9 stand in <paramref name="text"/>.</summary>
    public static bool HasForeignDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c > '\u007F' && char.IsDigit(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Letters and digits in lower case, runs of all else as one space: what two texts are compared by.</summary>
    public static string Key(ReadOnlySpan<char> text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c)
                is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark)
            {
                key.Append(char.ToLowerInvariant(c));
            }
            else if (key.Length > 0 && key[^1] != ' ' && c is not ('\'' or '\u2019' or '\u00AD' or '\u200B'))
            {
                key.Append(' ');
            }
        }

        return key.ToString().TrimEnd();
    }

    /// <summary>How much two keys share, counted in words: 0 nothing to 1 all.</summary>
    public static double Overlap(string key, string other)
    {
        if (key == other)
        {
            return 1;
        }

        var a = key.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var b = other.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        return a.Length + b.Count == 0 ? 0 : 2.0 * a.Count(b.Contains) / (a.Length + b.Count);
    }

    private static string WithoutTags(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '<' && i + 1 < raw.Length && (char.IsAsciiLetter(raw[i + 1]) || raw[i + 1] is '/' or '!'))
            {
                var end = raw.IndexOf('>', i);
                if (end >= 0)
                {
                    var inline = raw.AsSpan(i + 1, end - i - 1).TrimStart('/') is "b" or "i" or "em" or "strong" or "span" or "a" or "u";
                    text.Append(inline ? "" : " ");
                    i = end;
                    continue;
                }
            }

            text.Append(raw[i]);
        }

        return text.ToString();
    }
}
