using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Tearsheet.Reading.Captures.Wacz;

/// <summary>One entry of a ZIP.</summary>
/// <param name="Name">Its path, as written.</param>
/// <param name="Length">Bytes when unpacked, as it claims.</param>
/// <param name="IsStored">Whether it is stored as it is; else it is deflated.</param>
public sealed record ZipEntry(string Name, long Length, bool IsStored)
{
    internal long Offset { get; init; }

    internal long PackedLength { get; init; }

    internal int Method { get; init; }
}

/// <summary>
/// Reads a ZIP that anybody may have made: its directory is bounded, and an entry gives no more bytes than it claims. Nothing is
/// unpacked to a disk, so that a path can lead nowhere; one that tries is refused all the same.
/// </summary>
/// <remarks>Spec: APPNOTE.TXT 6.3, "ZIP file format", with ZIP64.</remarks>
internal sealed class ZipReader
{
    /// <summary>The largest directory that is read.</summary>
    private const int LargestDirectory = 64 << 20;

    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;

    private readonly Stream _file;

    private ZipReader(Stream file, IReadOnlyList<ZipEntry> entries) => (_file, Entries) = (file, entries);

    /// <summary>In the order of the directory; each name once.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>Reads the directory.</summary>
    /// <param name="file">Sought; the caller disposes it.</param>
    /// <exception cref="InvalidDataException">It is no ZIP that can be read; the message is a sentence.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ZipReader Open(Stream file)
    {
        var (begin, length) = FindDirectory(file);
        var directory = Read(file, begin, (int)length);
        var entries = new List<ZipEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var rest = directory.AsSpan();
        while (rest.Length >= 46 && BinaryPrimitives.ReadUInt32LittleEndian(rest) == 0x02014B50)
        {
            var entry = ReadEntry(rest, out var size);
            if (IsUnsafe(entry.Name))
            {
                throw new InvalidDataException($"The ZIP holds an entry named \"{entry.Name}\", whose path leads out of it.");
            }

            if (names.Add(entry.Name))
            {
                entries.Add(entry);
            }

            rest = rest[size..];
        }

        return new ZipReader(file, entries);
    }

    public ZipEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>Opens an entry; one that is stored can be sought. Only one is read at a time.</summary>
    /// <exception cref="InvalidDataException">The entry is not where the directory says, or is packed in a way that is not read here.</exception>
    public Stream Open(ZipEntry entry)
    {
        var head = Read(_file, entry.Offset, 30);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head) != 0x04034B50)
        {
            throw new InvalidDataException($"{entry.Name} is not where the ZIP's directory says.");
        }

        var begin = entry.Offset + 30 + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(26)) + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(28));
        if (begin > _file.Length - entry.PackedLength)
        {
            throw new InvalidDataException($"{entry.Name} reaches over the end of the ZIP.");
        }

        var packed = new FilePart(_file, begin, entry.PackedLength);
        return entry.Method switch
        {
            0 => packed,
            8 => new BoundedStream(new DeflateStream(packed, CompressionMode.Decompress), entry.Length),
            _ => throw new InvalidDataException(FormattableString.Invariant($"{entry.Name} is packed by method {entry.Method}; only stored and deflated entries are read.")),
        };
    }

    private static (long Begin, long Length) FindDirectory(Stream file)
    {
        var tailLength = (int)Math.Min(file.Length, EndLength + LongestComment);
        var tail = Read(file, file.Length - tailLength, tailLength).AsSpan();
        var at = tail.LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || tail.Length - at < EndLength)
        {
            throw new InvalidDataException("The file is no ZIP, or its end is missing.");
        }

        long length = BinaryPrimitives.ReadUInt32LittleEndian(tail[(at + 12)..]);
        long begin = BinaryPrimitives.ReadUInt32LittleEndian(tail[(at + 16)..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 10)..]);
        if ((begin == uint.MaxValue || length == uint.MaxValue || count == ushort.MaxValue) && at >= 20
            && BinaryPrimitives.ReadUInt32LittleEndian(tail[(at - 20)..]) == 0x07064B50)
        {
            var big = Read(file, BinaryPrimitives.ReadInt64LittleEndian(tail[(at - 12)..]), 56);
            length = BinaryPrimitives.ReadInt64LittleEndian(big.AsSpan(40));
            begin = BinaryPrimitives.ReadInt64LittleEndian(big.AsSpan(48));
        }

        return length is < 0 or > LargestDirectory
            ? throw new InvalidDataException(FormattableString.Invariant($"The ZIP's directory has {length} bytes; more than {LargestDirectory} are not read."))
            : (begin, length);
    }

    private static ZipEntry ReadEntry(ReadOnlySpan<byte> bytes, out int size)
    {
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]);
        size = 46 + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
        if (size > bytes.Length)
        {
            throw new InvalidDataException("The ZIP's directory is cut off.");
        }

        long packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(bytes[42..]);
        var extra = bytes.Slice(46 + nameLength, extraLength);
        while (extra.Length >= 4)
        {
            var field = extra[4..];
            field = field[..Math.Min(field.Length, BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]))];
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                length = Big(length, ref field);
                packed = Big(packed, ref field);
                offset = Big(offset, ref field);
                break;
            }

            extra = extra[(4 + field.Length)..];
        }

        var method = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        return new ZipEntry(Encoding.UTF8.GetString(bytes.Slice(46, nameLength)), length, method == 0)
        {
            Offset = offset,
            PackedLength = packed,
            Method = method,
        };

        static long Big(long value, ref ReadOnlySpan<byte> field)
        {
            if (value != uint.MaxValue || field.Length < 8)
            {
                return value;
            }

            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
            return value;
        }
    }

    private static bool IsUnsafe(string name) =>
        name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
        || name is [_, ':', ..] || name.Split('/').Contains("..", StringComparer.Ordinal);

    private static byte[] Read(Stream file, long begin, int length)
    {
        if (begin < 0 || begin > file.Length - length)
        {
            throw new InvalidDataException("The ZIP points to a place outside of itself: it is cut off or damaged.");
        }

        var bytes = new byte[length];
        file.Position = begin;
        file.ReadExactly(bytes);
        return bytes;
    }
}
