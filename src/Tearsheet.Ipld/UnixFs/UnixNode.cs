using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using static System.FormattableString;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>One block of a tree, decoded; its own sizes agree with each other.</summary>
/// <param name="Cid">Its name.</param>
/// <param name="Type">What it is; a raw block is a file.</param>
/// <param name="Links">Its links; none for a raw block.</param>
/// <param name="Message">Its UnixFS message; for a raw block, one that holds the block.</param>
/// <param name="Size">Bytes of file below and in it; of a symlink's target; else 0.</param>
internal sealed record UnixNode(Cid Cid, NodeType Type, IReadOnlyList<PbLink> Links, DataMessage Message, long Size)
{
    public UnixFsKind Kind => Type switch
    {
        NodeType.Directory or NodeType.HamtShard => UnixFsKind.Directory,
        NodeType.Symlink => UnixFsKind.Symlink,
        _ => UnixFsKind.File,
    };

    public static UnixNode OfRaw(Cid cid, ReadOnlyMemory<byte> block) =>
        new(cid, NodeType.Raw, [], new DataMessage(NodeType.Raw, block, (ulong)block.Length, [], 0, 0), block.Length);

    /// <summary>Makes a node of a decoded block.</summary>
    /// <returns>The node, or the fault that makes it none.</returns>
    public static NodeAnswer Of(Cid cid, PbNode node)
    {
        if (node.Data is not { } data)
        {
            return Fault(cid, UnixFsFaultKind.BadMessage, "the dag-pb node has no data, so it is no UnixFS node");
        }

        var status = DataMessage.TryRead(data, out var message, out var offset);
        if (status != DataStatus.Ok)
        {
            return Fault(
                cid,
                UnixFsFaultKind.BadMessage,
                Invariant($"the data is no UnixFS message: {status} at byte {offset}"));
        }

        switch (message.Type)
        {
            case NodeType.Directory or NodeType.HamtShard:
                return new NodeAnswer(new UnixNode(cid, message.Type, node.Links, message, 0), null);
            case NodeType.Symlink:
                return new NodeAnswer(new UnixNode(cid, message.Type, [], message, message.Bytes.Length), null);
            case NodeType.File or NodeType.Raw:
                return OfFile(cid, node, message);
            default:
                return Fault(cid, UnixFsFaultKind.BadMessage, Invariant($"a node of type {message.Type} is not read"));
        }
    }

    private static NodeAnswer OfFile(Cid cid, PbNode node, DataMessage message)
    {
        if (node.Links.Count != message.BlockSizes.Count)
        {
            return Fault(
                cid,
                UnixFsFaultKind.WrongSize,
                Invariant($"{node.Links.Count} links, but sizes for {message.BlockSizes.Count}"));
        }

        var size = (ulong)message.Bytes.Length;
        foreach (var blockSize in message.BlockSizes)
        {
            if (blockSize > long.MaxValue - size)
            {
                return Fault(cid, UnixFsFaultKind.WrongSize, "the sizes of the links add up to more than 2^63 bytes");
            }

            size += blockSize;
        }

        return message.FileSize is { } stated && stated != size
            ? Fault(cid, UnixFsFaultKind.WrongSize, Invariant($"states {stated} bytes, but its parts have {size}"))
            : new NodeAnswer(new UnixNode(cid, message.Type, node.Links, message, (long)size), null);
    }

    private static NodeAnswer Fault(Cid cid, UnixFsFaultKind kind, string reason) =>
        new(null, new UnixFsFault(kind, cid, reason));
}

/// <summary>A node, or why there is none: exactly one of the two.</summary>
internal readonly record struct NodeAnswer(UnixNode? Node, UnixFsFault? Fault)
{
    /// <summary>The node; for readings that have begun, where a fault can only be thrown.</summary>
    /// <exception cref="UnixFsException">There is none.</exception>
    public UnixNode Required => Node ?? throw new UnixFsException(Fault!);
}
