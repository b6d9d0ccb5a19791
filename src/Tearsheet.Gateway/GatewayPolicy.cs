using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>What a gateway allows itself.</summary>
public sealed record GatewayPolicy
{
    /// <summary>Bytes of blocks kept in memory, about; each was verified when it came in.</summary>
    public long BlockCacheBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of ready answers kept in memory, about, coded forms included.</summary>
    public long AnswerCacheBytes { get; init; } = 64L << 20;

    /// <summary>Files up to this size are answered from memory, and coded if they are text; larger ones are streamed as they are.</summary>
    public int SmallFileBytes { get; init; } = 1 << 20;

    /// <summary>How long a visitor may keep a page of the site's root without asking again.</summary>
    public TimeSpan RootMaxAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Inline styles that may be used, each as "sha256-...": the page for missing paths stands alone.</summary>
    public IReadOnlyList<string> StyleHashes { get; init; } = [];

    /// <summary>
    /// Whether a root under <c>/ipfs/</c> is the site's own work, so that its pages may run the site's script. Everything else
    /// there shares the site's origin and is sandboxed (decision 26). Null: nothing under <c>/ipfs/</c> is.
    /// </summary>
    public Predicate<Cid>? IsOwnSite { get; init; }

    /// <summary>Hosts that are subdomain gateways: each root gets <c>CID.ipfs.HOST</c>, an origin of its own. Without a port.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether <c>X-Forwarded-Host</c> and <c>X-Forwarded-Proto</c> are believed: only where a proxy sets them whatever the visitor sent.</summary>
    public bool TrustsForwardedHeaders { get; init; }

    /// <summary>How long the answer for a domain with a DNSLink may be cached.</summary>
    public TimeSpan DnsLinkMaxAge { get; init; } = TimeSpan.FromSeconds(60);
}
