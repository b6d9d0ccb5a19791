using NSec.Cryptography;
using Tearsheet.Ipld.Cids;
using NSecPublicKey = NSec.Cryptography.PublicKey;

namespace Tearsheet.Ipld.Keys;

/// <summary>The public half of an Ed25519 key: who signed, and the name under which they publish.</summary>
/// <remarks>
/// Spec: RFC 8032; libp2p peer-ids, "Keys"; ipns-record, "IPNS Name". Equal by its 32 bytes. <c>default</c> is "no key".
/// </remarks>
public readonly record struct PublicKey
{
    /// <summary>The length of a raw key in bytes.</summary>
    public const int Length = 32;

    /// <summary>The length of a signature in bytes.</summary>
    public const int SignatureLength = 64;

    private readonly byte[]? _raw;

    private PublicKey(byte[] raw) => _raw = raw;

    /// <summary>Whether this is a key; false only for <c>default</c>.</summary>
    public bool IsDefined => _raw is not null;

    /// <summary>The 32 bytes of the key.</summary>
    public ReadOnlySpan<byte> Raw => _raw;

    /// <summary>The IPNS name: a version 1 CID of the codec libp2p-key, whose identity digest is the key in protobuf.</summary>
    public Cid Name => _raw is null
        ? default
        : Cid.Create(1, (ulong)Multicodec.Libp2pKey, (ulong)MultihashCode.Identity, ToProtobuf());

    // message PublicKey { required KeyType Type = 1; required bytes Data = 2; }, with Ed25519 = 1. The spec wants one
    // encoding only, fields in order and minimal, so these four bytes always stand in front.
    private static ReadOnlySpan<byte> ProtobufHead => [0x08, 0x01, 0x12, Length];

    // SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING }, as RFC 8410 wants it.
    private static ReadOnlySpan<byte> SpkiHead => [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>The key as X.509's SubjectPublicKeyInfo in DER, 44 bytes, as other programs take it.</summary>
    /// <exception cref="InvalidOperationException">This is "no key".</exception>
    /// <remarks>Spec: RFC 8410, "Subject Public Key Fields".</remarks>
    public byte[] ToSpki() => IsDefined ? [.. SpkiHead, .. Raw] : throw new InvalidOperationException("There is no key.");

    /// <summary>Takes raw bytes as a key; whether they are a point of the curve shows when a signature is checked.</summary>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public static PublicKey FromRaw(ReadOnlySpan<byte> raw32) => raw32.Length == Length
        ? new PublicKey(raw32.ToArray())
        : throw new ArgumentException("an Ed25519 public key has 32 bytes", nameof(raw32));

    /// <summary>Reads libp2p's protobuf form.</summary>
    /// <param name="protobuf">Untrusted bytes: the whole message.</param>
    /// <param name="key">The key; "no key" unless the result is Ok.</param>
    public static KeyStatus TryReadProtobuf(ReadOnlySpan<byte> protobuf, out PublicKey key)
    {
        key = default;
        if (protobuf.Length != ProtobufHead.Length + Length || !protobuf.StartsWith(ProtobufHead))
        {
            return KeyStatus.NotEd25519;
        }

        key = FromRaw(protobuf[ProtobufHead.Length..]);
        return KeyStatus.Ok;
    }

    /// <summary>Reads an IPNS name (a libp2p-key CID in any base) or a peer id (a bare base58 multihash).</summary>
    /// <param name="text">Untrusted text.</param>
    /// <param name="key">The key; "no key" unless the result is Ok.</param>
    /// <remarks>Spec: ipns-record, "String Representation"; libp2p peer-ids, "Decoding".</remarks>
    public static KeyStatus TryParse(ReadOnlySpan<char> text, out PublicKey key)
    {
        key = default;
        Cid name;
        if (text.StartsWith("1", StringComparison.Ordinal))
        {
            if (MultibaseText.TryDecodeBody(Multibase.Base58Btc, text.Length > Cid.MaxTextLength ? [] : text, out var multihash) != MultibaseStatus.Ok
                || Cid.TryRead([0x01, (byte)Multicodec.Libp2pKey, .. multihash], out name, out var length) != CidStatus.Ok
                || length != multihash.Length + 2)
            {
                return KeyStatus.NotAName;
            }
        }
        else if (Cid.TryParse(text, out name) != CidStatus.Ok)
        {
            return KeyStatus.NotAName;
        }

        return TryFromName(name, out key);
    }

    /// <summary>Takes the key out of an IPNS name.</summary>
    /// <param name="name">A CID; any can be asked.</param>
    /// <param name="key">The key; "no key" unless the result is Ok.</param>
    public static KeyStatus TryFromName(Cid name, out PublicKey key)
    {
        key = default;
        if (name.Codec != (ulong)Multicodec.Libp2pKey)
        {
            return KeyStatus.NotAName;
        }

        return name.HashCode == (ulong)MultihashCode.Identity
            ? TryReadProtobuf(name.Digest, out key)
            : KeyStatus.NameHoldsNoKey;
    }

    /// <summary>libp2p's protobuf form, 36 bytes.</summary>
    /// <exception cref="InvalidOperationException">This is "no key".</exception>
    public byte[] ToProtobuf() => _raw is null
        ? throw new InvalidOperationException("there is no key")
        : [.. ProtobufHead, .. _raw];

    /// <summary>Whether <paramref name="signature64"/> is this key's signature of <paramref name="message"/>; never throws.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature64) =>
        _raw is not null
        && NSecPublicKey.TryImport(SignatureAlgorithm.Ed25519, _raw, KeyBlobFormat.RawPublicKey, out var key)
        && key is not null
        && SignatureAlgorithm.Ed25519.Verify(key, message, signature64);

    /// <summary>Equality by the 32 bytes.</summary>
    public bool Equals(PublicKey other) => IsDefined == other.IsDefined && Raw.SequenceEqual(other.Raw);

    /// <inheritdoc/>
    public override int GetHashCode() => _raw is null ? 0 : BitConverter.ToInt32(_raw);

    /// <summary>The IPNS name in base36, <c>k51...</c>; empty for "no key".</summary>
    public override string ToString() => _raw is null ? "" : Name.ToString(Multibase.Base36);
}
