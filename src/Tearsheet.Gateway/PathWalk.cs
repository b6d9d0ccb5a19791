using System.Globalization;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>Where a path leads, whatever the blocks on it are written in.</summary>
/// <param name="Cid">The last block that the path reaches; its own block has not been read where a directory's link led to it.</param>
/// <param name="Inside">Names that lead on inside that block, as DAG-CBOR and DAG-JSON have places that are no blocks.</param>
/// <param name="Trail">The CIDs from the root on, one a link that was followed.</param>
/// <param name="Missing">The first name that is not there; null when the path leads somewhere.</param>
internal sealed record Place(Cid Cid, IReadOnlyList<string> Inside, IReadOnlyList<Cid> Trail, string? Missing);

/// <summary>Follows paths through UnixFS directories and the links of DAG-CBOR and DAG-JSON.</summary>
/// <remarks>Spec: path-gateway, "Content Path Resolution".</remarks>
internal sealed class PathWalk(IBlockSource blocks, UnixFsReader reader)
{
    public async ValueTask<Place> FollowAsync(Cid root, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var trail = new List<Cid> { root };
        var at = 0;
        while (at < names.Count)
        {
            var cid = trail[^1];
            Cid? next;
            switch ((Multicodec)cid.Codec)
            {
                case Multicodec.DagCbor or Multicodec.DagJson:
                    var node = await ReadAsync(cid, cancellationToken);
                    var begin = at;
                    next = null;
                    while (next is null && at < names.Count)
                    {
                        if (Step(node, names[at]) is not { } inner)
                        {
                            return new Place(cid, [], trail, names[at]);
                        }

                        at++;
                        node = inner;
                        next = (node as Node.LinkNode)?.Cid;
                    }

                    if (next is null)
                    {
                        return new Place(cid, [.. names.Skip(begin)], trail, null);
                    }

                    break;
                case Multicodec.DagPb:
                    next = await reader.FindAsync(cid, names[at], cancellationToken);
                    at += next is null ? 0 : 1;
                    break;
                default:
                    next = null;
                    break;
            }

            if (next is not { } found)
            {
                return new Place(cid, [], trail, names[at]);
            }

            trail.Add(found);
        }

        return new Place(trail[^1], [], trail, null);
    }

    private static Node? Step(Node node, string name) => node switch
    {
        Node.MapNode map => map.TryGet(name, out var value) ? value : null,
        Node.ListNode list => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Count
            ? list.Items[index]
            : null,
        _ => null,
    };

    private async ValueTask<Node> ReadAsync(Cid cid, CancellationToken cancellationToken)
    {
        var bytes = await WholeBlock.ReadAsync(blocks, cid, room: null, cancellationToken);
        var isRead = (Multicodec)cid.Codec == Multicodec.DagCbor
            ? DagCbor.TryDecode(bytes.Span, out var node, out var fault)
            : DagJson.TryDecode(bytes.Span, out node, out fault);
        return isRead ? node! : throw new UnixFsException(new UnixFsFault(UnixFsFaultKind.BadNode, cid, fault.ToString()));
    }
}

/// <summary>One block, or the fault that there is none.</summary>
internal static class WholeBlock
{
    /// <summary>Reads a block; an identity CID is its own.</summary>
    /// <exception cref="UnixFsException">The block is absent or withdrawn.</exception>
    /// <param name="blocks">Where it is looked for.</param>
    /// <param name="cid">Its name.</param>
    /// <param name="room">Lends the memory for a large block; null when its bytes must stay valid.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        IBlockSource blocks, Cid cid, Func<int, Memory<byte>>? room, CancellationToken cancellationToken)
    {
        if (cid.HashCode == (ulong)MultihashCode.Identity)
        {
            return cid.Digest.ToArray();
        }

        var answer = await (room is null ? blocks.FindAsync(cid, cancellationToken) : blocks.FindAsync(cid, room, cancellationToken));
        return answer.Presence switch
        {
            BlockPresence.Found => answer.Bytes,
            BlockPresence.Withdrawn => throw new UnixFsException(new UnixFsFault(UnixFsFaultKind.Withdrawn, cid, "the block was withdrawn")),
            _ => throw new UnixFsException(new UnixFsFault(UnixFsFaultKind.Absent, cid, "the block is not here")),
        };
    }
}
