using System.Globalization;
using System.Text;

namespace Tearsheet.Reading.Links;

/// <summary>Reads and writes the text form of IPv6 addresses as they stand in addresses.</summary>
/// <remarks>Spec: WHATWG URL, "IPv6 parser" and "IPv6 serializer". A zone identifier is refused.</remarks>
internal static class Ipv6Text
{
    /// <summary>Reads what stands between the brackets.</summary>
    /// <param name="text">The address without brackets.</param>
    /// <param name="host">With brackets, compressed, lower case; empty unless the result is true.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out string host)
    {
        host = "";
        Span<ushort> pieces = stackalloc ushort[8];
        var count = 0;
        var gap = -1;
        if (text is [':', ..])
        {
            if (text is not [':', ':', ..])
            {
                return false;
            }

            text = text[2..];
            gap = 0;
        }

        while (!text.IsEmpty)
        {
            if (count == 8)
            {
                return false;
            }

            if (text[0] == ':')
            {
                if (gap >= 0)
                {
                    return false;
                }

                text = text[1..];
                gap = count;
                continue;
            }

            var length = text.IndexOfAnyExcept(Hexadecimal);
            length = length < 0 ? text.Length : length;
            if (length < text.Length && text[length] == '.')
            {
                if (count > 6 || !TryReadIpv4Tail(text, pieces[count..]))
                {
                    return false;
                }

                count += 2;
                break;
            }

            if (length is 0 or > 4)
            {
                return false;
            }

            pieces[count++] = ushort.Parse(text[..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            text = text[length..];
            if (text.IsEmpty)
            {
                break;
            }

            // A colon at the very end stands between nothing, unless it is the second of a gap.
            if (text[0] != ':' || text.Length == 1)
            {
                return false;
            }

            text = text[1..];
        }

        if (gap < 0 ? count != 8 : count > 7)
        {
            return false;
        }

        if (gap >= 0)
        {
            var tail = count - gap;
            pieces[gap..count].CopyTo(pieces[(8 - tail)..]);
            pieces[gap..(8 - tail)].Clear();
        }

        host = Write(pieces);
        return true;
    }

    private static readonly System.Buffers.SearchValues<char> Hexadecimal =
        System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static bool TryReadIpv4Tail(ReadOnlySpan<char> text, Span<ushort> pieces)
    {
        Span<Range> parts = stackalloc Range[5];
        if (text.Split(parts, '.') != 4)
        {
            return false;
        }

        uint address = 0;
        for (var i = 0; i < 4; i++)
        {
            var part = text[parts[i]];
            if (part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9') || part is ['0', _, ..]
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                return false;
            }

            address = (address << 8) | octet;
        }

        pieces[0] = (ushort)(address >> 16);
        pieces[1] = (ushort)address;
        return true;
    }

    private static string Write(ReadOnlySpan<ushort> pieces)
    {
        var (start, length) = LongestZeros(pieces);
        var target = new StringBuilder("[");
        for (var i = 0; i < 8; i++)
        {
            if (i == start)
            {
                target.Append(i == 0 ? "::" : ":");
                i += length - 1;
                continue;
            }

            target.Append(CultureInfo.InvariantCulture, $"{pieces[i]:x}");
            if (i < 7)
            {
                target.Append(':');
            }
        }

        return target.Append(']').ToString();
    }

    private static (int Start, int Length) LongestZeros(ReadOnlySpan<ushort> pieces)
    {
        var (start, length) = (-1, 1);
        for (var i = 0; i < 8; i++)
        {
            var end = i;
            while (end < 8 && pieces[end] == 0)
            {
                end++;
            }

            if (end - i > length)
            {
                (start, length) = (i, end - i);
            }

            i = end;
        }

        return (start, length);
    }
}
