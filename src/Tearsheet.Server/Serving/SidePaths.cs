using System.Diagnostics.CodeAnalysis;
using Tearsheet.Gateway;
using Tearsheet.Ipld.Cids;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Serving;

/// <summary>What stands beside a site on its host, and on hosts of other names: blocks, names, routing, and how the process is.</summary>
/// <param name="gateway">Answers for blocks and names.</param>
/// <param name="routing">Answers who has a block.</param>
/// <param name="dnsLinkHosts">Hosts on which a domain is shown by its DNSLink.</param>
/// <param name="hubs">Answers the hubs of feeds; null where nothing is followed.</param>
internal sealed class SidePaths(BlockGateway gateway, RoutingAnswers routing, IEnumerable<string> dnsLinkHosts, HubCallbacks? hubs = null)
{
    /// <summary>For paths that the desk keeps for itself, on another listener.</summary>
    private static readonly string[] Reserved = ["/api", "/desk", "/routing", "/metrics"];

    private readonly HashSet<string> _dnsLinkHosts = dnsLinkHosts.ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers what is not the site's own.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path.</param>
    /// <param name="answer">The answer on its way; null when the result is false.</param>
    /// <returns>False when the site itself is asked for.</returns>
    public bool TryAnswer(HttpContext context, string path, [NotNullWhen(true)] out Task? answer)
    {
        if (gateway.IsGatewayHost(context.Request) || (_dnsLinkHosts.Count > 0 && _dnsLinkHosts.Contains(context.Request.Host.Host)))
        {
            // Other people's hosts, each an origin of its own: nothing of the site's own host is there (decision 26).
            answer = gateway.ServeAsync(context);
        }
        else if (path.StartsWith("/ipfs/", StringComparison.Ordinal))
        {
            answer = IsInlined(path["/ipfs/".Length..])
                ? Plain.WriteAsync(context, StatusCodes.Status404NotFound, "This site serves its own blocks, and no bytes that an address brings along.\n")
                : gateway.ServeIpfsAsync(context);
        }
        else if (path.StartsWith("/ipns/", StringComparison.Ordinal))
        {
            answer = gateway.ServeIpnsAsync(context);
        }
        else if (path is "/healthz" or "/readyz")
        {
            answer = Plain.WriteAsync(context, StatusCodes.Status200OK, "ok\n");
        }
        else if (path.StartsWith(RoutingAnswers.Prefix, StringComparison.Ordinal))
        {
            answer = routing.AnswerAsync(context);
        }
        else if (hubs is not null && path.StartsWith(HubSubscriptions.Prefix, StringComparison.Ordinal))
        {
            answer = hubs.AnswerAsync(context);
        }
        else
        {
            answer = Array.Exists(Reserved, name => IsAtOrBelow(path, name))
                ? Plain.WriteAsync(context, StatusCodes.Status404NotFound, "There is nothing here.\n")
                : null;
        }

        return answer is not null;
    }

    /// <summary>
    /// Whether the root is an identity CID: bytes of the asker's choice, which are not to be had under the site's name. The one without bytes
    /// is how others ask whether here is a trustless gateway at all.
    /// </summary>
    /// <remarks>Spec: trustless-gateway, "Dedicated Probe Paths".</remarks>
    private static bool IsInlined(string rest)
    {
        var end = rest.IndexOf('/', StringComparison.Ordinal);
        return Cid.TryParse(end < 0 ? rest : rest.AsSpan(0, end), out var cid) == CidStatus.Ok
            && cid.HashCode == (ulong)MultihashCode.Identity
            && !cid.Digest.IsEmpty;
    }

    private static bool IsAtOrBelow(string path, string name) =>
        path.StartsWith(name, StringComparison.Ordinal) && (path.Length == name.Length || path[name.Length] == '/');
}
