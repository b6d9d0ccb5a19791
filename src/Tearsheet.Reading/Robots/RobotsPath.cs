using System.Text;

namespace Tearsheet.Reading.Robots;

/// <summary>Paths and rules in the one form in which they are compared.</summary>
/// <remarks>Spec: RFC 9309, "The Allow and Disallow Lines".</remarks>
internal static class RobotsPath
{
    private const string Hex = "0123456789ABCDEF";

    /// <summary>The part of an address that rules speak of: path and query.</summary>
    /// <param name="address">With or without scheme and host; the fragment does not count.</param>
    public static string OfAddress(string address)
    {
        var hash = address.IndexOf('#', StringComparison.Ordinal);
        var text = hash < 0 ? address.AsSpan() : address.AsSpan(0, hash);
        var host = 0;
        if (text.StartsWith("//"))
        {
            host = 2;
        }
        else if (text.IndexOf("://") is >= 0 and var scheme && text[..scheme].IndexOfAny('/', '?', ';') < 0)
        {
            host = scheme + 3;
        }

        var start = text[host..].IndexOfAny('/', '?', ';');
        if (start < 0)
        {
            return "/";
        }

        var path = text[(host + start)..];
        return path[0] == '/' ? path.ToString() : string.Concat("/", path);
    }

    /// <summary>Writes every octet one way, so that two spellings of one path compare equal.</summary>
    /// <param name="octets">A path with its query, or the value of a rule; UTF-8, or whatever bytes came.</param>
    /// <param name="isRule">Whether <c>*</c>, and <c>$</c> at the end, have the meaning that rules give them.</param>
    /// <returns>
    /// ASCII. Unreserved octets stand plain, all others that are no delimiter escaped in upper case. In a query the delimiters
    /// <c>: / ? @</c> mean nothing more, so an escape of theirs is the same as the character. A <c>*</c> or <c>$</c> that is only
    /// itself stands escaped, and so never meets the one of a rule.
    /// </returns>
    public static string Normalize(ReadOnlySpan<byte> octets, bool isRule)
    {
        var target = new StringBuilder(octets.Length);
        var inQuery = false;
        for (var i = 0; i < octets.Length; i++)
        {
            var octet = octets[i];
            if (octet == '%' && TryReadEscape(octets[i..], out var escaped))
            {
                i += 2;
                if (IsUnreserved(escaped) || (inQuery && escaped is (byte)':' or (byte)'/' or (byte)'?' or (byte)'@'))
                {
                    target.Append((char)escaped);
                }
                else
                {
                    AppendEscape(target, escaped);
                }

                continue;
            }

            inQuery |= octet == '?';
            var meansMore = octet == '*' || (octet == '$' && i == octets.Length - 1);
            if (octet is (byte)'*' or (byte)'$' ? isRule && meansMore : IsUnreserved(octet) || IsDelimiter(octet))
            {
                target.Append((char)octet);
            }
            else
            {
                AppendEscape(target, octet);
            }
        }

        return target.ToString();
    }

    private static bool IsUnreserved(byte octet) =>
        char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';

    private static bool IsDelimiter(byte octet) => ":/?#[]@!&'()+,;="u8.Contains(octet);

    private static bool TryReadEscape(ReadOnlySpan<byte> text, out byte octet)
    {
        octet = 0;
        if (text.Length < 3 || !char.IsAsciiHexDigit((char)text[1]) || !char.IsAsciiHexDigit((char)text[2]))
        {
            return false;
        }

        octet = (byte)((Digit(text[1]) << 4) | Digit(text[2]));
        return true;
    }

    private static int Digit(byte hex) => char.IsAsciiDigit((char)hex) ? hex - '0' : (hex | 0x20) - 'a' + 10;

    private static void AppendEscape(StringBuilder target, byte octet) =>
        target.Append('%').Append(Hex[octet >> 4]).Append(Hex[octet & 15]);
}
