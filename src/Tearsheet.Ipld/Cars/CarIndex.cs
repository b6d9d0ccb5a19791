using System.Buffers.Binary;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Cars;

/// <summary>How an index is sorted.</summary>
public enum CarIndexKind
{
    /// <summary>By the length of the digest, then by the digest; the hash function is not told.</summary>
    Sorted = 0x0400,

    /// <summary>By the hash function first.</summary>
    MultihashSorted = 0x0401,
}

/// <summary>Where the sections of a CAR are. It is only believed where the section found says the same.</summary>
/// <remarks>Spec: ipld carv2, "Index Format": little-endian numbers, buckets of entries of one width, each a digest and an offset from the data's begin.</remarks>
public sealed class CarIndex
{
    private const int OffsetBytes = 8;

    // The function's code, or this where the index does not tell it.
    private const ulong AnyHash = ulong.MaxValue;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<Bucket> _buckets;

    private CarIndex(CarIndexKind kind, ReadOnlyMemory<byte> bytes, List<Bucket> buckets)
    {
        Kind = kind;
        _bytes = bytes;
        _buckets = buckets;
        Count = buckets.Sum(bucket => (long)bucket.Count);
    }

    /// <summary>How it is sorted.</summary>
    public CarIndexKind Kind { get; }

    /// <summary>How many entries it has.</summary>
    public long Count { get; }

