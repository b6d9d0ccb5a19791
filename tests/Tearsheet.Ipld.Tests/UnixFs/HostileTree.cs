using System.Globalization;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>Writes nodes field by field, so that they can be wrong.</summary>
internal static class HostileTree
{
    public static Cid Put(IBlockSink sink, byte[] data, params PbLink[] links)
    {
        var block = DagPb.Encode(new PbNode(links, data));
        var cid = Cid.ForBlock(Multicodec.DagPb, block);
        sink.Put(new Block(cid, block));
        return cid;
    }

    public static Cid PutRaw(IBlockSink sink, byte[] block)
    {
        var cid = Cid.ForBlock(Multicodec.Raw, block);
        sink.Put(new Block(cid, block));
        return cid;
    }

    /// <summary>A File message with the sizes given, whatever is true.</summary>
    public static byte[] File(ulong? fileSize, byte[]? bytes, params ulong[] blockSizes)
    {
        List<byte> data = [8, 2];
        if (bytes is not null)
        {
            data.Add(0x12);
            Number(data, (ulong)bytes.Length);
            data.AddRange(bytes);
        }

        if (fileSize is { } size)
        {
            data.Add(0x18);
            Number(data, size);
        }

        foreach (var blockSize in blockSizes)
        {
            data.Add(0x20);
            Number(data, blockSize);
        }

        return [.. data];
    }

    /// <summary>A HamtShard message with the bits given.</summary>
    public static byte[] Shard(byte[] bits, ulong fanout = 256, ulong hash = 0x22)
    {
        List<byte> data = [8, 5, 0x12];
        Number(data, (ulong)bits.Length);
        data.AddRange(bits);
        data.Add(0x28);
        Number(data, hash);
        data.Add(0x30);
        Number(data, fanout);
        return [.. data];
    }

    public static byte[] Bits(int fanout, params ReadOnlySpan<int> slots)
    {
        var bits = new byte[fanout / 8];
        foreach (var slot in slots)
        {
            bits[^(1 + (slot / 8))] |= (byte)(1 << (slot % 8));
        }

        return bits;
    }

    /// <summary>An honest sharded directory of any fan-out.</summary>
    public static Cid PutShard(IBlockSink sink, string[] names, Imported file, int fanout)
    {
        var bits = (int)Math.Log2(fanout);
        var format = "X" + ((bits + 3) / 4).ToString(CultureInfo.InvariantCulture);
        return Put(names, 0);

        Cid Put(IReadOnlyList<string> below, int depth)
        {
            var links = new List<PbLink>();
            var slots = below.GroupBy(name => Slot(name, depth)).OrderBy(slot => slot.Key).ToList();
            foreach (var slot in slots)
            {
                var prefix = slot.Key.ToString(format, CultureInfo.InvariantCulture);
                links.Add(slot.Count() == 1
                    ? new PbLink(file.Cid, prefix + slot.Single(), file.Tsize)
                    : new PbLink(Put([.. slot], depth + 1), prefix, 0));
            }

            return HostileTree.Put(
                sink, Shard(Bits(fanout, [.. slots.Select(slot => slot.Key)]), (ulong)fanout), [.. links]);
        }

        int Slot(string name, int depth) =>
            (int)((Murmur3.Hash64(EntryName.ToBytes(name)) >> (64 - (bits * (depth + 1)))) & (ulong)(fanout - 1));
    }

    private static void Number(List<byte> data, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            data.Add((byte)(value | 0x80));
        }

        data.Add((byte)value);
    }
}
