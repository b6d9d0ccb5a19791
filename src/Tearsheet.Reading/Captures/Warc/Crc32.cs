using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>The checksum of gzip members and of entries in a ZIP. It finds accidents, not forgeries.</summary>
/// <remarks>Spec: RFC 1952, "CRC-32"; the folding is Intel's "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ".</remarks>
internal static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Goes on with a checksum.</summary>
    /// <param name="crc">The checksum so far; 0 in the beginning.</param>
    /// <param name="bytes">What comes next.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        if (Pclmulqdq.IsSupported && bytes.Length >= 128)
        {
            var folded = bytes.Length & ~15;
            crc = Fold(crc, bytes[..folded]);
            bytes = bytes[folded..];
        }

        return ~ByTables(crc, bytes);
    }

    private static uint ByTables(uint crc, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        while (bytes.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[7][low & 255] ^ tables[6][(low >> 8) & 255] ^ tables[5][(low >> 16) & 255] ^ tables[4][low >> 24]
                ^ tables[3][high & 255] ^ tables[2][(high >> 8) & 255] ^ tables[1][(high >> 16) & 255] ^ tables[0][high >> 24];
            bytes = bytes[8..];
        }

        foreach (var one in bytes)
        {
            crc = tables[0][(crc ^ one) & 255] ^ (crc >> 8);
        }

        return crc;
    }

    /// <summary>At least 64 bytes, and a multiple of 16.</summary>
    private static uint Fold(uint crc, ReadOnlySpan<byte> bytes)
    {
        var byFour = Vector128.Create(0x154442BD4UL, 0x1C6E41596UL);
        var byOne = Vector128.Create(0x1751997D0UL, 0x0CCAA009EUL);
        var a = At(bytes, 0) ^ Vector128.CreateScalar(crc).AsUInt64();
        var (b, c, d) = (At(bytes, 16), At(bytes, 32), At(bytes, 48));
        bytes = bytes[64..];
        while (bytes.Length >= 64)
        {
            a = Step(a, byFour) ^ At(bytes, 0);
            b = Step(b, byFour) ^ At(bytes, 16);
            c = Step(c, byFour) ^ At(bytes, 32);
            d = Step(d, byFour) ^ At(bytes, 48);
            bytes = bytes[64..];
        }

        a = Step(a, byOne) ^ b;
        a = Step(a, byOne) ^ c;
        a = Step(a, byOne) ^ d;
        while (bytes.Length >= 16)
        {
            a = Step(a, byOne) ^ At(bytes, 0);
            bytes = bytes[16..];
        }

        // What is left are 16 bytes whose checksum is that of all: the tables finish them from zero.
        Span<byte> rest = stackalloc byte[16];
        a.AsByte().CopyTo(rest);
        return ByTables(0, rest);
    }

    private static Vector128<ulong> Step(Vector128<ulong> value, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(value, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, by, 0x11);

    private static Vector128<ulong> At(ReadOnlySpan<byte> bytes, int start) => Vector128.Create(bytes.Slice(start, 16)).AsUInt64();

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (var table = 0; table < 8; table++)
        {
            tables[table] = new uint[256];
            for (var value = 0u; value < 256; value++)
            {
                if (table > 0)
                {
                    var before = tables[table - 1][value];
                    tables[table][value] = tables[0][before & 255] ^ (before >> 8);
                    continue;
                }

                var crc = value;
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
                }

                tables[0][value] = crc;
            }
        }

        return tables;
    }
}
