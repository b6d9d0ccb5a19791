namespace Tearsheet.Ipld.Cids;

/// <summary>Turns bytes into multibase text and back.</summary>
/// <remarks>
/// Spec: multiformats multibase. Bases whose alphabet has one case only are read without regard to case, as the
/// table's case-insensitivity tests want; they are written in the case that the base's name says.
/// </remarks>
public static class MultibaseText
{
    /// <summary>The longest text that is read, in characters, prefix included.</summary>
    public const int MaxTextLength = 4096;

    /// <summary>The most bytes that <see cref="Encode(Multibase, ReadOnlySpan{byte})"/> takes.</summary>
    public const int MaxByteLength = 2048;

    private const string Lower32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const string Upper32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Lower36 = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const string Upper36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Btc58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Plain64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const string Url64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    // One row of 128 values per base, in the enum's order; 0xFF is "not in the alphabet".
    private static readonly byte[][] Values =
    [
        Row("0123456789abcdef", ignoreCase: true), Row("0123456789abcdef", ignoreCase: true),
        Row(Lower32, ignoreCase: true), Row(Lower32, ignoreCase: true),
        Row(Lower36, ignoreCase: true), Row(Lower36, ignoreCase: true),
        Row(Btc58, ignoreCase: false), Row(Plain64, ignoreCase: false), Row(Url64, ignoreCase: false),
    ];

    /// <summary>The text of <paramref name="bytes"/> with the base's prefix.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxByteLength"/> bytes.</exception>
    public static string Encode(Multibase multibase, ReadOnlySpan<byte> bytes) => Encode(multibase, bytes, prefix: true);

    /// <summary>Reads multibase text: the prefix names the base.</summary>
    /// <param name="text">Untrusted text; nothing is read of one longer than <see cref="MaxTextLength"/>.</param>
    /// <param name="bytes">The bytes; empty unless the result is Ok.</param>
    /// <param name="multibase">The base that the prefix named; meaningless when that is what failed.</param>
    public static MultibaseStatus TryDecode(ReadOnlySpan<char> text, out byte[] bytes, out Multibase multibase)
    {
        bytes = [];
        multibase = default;
        if (text.IsEmpty)
        {
            return MultibaseStatus.Empty;
        }

        return TryFindBase(text[0], out multibase)
            ? TryDecodeBody(multibase, text[1..], out bytes)
            : MultibaseStatus.UnknownBase;
    }

    /// <summary>The character that names <paramref name="multibase"/>.</summary>
    public static char Prefix(Multibase multibase) => "fFbBkKzmu"[(int)multibase];

    internal static bool TryFindBase(char prefix, out Multibase multibase)
    {
        var index = "fFbBkKzmu".IndexOf(prefix, StringComparison.Ordinal);
        multibase = (Multibase)Math.Max(index, 0);
        return index >= 0;
    }

    internal static string Encode(Multibase multibase, ReadOnlySpan<byte> bytes, bool prefix)
    {
        if (bytes.Length > MaxByteLength)
        {
            throw new ArgumentException($"at most {MaxByteLength} bytes are written as text, not {bytes.Length}", nameof(bytes));
        }

        return multibase switch
        {
            Multibase.Base16 => Grouped(bytes, "0123456789abcdef", 4, prefix ? 'f' : '\0'),
            Multibase.Base16Upper => Grouped(bytes, "0123456789ABCDEF", 4, prefix ? 'F' : '\0'),
            Multibase.Base32 => Grouped(bytes, Lower32, 5, prefix ? 'b' : '\0'),
            Multibase.Base32Upper => Grouped(bytes, Upper32, 5, prefix ? 'B' : '\0'),
            Multibase.Base36 => Divided(bytes, Lower36, prefix ? 'k' : '\0'),
            Multibase.Base36Upper => Divided(bytes, Upper36, prefix ? 'K' : '\0'),
            Multibase.Base58Btc => Divided(bytes, Btc58, prefix ? 'z' : '\0'),
            Multibase.Base64 => Grouped(bytes, Plain64, 6, prefix ? 'm' : '\0'),
            Multibase.Base64Url => Grouped(bytes, Url64, 6, prefix ? 'u' : '\0'),
            _ => throw new ArgumentOutOfRangeException(nameof(multibase), multibase, "no such base"),
        };
    }

    internal static MultibaseStatus TryDecodeBody(Multibase multibase, ReadOnlySpan<char> body, out byte[] bytes)
    {
        bytes = [];
        if (body.Length >= MaxTextLength)
        {
            return MultibaseStatus.TooLong;
        }

        var values = Values[(int)multibase];
        return multibase switch
        {
            Multibase.Base16 or Multibase.Base16Upper => TryJoin(body, values, 4, out bytes),
            Multibase.Base32 or Multibase.Base32Upper => TryJoin(body, values, 5, out bytes),
            Multibase.Base36 or Multibase.Base36Upper => TryMultiply(body, values, 36, out bytes),
            Multibase.Base58Btc => TryMultiply(body, values, 58, out bytes),
            _ => TryJoin(body, values, 6, out bytes),
        };
    }

