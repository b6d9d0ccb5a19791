using System.Buffers;
using System.Text;

namespace Tearsheet.Reading.Links;

/// <summary>Percent-encoding of the parts of an address.</summary>
/// <remarks>Spec: WHATWG URL, "Percent-encoded bytes"; RFC 3986, "Percent-Encoding Normalization".</remarks>
internal static class PercentCoding
{
    private const string Hex = "0123456789ABCDEF";

    // The characters of each set besides the controls and everything outside ASCII.
    private static readonly SearchValues<char> PathSet = SearchValues.Create(" \"#<>?`{}^");
    private static readonly SearchValues<char> QuerySet = SearchValues.Create(" \"#<>'");
    private static readonly SearchValues<char> FragmentSet = SearchValues.Create(" \"<>`");

    public static void AppendPath(StringBuilder target, ReadOnlySpan<char> text) => Append(target, text, PathSet);

    public static string Query(ReadOnlySpan<char> text) => Encode(text, QuerySet);

    public static string Fragment(ReadOnlySpan<char> text) => Encode(text, FragmentSet);

    /// <summary>
    /// Writes every escape one way: hexadecimal digits in upper case, unreserved characters plain, a percent sign that
    /// starts no escape as <c>%25</c>. What is reserved stays as it is, for its meaning may depend on it.
    /// </summary>
    /// <param name="encoded">Output of one of the encoders above.</param>
    public static string Normalize(string encoded)
    {
        if (!encoded.Contains('%'))
        {
            return encoded;
        }

        var target = new StringBuilder(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '%')
            {
                target.Append(encoded[i]);
            }
            else if (TryReadEscape(encoded, i, out var octet))
            {
                AppendOctet(target, octet);
                i += 2;
            }
            else
            {
                // Kept plain it could join what follows ("%%32e" would become "%2e"), and the form would not be stable.
                target.Append("%25");
            }
        }

        return target.ToString();
    }

    /// <summary>Undoes the escapes; what is no escape stays. Bytes that are no UTF-8 become U+FFFD.</summary>
    public static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
        {
            return text.ToString();
        }

        var bytes = new ArrayBufferWriter<byte>(text.Length);
        Span<byte> one = stackalloc byte[4];
        for (var i = 0; i < text.Length;)
        {
            if (TryReadEscape(text, i, out var octet))
            {
                bytes.Write([octet]);
                i += 3;
                continue;
            }

            Rune.DecodeFromUtf16(text[i..], out var rune, out var consumed);
            bytes.Write(one[..rune.EncodeToUtf8(one)]);
            i += consumed;
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static string Encode(ReadOnlySpan<char> text, SearchValues<char> set)
    {
        var target = new StringBuilder(text.Length);
        Append(target, text, set);
        return target.ToString();
    }

    private static void Append(StringBuilder target, ReadOnlySpan<char> text, SearchValues<char> set)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            if (text[0] is > '\u001F' and < '\u007F')
            {
                if (set.Contains(text[0]))
                {
                    AppendEscape(target, (byte)text[0]);
                }
                else
                {
                    target.Append(text[0]);
                }

                text = text[1..];
                continue;
            }

            // A lone surrogate decodes as U+FFFD, which is what the standard encodes in its place.
            Rune.DecodeFromUtf16(text, out var rune, out var consumed);
            foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)])
            {
                AppendEscape(target, octet);
            }

            text = text[consumed..];
        }
    }

    private static bool TryReadEscape(ReadOnlySpan<char> text, int index, out byte octet)
    {
        octet = 0;
        if (text[index] != '%' || index + 2 >= text.Length
            || !char.IsAsciiHexDigit(text[index + 1]) || !char.IsAsciiHexDigit(text[index + 2]))
        {
            return false;
        }

        octet = (byte)((DigitValue(text[index + 1]) << 4) | DigitValue(text[index + 2]));
        return true;
    }

    private static int DigitValue(char hex) => char.IsAsciiDigit(hex) ? hex - '0' : (hex | 0x20) - 'a' + 10;

    private static void AppendOctet(StringBuilder target, byte octet)
    {
        if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
        {
            target.Append((char)octet);
        }
        else
        {
            AppendEscape(target, octet);
        }
    }

    private static void AppendEscape(StringBuilder target, byte octet) =>
        target.Append('%').Append(Hex[octet >> 4]).Append(Hex[octet & 15]);
}
