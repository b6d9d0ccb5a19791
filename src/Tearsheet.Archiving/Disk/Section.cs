using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Disk;

/// <summary>One block in a CAR file: where its section starts, where its bytes start, and how many they are.</summary>
/// <param name="Cid">The CID as the section says it; nobody has looked whether the bytes agree.</param>
/// <param name="Offset">First byte of the section: its length, a varint.</param>
/// <param name="BytesOffset">First byte of the block.</param>
/// <param name="Length">Bytes of the block.</param>
internal readonly record struct Section(Cid Cid, long Offset, long BytesOffset, int Length)
{
    /// <summary>The first byte after the section.</summary>
    public long End => BytesOffset + Length;
}

/// <summary>How the front of a section was read.</summary>
internal enum SectionStatus
{
    Ok,

    /// <summary>The length is no varint, is zero, or is longer than any block here can be.</summary>
    BadLength,

    /// <summary>What follows the length is no CID.</summary>
    BadCid,

    /// <summary>The section says that it ends after the file does.</summary>
    PastEnd,
}

/// <summary>The layout of a pack and of a log file: CARv1 with one constant header, and no roots.</summary>
/// <remarks>
/// Spec: IPLD, "CARv1". The header never changes, so a file can be appended to for ever and cut at any section.
/// </remarks>
internal static class CarLayout
{
    /// <summary>The longest block that is written or believed: 64 MiB, far over the 2 MiB that IPFS nodes exchange.</summary>
    public const int LongestBlock = 1 << 26;

    /// <summary>The most bytes that stand before a block: its length and its CID.</summary>
    public const int LongestFront = Varint.MaxLength + 1 + (3 * Varint.MaxLength) + Cid.MaxDigestLength;

    /// <summary>DAG-CBOR of {roots: [], version: 1} behind its length.</summary>
    public static ReadOnlySpan<byte> Header =>
        [0x11, 0xa2, 0x65, (byte)'r', (byte)'o', (byte)'o', (byte)'t', (byte)'s', 0x80,
            0x67, (byte)'v', (byte)'e', (byte)'r', (byte)'s', (byte)'i', (byte)'o', (byte)'n', 0x01];

    /// <summary>Writes length and CID, which stand before a block, into <paramref name="target"/>.</summary>
    /// <returns>Bytes written, at most <see cref="LongestFront"/>.</returns>
    public static int WriteFront(Span<byte> target, Cid cid, int blockLength)
    {
        var name = cid.Bytes;
        var length = Varint.Write(target, (ulong)(name.Length + blockLength));
        name.CopyTo(target[length..]);
        return length + name.Length;
    }

    /// <summary>Reads length and CID of the section that starts at <paramref name="offset"/>.</summary>
    /// <param name="front">The bytes from there, at least <see cref="LongestFront"/> or up to <paramref name="end"/>.</param>
    /// <param name="offset">Where in the file <paramref name="front"/> starts.</param>
    /// <param name="end">Where the sections end.</param>
    /// <param name="section">What was read; with <see cref="SectionStatus.PastEnd"/> too, for the CID names what is cut off.</param>
    public static SectionStatus TryReadFront(ReadOnlySpan<byte> front, long offset, long end, out Section section)
    {
        section = default;
        if (Varint.TryRead(front, out var length, out var lengthBytes) != VarintStatus.Ok
            || length is 0 or > LongestBlock + LongestFront)
        {
            return SectionStatus.BadLength;
        }

        var rest = front[lengthBytes..];
        rest = rest[..(int)Math.Min((ulong)rest.Length, length)];
        if (Cid.TryRead(rest, out var cid, out var cidBytes) != CidStatus.Ok)
        {
            return SectionStatus.BadCid;
        }

        section = new Section(cid, offset, offset + lengthBytes + cidBytes, (int)length - cidBytes);
        return section.End > end ? SectionStatus.PastEnd : SectionStatus.Ok;
    }
}
