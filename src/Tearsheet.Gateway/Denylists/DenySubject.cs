using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway.Denylists;

/// <summary>What a rule or a request is about, in the one spelling in which both are compared.</summary>
/// <param name="IsName">Whether it stands under <c>/ipns/</c>.</param>
/// <param name="Hash">The multihash, in a CID of version 1 and codec raw; null for a domain.</param>
/// <param name="Domain">The domain in lower case; null for a multihash.</param>
internal readonly record struct DenySubject(bool IsName, Cid? Hash, string? Domain)
{
    /// <summary>Of the whole CID, for rules of the old kind, which tell codecs apart.</summary>
    private Cid Whole { get; init; }

    /// <summary>What a hashed rule hashes: the multihash in base58btc, or the domain's whole name.</summary>
    public string Text => Hash is { } hash ? MultibaseText.Encode(Multibase.Base58Btc, hash.Bytes[2..])[1..] : "/ipns/" + Domain;

    /// <summary>What a hashed rule of the old kind hashes.</summary>
    public string LegacyText => Hash is not null ? Whole.ToString(Multibase.Base32) : Domain!;

    public static DenySubject Of(Cid cid, bool isName = false) => new(isName, Cid.Create(1, (ulong)Multicodec.Raw, cid.HashCode, cid.Digest), null)
    {
        Whole = Cid.Create(1, isName ? (ulong)Multicodec.Libp2pKey : cid.Codec, cid.HashCode, cid.Digest),
    };

    /// <summary>Splits a content path into its subject and the path below it.</summary>
    /// <param name="path">Untrusted.</param>
    /// <param name="subject">What it begins with.</param>
    /// <param name="rest">The path below, decoded, without a slash at either end.</param>
    public static bool TryRead(ReadOnlySpan<char> path, out DenySubject subject, out string rest)
    {
        subject = default;
        rest = "";
        var isName = path.StartsWith("/ipns/", StringComparison.Ordinal);
        if (!isName && !path.StartsWith("/ipfs/", StringComparison.Ordinal))
        {
            return false;
        }

        path = path["/ipfs/".Length..];
        var slash = path.IndexOf('/');
        var text = slash < 0 ? path : path[..slash];
        if (text.IsEmpty || ContentPath.TryRead(slash < 0 ? [] : path[slash..], out var below) is not null)
        {
            return false;
        }

        rest = string.Join('/', below!.Names);
        if (Cid.TryParse(text, out var cid) == CidStatus.Ok || TryMultihash(text, out cid))
        {
            subject = Of(cid, isName);
            return true;
        }

        // A domain may come as the one label that it is on a subdomain.
        var domain = text.ToString().ToLowerInvariant();
        subject = new DenySubject(IsName: true, null, domain.Contains('.', StringComparison.Ordinal) ? domain : GatewayHost.Outline(domain));
        return isName;
    }

    /// <summary>Reads a bare multihash in base58btc, as it stands in lists and in peer ids.</summary>
    public static bool TryMultihash(ReadOnlySpan<char> text, out Cid cid)
    {
        cid = default;
        return text.Length < 200
            && MultibaseText.TryDecode(string.Concat("z", text), out var bytes, out _) == MultibaseStatus.Ok
            && Cid.TryRead([1, (byte)Multicodec.Raw, .. bytes], out cid, out var length) == CidStatus.Ok
            && length == bytes.Length + 2;
    }

    public bool Equals(DenySubject other) =>
        IsName == other.IsName && Hash == other.Hash && string.Equals(Domain, other.Domain, StringComparison.Ordinal);

    public override int GetHashCode() => HashCode.Combine(IsName, Hash, Domain is null ? 0 : string.GetHashCode(Domain, StringComparison.Ordinal));
}
