using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Archiving.Index;

/// <summary>
/// Walks an edition's tree and finds the uses of blocks that no edition before has (decision 13): what lies in <c>links/ID/</c>
/// belongs to that link, everything else to none. Where a use is public already, all below it is, and the walk turns back; so
/// that it costs what changed.
/// </summary>
/// <param name="read">Finds a block; null when it is not there.</param>
/// <param name="holds">Whether a block is there.</param>
/// <param name="view">The index as it stood before the edition.</param>
internal sealed class TreeUses(Func<Cid, ReadOnlyMemory<byte>?> read, Func<Cid, bool> holds, IndexView view)
{
    // A folder tree is shallow; its HAMTs and files add a few levels each.
    private const int MaxDepth = 64;

    private readonly List<(Cid Cid, long Link)> _uses = [];
    private readonly HashSet<(Cid Cid, long Link)> _seen = [];
    private readonly List<Cid> _missing = [];

    /// <summary>Where in the tree a node stands; only the folders on the way to a link are told apart.</summary>
    private enum Level
    {
        Root,
        Links,
        Year,
        Month,
        Elsewhere,
    }

    /// <summary>New uses, each once, parents before children; link 0 is no link.</summary>
    public IReadOnlyList<(Cid Cid, long Link)> Uses => _uses;

    /// <summary>Blocks of the tree that are not there.</summary>
    public IReadOnlyList<Cid> Missing => _missing;

    public void Walk(Cid root) => Walk(root, Level.Root, "", 0, 0);

    private void Walk(Cid cid, Level level, string path, long link, int depth)
    {
        if (!_seen.Add((cid, link)) || view.IsPublicUse(cid, link))
        {
            return;
        }

        _uses.Add((cid, link));
        if (cid.Codec == (ulong)Multicodec.Raw)
        {
            if (!holds(cid))
            {
                _missing.Add(cid);
            }

            return;
        }

        if (read(cid) is not { } block)
        {
            _missing.Add(cid);
            return;
        }

        if (cid.Codec != (ulong)Multicodec.DagPb || depth == MaxDepth || !DagPb.TryDecode(block.Span, out var node, out _))
        {
            return;
        }

        var sharded = IsShard(node.Data.GetValueOrDefault().Span);
        foreach (var child in node.Links)
        {
            // In a shard two hexadecimal digits stand before each name; alone they are a deeper shard of the same folder.
            var name = sharded ? (child.Name ?? "").PadRight(2)[2..] : child.Name ?? "";
            if (sharded && name.Length == 0)
            {
                Walk(child.Cid, level, path, link, depth + 1);
                continue;
            }

            var (below, belowPath, belowLink) = Enter(level, path, link, name);
            Walk(child.Cid, below, belowPath, belowLink, depth + 1);
        }
    }

    private (Level Level, string Path, long Link) Enter(Level level, string path, long link, string name)
    {
        switch (level)
        {
            case Level.Root when name == "links":
                return (Level.Links, "", 0);
            case Level.Links:
                return (Level.Year, name, 0);
            case Level.Year:
                return (Level.Month, $"{path}/{name}", 0);
            case Level.Month when $"{path}/{name}" is var id && view.IsLink(id):
                var seq = LinkId.SeqOf(id)!.Value;

                // A tombstone that an edition shows after a retraction is public on its own account.
                return (Level.Elsewhere, "", view.IsDenied(seq) ? 0 : seq);
            default:
                return (Level.Elsewhere, "", link);
        }
    }

    // Spec: UnixFS, "Data field": field 1, a varint, is the type, and every writer puts it first; 5 is HAMTShard.
    private static bool IsShard(ReadOnlySpan<byte> data) => data.Length >= 2 && data[0] == 0x08 && data[1] == 5;
}
