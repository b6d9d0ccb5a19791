using System.Text;

namespace Tearsheet.Ipld.Codecs;

/// <summary>Orders text by its UTF-8 bytes without making them.</summary>
internal static class TextOrder
{
    /// <summary>UTF-8 that throws on a lone surrogate instead of writing a replacement for it.</summary>
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Compares as the UTF-8 bytes of both would compare; null counts as empty.</summary>
    public static int CompareUtf8(string? left, string? right)
    {
        var a = left.AsSpan();
        var b = right.AsSpan();
        var same = a.CommonPrefixLength(b);
        return same == a.Length || same == b.Length
            ? a.Length.CompareTo(b.Length)
            : Rank(a[same]).CompareTo(Rank(b[same]));
    }

    /// <summary>Compares as keys of a DAG-CBOR map: the shorter in UTF-8 first, then by bytes.</summary>
    /// <remarks>Spec: ipld dag-cbor, "Strictness", after RFC 7049, "Canonical CBOR".</remarks>
    public static int CompareKeys(string left, string right)
    {
        var byLength = Encoding.UTF8.GetByteCount(left).CompareTo(Encoding.UTF8.GetByteCount(right));
        return byLength != 0 ? byLength : CompareUtf8(left, right);
    }

    // UTF-16 sorts surrogates, which stand for U+10000 and up, before U+E000..U+FFFF; UTF-8 sorts them after.
    private static int Rank(char unit) => unit >= 0xE000 ? unit - 0x800 : char.IsSurrogate(unit) ? unit + 0x2000 : unit;
}
