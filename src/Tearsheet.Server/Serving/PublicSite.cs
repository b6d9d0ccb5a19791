using System.Collections.Concurrent;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Gateway;
using Tearsheet.Ipld.Cids;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Serving;

/// <summary>What visitors get: the newest edition at the root, public blocks under <c>/ipfs/</c>, and how the process is.</summary>
internal sealed class PublicSite
{
    private const string LinksFolder = "/links/";

    private readonly BlockGateway _gateway;
    private readonly SidePaths _side;
    private readonly ConcurrentDictionary<string, bool> _retracted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool>.AlternateLookup<ReadOnlySpan<char>> _retractedBySpan;
    private volatile Edition? _edition;
    private volatile bool _retractedSinceEdition;

    public PublicSite(LocalDesk desk, BlockGateway gateway, SidePaths side)
    {
        _gateway = gateway;
        _side = side;
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
        if (_side.TryAnswer(context, path, out var answer))
        {
            return answer;
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
