namespace Tearsheet.Ipld.UnixFs;

/// <summary>What a UnixFS node says it is, by its number on the wire.</summary>
internal enum NodeType
{
    Raw = 0,
    Directory = 1,
    File = 2,
    Metadata = 3,
    Symlink = 4,
    HamtShard = 5,
}

/// <summary>Why bytes are no UnixFS Data message.</summary>
internal enum DataStatus
{
    Ok,
    Truncated,
    BadNumber,
    BadField,
    WrongWireType,
    NoType,
    UnknownType,
}

/// <summary>The UnixFS Data message, as it stands in the Data field of a dag-pb node.</summary>
/// <param name="Type">What the node is.</param>
/// <param name="Bytes">File bytes, link target or shard bit field; a slice of what was read.</param>
/// <param name="FileSize">Bytes of file below and in this node; null where the writer left it out.</param>
/// <param name="BlockSizes">Bytes of file below each link.</param>
/// <param name="HashType">Multicodec of a shard's hash; 0 where absent.</param>
/// <param name="Fanout">Slots of a shard; 0 where absent.</param>
/// <remarks>
/// Spec: UnixFS, "Data field": a proto2 message. Read as the other implementations read it: unknown fields are passed
/// over, the last of a repeated single field wins, blocksizes may be packed.
/// </remarks>
internal readonly record struct DataMessage(
    NodeType Type,
    ReadOnlyMemory<byte> Bytes,
    ulong? FileSize,
    IReadOnlyList<ulong> BlockSizes,
    ulong HashType,
    ulong Fanout)
{
    /// <summary>The POSIX mode of UnixFS 1.5; null where absent.</summary>
    public uint? Mode { get; init; }

    /// <summary>When the file was changed last, of UnixFS 1.5; null where absent.</summary>
    public UnixTime? Modified { get; init; }

    private const int WireVarint = 0;
    private const int WireFixed64 = 1;
    private const int WireLengthDelimited = 2;
    private const int WireFixed32 = 5;

    /// <summary>Reads a message.</summary>
    /// <param name="source">Untrusted bytes.</param>
    /// <param name="message">The message; default unless the result is Ok.</param>
    /// <param name="offset">Where reading stopped.</param>
    public static DataStatus TryRead(ReadOnlyMemory<byte> source, out DataMessage message, out int offset)
    {
        message = default;
        offset = 0;
        ulong? type = null;
        ReadOnlyMemory<byte> bytes = default;
        ulong? fileSize = null;
        List<ulong>? blockSizes = null;
        ulong hashType = 0;
        ulong fanout = 0;
        uint? mode = null;
        UnixTime? modified = null;
        var span = source.Span;
        while (offset < span.Length)
        {
            var status = TryReadVarint(span, ref offset, out var tag);
            if (status != DataStatus.Ok)
            {
                return status;
            }

            var field = tag >> 3;
            var wire = (int)(tag & 7);
            if (field is 0 or > 0x1fffffff)
            {
                return DataStatus.BadField;
            }

            if (field is >= 1 and <= 8 && !IsExpected((int)field, wire))
            {
                return DataStatus.WrongWireType;
            }

            status = TryReadValue(span, ref offset, wire, out var number, out var range);
            if (status != DataStatus.Ok)
            {
                return status;
            }

            switch (field)
            {
                case 1:
                    type = number;
                    break;
                case 2:
                    bytes = source[range];
                    break;
                case 3:
                    fileSize = number;
                    break;
                case 4 when wire == WireVarint:
                    (blockSizes ??= []).Add(number);
                    break;
                case 4:
                    status = TryReadPacked(span[range], blockSizes ??= []);
                    if (status != DataStatus.Ok)
                    {
                        return status;
                    }

                    break;
                case 5:
                    hashType = number;
                    break;
                case 6:
                    fanout = number;
                    break;
                case 7:
                    // Kept as it is written; what lies above the twelve bits of POSIX means nothing to us.
                    mode = (uint)number;
                    break;
                case 8:
                    status = TryReadTime(span[range], out var time);
                    if (status != DataStatus.Ok)
                    {
                        return status;
                    }

                    modified = time;
                    break;
                default:
                    break;
            }
        }

        if (type is null)
        {
            return DataStatus.NoType;
        }

        if (type > (ulong)NodeType.HamtShard)
        {
            return DataStatus.UnknownType;
        }

        IReadOnlyList<ulong> sizes = blockSizes ?? [];
        message = new DataMessage((NodeType)type, bytes, fileSize, sizes, hashType, fanout) { Mode = mode, Modified = modified };
        return DataStatus.Ok;
    }

    private static bool IsExpected(int field, int wire) => field switch
    {
        2 or 8 => wire == WireLengthDelimited,
        4 => wire is WireVarint or WireLengthDelimited,
        _ => wire == WireVarint,
    };

    private static DataStatus TryReadValue(
        ReadOnlySpan<byte> source, ref int offset, int wire, out ulong number, out Range range)
    {
        number = 0;
        range = default;
        switch (wire)
        {
            case WireVarint:
                return TryReadVarint(source, ref offset, out number);
            case WireFixed64:
                return TrySkip(source, ref offset, sizeof(ulong));
            case WireFixed32:
                return TrySkip(source, ref offset, sizeof(uint));
            case WireLengthDelimited:
                var status = TryReadVarint(source, ref offset, out var length);
                if (status != DataStatus.Ok)
                {
                    return status;
                }

                if (length > (ulong)(source.Length - offset))
                {
                    return DataStatus.Truncated;
                }

                range = offset..(offset + (int)length);
                offset += (int)length;
                return DataStatus.Ok;
            default:
                // Groups: no implementation writes them, and skipping one needs a depth bound of its own.
                return DataStatus.WrongWireType;
        }
    }

    private static DataStatus TryReadPacked(ReadOnlySpan<byte> source, List<ulong> numbers)
    {
        for (var offset = 0; offset < source.Length;)
        {
            var status = TryReadVarint(source, ref offset, out var number);
            if (status != DataStatus.Ok)
            {
                return status;
            }

            numbers.Add(number);
        }

        return DataStatus.Ok;
    }

    // Spec: UnixFS, "mtime": seconds as a varint, nanoseconds as four bytes; nanoseconds of a second or more make the block malformed.
    private static DataStatus TryReadTime(ReadOnlySpan<byte> source, out UnixTime time)
    {
        time = default;
        long? seconds = null;
        uint nanoseconds = 0;
        for (var offset = 0; offset < source.Length;)
        {
            var status = TryReadVarint(source, ref offset, out var tag);
            if (status != DataStatus.Ok)
            {
                return status;
            }

            var start = offset;
            status = TryReadValue(source, ref offset, (int)(tag & 7), out var number, out _);
            if (status != DataStatus.Ok)
            {
                return status;
            }

            switch (tag)
            {
                case (1 << 3) | WireVarint:
                    seconds = (long)number;
                    break;
                case (2 << 3) | WireFixed32:
                    nanoseconds = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(source[start..]);
                    break;
                default:
                    break;
            }
        }

        time = new UnixTime(seconds ?? 0, nanoseconds);
        return seconds is null || nanoseconds > 999_999_999 ? DataStatus.BadNumber : DataStatus.Ok;
    }

    private static DataStatus TrySkip(ReadOnlySpan<byte> source, ref int offset, int count)
    {
        if (source.Length - offset < count)
        {
            return DataStatus.Truncated;
        }

        offset += count;
        return DataStatus.Ok;
    }

    /// <summary>A protobuf number: up to ten bytes, and not held to the shortest form as multiformats are.</summary>
    private static DataStatus TryReadVarint(ReadOnlySpan<byte> source, ref int offset, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (offset == source.Length)
            {
                return DataStatus.Truncated;
            }

            var current = source[offset++];
            if (shift == 63 && current > 1)
            {
                return DataStatus.BadNumber;
            }

            value |= (ulong)(current & 0x7f) << shift;
            if (current < 0x80)
            {
                return DataStatus.Ok;
            }
        }

        return DataStatus.BadNumber;
    }
}