    /// <summary>Reads base64 without padding and without a prefix. Linear, so of any length.</summary>
    internal static bool TryDecodeBase64(ReadOnlySpan<char> body, out byte[] bytes) =>
        TryJoin(body, Values[(int)Multibase.Base64], 6, out bytes) == MultibaseStatus.Ok;

    private static string Grouped(ReadOnlySpan<byte> bytes, string alphabet, int width, char prefix)
    {
        var start = prefix == '\0' ? 0 : 1;
        var length = start + (((bytes.Length * 8) + width - 1) / width);
        Span<char> text = length <= 256 ? stackalloc char[length] : new char[length];
        if (start == 1)
        {
            text[0] = prefix;
        }

        int held = 0, bits = 0, at = start, mask = (1 << width) - 1;
        foreach (var value in bytes)
        {
            held = (held << 8) | value;
            bits += 8;
            while (bits >= width)
            {
                bits -= width;
                text[at++] = alphabet[(held >> bits) & mask];
            }
        }

        if (bits > 0)
        {
            text[at] = alphabet[(held << (width - bits)) & mask];
        }

        return new string(text);
    }

    private static MultibaseStatus TryJoin(ReadOnlySpan<char> body, byte[] values, int width, out byte[] bytes)
    {
        bytes = [];
        var joined = new byte[body.Length * width / 8];
        int held = 0, bits = 0, at = 0;
        foreach (var character in body)
        {
            var value = character < 128 ? values[character] : (byte)0xFF;
            if (value == 0xFF)
            {
                return MultibaseStatus.NotInAlphabet;
            }

            held = (held << width) | value;
            bits += width;
            if (bits >= 8)
            {
                bits -= 8;
                joined[at++] = (byte)(held >> bits);
            }
        }

        // Whole groups left over, or bits that are set, spell the same bytes a second way.
        if (bits >= width || (held & ((1 << bits) - 1)) != 0)
        {
            return MultibaseStatus.LooseBits;
        }

        bytes = joined;
        return MultibaseStatus.Ok;
    }

    private static string Divided(ReadOnlySpan<byte> bytes, string alphabet, char prefix)
    {
        var zeros = bytes.IndexOfAnyExcept((byte)0);
        zeros = zeros < 0 ? bytes.Length : zeros;

        // Two digits hold at least a byte in base 36 and above, so twice the length is always enough.
        var size = (bytes.Length * 2) + 2;
        Span<byte> digits = size <= 512 ? stackalloc byte[size] : new byte[size];
        var count = 0;
        var radix = alphabet.Length;
        foreach (var value in bytes[zeros..])
        {
            int carry = value;
            for (var i = 0; i < count; i++)
            {
                carry += digits[i] << 8;
                digits[i] = (byte)(carry % radix);
                carry /= radix;
            }

            for (; carry > 0; carry /= radix)
            {
                digits[count++] = (byte)(carry % radix);
            }
        }

        var start = prefix == '\0' ? 0 : 1;
        var length = start + zeros + count;
        Span<char> text = length <= 256 ? stackalloc char[length] : new char[length];
        if (start == 1)
        {
            text[0] = prefix;
        }

        text.Slice(start, zeros).Fill(alphabet[0]);
        for (var i = 0; i < count; i++)
        {
            text[start + zeros + i] = alphabet[digits[count - 1 - i]];
        }

        return new string(text);
    }

    private static MultibaseStatus TryMultiply(ReadOnlySpan<char> body, byte[] values, int radix, out byte[] bytes)
    {
        bytes = [];
        var zeros = 0;
        while (zeros < body.Length && body[zeros] < 128 && values[body[zeros]] == 0)
        {
            zeros++;
        }

        Span<byte> reversed = body.Length <= 512 ? stackalloc byte[body.Length] : new byte[body.Length];
        var count = 0;
        foreach (var character in body[zeros..])
        {
            var value = character < 128 ? values[character] : (byte)0xFF;
            if (value == 0xFF)
            {
                return MultibaseStatus.NotInAlphabet;
            }

            int carry = value;
            for (var i = 0; i < count; i++)
            {
                carry += reversed[i] * radix;
                reversed[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry > 0)
            {
                reversed[count++] = (byte)carry;
            }
        }

        bytes = new byte[zeros + count];
        for (var i = 0; i < count; i++)
        {
            bytes[zeros + i] = reversed[count - 1 - i];
        }

        return MultibaseStatus.Ok;
    }

    private static byte[] Row(string alphabet, bool ignoreCase)
    {
        var row = new byte[128];
        row.AsSpan().Fill(0xFF);
        for (var i = 0; i < alphabet.Length; i++)
        {
            row[alphabet[i]] = (byte)i;
            if (ignoreCase)
            {
                row[char.ToUpperInvariant(alphabet[i])] = (byte)i;
            }
        }

        return row;
    }
}
