using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Blake3;

namespace Tearsheet.Ipld.Cids;

/// <summary>Computes the digests of multihashes.</summary>
/// <remarks>Spec: multiformats multihash; multicodec's table.csv for the numbers.</remarks>
public static class Multihash
{
    /// <summary>The most bytes of a digest that is computed; an identity "digest" is never computed.</summary>
    public const int MaxComputedLength = 64;

    /// <summary>How long a function's whole digest is, in bytes; 0 when it cannot be computed here.</summary>
    public static int LengthOf(ulong hash) => (MultihashCode)hash switch
    {
        MultihashCode.Sha1 => SHA1.HashSizeInBytes,
        MultihashCode.Sha3_224 => 28,
        MultihashCode.Sha2_256 or MultihashCode.Sha3_256 or MultihashCode.Blake2b_256 or MultihashCode.Blake3 => 32,
        MultihashCode.Sha3_384 => 48,
        MultihashCode.Sha2_512 or MultihashCode.Sha3_512 => 64,
        _ => 0,
    };

    /// <summary>Whether blocks with this hash can be checked here.</summary>
    public static bool CanCheck(ulong hash) => hash == (ulong)MultihashCode.Identity || LengthOf(hash) > 0;

    /// <summary>Computes a whole digest.</summary>
    /// <param name="hash">A function whose <see cref="LengthOf"/> is not 0.</param>
    /// <param name="block">What is hashed.</param>
    /// <param name="digest">Exactly as many bytes as the digest has.</param>
    /// <exception cref="ArgumentException">The function cannot be computed here, or the target has another length.</exception>
    [SuppressMessage("Security", "CA5350", Justification = "SHA-1 is only read: blocks that Git and old tools named by it; nothing here is named by it.")]
    public static void Compute(ulong hash, ReadOnlySpan<byte> block, Span<byte> digest)
    {
        if (LengthOf(hash) is var length && (length == 0 || digest.Length != length))
        {
            throw new ArgumentException(FormattableString.Invariant($"hash 0x{hash:x} gives {length} bytes here"), nameof(digest));
        }

        switch ((MultihashCode)hash)
        {
            case MultihashCode.Sha2_256:
                SHA256.HashData(block, digest);
                break;
            case MultihashCode.Sha2_512:
                SHA512.HashData(block, digest);
                break;
            case MultihashCode.Sha1:
                SHA1.HashData(block, digest);
                break;
            case MultihashCode.Blake2b_256:
                Blake2b.Hash(block, digest);
                break;
            case MultihashCode.Blake3:
                Hasher.Hash(block, digest);
                break;
            default:
                Keccak.Hash(block, digest);
                break;
        }
    }
}
