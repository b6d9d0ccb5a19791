using System.Collections.Concurrent;
using Tearsheet.Distributing.Mirroring;
using Tearsheet.Gateway;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Server.Serving;

/// <summary>What visitors of a mirror get: what they would get from the desk itself.</summary>
internal sealed class MirrorSite(MirrorFolder mirror, BlockGateway gateway, SidePaths side)
{
    private readonly UnixFsReader _reader = new(mirror.Blocks);
    private readonly ConcurrentDictionary<Cid, bool> _tombstones = new();

    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (side.TryAnswer(context, path, out var answer))
        {
            await answer;
        }
        else if (mirror.Root is not { } root)
        {
            await Plain.WriteAsync(context, StatusCodes.Status404NotFound, "Nothing has been mirrored yet.\n");
        }
        else if (path.Split('/') is ["", "links", var year, var month, var id, .. var rest]
            && await IsTombstoneAsync(root, ["links", year, month, id], context.RequestAborted))
        {
            // The tombstone is a page; nothing else of the folder is left.
            await (rest is [] or [""] or ["index.html"]
                ? gateway.ServeRootAsync(context, root, StatusCodes.Status410Gone)
                : Plain.WriteAsync(context, StatusCodes.Status410Gone, "This was published here once and has been withdrawn.\n"));
        }
        else
        {
            await gateway.ServeRootAsync(context, root, statusOverride: null);
        }
    }

    /// <summary>Whether a link's folder says that the link was retracted: it has <c>link.json</c> and no <c>entry.json</c>.</summary>
    private async ValueTask<bool> IsTombstoneAsync(Cid root, string[] folder, CancellationToken cancellationToken)
    {
        if (await _reader.ResolveAsync(root, folder, cancellationToken) is not Resolution.Found { Kind: UnixFsKind.Directory } found)
        {
            return false;
        }

        if (_tombstones.TryGetValue(found.Cid, out var known))
        {
            return known;
        }

        var isOne = await _reader.ResolveAsync(found.Cid, "entry.json", cancellationToken) is Resolution.NotFound
            && await _reader.ResolveAsync(found.Cid, "link.json", cancellationToken) is Resolution.Found;
        if (_tombstones.Count < 100_000)
        {
            _tombstones[found.Cid] = isOne;
        }

        return isOne;
    }
}
