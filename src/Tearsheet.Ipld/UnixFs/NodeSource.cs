using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using static System.FormattableString;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>Fetches blocks and decodes them; every answer is a node or a fault.</summary>
internal sealed class NodeSource(IBlockSource source)
{
    /// <summary>Reads one node of a tree.</summary>
    public async ValueTask<NodeAnswer> FindAsync(Cid cid, CancellationToken cancellationToken)
    {
        if (cid.Codec == (ulong)Multicodec.Raw)
        {
            var (bytes, missing) = await FindBlockAsync(cid, cancellationToken);
            return missing is null ? new NodeAnswer(UnixNode.OfRaw(cid, bytes), null) : new NodeAnswer(null, missing);
        }

        var (node, fault) = await FindLinksAsync(cid, cancellationToken);
        return node is null ? new NodeAnswer(null, fault) : UnixNode.Of(cid, node);
    }

    /// <summary>Reads one dag-pb block without looking at its data.</summary>
    public async ValueTask<(PbNode? Node, UnixFsFault? Fault)> FindLinksAsync(
        Cid cid, CancellationToken cancellationToken)
    {
        if (cid.Codec != (ulong)Multicodec.DagPb)
        {
            return (null, new UnixFsFault(
                UnixFsFaultKind.UnknownCodec, cid, Invariant($"codec 0x{cid.Codec:x} is neither raw nor dag-pb")));
        }

        var (bytes, missing) = await FindBlockAsync(cid, cancellationToken);
        if (missing is not null)
        {
            return (null, missing);
        }

        return DagPb.TryDecode(bytes.Span, out var node, out var fault)
            ? (node, null)
            : (null, new UnixFsFault(UnixFsFaultKind.BadNode, cid, Invariant($"not a dag-pb node: {fault}")));
    }

    private async ValueTask<(ReadOnlyMemory<byte> Bytes, UnixFsFault? Fault)> FindBlockAsync(
        Cid cid, CancellationToken cancellationToken)
    {
        // An identity CID is its own block; no store has it.
        if (cid.HashCode == (ulong)MultihashCode.Identity)
        {
            return (cid.Digest.ToArray(), null);
        }

        var answer = await source.FindAsync(cid, cancellationToken);
        return answer.Presence switch
        {
            BlockPresence.Found => (answer.Bytes, null),
            BlockPresence.Withdrawn => (
                default, new UnixFsFault(UnixFsFaultKind.Withdrawn, cid, "the block was withdrawn")),
            _ => (default, new UnixFsFault(UnixFsFaultKind.Absent, cid, "the block is not here")),
        };
    }
}
