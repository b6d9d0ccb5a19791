using System.Buffers.Binary;
using System.Security.Cryptography;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Log;

/// <summary>What is acknowledged: bytes before these lengths count, bytes after them never happened.</summary>
/// <param name="LogFile">The number of the newest log file, from 1.</param>
/// <param name="LogLength">Its length in bytes.</param>
/// <param name="Pack">The number of the newest pack, from 1.</param>
/// <param name="PackLength">Its length in bytes.</param>
/// <param name="Seq">The number of the last entry; 0 when there is none.</param>
/// <param name="LastOffset">Where the last entry's section starts in the newest log file; 0 when there is none.</param>
/// <param name="LastEntry">The last entry; undefined when there is none.</param>
internal readonly record struct Head(
    int LogFile, long LogLength, int Pack, long PackLength, long Seq, long LastOffset, Cid LastEntry)
{
    /// <summary>How long a head is on disk: one sector, the most that a disk writes whole or not at all.</summary>
    public const int Size = 512;

    private const int Version = 1;
    private const int CidPlace = 64;
    private const int ChecksumPlace = Size - SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "tearhead"u8;

    /// <summary>Writes the sector: magic, version, copy's generation, the numbers, the CID behind its length, SHA-256 of all that.</summary>
    public void Write(Span<byte> sector, ulong generation)
    {
        sector = sector[..Size];
        sector.Clear();
        Magic.CopyTo(sector);
        BinaryPrimitives.WriteInt32LittleEndian(sector[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(sector[12..], LogFile);
        BinaryPrimitives.WriteUInt64LittleEndian(sector[16..], generation);
        BinaryPrimitives.WriteInt64LittleEndian(sector[24..], LogLength);
        BinaryPrimitives.WriteInt64LittleEndian(sector[32..], PackLength);
        BinaryPrimitives.WriteInt64LittleEndian(sector[40..], Seq);
        BinaryPrimitives.WriteInt64LittleEndian(sector[48..], LastOffset);
        BinaryPrimitives.WriteInt32LittleEndian(sector[56..], Pack);
        BinaryPrimitives.WriteInt32LittleEndian(sector[60..], LastEntry.Bytes.Length);
        LastEntry.Bytes.CopyTo(sector[CidPlace..ChecksumPlace]);
        SHA256.HashData(sector[..ChecksumPlace], sector[ChecksumPlace..]);
    }

    /// <summary>Reads a sector.</summary>
    public static HeadStatus TryRead(ReadOnlySpan<byte> sector, out Head head, out ulong generation)
    {
        head = default;
        generation = 0;
        if (sector.Length < Size || !sector.StartsWith(Magic))
        {
            return HeadStatus.Damaged;
        }

        Span<byte> checksum = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(sector[..ChecksumPlace], checksum);
        if (!checksum.SequenceEqual(sector[ChecksumPlace..Size]))
        {
            return HeadStatus.Damaged;
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(sector[8..]) != Version)
        {
            return HeadStatus.Newer;
        }

        generation = BinaryPrimitives.ReadUInt64LittleEndian(sector[16..]);
        var cidLength = BinaryPrimitives.ReadInt32LittleEndian(sector[60..]);
        var last = default(Cid);
        if (cidLength != 0 && (cidLength > ChecksumPlace - CidPlace
            || Cid.TryRead(sector.Slice(CidPlace, cidLength), out last, out var read) != CidStatus.Ok || read != cidLength))
        {
            return HeadStatus.Damaged;
        }

        head = new Head(
            BinaryPrimitives.ReadInt32LittleEndian(sector[12..]), BinaryPrimitives.ReadInt64LittleEndian(sector[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(sector[56..]), BinaryPrimitives.ReadInt64LittleEndian(sector[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(sector[40..]), BinaryPrimitives.ReadInt64LittleEndian(sector[48..]), last);
        return HeadStatus.Ok;
    }
}

/// <summary>How a copy of the head was read.</summary>
internal enum HeadStatus
{
    Ok,

    /// <summary>It is not there, or its checksum does not fit.</summary>
    Damaged,

    /// <summary>A newer Tearsheet wrote it.</summary>
    Newer,
}
