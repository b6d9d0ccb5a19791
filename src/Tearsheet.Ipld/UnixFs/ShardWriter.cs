using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>
/// Writes a HAMT from nothing. Its shape follows from the set of names alone: a slot holds an entry, or, when two names
/// share it, a shard of their own; never a shard of one.
/// </summary>
/// <remarks>Spec: UnixFS, "HAMT structure and parameters".</remarks>
internal static class ShardWriter
{
    /// <summary>Slots of a shard; one byte of the hash chooses among them.</summary>
    public const int Fanout = 256;

    /// <summary>Multicodec of murmur3-x64-64.</summary>
    public const int HashType = 0x22;

    /// <summary>Levels that 64 bits of hash can tell apart.</summary>
    public const int MaxDepth = 8;

    private const string Hex = "0123456789ABCDEF";

    /// <summary>The slot of a name at a depth; 0 is the root.</summary>
    public static int Slot(ulong hash, int depth) => (int)(hash >> (56 - (8 * depth))) & 0xff;

    /// <summary>Writes all shards of a directory, children first.</summary>
    /// <exception cref="ArgumentException">Names collide in all 64 bits of their hash: no HAMT can hold
    /// both.</exception>
    public static Imported Write(ImportProfile profile, IBlockSink sink, ReadOnlySpan<NamedLink> links)
    {
        var hashes = new ulong[links.Length];
        var ordered = links.ToArray();
        for (var i = 0; i < links.Length; i++)
        {
            hashes[i] = Murmur3.Hash64(links[i].Name.Span);
        }

        Array.Sort(hashes, ordered);
        return Write(profile, sink, hashes, ordered, 0);
    }

    /// <summary>Writes the shard of entries that share the first <paramref name="depth"/> slots.</summary>
    public static Imported Write(
        ImportProfile profile, IBlockSink sink, ReadOnlySpan<ulong> hashes, ReadOnlySpan<NamedLink> links, int depth)
    {
        if (depth == MaxDepth)
        {
            throw new ArgumentException(
                "Two names of a directory share all 64 bits of their hash and cannot stand in one sharded directory",
                nameof(links));
        }

        Span<byte> bits = stackalloc byte[Fanout / 8];
        bits.Clear();
        using var writer = new NodeWriter(profile, sink);
        for (var start = 0; start < links.Length;)
        {
            var slot = Slot(hashes[start], depth);
            var end = start + 1;
            while (end < links.Length && Slot(hashes[end], depth) == slot)
            {
                end++;
            }

            if (end - start == 1)
            {
                AddEntry(writer, bits, slot, links[start]);
            }
            else
            {
                var child = Write(profile, sink, hashes[start..end], links[start..end], depth + 1);
                AddShard(writer, bits, slot, child.Cid, child.Tsize);
            }

            start = end;
        }

        return Finish(writer, bits);
    }

    public static void AddEntry(NodeWriter writer, Span<byte> bits, int slot, NamedLink link)
    {
        Mark(bits, slot);
        writer.AddLink(link.Cid, [(byte)Hex[slot >> 4], (byte)Hex[slot & 15]], link.Name.Span, link.Tsize);
    }

    public static void AddShard(NodeWriter writer, Span<byte> bits, int slot, Cid cid, ulong tsize)
    {
        Mark(bits, slot);
        writer.AddLink(cid, [(byte)Hex[slot >> 4], (byte)Hex[slot & 15]], [], tsize);
    }

    /// <summary>Closes a shard whose links were added in the order of their slots.</summary>
    public static Imported Finish(NodeWriter writer, ReadOnlySpan<byte> bits)
    {
        // The bit field is one big-endian number, so zero bytes before its first bit are left out.
        var leading = bits.IndexOfAnyExcept((byte)0);
        var field = bits[(leading < 0 ? bits.Length : leading)..];
        Span<byte> data = stackalloc byte[4 + field.Length + 5];
        data[0] = 0x08;
        data[1] = (byte)NodeType.HamtShard;
        data[2] = 0x12;
        data[3] = (byte)field.Length;
        field.CopyTo(data[4..]);
        ReadOnlySpan<byte> parameters = [0x28, HashType, 0x30, Fanout & 0x7f | 0x80, Fanout >> 7];
        parameters.CopyTo(data[(4 + field.Length)..]);
        return writer.Finish(data, 0);
    }

    private static void Mark(Span<byte> bits, int slot) => bits[^(1 + (slot / 8))] |= (byte)(1 << (slot % 8));
}
