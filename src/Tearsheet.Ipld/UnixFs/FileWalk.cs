using System.Runtime.CompilerServices;
using Tearsheet.Ipld.Cids;
using static System.FormattableString;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>Reads one range of one file.</summary>
/// <param name="nodes">Where nodes come from.</param>
/// <param name="from">First byte of the file to give.</param>
/// <param name="to">Where to stop, exclusive.</param>
internal sealed class FileWalk(NodeSource nodes, long from, long to)
{
    // What is still to be read, the next part on top: depth first without recursion, so depth costs no stack.
    private readonly Stack<Part> _parts = new();

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Cid file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _parts.Push(new Part(file, 0, null, 0));
        while (_parts.TryPop(out var part))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var node = Check((await nodes.FindAsync(part.Cid, cancellationToken)).Required, part);
            var slice = Cut(node.Message.Bytes, part.Start);
            PushLinks(node, part);
            if (!slice.IsEmpty)
            {
                yield return slice;
            }
        }
    }

    private static UnixNode Check(UnixNode node, Part part)
    {
        if (node.Kind == UnixFsKind.Directory || (node.Kind == UnixFsKind.Symlink && part.Depth > 0))
        {
            throw new UnixFsException(new UnixFsFault(
                UnixFsFaultKind.WrongKind, node.Cid, Invariant($"a {node.Kind} where bytes of a file should be")));
        }

        if (part.Size is { } size && size != node.Size)
        {
            throw new UnixFsException(new UnixFsFault(
                UnixFsFaultKind.WrongSize,
                node.Cid,
                Invariant($"has {node.Size} bytes, but the node above says {size}")));
        }

        return part.Depth < UnixFsReader.MaxFileDepth || node.Links.Count == 0
            ? node
            : throw new UnixFsException(new UnixFsFault(
                UnixFsFaultKind.TooDeep,
                node.Cid,
                Invariant($"a file of more than {UnixFsReader.MaxFileDepth} levels")));
    }

    private ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> bytes, long start)
    {
        var first = Math.Clamp(from - start, 0, bytes.Length);
        var last = Math.Clamp(to - start, first, bytes.Length);
        return bytes[(int)first..(int)last];
    }

    private void PushLinks(UnixNode node, Part part)
    {
        // From the last link to the first, so that the first comes out first. Parts without bytes are left alone: a few
        // blocks that link to each other's nothing a million times would keep a reader busy for ever.
        var end = part.Start + node.Size;
        for (var i = node.Links.Count - 1; i >= 0; i--)
        {
            var size = (long)node.Message.BlockSizes[i];
            var start = end - size;
            if (size > 0 && start < to && end > from)
            {
                _parts.Push(new Part(node.Links[i].Cid, start, size, part.Depth + 1));
            }

            end = start;
        }
    }

    private readonly record struct Part(Cid Cid, long Start, long? Size, int Depth);
}
