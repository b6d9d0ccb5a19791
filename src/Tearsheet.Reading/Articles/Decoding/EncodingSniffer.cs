using System.Text;
using System.Text.Unicode;

namespace Tearsheet.Reading.Articles.Decoding;

/// <summary>Says in which encoding a page is, as a browser would.</summary>
/// <remarks>
/// Spec: WHATWG HTML, "Determining the character encoding". Where the standard leaves the last guess open:
/// well-formed UTF-8 with anything above ASCII is UTF-8, then what <see cref="EncodingGuess"/> sees in the bytes, all else windows-1252.
/// </remarks>
internal static class EncodingSniffer
{
    /// <summary>The encoding's name in lower case.</summary>
    /// <param name="page">Untrusted bytes.</param>
    /// <param name="contentType">The header as received, or null.</param>
    public static string Sniff(ReadOnlySpan<byte> page, string? contentType)
    {
        if (page.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            return EncodingLabels.Utf8;
        }

        if (page.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return "utf-16be";
        }

        if (page.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return "utf-16le";
        }

        return (contentType is null ? null : MetaPrescan.CharsetIn(contentType))
            ?? MetaPrescan.Find(page)
            ?? (LooksLikeUtf8(page) ? EncodingLabels.Utf8 : EncodingGuess.Find(page) ?? EncodingLabels.Windows1252);
    }

    /// <summary>Whether the bytes are well-formed UTF-8 and say something that ASCII cannot.</summary>
    /// <remarks>A last character that was cut off does not count against it.</remarks>
    public static bool LooksLikeUtf8(ReadOnlySpan<byte> page)
    {
        if (Ascii.IsValid(page))
        {
            return false;
        }

        for (var cut = 0; cut <= 3 && cut < page.Length; cut++)
        {
            if (Utf8.IsValid(page[..^cut]))
            {
                return !Ascii.IsValid(page[..^cut]);
            }
        }

        return false;
    }
}
