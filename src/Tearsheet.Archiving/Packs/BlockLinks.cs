using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Archiving.Packs;

/// <summary>Decodes a block by its codec, as strictly as it was written, and finds its links.</summary>
internal static class BlockLinks
{
    /// <summary>Decodes one block.</summary>
    /// <param name="cid">Its name, which says the codec.</param>
    /// <param name="block">Its bytes, which fit the name.</param>
    /// <param name="links">Its links, in order.</param>
    /// <param name="node">What it holds, if it is DAG-CBOR or DAG-JSON.</param>
    /// <param name="fault">What is wrong, as half a sentence; empty when nothing is.</param>
    public static bool TryRead(Cid cid, ReadOnlySpan<byte> block, out IReadOnlyList<Cid> links, out Node? node, out string fault)
    {
        links = [];
        node = null;
        fault = "";
        CodecFault why;
        switch ((Multicodec)cid.Codec)
        {
            case Multicodec.Raw:
                return true;
            case Multicodec.DagPb:
                if (DagPb.TryDecode(block, out var tree, out why))
                {
                    links = [.. tree.Links.Select(link => link.Cid)];
                    return true;
                }

                fault = $"the block is not DAG-PB: {why}";
                return false;
            case Multicodec.DagCbor:
                if (DagCbor.TryDecode(block, out node, out why))
                {
                    links = node.Links();
                    return true;
                }

                fault = $"the block is not canonical DAG-CBOR: {why}";
                return false;
            case Multicodec.DagJson:
                if (DagJson.TryDecode(block, out node, out why))
                {
                    links = node.Links();
                    return true;
                }

                fault = $"the block is not canonical DAG-JSON: {why}";
                return false;
            default:
                // Only these are written; another one means that the codec itself was damaged.
                fault = FormattableString.Invariant($"the block's CID names codec 0x{cid.Codec:x}, which no pack holds");
                return false;
        }
    }
}
