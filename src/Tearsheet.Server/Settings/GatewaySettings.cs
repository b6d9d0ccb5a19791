using System.Net;

namespace Tearsheet.Server.Settings;

/// <summary>What <c>serve</c> is as an IPFS gateway, beside the site at its root.</summary>
internal sealed record GatewaySettings
{
    /// <summary>Hosts whose subdomains are gateways: <c>CID.ipfs.HOST</c> and <c>NAME.ipns.HOST</c>, each an origin of its own.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>Domains that are shown by their DNSLink, on a host of their own and under <c>/ipns/DOMAIN/</c>. No other is looked up.</summary>
    public IReadOnlyList<string> DnsLinkHosts { get; set; } = [];

    /// <summary>Where this process is reached from outside, for those who ask who has a block; a desk's is its site's address unless this is set.</summary>
    public string? Address { get; set; }

    /// <summary>The name server that is asked for DNSLinks, such as <c>127.0.0.1:53</c>; the system's when this is not set.</summary>
    public string? NameServer { get; set; }

    internal IPEndPoint? NameServerAddress => IPEndPoint.TryParse(NameServer ?? "", out var address) ? new IPEndPoint(address.Address, address.Port == 0 ? 53 : address.Port) : null;

    /// <summary>Whether <c>X-Forwarded-Host</c> and <c>X-Forwarded-Proto</c> are believed: only where a proxy sets them whatever the visitor sent.</summary>
    public bool TrustForwardedHeaders { get; set; }

    /// <summary>What is wrong with an address, as a sentence; null when nothing is.</summary>
    internal string? FaultyAddress =>
        Address is not null && !(Uri.TryCreate(Address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            ? $"gateway.address is \"{Address}\". Write it as https://mirror.example.org/."
            : NameServer is not null && NameServerAddress is null ? $"gateway.nameServer is \"{NameServer}\". Write it as 192.0.2.53 or 192.0.2.53:5353." : null;

    /// <summary>A host that cannot be one; null when all can.</summary>
    public string? FaultyHost =>
        Hosts.Concat(DnsLinkHosts).FirstOrDefault(host => host is null || host.Length > 190 || Uri.CheckHostName(host) != UriHostNameType.Dns);
}
