using System.Globalization;
using System.Text;

namespace Tearsheet.Archiving.Filing;

/// <summary>What may stand in texts that people write: well-formed Unicode, no control characters, no direction tricks. Pure.</summary>
internal static class PlainText
{
    /// <summary>Whether the text can be shown on one line.</summary>
    public static bool IsOneLine(string text) => IsWellFormed(text) && !text.AsSpan().ContainsAny('\n', '\r', '\t');

    /// <summary>Whether the text holds nothing but characters, line breaks and tabs.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            if (!IsAllowed(rune))
            {
                return false;
            }

            at += length;
        }

        return true;
    }

    /// <summary>One line of NFC, white space folded, refused characters left out, cut to <paramref name="maxRunes"/> code points.</summary>
    public static string Fold(string text, int maxRunes)
    {
        var folded = new StringBuilder(text.Length);
        var count = 0;
        var space = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                space = folded.Length > 0;
                continue;
            }

            if (rune == Rune.ReplacementChar || !IsAllowed(rune))
            {
                continue;
            }

            if (count + (space ? 2 : 1) > maxRunes)
            {
                break;
            }

            if (space)
            {
                folded.Append(' ');
                count++;
                space = false;
            }

            folded.Append(rune);
            count++;
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    private static bool IsAllowed(Rune rune)
    {
        if (rune.Value is '\n' or '\r' or '\t')
        {
            return true;
        }

        // Direction overrides and isolates could make one topic or source look like another.
        return Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control
            && rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x2028 or 0x2029 or 0xFEFF);
    }
}
