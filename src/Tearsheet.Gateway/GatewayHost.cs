using Microsoft.AspNetCore.Http;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>What a request's host means.</summary>
/// <param name="Gateway">The gateway's host whose subdomain this is, or which this is; null for neither. Port included.</param>
/// <param name="Namespace">"ipfs" or "ipns" on a subdomain; null otherwise.</param>
/// <param name="Label">What stands before the namespace, in lower case.</param>
/// <param name="Host">The host itself, without a port, in lower case.</param>
internal sealed record GatewayHost(string? Gateway, string? Namespace, string Label, string Host)
{
    /// <summary>The most characters of a DNS label.</summary>
    public const int MaxLabel = 63;

    /// <summary>Reads the host of a request.</summary>
    public static GatewayHost Of(HttpRequest request, GatewayPolicy policy)
    {
        var host = policy.TrustsForwardedHeaders && request.Headers["X-Forwarded-Host"] is { Count: > 0 } forwarded
            ? new HostString(forwarded.ToString())
            : request.Host;
        var name = host.Host.ToLowerInvariant();
        var port = host.Port is { } number ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $":{number}") : "";
        foreach (var own in policy.Hosts)
        {
            if (string.Equals(name, own, StringComparison.OrdinalIgnoreCase))
            {
                return new GatewayHost(own + port, null, "", name);
            }

            foreach (var space in (ReadOnlySpan<string>)["ipfs", "ipns"])
            {
                var suffix = $".{space}.{own}";
                if (name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                {
                    return new GatewayHost(own + port, space, name[..^suffix.Length], name);
                }
            }
        }

        return new GatewayHost(null, null, "", name);
    }

    /// <summary>http or https, as the visitor sees it.</summary>
    public static string Scheme(HttpRequest request, GatewayPolicy policy) =>
        policy.TrustsForwardedHeaders && request.Headers["X-Forwarded-Proto"].ToString() is "http" or "https"
            ? request.Headers["X-Forwarded-Proto"].ToString()
            : request.Scheme;

    /// <summary>A CID as a label: base32, or base36 for keys, whose names are a character too long otherwise; null when neither fits.</summary>
    public static string? Label63(Cid cid)
    {
        var one = cid.Version == 1 ? cid : Cid.Create(1, cid.Codec, cid.HashCode, cid.Digest);
        var text = one.ToString(one.Codec == (ulong)Multicodec.Libp2pKey ? Multibase.Base36 : Multibase.Base32);
        text = text.Length > MaxLabel ? one.ToString(Multibase.Base36) : text;
        return text.Length > MaxLabel ? null : text;
    }

    /// <summary>A domain as one label: <c>en.a-b.org</c> is <c>en-a--b-org</c>.</summary>
    /// <remarks>Spec: subdomain-gateway, "Host (request header)".</remarks>
    public static string Inline(string domain) =>
        domain.Replace("-", "--", StringComparison.Ordinal).Replace('.', '-');

    /// <summary>The domain that a label stands for.</summary>
    public static string Outline(string label) =>
        label.Replace("--", "\0", StringComparison.Ordinal).Replace('-', '.').Replace('\0', '-');
}