    /// <summary>Reads an index; the bytes are kept, not copied.</summary>
    /// <param name="bytes">Untrusted bytes: the whole index.</param>
    /// <param name="index">The index; null when the result is not.</param>
    /// <returns>What is wrong, and where; null when nothing is.</returns>
    public static CarFault? TryRead(ReadOnlyMemory<byte> bytes, out CarIndex? index)
    {
        index = null;
        if (Varint.TryRead(bytes.Span, out var kind, out var at) != VarintStatus.Ok || kind is not ((ulong)CarIndexKind.Sorted or (ulong)CarIndexKind.MultihashSorted))
        {
            return Wrong(0, "the index is of no kind that is read");
        }

        var buckets = new List<Bucket>();
        if ((CarIndexKind)kind == CarIndexKind.Sorted)
        {
            if (ReadBuckets(bytes.Span, AnyHash, buckets, ref at) is { } fault)
            {
                return fault;
            }
        }
        else
        {
            if (!TryInt32(bytes.Span, ref at, out var hashes))
            {
                return Wrong(at, "the index is cut off");
            }

            for (var i = 0; i < hashes; i++)
            {
                if (bytes.Length - at < sizeof(ulong))
                {
                    return Wrong(at, "the index is cut off");
                }

                var hash = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]);
                at += sizeof(ulong);
                if (ReadBuckets(bytes.Span, hash, buckets, ref at) is { } fault)
                {
                    return fault;
                }
            }
        }

        if (at != bytes.Length)
        {
            return Wrong(at, "bytes follow the index");
        }

        index = new CarIndex((CarIndexKind)kind, bytes, buckets);
        return null;
    }

    /// <summary>Writes an index.</summary>
    /// <param name="kind">How it is sorted.</param>
    /// <param name="sections">CIDs with the offset of their section from the begin of the data, in any order.</param>
    public static byte[] Write(CarIndexKind kind, IEnumerable<(Cid Cid, long Offset)> sections)
    {
        var target = new List<byte>();
        Span<byte> number = stackalloc byte[Varint.MaxLength];
        target.AddRange(number[..Varint.Write(number, (ulong)kind)]);
        var entries = sections.Select(section => new Entry(
            kind == CarIndexKind.Sorted ? AnyHash : section.Cid.HashCode, section.Cid.Digest.ToArray(), section.Offset));
        var hashes = entries.GroupBy(entry => entry.Hash).OrderBy(group => group.Key).ToList();
        if (kind == CarIndexKind.MultihashSorted)
        {
            Add(target, (uint)hashes.Count);
        }
        else if (hashes.Count == 0)
        {
            Add(target, 0U);
        }

        foreach (var group in hashes)
        {
            if (kind == CarIndexKind.MultihashSorted)
            {
                Add(target, group.Key);
            }

            WriteBuckets(target, group);
        }

        return [.. target];
    }

    /// <summary>Where sections of this multihash may be, from the begin of the data; more than one where a block stands twice.</summary>
    public IEnumerable<long> Find(Cid cid)
    {
        var width = cid.Digest.Length + OffsetBytes;
        foreach (var bucket in _buckets.Where(bucket => bucket.Width == width && (bucket.Hash == AnyHash || bucket.Hash == cid.HashCode)))
        {
            for (var at = First(bucket, cid); at < bucket.Count && DigestAt(bucket, at).SequenceEqual(cid.Digest); at++)
            {
                var offset = BinaryPrimitives.ReadUInt64LittleEndian(EntryAt(bucket, at)[^OffsetBytes..]);
                if (offset <= long.MaxValue / 4)
                {
                    yield return (long)offset;
                }
            }
        }
    }

    private static CarFault? ReadBuckets(ReadOnlySpan<byte> bytes, ulong hash, List<Bucket> buckets, ref int at)
    {
        if (!TryInt32(bytes, ref at, out var count))
        {
            return Wrong(at, "the index is cut off");
        }

        for (var i = 0; i < count; i++)
        {
            if (bytes.Length - at < sizeof(uint) + sizeof(ulong))
            {
                return Wrong(at, "the index is cut off");
            }

            var width = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
            var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(at + sizeof(uint))..]);
            if (width < OffsetBytes || width > Cid.MaxDigestLength + OffsetBytes || length % width != 0)
            {
                return Wrong(at, "a bucket has entries of no possible width");
            }

            at += sizeof(uint) + sizeof(ulong);
            if (length > (ulong)(bytes.Length - at))
            {
                return Wrong(at, "a bucket is cut off");
            }

            buckets.Add(new Bucket(hash, (int)width, at, (int)(length / width)));
            at += (int)length;
        }

        return null;
    }

    private static void WriteBuckets(List<byte> target, IEnumerable<Entry> entries)
    {
        var buckets = entries.GroupBy(entry => entry.Digest.Length).OrderBy(bucket => bucket.Key).ToList();
        Add(target, (uint)buckets.Count);
        foreach (var bucket in buckets)
        {
            var sorted = bucket.ToList();
            sorted.Sort(static (left, right) => left.Digest.AsSpan().SequenceCompareTo(right.Digest) is var order and not 0
                ? order
                : left.Offset.CompareTo(right.Offset));
            var width = bucket.Key + OffsetBytes;
            Add(target, (uint)width);
            Add(target, (ulong)width * (ulong)sorted.Count);
            foreach (var entry in sorted)
            {
                target.AddRange(entry.Digest);
                Add(target, (ulong)entry.Offset);
            }
        }
    }

    private static bool TryInt32(ReadOnlySpan<byte> bytes, ref int at, out int value)
    {
        value = 0;
        if (bytes.Length - at < sizeof(int))
        {
            return false;
        }

        value = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
        at += sizeof(int);
        return value >= 0;
    }

    private static void Add(List<byte> target, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        target.AddRange(bytes);
    }

    private static void Add(List<byte> target, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        target.AddRange(bytes);
    }

    private static CarFault Wrong(int at, string what) => new(CarFaultKind.InvalidIndex, at, what);

    private int First(Bucket bucket, Cid cid)
    {
        int low = 0, high = bucket.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = DigestAt(bucket, middle).SequenceCompareTo(cid.Digest) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private ReadOnlySpan<byte> EntryAt(Bucket bucket, int at) => _bytes.Span.Slice(bucket.Start + (at * bucket.Width), bucket.Width);

    private ReadOnlySpan<byte> DigestAt(Bucket bucket, int at) => EntryAt(bucket, at)[..^OffsetBytes];

    private readonly record struct Bucket(ulong Hash, int Width, int Start, int Count);

    private readonly record struct Entry(ulong Hash, byte[] Digest, long Offset);
}
