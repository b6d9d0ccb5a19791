using System.Security.Cryptography;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Ipld.Ipns;

/// <summary>An IPNS name: the multihash of a public key, which is the key itself where that is short.</summary>
/// <remarks>Spec: ipns-record, "IPNS Name". <c>default</c> is "no name".</remarks>
public readonly record struct IpnsName
{
    private IpnsName(Cid cid) => Cid = cid;

    /// <summary>The name as a version 1 CID of the codec libp2p-key.</summary>
    public Cid Cid { get; }

    /// <summary>Whether this is a name; false only for <c>default</c>.</summary>
    public bool IsDefined => Cid.IsDefined;

    /// <summary>The multihash in base58, as libp2p writes peer ids: <c>12D3Koo...</c> or <c>Qm...</c>.</summary>
    public string PeerId => IsDefined ? MultibaseText.Encode(Multibase.Base58Btc, Multihash, prefix: false) : "";

    /// <summary>What the record is kept under in routing systems: <c>/ipns/</c> and the bytes of the multihash.</summary>
    /// <remarks>Spec: ipns-record, "Routing Record".</remarks>
    public byte[] RoutingKey => [.. "/ipns/"u8, .. Multihash];

    // Version and codec take a byte each.
    private ReadOnlySpan<byte> Multihash => IsDefined ? Cid.Bytes[2..] : default;

    /// <summary>The name of a key.</summary>
    public static IpnsName Of(PublicKey key) => new(key.Name);

    /// <summary>Reads a name: a CID in any base of the codec libp2p-key (or dag-pb, as names once were), or a peer id.</summary>
    /// <param name="text">Untrusted text, without <c>/ipns/</c> in front.</param>
    /// <param name="name">The name; "no name" when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out IpnsName name)
    {
        name = default;
        if (text.IsEmpty || text.Length > Cid.MaxTextLength)
        {
            return false;
        }

        if (text[0] != '1')
        {
            return Cid.TryParse(text, out var cid) == CidStatus.Ok && TryFrom(cid, out name);
        }

        return MultibaseText.TryDecodeBody(Multibase.Base58Btc, text, out var multihash) == MultibaseStatus.Ok
            && Cid.TryRead([0x01, (byte)Multicodec.Libp2pKey, .. multihash], out var key, out var length) == CidStatus.Ok
            && length == multihash.Length + 2
            && TryFrom(key, out name);
    }

    /// <summary>Takes a CID as a name.</summary>
    /// <param name="cid">Any CID: of the codec libp2p-key or dag-pb, and hashed by SHA-256 or not at all, or it is no name.</param>
    /// <param name="name">The name; "no name" when the result is false.</param>
    public static bool TryFrom(Cid cid, out IpnsName name)
    {
        name = default;
        if (cid.Codec is not ((ulong)Multicodec.Libp2pKey or (ulong)Multicodec.DagPb))
        {
            return false;
        }

        var isName = (MultihashCode)cid.HashCode switch
        {
            MultihashCode.Identity => cid.Digest.Length > 0,
            MultihashCode.Sha2_256 => cid.Digest.Length == SHA256.HashSizeInBytes,
            _ => false,
        };
        if (isName)
        {
            name = new IpnsName(Cid.Create(1, (ulong)Multicodec.Libp2pKey, cid.HashCode, cid.Digest));
        }

        return isName;
    }

    /// <summary>Whether this names the key.</summary>
    /// <param name="keyProtobuf">The key in libp2p's protobuf form.</param>
    internal bool Names(ReadOnlySpan<byte> keyProtobuf)
    {
        if (!IsDefined)
        {
            return false;
        }

        if (Cid.HashCode == (ulong)MultihashCode.Identity)
        {
            return Cid.Digest.SequenceEqual(keyProtobuf);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(keyProtobuf, digest);
        return Cid.Digest.SequenceEqual(digest);
    }

    /// <summary>The name in base36, <c>k51...</c>; empty for "no name".</summary>
    public override string ToString() => Cid.ToString(Multibase.Base36);
}
