using System.Buffers.Binary;

namespace Tearsheet.Ipld.Cars;

/// <summary>What stands before the data of a CAR of version 2.</summary>
/// <param name="Characteristics">16 bytes of which one bit means something: <see cref="IsFullyIndexed"/>.</param>
/// <param name="DataOffset">Where the CAR of version 1 inside begins, from the very start.</param>
/// <param name="DataSize">How long it is, in bytes.</param>
/// <param name="IndexOffset">Where the index begins; 0 for no index.</param>
/// <remarks>Spec: ipld carv2, "Header" and "Characteristics".</remarks>
public sealed record CarV2Header(UInt128 Characteristics, long DataOffset, long DataSize, long IndexOffset)
{
    /// <summary>Bytes of the header, without the pragma before it.</summary>
    public const int Length = 40;

    /// <summary>Where the data can begin at the earliest: after pragma and header.</summary>
    public const int FirstDataOffset = 51;

    private const int FullyIndexedBit = 127;

    /// <summary>The 11 bytes that a CAR of version 2 begins with.</summary>
    public static ReadOnlySpan<byte> Pragma => [0x0a, 0xa1, 0x67, (byte)'v', (byte)'e', (byte)'r', (byte)'s', (byte)'i', (byte)'o', (byte)'n', 0x02];

    /// <summary>Whether the index names every section, those of identity CIDs too.</summary>
    public bool IsFullyIndexed => (Characteristics >> FullyIndexedBit & 1) == 1;

    /// <summary>Where the data ends, exclusive.</summary>
    public long DataEnd => DataOffset + DataSize;

    /// <summary>Reads the 40 bytes.</summary>
    /// <param name="source">Untrusted bytes.</param>
    /// <param name="header">The header; all zeros when the result is not null.</param>
    /// <returns>What is wrong, as a sentence; null when nothing is.</returns>
    public static string? TryRead(ReadOnlySpan<byte> source, out CarV2Header header)
    {
        header = new CarV2Header(0, 0, 0, 0);
        if (source.Length < Length)
        {
            return "the header of version 2 is cut off";
        }

        // The first bit of the first byte is the highest here.
        var characteristics = BinaryPrimitives.ReadUInt128BigEndian(source);
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(source[16..]);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(source[24..]);
        var index = BinaryPrimitives.ReadUInt64LittleEndian(source[32..]);
        if (offset is < FirstDataOffset or > long.MaxValue / 4 || size > long.MaxValue / 4 || index > long.MaxValue / 2)
        {
            return "the data begins or ends where it cannot";
        }

        if (index != 0 && index < offset + size)
        {
            return "the index begins before the data ends";
        }

        header = new CarV2Header(characteristics, (long)offset, (long)size, (long)index);
        return null;
    }

    /// <summary>Writes pragma and header, 51 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[FirstDataOffset];
        Pragma.CopyTo(bytes);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(11), Characteristics);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(27), (ulong)DataOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(35), (ulong)DataSize);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(43), (ulong)IndexOffset);
        return bytes;
    }
}
