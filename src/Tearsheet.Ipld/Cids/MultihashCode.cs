namespace Tearsheet.Ipld.Cids;

/// <summary>The hash functions that this program can compute.</summary>
/// <remarks>Spec: multiformats multihash, and multicodec's table.csv for the numbers.</remarks>
public enum MultihashCode : ulong
{
    /// <summary>No hash: the digest is the block itself, at most <see cref="Cid.MaxDigestLength"/> bytes.</summary>
    Identity = 0x00,

    /// <summary>SHA-1, 20 bytes; only read.</summary>
    Sha1 = 0x11,

    /// <summary>SHA-256, 32 bytes.</summary>
    Sha2_256 = 0x12,

    /// <summary>SHA-512, 64 bytes.</summary>
    Sha2_512 = 0x13,

    /// <summary>SHA3-512, 64 bytes.</summary>
    Sha3_512 = 0x14,

    /// <summary>SHA3-384, 48 bytes.</summary>
    Sha3_384 = 0x15,

    /// <summary>SHA3-256, 32 bytes.</summary>
    Sha3_256 = 0x16,

    /// <summary>SHA3-224, 28 bytes.</summary>
    Sha3_224 = 0x17,

    /// <summary>BLAKE3 with its usual 32 bytes.</summary>
    Blake3 = 0x1E,

    /// <summary>BLAKE2b with 32 bytes.</summary>
    Blake2b_256 = 0xB220,
}
