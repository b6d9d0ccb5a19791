using System.Security.Cryptography;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>A labelled digest such as <c>sha1:HK5CDVNZYPKQMBNKX34SEPHEI2J7KMMG</c>, and the hash that it is compared with.</summary>
/// <remarks>Spec: The WARC Format 1.1, "WARC-Block-Digest": an algorithm, a colon, and in practice base 32 or base 16.</remarks>
internal sealed class WarcDigest : IDisposable
{
    private const int LongestHash = 64;

    private readonly IncrementalHash? _hash;
    private readonly string _value;

    private WarcDigest(IncrementalHash? hash, string value) => (_hash, _value) = (hash, value);

    /// <summary>Reads the field's value; null when there is none.</summary>
    public static WarcDigest? Of(string? field)
    {
        if (string.IsNullOrWhiteSpace(field))
        {
            return null;
        }

        var colon = field.IndexOf(':', StringComparison.Ordinal);
        var algorithm = colon < 0 ? "" : field[..colon].Trim().ToUpperInvariant().Replace("-", "", StringComparison.Ordinal);
        HashAlgorithmName? name = algorithm switch
        {
            "SHA1" => HashAlgorithmName.SHA1,
            "SHA256" => HashAlgorithmName.SHA256,
            "SHA384" => HashAlgorithmName.SHA384,
            "SHA512" => HashAlgorithmName.SHA512,
            "MD5" => HashAlgorithmName.MD5,
            _ => null,
        };
        return new WarcDigest(name is { } known ? IncrementalHash.CreateHash(known) : null, field[(colon + 1)..].Trim().TrimEnd('='));
    }

    /// <summary>Whether it can be compared: the algorithm is known, and the value as long as one of its hashes.</summary>
    public bool IsKnown => _hash is { } hash && (_value.Length == hash.HashLengthInBytes * 2 || _value.Length == ((hash.HashLengthInBytes * 8) + 4) / 5);

    public void Append(ReadOnlySpan<byte> bytes) => _hash?.AppendData(bytes);

    /// <summary>Compares what was appended; called once.</summary>
    public DigestVerdict Verdict()
    {
        if (_hash is null)
        {
            return DigestVerdict.Unknown;
        }

        Span<byte> hash = stackalloc byte[LongestHash];
        hash = hash[.._hash.GetHashAndReset(hash)];
        if (_value.Length == hash.Length * 2)
        {
            return Verdict(_value.Equals(Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase));
        }

        return _value.Length == ((hash.Length * 8) + 4) / 5
            ? Verdict(_value.Equals(Base32(hash), StringComparison.OrdinalIgnoreCase))
            : DigestVerdict.Unknown;

        static DigestVerdict Verdict(bool agrees) => agrees ? DigestVerdict.Ok : DigestVerdict.Mismatch;
    }

    public void Dispose() => _hash?.Dispose();

    /// <summary>RFC 4648, "Base 32 Encoding", in capitals and without padding.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = new char[((bytes.Length * 8) + 4) / 5];
        var (bits, held, next) = (0u, 0, 0);
        foreach (var one in bytes)
        {
            bits = (bits << 8) | one;
            for (held += 8; held >= 5; held -= 5)
            {
                text[next++] = Alphabet[(int)(bits >> (held - 5)) & 31];
            }
        }

        if (held > 0)
        {
            text[next] = Alphabet[(int)(bits << (5 - held)) & 31];
        }

        return new string(text);
    }
}
