using System.Globalization;

namespace Tearsheet.Distributing.Naming;

/// <summary>The multiaddr under which a trustless HTTP provider is found.</summary>
/// <remarks>Spec: multiaddr; Delegated Routing V1, "transport-ipfs-gateway-http".</remarks>
public static class ProviderAddress
{
    /// <summary>The multiaddr of a site.</summary>
    /// <param name="site">Its address; the blocks stand under <c>/ipfs/</c> at the root of its host.</param>
    /// <returns>Such as <c>/dns/links.example.org/tcp/443/tls/http</c>; null for what is no address of the web.</returns>
    public static string? Of(Uri site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var end = site.Scheme == Uri.UriSchemeHttps ? "tls/http" : site.Scheme == Uri.UriSchemeHttp ? "http" : null;
        var host = site.HostNameType switch
        {
            UriHostNameType.Dns => $"dns/{site.IdnHost}",
            UriHostNameType.IPv4 => $"ip4/{site.Host}",
            UriHostNameType.IPv6 => $"ip6/{site.IdnHost.Trim('[', ']')}",
            _ => null,
        };
        return end is null || host is null ? null : string.Create(CultureInfo.InvariantCulture, $"/{host}/tcp/{site.Port}/{end}");
    }
}
