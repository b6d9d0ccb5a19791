using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Tearsheet.Ipld.Cids;

/// <summary>A content identifier: the name of a block, made of its codec and its hash.</summary>
/// <remarks>
/// Spec: multiformats cid. Two CIDs are equal when their binary forms are: a version 0 CID does not equal its version 1
/// twin. <c>default</c> is "no CID": <see cref="IsDefined"/> is false, <see cref="Bytes"/> is empty.
/// </remarks>
public readonly struct Cid : IEquatable<Cid>, IComparable<Cid>
{
    /// <summary>The longest digest that is taken, in bytes; identity "digests" are whole blocks, so they need a bound.</summary>
    public const int MaxDigestLength = 128;

    /// <summary>The longest text that <see cref="TryParse"/> reads.</summary>
    public const int MaxTextLength = 512;

    private const int Sha256Length = 32;
    private readonly byte[]? _bytes;

    private Cid(byte[] bytes) => _bytes = bytes;

    /// <summary>Whether this names anything; false only for <c>default</c>.</summary>
    public bool IsDefined => _bytes is not null;

    /// <summary>0 or 1; 1 for "no CID".</summary>
    public int Version => _bytes is { Length: > 0 } bytes && bytes[0] == 0x12 ? 0 : 1;

    /// <summary>The block's codec, see <see cref="Multicodec"/>; 0 for "no CID".</summary>
    public ulong Codec
    {
        get
        {
            Split(out var codec, out _, out _);
            return codec;
        }
    }

    /// <summary>The hash function, see <see cref="MultihashCode"/>; 0 for "no CID".</summary>
    public ulong HashCode
    {
        get
        {
            Split(out _, out var hash, out _);
            return hash;
        }
    }

    /// <summary>The digest; empty for "no CID".</summary>
    public ReadOnlySpan<byte> Digest
    {
        get
        {
            Split(out _, out _, out var start);
            return _bytes.AsSpan(start);
        }
    }

    /// <summary>The binary form, as it stands in CARs and in links.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether two CIDs have the same binary form.</summary>
    public static bool operator ==(Cid left, Cid right) => left.Equals(right);

    /// <summary>Whether two CIDs differ in their binary form.</summary>
    public static bool operator !=(Cid left, Cid right) => !left.Equals(right);

    /// <summary>Whether the left binary form sorts before the right one.</summary>
    public static bool operator <(Cid left, Cid right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left binary form sorts before the right one, or equals it.</summary>
    public static bool operator <=(Cid left, Cid right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left binary form sorts after the right one.</summary>
    public static bool operator >(Cid left, Cid right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left binary form sorts after the right one, or equals it.</summary>
    public static bool operator >=(Cid left, Cid right) => left.CompareTo(right) >= 0;

    /// <summary>The version 1 CID of a block, by SHA-256.</summary>
    public static Cid ForBlock(Multicodec codec, ReadOnlySpan<byte> block)
    {
        Span<byte> digest = stackalloc byte[Sha256Length];
        SHA256.HashData(block, digest);
        return FromSha256(codec, digest);
    }

    /// <summary>The version 1 CID with a SHA-256 digest that is known already.</summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes long.</exception>
    public static Cid FromSha256(Multicodec codec, ReadOnlySpan<byte> digest32)
    {
        if (digest32.Length != Sha256Length)
        {
            throw new ArgumentException($"a SHA-256 digest has 32 bytes, not {digest32.Length}", nameof(digest32));
        }

        return Build((ulong)codec, (ulong)MultihashCode.Sha2_256, digest32);
    }

    /// <summary>A CID from its parts.</summary>
    /// <param name="version">0 or 1; 0 only for DAG-PB with a whole SHA-256 digest.</param>
    /// <param name="codec">The block's codec, below 2^63.</param>
    /// <param name="hash">The hash function, below 2^63.</param>
    /// <param name="digest">At most <see cref="MaxDigestLength"/> bytes, at most 32 for SHA-256.</param>
    /// <exception cref="ArgumentException">The parts do not go together.</exception>
    public static Cid Create(int version, ulong codec, ulong hash, ReadOnlySpan<byte> digest)
    {
        if (digest.Length > DigestLimit(hash))
        {
            throw new ArgumentException($"a digest of {digest.Length} bytes is too long for hash 0x{hash:x}", nameof(digest));
        }

        if (version == 1)
        {
            return Build(codec, hash, digest);
        }

        if (version != 0 || codec != (ulong)Multicodec.DagPb || hash != (ulong)MultihashCode.Sha2_256 || digest.Length != Sha256Length)
        {
            throw new ArgumentException("a version 0 CID is DAG-PB with a 32-byte SHA-256 digest, and there are versions 0 and 1 only", nameof(version));
        }

        return new Cid([0x12, 0x20, .. digest]);
    }

    /// <summary>Reads the text form: bare base58 for version 0, multibase for version 1.</summary>
    /// <param name="text">Untrusted text; the whole of it must be one CID.</param>
    /// <param name="cid">The CID; "no CID" unless the result is Ok.</param>
    public static CidStatus TryParse(ReadOnlySpan<char> text, out Cid cid)
    {
        cid = default;
        if (text.IsEmpty)
        {
            return CidStatus.Empty;
        }

        if (text.Length > MaxTextLength)
        {
            return CidStatus.TooLong;
        }

        // Spec: cid, "Decoding Algorithm": 46 characters that begin with Qm are a bare version 0 CID; Q names no base.
        var bare = text[0] == 'Q';
        if (bare && (text.Length != 46 || text[1] != 'm'))
        {
            return text.Length < 46 ? CidStatus.Truncated : CidStatus.UnknownBase;
        }

        byte[] bytes;
        var status = bare
            ? MultibaseText.TryDecodeBody(Multibase.Base58Btc, text, out bytes)
            : MultibaseText.TryDecode(text, out bytes, out _);
        if (status != MultibaseStatus.Ok)
        {
            return FromMultibase(status);
        }

        var read = Measure(bytes, out var length);
        if (read != CidStatus.Ok)
        {
            return read;
        }

        if (length != bytes.Length)
        {
            return CidStatus.TrailingBytes;
        }

        if (!bare && bytes[0] == 0x12)
        {
            return CidStatus.PrefixedVersion0;
        }

        cid = new Cid(bytes);
        return CidStatus.Ok;
    }

    /// <summary>Reads one CID in binary form from the front of <paramref name="source"/>.</summary>
    /// <param name="source">Untrusted bytes; what follows the CID is not looked at.</param>
    /// <param name="cid">The CID; "no CID" unless the result is Ok.</param>
    /// <param name="length">Bytes consumed; 0 unless the result is Ok.</param>
    public static CidStatus TryRead(ReadOnlySpan<byte> source, out Cid cid, out int length)
    {
        cid = default;
        var status = Measure(source, out length);
        if (status == CidStatus.Ok)
        {
            cid = new Cid(source[..length].ToArray());
        }

        return status;
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is not a CID; the message says why.</exception>
    public static Cid Parse(string text)
    {
        var status = TryParse(text, out var cid);
        return status == CidStatus.Ok
            ? cid
            : throw new FormatException($"not a CID: {status.Sentence()} ({status})");
    }

    /// <summary>Whether <paramref name="block"/> is what this CID names; false when the hash cannot be computed here.</summary>
    /// <remarks>A cut digest never matches: too little of it could be anything.</remarks>
    public bool Matches(ReadOnlySpan<byte> block)
    {
        if (_bytes is null)
        {
            return false;
        }

        Split(out _, out var hash, out var start);
        var digest = _bytes.AsSpan(start);
        switch ((MultihashCode)hash)
        {
            case MultihashCode.Identity:
                return block.SequenceEqual(digest);
            case MultihashCode.Sha2_256 when digest.Length == Sha256Length:
                Span<byte> computed = stackalloc byte[Sha256Length];
                SHA256.HashData(block, computed);
                return computed.SequenceEqual(digest);
            default:
                return digest.Length > 0 && digest.Length == Multihash.LengthOf(hash) && MatchesComputed(hash, block, digest);
        }
    }

    private static bool MatchesComputed(ulong hash, ReadOnlySpan<byte> block, ReadOnlySpan<byte> digest)
    {
        Span<byte> computed = stackalloc byte[Multihash.MaxComputedLength];
        computed = computed[..digest.Length];
        Multihash.Compute(hash, block, computed);
        return computed.SequenceEqual(digest);
    }

    /// <inheritdoc/>
    public bool Equals(Cid other) =>
        ReferenceEquals(_bytes, other._bytes) || (_bytes is not null && other._bytes is not null && Bytes.SequenceEqual(other.Bytes));

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Cid other && Equals(other);

    /// <summary>A hash of the binary form; the same in every process, for digests are random enough already.</summary>
    public override int GetHashCode()
    {
        if (_bytes is null)
        {
            return 0;
        }

        // The digest is at the end; identity digests can be short, and their differences can be anywhere.
        if (_bytes.Length >= Sha256Length)
        {
            var tail = BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(_bytes.Length - 8));
            var middle = BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(_bytes.Length - 16));
            return (tail ^ (middle * 0x9E3779B97F4A7C15)).GetHashCode();
        }

        var hash = 2166136261U;
        foreach (var value in _bytes)
        {
            hash = (hash ^ value) * 16777619U;
        }

        return (int)hash;
    }

    /// <summary>Compares binary forms, byte by byte.</summary>
    public int CompareTo(Cid other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>The usual text: base58 for version 0, lower-case base32 for version 1; empty for "no CID".</summary>
    public override string ToString() => ToString(Multibase.Base32);

    /// <summary>The text in a given base; a version 0 CID has its one form only, whatever is asked for.</summary>
    public string ToString(Multibase multibase)
    {
        if (_bytes is null)
        {
            return "";
        }

        return Version == 0
            ? MultibaseText.Encode(Multibase.Base58Btc, _bytes, prefix: false)
            : MultibaseText.Encode(multibase, _bytes, prefix: true);
    }

    private static Cid Build(ulong codec, ulong hash, ReadOnlySpan<byte> digest)
    {
        var head = 1 + Varint.Length(codec) + Varint.Length(hash) + Varint.Length((ulong)digest.Length);
        var bytes = new byte[head + digest.Length];
        bytes[0] = 1;
        var at = 1 + Varint.Write(bytes.AsSpan(1), codec);
        at += Varint.Write(bytes.AsSpan(at), hash);
        at += Varint.Write(bytes.AsSpan(at), (ulong)digest.Length);
        digest.CopyTo(bytes.AsSpan(at));
        return new Cid(bytes);
    }

    private static int DigestLimit(ulong hash) =>
        hash == (ulong)MultihashCode.Sha2_256 ? Sha256Length : MaxDigestLength;

    // Finds where the CID at the front ends, and refuses it when it is none. Allocates nothing.
    private static CidStatus Measure(ReadOnlySpan<byte> source, out int length)
    {
        length = 0;
        if (source.IsEmpty)
        {
            return CidStatus.Empty;
        }

        // Spec: cid, "Decoding Algorithm": 0x12 0x20 in front is a bare multihash, so version 0.
        if (source[0] == 0x12 && (source.Length == 1 || source[1] == Sha256Length))
        {
            if (source.Length < 2 + Sha256Length)
            {
                return CidStatus.Truncated;
            }

            length = 2 + Sha256Length;
            return CidStatus.Ok;
        }

        if (source[0] != 1)
        {
            return CidStatus.UnknownVersion;
        }

        var at = 1;
        if (Number(source, ref at, out _) is var codecStatus && codecStatus != CidStatus.Ok)
        {
            return codecStatus;
        }

        if (Number(source, ref at, out var hash) is var hashStatus && hashStatus != CidStatus.Ok)
        {
            return hashStatus;
        }

        if (Number(source, ref at, out var size) is var sizeStatus && sizeStatus != CidStatus.Ok)
        {
            return sizeStatus;
        }

        if (size > (ulong)DigestLimit(hash))
        {
            return CidStatus.DigestTooLong;
        }

        if ((ulong)(source.Length - at) < size)
        {
            return CidStatus.Truncated;
        }

        length = at + (int)size;
        return CidStatus.Ok;
    }

    private static CidStatus Number(ReadOnlySpan<byte> source, ref int at, out ulong value)
    {
        var status = Varint.TryRead(source[at..], out value, out var length);
        at += length;
        return status switch
        {
            VarintStatus.Ok => CidStatus.Ok,
            VarintStatus.NotMinimal => CidStatus.NumberNotMinimal,
            VarintStatus.TooLong => CidStatus.NumberTooLong,
            _ => CidStatus.Truncated,
        };
    }

    private static CidStatus FromMultibase(MultibaseStatus status) => status switch
    {
        MultibaseStatus.Empty => CidStatus.Empty,
        MultibaseStatus.UnknownBase => CidStatus.UnknownBase,
        MultibaseStatus.NotInAlphabet => CidStatus.NotInAlphabet,
        MultibaseStatus.LooseBits => CidStatus.LooseBits,
        _ => CidStatus.TooLong,
    };

    private void Split(out ulong codec, out ulong hash, out int digestStart)
    {
        if (_bytes is null)
        {
            codec = 0;
            hash = 0;
            digestStart = 0;
        }
        else if (_bytes[0] == 0x12)
        {
            codec = (ulong)Multicodec.DagPb;
            hash = (ulong)MultihashCode.Sha2_256;
            digestStart = 2;
        }
        else
        {
            digestStart = 1;
            _ = Varint.TryRead(_bytes.AsSpan(digestStart), out codec, out var length);
            digestStart += length;
            _ = Varint.TryRead(_bytes.AsSpan(digestStart), out hash, out length);
            digestStart += length;
            _ = Varint.TryRead(_bytes.AsSpan(digestStart), out _, out length);
            digestStart += length;
        }
    }
}
