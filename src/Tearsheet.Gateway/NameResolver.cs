using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Gateway;

/// <summary>Where a name leads.</summary>
/// <param name="Root">The root; undefined when it leads nowhere.</param>
/// <param name="Names">Names below the root that belong to what the name says.</param>
/// <param name="MaxAge">How long this may be cached.</param>
/// <param name="Wrong">Why it leads nowhere, as a sentence; null when it leads somewhere.</param>
/// <param name="IsUnknown">Whether nothing is known of the name, which is no fault.</param>
internal sealed record NamedRoot(Cid Root, IReadOnlyList<string> Names, TimeSpan MaxAge, string? Wrong, bool IsUnknown);

/// <summary>Follows IPNS names and DNSLinks to a root.</summary>
/// <remarks>Spec: path-gateway, "/ipns/"; ipns-record, "Record Verification"; dnslink.</remarks>
internal sealed class NameResolver(NameSources sources, TimeSpan dnsLinkMaxAge)
{
    // A name may point to a name; more of them in a row are a loop or a joke.
    private const int MostHops = 8;

    /// <summary>The record of a name, judged.</summary>
    /// <returns>The record, or why there is none that may be believed.</returns>
    public async ValueTask<(IpnsRecord? Record, string? Wrong, bool IsUnknown)> FindRecordAsync(IpnsName name, CancellationToken cancellationToken)
    {
        if (await sources.FindRecord(name, cancellationToken) is not { } bytes)
        {
            return (null, $"No record is held here for the name {name}.", true);
        }

        var status = IpnsRecord.TryRead(bytes.Span, out var record);
        status = status == IpnsStatus.Ok ? record!.Judge(name, sources.Clock.GetUtcNow()) : status;
        return status == IpnsStatus.Ok ? (record, null, false) : (null, $"The IPNS record of {name} cannot be used: {status.Sentence()}.", false);
    }

    /// <summary>How long a record may be cached: as long as it says, and never past its end.</summary>
    public TimeSpan MaxAge(IpnsRecord record)
    {
        var left = record.ValidUntil - sources.Clock.GetUtcNow();
        return record.Fields.Ttl < left ? record.Fields.Ttl : left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>Whether the domain has a DNSLink.</summary>
    public async ValueTask<bool> HasDnsLinkAsync(string domain, CancellationToken cancellationToken) =>
        domain.Contains('.', StringComparison.Ordinal) && await sources.FindDnsLink(domain, cancellationToken) is not null;

    /// <summary>Follows a name.</summary>
    /// <param name="name">A key's name or a domain; untrusted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<NamedRoot> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        var maxAge = TimeSpan.MaxValue;
        IReadOnlyList<string> names = [];
        for (var hop = 0; hop < MostHops; hop++)
        {
            string value;
            if (IpnsName.TryParse(name, out var key))
            {
                var (record, wrong, isUnknown) = await FindRecordAsync(key, cancellationToken);
                if (record is null)
                {
                    return Nowhere(wrong!, isUnknown);
                }

                value = record.Fields.Value;
                maxAge = Shorter(maxAge, MaxAge(record));
            }
            else if (name.Contains('.', StringComparison.Ordinal) && await sources.FindDnsLink(name, cancellationToken) is { } link)
            {
                value = link;
                maxAge = Shorter(maxAge, dnsLinkMaxAge);
            }
            else
            {
                return Nowhere($"\"{BlockGateway.Shorten(name)}\" is neither an IPNS name nor a domain with a DNSLink that is known here.", isUnknown: true);
            }

            var parts = value.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 2 || parts[0] is not ("ipfs" or "ipns"))
            {
                return Nowhere($"{BlockGateway.Shorten(name)} points to \"{BlockGateway.Shorten(value)}\", which is no content path.", isUnknown: false);
            }

            names = [.. parts.Skip(2), .. names];
            if (parts[0] == "ipfs")
            {
                return Cid.TryParse(parts[1], out var root) == CidStatus.Ok
                    ? new NamedRoot(root, names, maxAge, null, false)
                    : Nowhere($"{BlockGateway.Shorten(name)} points to \"{BlockGateway.Shorten(value)}\", which has no CID.", isUnknown: false);
            }

            name = parts[1];
        }

        return Nowhere($"The name leads over more than {MostHops} others.", isUnknown: false);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static NamedRoot Nowhere(string wrong, bool isUnknown) => new(default, [], TimeSpan.Zero, wrong, isUnknown);
}
