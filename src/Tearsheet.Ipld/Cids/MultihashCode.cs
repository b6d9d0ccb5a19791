namespace Tearsheet.Ipld.Cids;

/// <summary>The hash functions that this program can compute.</summary>
/// <remarks>Spec: multiformats multihash, and multicodec's table.csv for the numbers.</remarks>
public enum MultihashCode : ulong
{
    /// <summary>No hash: the digest is the block itself, at most <see cref="Cid.MaxDigestLength"/> bytes.</summary>
    Identity = 0x00,

    /// <summary>SHA-256, 32 bytes.</summary>
    Sha2_256 = 0x12,
}
