using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tearsheet.Reading.Links;

/// <summary>Reads the host of an http or https address into its one ASCII spelling.</summary>
/// <remarks>Spec: WHATWG URL, "Host parsing".</remarks>
internal static class HostName
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\t\n\u000B\u000C\r\u000E\u000F\u0010\u0011\u0012\u0013\u0014"
        + "\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F #%/:<>?@[\\]^|\u007F");

    /// <summary>Reads a host as written; escapes, wide forms, odd IPv4 spellings and non-ASCII names are undone.</summary>
    /// <param name="text">What stands between the credentials and the port.</param>
    /// <param name="host">Lower case; an IPv6 address stands in brackets. Empty unless the result is true.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out string host)
    {
        host = "";
        if (text is ['[', .. var inside, ']'])
        {
            return Ipv6Text.TryRead(inside, out host);
        }

        if (!TryToAscii(PercentCoding.Decode(text), out var ascii) || ascii.AsSpan().ContainsAny(Forbidden))
        {
            return false;
        }

        if (EndsInNumber(ascii))
        {
            return TryReadIpv4(ascii, out host);
        }

        host = ascii;
        return true;
    }

    private static bool TryToAscii(string name, out string ascii)
    {
        ascii = name.ToLowerInvariant();
        if (Ascii.IsValid(name))
        {
            // Also a label that begins with "xn--" and is no punycode: names like it are in use, and are looked up as they are.
            return ascii.Length > 0;
        }

        try
        {
            ascii = new IdnMapping().GetAscii(name).ToLowerInvariant();
            return ascii.Length > 0;
        }
        catch (ArgumentException)
        {
            // The only way in which IdnMapping says that a name has no ASCII form.
            return false;
        }
    }

    // Spec: WHATWG URL, "ends in a number checker".
    private static bool EndsInNumber(ReadOnlySpan<char> name)
    {
        name = name is [.., '.'] ? name[..^1] : name;
        var last = name[(name.LastIndexOf('.') + 1)..];
        return !last.IsEmpty && (!last.ContainsAnyExceptInRange('0', '9') || TryReadNumber(last, out _));
    }

    // Spec: WHATWG URL, "IPv4 parser": one to four numbers, each decimal, octal or hexadecimal.
    private static bool TryReadIpv4(ReadOnlySpan<char> name, out string host)
    {
        host = "";
        name = name is [.., '.'] ? name[..^1] : name;
        Span<Range> parts = stackalloc Range[5];
        var count = name.Split(parts, '.');
        if (count > 4)
        {
            return false;
        }

        ulong address = 0;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadNumber(name[parts[i]], out var number))
            {
                return false;
            }

            // The last number fills all the bytes that are left.
            var last = i == count - 1;
            if (number >= (last ? 1UL << (8 * (5 - count)) : 256))
            {
                return false;
            }

            address |= last ? number : number << (8 * (3 - i));
        }

        host = string.Create(
            CultureInfo.InvariantCulture,
            $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}");
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        var radix = 10;
        if (text is ['0', 'x' or 'X', ..])
        {
            radix = 16;
            text = text[2..];
        }
        else if (text is ['0', _, ..])
        {
            radix = 8;
            text = text[1..];
        }

        foreach (var c in text)
        {
            var digit = char.IsAsciiHexDigit(c) ? (char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10) : radix;
            if (digit >= radix)
            {
                return false;
            }

            // Too large is still a number, and so no name: stop growing before it wraps.
            number = Math.Min((number * (ulong)radix) + (ulong)digit, 1UL << 40);
        }

        return true;
    }
}
