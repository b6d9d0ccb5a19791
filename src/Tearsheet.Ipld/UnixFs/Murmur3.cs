using System.Buffers.Binary;
using System.Numerics;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>The hash that places a name in a sharded directory.</summary>
/// <remarks>Spec: multicodec "murmur3-x64-64" (0x22): the first half of MurmurHash3_x64_128 with seed 0. It is no
/// cryptographic hash: names that collide in all 64 bits can be made, so both sides bound the depth.</remarks>
internal static class Murmur3
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    /// <summary>The hash as a number; its most significant byte is the slot in the root shard.</summary>
    public static ulong Hash64(ReadOnlySpan<byte> source)
    {
        ulong first = 0;
        ulong second = 0;
        var rest = source;
        for (; rest.Length >= 16; rest = rest[16..])
        {
            first ^= MixFirst(BinaryPrimitives.ReadUInt64LittleEndian(rest));
            first = ((BitOperations.RotateLeft(first, 27) + second) * 5) + 0x52dce729;
            second ^= MixSecond(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            second = ((BitOperations.RotateLeft(second, 31) + first) * 5) + 0x38495ab5;
        }

        if (rest.Length > 8)
        {
            second ^= MixSecond(ReadTail(rest[8..]));
        }

        if (rest.Length > 0)
        {
            first ^= MixFirst(ReadTail(rest[..Math.Min(8, rest.Length)]));
        }

        first ^= (ulong)source.Length;
        second ^= (ulong)source.Length;
        first += second;
        second += first;
        return Finish(first) + Finish(second);
    }

    private static ulong MixFirst(ulong value) => BitOperations.RotateLeft(value * C1, 31) * C2;

    private static ulong MixSecond(ulong value) => BitOperations.RotateLeft(value * C2, 33) * C1;

    private static ulong ReadTail(ReadOnlySpan<byte> tail)
    {
        ulong value = 0;
        for (var i = tail.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | tail[i];
        }

        return value;
    }

    private static ulong Finish(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
