using System.Numerics;
using Tearsheet.Ipld.Cids;
using static System.FormattableString;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>A shard of a HAMT directory whose links, bit field and parameters were found to fit together.</summary>
/// <remarks>Spec: UnixFS, "HAMT Directory". Fan-outs from 8 to 1024 are read, as Kubo reads them.</remarks>
internal sealed class Shard
{
    private const int HashBits = 64;
    private readonly ushort[] _slots;
    private readonly int _prefixLength;

    private Shard(UnixNode node, int bits, int prefixLength, ushort[] slots)
    {
        Node = node;
        Bits = bits;
        _prefixLength = prefixLength;
        _slots = slots;
    }

    public UnixNode Node { get; }

    /// <summary>Bits of hash that one level uses up.</summary>
    public int Bits { get; }

    public int Count => _slots.Length;

    /// <summary>The slots of the links, ascending.</summary>
    public ReadOnlySpan<ushort> Slots => _slots;

    /// <summary>Judges a shard.</summary>
    /// <param name="node">A node of type HamtShard.</param>
    /// <param name="depth">0 at the root.</param>
    /// <param name="shard">The shard, or null.</param>
    /// <returns>The fault, or null.</returns>
    public static UnixFsFault? TryRead(UnixNode node, int depth, out Shard? shard)
    {
        shard = null;
        var message = node.Message;
        if (message.HashType != ShardWriter.HashType)
        {
            return Fault(node, Invariant($"hash 0x{message.HashType:x} is not murmur3-x64-64"));
        }

        if (message.Fanout is < 8 or > 1024 || !BitOperations.IsPow2(message.Fanout))
        {
            return Fault(node, Invariant($"a fan-out of {message.Fanout} is not a power of two from 8 to 1024"));
        }

        var fanout = (int)message.Fanout;
        var bits = BitOperations.Log2((uint)fanout);
        if ((depth + 1) * bits > HashBits)
        {
            return new UnixFsFault(
                UnixFsFaultKind.TooDeep,
                node.Cid,
                Invariant($"a shard at depth {depth}, where its hash has no bits left"));
        }

        // An empty shard below the root would let a few blocks pose as millions.
        if (depth > 0 && node.Links.Count == 0)
        {
            return Fault(node, "a shard below the root is empty");
        }

        var prefixLength = ((bits - 1) / 4) + 1;
        var slots = new ushort[node.Links.Count];
        var reason = ReadSlots(node, fanout, prefixLength, slots) ?? CheckBits(message.Bytes.Span, fanout, slots);
        if (reason is not null)
        {
            return Fault(node, reason);
        }

        shard = new Shard(node, bits, prefixLength, slots);
        return null;
    }

    /// <summary>The slot of a hash at a depth.</summary>
    public int SlotOf(ulong hash, int depth) =>
        (int)((hash >> (HashBits - (Bits * (depth + 1)))) & ((1UL << Bits) - 1));

    /// <summary>The index of the link in a slot; negative when the slot is empty.</summary>
    public int IndexOf(int slot) => Array.BinarySearch(_slots, (ushort)slot);

    /// <summary>Whether the link leads to another shard.</summary>
    public bool IsShard(int index) => Node.Links[index].Name!.Length == _prefixLength;

    /// <summary>The entry's own name.</summary>
    public string NameOf(int index) => Node.Links[index].Name![_prefixLength..];

    public Cid CidOf(int index) => Node.Links[index].Cid;

    public ulong TsizeOf(int index) => Node.Links[index].Tsize ?? 0;

    private static string? ReadSlots(UnixNode node, int fanout, int prefixLength, ushort[] slots)
    {
        var last = -1;
        for (var i = 0; i < slots.Length; i++)
        {
            var name = node.Links[i].Name;
            if (name is null || name.Length < prefixLength)
            {
                return Invariant($"link {i} has no slot in its name");
            }

            var slot = 0;
            foreach (var digit in name.AsSpan(0, prefixLength))
            {
                if (!char.IsAsciiHexDigit(digit))
                {
                    return Invariant($"link {i} has no slot in its name");
                }

                slot = (slot * 16) + (digit <= '9' ? digit - '0' : (digit & ~0x20) - 'A' + 10);
            }

            if (slot >= fanout || slot <= last)
            {
                return Invariant($"link {i} is in slot {slot}, out of order or out of bounds");
            }

            last = slot;
            slots[i] = (ushort)slot;
        }

        return null;
    }

    private static string? CheckBits(ReadOnlySpan<byte> field, int fanout, ushort[] slots)
    {
        if (field.Length > fanout / 8)
        {
            return Invariant($"a bit field of {field.Length} bytes is too long for a fan-out of {fanout}");
        }

        var set = 0;
        foreach (var value in field)
        {
            set += BitOperations.PopCount(value);
        }

        foreach (var slot in slots)
        {
            if (slot / 8 >= field.Length || (field[^(1 + (slot / 8))] & (1 << (slot % 8))) == 0)
            {
                return Invariant($"slot {slot} has a link, but its bit is not set");
            }
        }

        return set == slots.Length ? null : Invariant($"{set} bits are set, but there are {slots.Length} links");
    }

    private static UnixFsFault Fault(UnixNode node, string reason) => new(UnixFsFaultKind.BadShard, node.Cid, reason);
}
