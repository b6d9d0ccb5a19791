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
                return DagCbor.TryDecode(block.Span, out var cbor, out fault) ? cbor.Links() : throw Broken(cid, fault);
            case Multicodec.DagJson:
                return DagJson.TryDecode(block.Span, out var json, out fault) ? json.Links() : throw Broken(cid, fault);
            default:
                return [];
        }
    }

    private static UnixFsException Broken(Cid cid, CodecFault fault) =>
        new(new UnixFsFault(UnixFsFaultKind.BadNode, cid, fault.ToString()));
}
