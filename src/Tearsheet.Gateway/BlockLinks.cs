using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>The links of a block, in their order, in any codec that has links.</summary>
internal static class BlockLinks
{
    /// <summary>Most levels of a DAG that is walked.</summary>
    public const int MaxDepth = 2048;

    /// <summary>The links of a block.</summary>
    /// <exception cref="UnixFsException">The block is not what its codec says.</exception>
    public static IReadOnlyList<Cid> Of(Cid cid, ReadOnlyMemory<byte> block)
    {
        CodecFault fault;
        switch ((Multicodec)cid.Codec)
        {
            case Multicodec.DagPb:
                return DagPb.TryDecode(block.Span, out var node, out fault)
                    ? [.. node.Links.Select(link => link.Cid)]
                    : throw Broken(cid, fault);
            case Multicodec.DagCbor:
                return DagCbor.TryDecode(block.Span, out var cbor, out fault) ? InOrder(cbor) : throw Broken(cid, fault);
            case Multicodec.DagJson:
                return DagJson.TryDecode(block.Span, out var json, out fault) ? InOrder(json) : throw Broken(cid, fault);
            default:
                return [];
        }
    }

    private static List<Cid> InOrder(Node root)
    {
        var found = new List<Cid>();
        Collect(root, found);
        return found;
    }

    // The codecs have bounded the depth.
    private static void Collect(Node node, List<Cid> found)
    {
        switch (node)
        {
            case Node.LinkNode link:
                found.Add(link.Cid);
                break;
            case Node.ListNode list:
                foreach (var item in list.Items)
                {
                    Collect(item, found);
                }

                break;
            case Node.MapNode map:
                foreach (var entry in map.Entries)
                {
                    Collect(entry.Value, found);
                }

                break;
            default:
                break;
        }
    }

    private static UnixFsException Broken(Cid cid, CodecFault fault) =>
        new(new UnixFsFault(UnixFsFaultKind.BadNode, cid, fault.ToString()));
}
