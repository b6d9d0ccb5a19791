using System.Runtime.CompilerServices;
using Tearsheet.Ipld.Cids;
using static System.FormattableString;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>Names all blocks of a DAG.</summary>
internal static class BlockWalk
{
    // A path of the longest kind that Tearsheet writes, each directory with all levels of a HAMT, fits in twice.
    private const int MaxDepth = 2 * EntryName.MaxPathNames * (ShardWriter.MaxDepth + 1);

    public static async IAsyncEnumerable<Cid> WalkAsync(
        NodeSource nodes, Cid root, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<Cid>();
        var open = new Stack<(Cid Cid, int Depth)>();
        open.Push((root, 0));
        while (open.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!seen.Add(next.Cid))
            {
                continue;
            }

            if (next.Cid.HashCode != (ulong)MultihashCode.Identity)
            {
                yield return next.Cid;
            }

            if (next.Cid.Codec == (ulong)Multicodec.Raw)
            {
                continue;
            }

            var (node, fault) = await nodes.FindLinksAsync(next.Cid, cancellationToken);
            if (node is null)
            {
                throw new UnixFsException(fault!);
            }

            if (node.Links.Count > 0 && next.Depth == MaxDepth)
            {
                throw new UnixFsException(new UnixFsFault(
                    UnixFsFaultKind.TooDeep, next.Cid, Invariant($"a tree of more than {MaxDepth} levels")));
            }

            for (var i = node.Links.Count - 1; i >= 0; i--)
            {
                open.Push((node.Links[i].Cid, next.Depth + 1));
            }
        }
    }
}
