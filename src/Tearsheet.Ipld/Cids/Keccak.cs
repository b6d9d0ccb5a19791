using System.Buffers.Binary;
using System.Numerics;

namespace Tearsheet.Ipld.Cids;

/// <summary>SHA-3, which not every platform's library has.</summary>
/// <remarks>Spec: FIPS 202, "Keccak" and "SHA-3 Hash Functions".</remarks>
internal static class Keccak
{
    private const int Lanes = 25;
    private const int Rounds = 24;

    private static readonly ulong[] RoundConstants = MakeRoundConstants();

    // Along the path that rho and pi take through the lanes: where each goes, and by how much it turns.
    private static readonly (int Lane, int Turn)[] Path = MakePath();

    /// <summary>Writes a digest of 28, 32, 48 or 64 bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> source, Span<byte> digest)
    {
        var rate = (Lanes * 8) - (2 * digest.Length);
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        for (; source.Length >= rate; source = source[rate..])
        {
            Absorb(state, source[..rate]);
        }

        Span<byte> last = stackalloc byte[Lanes * 8];
        last.Clear();
        source.CopyTo(last);
        last[source.Length] = 0x06;
        last[rate - 1] |= 0x80;
        Absorb(state, last[..rate]);

        Span<byte> bytes = stackalloc byte[Lanes * 8];
        for (var i = 0; i < Lanes; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(i * 8)..], state[i]);
        }

        bytes[..digest.Length].CopyTo(digest);
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (var i = 0; i < block.Length / 8; i++)
        {
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(i * 8)..]);
        }

        Span<ulong> column = stackalloc ulong[5];
        Span<ulong> row = stackalloc ulong[5];
        for (var round = 0; round < Rounds; round++)
        {
            for (var x = 0; x < 5; x++)
            {
                column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
            }

            for (var i = 0; i < Lanes; i++)
            {
                state[i] ^= column[(i + 4) % 5] ^ BitOperations.RotateLeft(column[(i + 1) % 5], 1);
            }

            var moved = state[1];
            foreach (var (lane, turn) in Path)
            {
                (state[lane], moved) = (BitOperations.RotateLeft(moved, turn), state[lane]);
            }

            for (var y = 0; y < Lanes; y += 5)
            {
                state.Slice(y, 5).CopyTo(row);
                for (var x = 0; x < 5; x++)
                {
                    state[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
                }
            }

            state[0] ^= RoundConstants[round];
        }
    }

    private static ulong[] MakeRoundConstants()
    {
        var constants = new ulong[Rounds];
        var register = 1;
        for (var round = 0; round < Rounds; round++)
        {
            for (var bit = 0; bit < 7; bit++)
            {
                constants[round] |= (ulong)(register & 1) << ((1 << bit) - 1);
                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }

        return constants;
    }

    private static (int Lane, int Turn)[] MakePath()
    {
        var path = new (int, int)[Lanes - 1];
        var (x, y) = (1, 0);
        for (var step = 0; step < path.Length; step++)
        {
            (x, y) = (y, ((2 * x) + (3 * y)) % 5);
            path[step] = (x + (5 * y), (step + 1) * (step + 2) / 2 % 64);
        }

        return path;
    }
}
