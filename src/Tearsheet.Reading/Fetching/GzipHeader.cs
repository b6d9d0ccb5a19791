using System.Buffers.Binary;

namespace Tearsheet.Reading.Fetching;

/// <summary>The header of a gzip member.</summary>
/// <remarks>Spec: RFC 1952, "Member format".</remarks>
internal static class GzipHeader
{
    private const int Fixed = 10;

    /// <summary>Measures the header at the front of <paramref name="member"/>.</summary>
    /// <param name="member">Untrusted bytes.</param>
    /// <param name="length">Where the deflated data begin; 0 unless the result is true.</param>
    public static bool TryMeasure(ReadOnlySpan<byte> member, out int length)
    {
        length = 0;
        if (member.Length < Fixed || member[0] != 0x1F || member[1] != 0x8B || member[2] != 8)
        {
            return false;
        }

        var (flags, at) = (member[3], Fixed);
        if ((flags & 4) != 0)
        {
            if (member.Length < at + 2)
            {
                return false;
            }

            at += 2 + BinaryPrimitives.ReadUInt16LittleEndian(member[at..]);
        }

        // A file name and a comment, each ended by a zero.
        foreach (var flag in (ReadOnlySpan<int>)[8, 16])
        {
            if ((flags & flag) == 0)
            {
                continue;
            }

            var zero = at < member.Length ? member[at..].IndexOf((byte)0) : -1;
            if (zero < 0)
            {
                return false;
            }

            at += zero + 1;
        }

        at += (flags & 2) != 0 ? 2 : 0;
        length = at <= member.Length ? at : 0;
        return length > 0;
    }
}
