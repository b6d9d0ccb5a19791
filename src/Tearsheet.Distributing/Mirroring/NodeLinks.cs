using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using static System.FormattableString;

namespace Tearsheet.Distributing.Mirroring;

/// <summary>A link as a copy follows it.</summary>
/// <param name="Cid">Where it leads.</param>
/// <param name="Size">Bytes of all that is below, as whoever made the node claims; 0 when nobody does.</param>
internal readonly record struct NodeLink(Cid Cid, ulong Size);

/// <summary>Finds the links of a block by its codec.</summary>
internal static class NodeLinks
{
    /// <summary>Reads a block's links.</summary>
    /// <param name="cid">Its name, which says the codec.</param>
    /// <param name="block">Its bytes, which were verified.</param>
    /// <param name="links">In order; one CID may stand there many times.</param>
    /// <returns>null, or what is wrong with the block, as half a sentence.</returns>
    public static string? TryRead(Cid cid, ReadOnlySpan<byte> block, out IReadOnlyList<NodeLink> links)
    {
        links = [];
        switch ((Multicodec)cid.Codec)
        {
            case Multicodec.Raw:
                return null;
            case Multicodec.DagPb:
                if (!DagPb.TryDecode(block, out var tree, out var fault))
                {
                    return $"is no DAG-PB: {fault}";
                }

                links = [.. tree.Links.Select(link => new NodeLink(link.Cid, link.Tsize ?? 0))];
                return null;
            case Multicodec.DagCbor:
                return DagCbor.TryDecode(block, out var cbor, out fault) ? Of(cbor, out links) : $"is no DAG-CBOR: {fault}";
            case Multicodec.DagJson:
                return DagJson.TryDecode(block, out var json, out fault) ? Of(json, out links) : $"is no DAG-JSON: {fault}";
            default:
                return Invariant($"is of codec 0x{cid.Codec:x}, whose links nobody here can read");
        }
    }

    private static string? Of(Node node, out IReadOnlyList<NodeLink> links)
    {
        links = [.. node.Links().Select(cid => new NodeLink(cid, 0))];
        return null;
    }
}
