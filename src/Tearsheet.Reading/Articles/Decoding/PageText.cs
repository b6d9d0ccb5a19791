using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Tearsheet.Reading.Articles.Decoding;

/// <summary>A page as text.</summary>
/// <param name="Text">No byte order mark; bad bytes are U+FFFD.</param>
/// <param name="Encoding">The name of what it was decoded from.</param>
internal readonly record struct PageText(string Text, string Encoding)
{
    /// <summary>Decodes a page, and does not believe a declaration that its bytes refute.</summary>
    /// <param name="page">Untrusted bytes.</param>
    /// <param name="contentType">The header as received, or null.</param>
    public static PageText Decode(ReadOnlySpan<byte> page, string? contentType)
    {
        var name = EncodingSniffer.Sniff(page, contentType);

        // Saved pages are UTF-8 under an old meta, servers send latin-1 with everything. Long text in another encoding
        // is practically never well-formed UTF-8, so where the bytes are, they are the better witness.
        if (name is not (EncodingLabels.Utf8 or "utf-16le" or "utf-16be" or "iso-2022-jp")
            && EncodingSniffer.LooksLikeUtf8(page))
        {
            name = EncodingLabels.Utf8;
        }

        // The other way round: "utf-8" by habit over bytes of which not one sequence is UTF-8, in mostly ASCII text.
        if (name == EncodingLabels.Utf8 && IsLatinInDisguise(page))
        {
            name = EncodingLabels.Windows1252;
        }

        var decoder = EncodingLabels.Decoder(name)
            ?? EncodingLabels.Decoder(EncodingSniffer.LooksLikeUtf8(page)
                ? EncodingLabels.Utf8
                : EncodingLabels.Windows1252)!;
        var text = decoder.GetString(page);
        return new(text is ['\uFEFF', ..] ? text[1..] : text, name);
    }

    private static bool IsLatinInDisguise(ReadOnlySpan<byte> page)
    {
        if (Utf8.IsValid(page))
        {
            return false;
        }

        var (high, letters) = (0, 0);
        while (!page.IsEmpty)
        {
            if (page[0] < 0x80)
            {
                letters += char.IsAsciiLetter((char)page[0]) ? 1 : 0;
                page = page[1..];
                continue;
            }

            if (Rune.DecodeFromUtf8(page, out _, out var length) == OperationStatus.Done)
            {
                return false;
            }

            high += length;
            page = page[length..];
        }

        return high < letters / 8;
    }
}
