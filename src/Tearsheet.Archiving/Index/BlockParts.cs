using System.Buffers.Binary;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Index;

/// <summary>Which blocks a capture or an article is made of, eight bytes of each digest, sorted. Erasing asks whom else a block
/// belongs to; two blocks that share eight bytes by chance would only be kept longer.</summary>
internal static class BlockParts
{
    public static byte[] Pack(IEnumerable<Cid> cids)
    {
        ulong[] keys = [.. cids.Select(KeyOf).Distinct().Order()];
        var parts = new byte[keys.Length * sizeof(ulong)];
        for (var i = 0; i < keys.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(parts.AsSpan(i * sizeof(ulong)), keys[i]);
        }

        return parts;
    }

    /// <summary>Takes every part out of <paramref name="candidates"/>.</summary>
    public static void Remove(ReadOnlySpan<byte> parts, HashSet<ulong> candidates)
    {
        for (; parts.Length >= sizeof(ulong); parts = parts[sizeof(ulong)..])
        {
            candidates.Remove(BinaryPrimitives.ReadUInt64BigEndian(parts));
        }
    }

    /// <summary>The first bytes of the digest.</summary>
    public static ulong KeyOf(Cid cid)
    {
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        start.Clear();
        cid.Digest[..Math.Min(sizeof(ulong), cid.Digest.Length)].CopyTo(start);
        return BinaryPrimitives.ReadUInt64BigEndian(start);
    }
}
