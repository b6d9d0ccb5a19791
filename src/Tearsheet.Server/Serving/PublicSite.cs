using System.Collections.Concurrent;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Gateway;
using Tearsheet.Ipld.Cids;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Serving;

/// <summary>What visitors get: the newest edition at the root, public blocks under <c>/ipfs/</c>, and how the process is.</summary>
internal sealed class PublicSite
{
    private const string LinksFolder = "/links/";

    /// <summary>For paths that the desk keeps for itself, on another listener.</summary>
    private static readonly string[] Reserved = ["/api", "/desk", "/routing", "/metrics"];

    private readonly BlockGateway _gateway;
    private readonly RoutingAnswers _routing;
    private readonly HashSet<string> _dnsLinkHosts;
    private readonly ConcurrentDictionary<string, bool> _retracted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool>.AlternateLookup<ReadOnlySpan<char>> _retractedBySpan;
    private volatile Edition? _edition;
    private volatile bool _retractedSinceEdition;

    public PublicSite(LocalDesk desk, BlockGateway gateway, RoutingAnswers routing, GatewaySettings settings)
    {
        _gateway = gateway;
        _routing = routing;
        _dnsLinkHosts = settings.DnsLinkHosts.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _retractedBySpan = _retracted.GetAlternateLookup<ReadOnlySpan<char>>();
        desk.Changed += (_, change) => Follow(change);
        var archive = desk.Reader.Archive;
        _edition = archive.LatestEdition is { } latest ? new Edition(latest.Root) : null;
        foreach (var link in Retracted(archive))
        {
            _retracted[link.Id] = true;
        }

        // The newest edition may have been made before the last of them.
        _retractedSinceEdition = !_retracted.IsEmpty;
    }

    public Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (_gateway.IsGatewayHost(context.Request) || (_dnsLinkHosts.Count > 0 && _dnsLinkHosts.Contains(context.Request.Host.Host)))
        {
            // Other people's hosts, each an origin of its own: nothing of the site's own host is there (decision 26).
            return _gateway.ServeAsync(context);
        }

        if (path.StartsWith("/ipfs/", StringComparison.Ordinal))
        {
            if (IsInlined(path["/ipfs/".Length..]))
            {
                return Plain.WriteAsync(context, StatusCodes.Status404NotFound, "This site serves its own blocks, and no bytes that an address brings along.\n");
            }

            return _gateway.ServeIpfsAsync(context);
        }

        if (path.StartsWith("/ipns/", StringComparison.Ordinal))
        {
            return _gateway.ServeIpnsAsync(context);
        }

        if (path is "/healthz" or "/readyz")
        {
            return Plain.WriteAsync(context, StatusCodes.Status200OK, "ok\n");
        }

        if (path.StartsWith(RoutingAnswers.Prefix, StringComparison.Ordinal))
        {
            return _routing.AnswerAsync(context);
        }

        if (Array.Exists(Reserved, name => IsAtOrBelow(path, name)))
        {
            return Plain.WriteAsync(context, StatusCodes.Status404NotFound, "There is nothing here.\n");
        }

        var retracted = IsRetracted(path, out var rest);
        if (retracted && rest is not ("" or "/" or "/index.html"))
        {
            // The tombstone is a page; nothing else of the folder is left.
            return Plain.WriteAsync(context, StatusCodes.Status410Gone, "This was published here once and has been withdrawn.\n");
        }

        return _edition is { } edition
            ? _gateway.ServeRootAsync(context, edition.Root, retracted ? StatusCodes.Status410Gone : null)
            : path == "/"
                ? Plain.WriteAsync(context, StatusCodes.Status200OK, BeforeTheFirst, "text/html; charset=utf-8")
                : Plain.WriteAsync(context, StatusCodes.Status404NotFound, "There is nothing here yet.\n");
    }

    private void Follow(DeskChange change)
    {
        if (change.Retracted is { } id)
        {
            _retracted[id] = true;
            _retractedSinceEdition = true;

            // What is ready in memory may belong to it.
            _gateway.Forget();
        }

        if (change.Edition is { } edition)
        {
            _edition = new Edition(edition.Root);
            if (_retractedSinceEdition)
            {
                // From now on the lists that show what was retracted are withdrawn too.
                _retractedSinceEdition = false;
                _gateway.Forget();
            }
        }
    }

    private const string BeforeTheFirst = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="robots" content="noindex">
        <title>Nothing published yet</title>
        <h1>Nothing published yet</h1>
        <p>This is a Tearsheet desk before its first edition. File a link with <code>tearsheet add URL</code>, and it will
        stand here within a minute.</p>
        </html>

        """;

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

    /// <summary>Whether the path is a retracted link's folder or lies in it: <c>/links/2026/11/ID/...</c>.</summary>
    /// <param name="rest">What of the path lies below the folder.</param>
    private bool IsRetracted(ReadOnlySpan<char> path, out ReadOnlySpan<char> rest)
    {
        rest = default;
        if (_retracted.IsEmpty || !path.StartsWith(LinksFolder, StringComparison.Ordinal))
        {
            return false;
        }

        var id = path[LinksFolder.Length..];
        var end = 0;
        for (var level = 0; level < 3; level++)
        {
            var slash = id[end..].IndexOf('/');
            if (slash < 0)
            {
                return level == 2 && _retractedBySpan.ContainsKey(id);
            }

            end += slash + (level < 2 ? 1 : 0);
        }

        rest = id[end..];
        return _retractedBySpan.ContainsKey(id[..end]);
    }

    private static IEnumerable<FiledLink> Retracted(Archive archive)
    {
        var query = new LinkQuery { State = LinkState.Retracted, Limit = 1000 };
        while (archive.Links(query).ToArray() is { Length: > 0 } page)
        {
            foreach (var link in page)
            {
                yield return link;
            }

            query = query with { After = page[^1].Id };
        }
    }

    /// <summary>A class, so that it is exchanged in one piece while requests read it.</summary>
    private sealed record Edition(Cid Root);
}
