namespace Tearsheet.Server.Settings;

/// <summary>What <c>serve</c> is as an IPFS gateway, beside the site at its root.</summary>
internal sealed record GatewaySettings
{
    /// <summary>Hosts whose subdomains are gateways: <c>CID.ipfs.HOST</c> and <c>NAME.ipns.HOST</c>, each an origin of its own.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>Domains that are shown by their DNSLink, on a host of their own and under <c>/ipns/DOMAIN/</c>. No other is looked up.</summary>
    public IReadOnlyList<string> DnsLinkHosts { get; set; } = [];

    /// <summary>Whether <c>X-Forwarded-Host</c> and <c>X-Forwarded-Proto</c> are believed: only where a proxy sets them whatever the visitor sent.</summary>
    public bool TrustForwardedHeaders { get; set; }

    /// <summary>A host that cannot be one; null when all can.</summary>
    public string? FaultyHost =>
        Hosts.Concat(DnsLinkHosts).FirstOrDefault(host => host is null || host.Length > 190 || Uri.CheckHostName(host) != UriHostNameType.Dns);
}
