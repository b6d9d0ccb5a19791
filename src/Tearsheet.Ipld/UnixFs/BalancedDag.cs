using System.Buffers;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>
/// Groups the leaves of one file into nodes as they come: a level holds back at most a node's worth of links, so memory
/// grows with the depth of the file only.
/// </summary>
/// <remarks>
/// Spec: UnixFS, "Layout: balanced". Kubo fills depth first and the JavaScript importer level by level; both give what
/// is given here: every node full but the last of each level, and a last node may well have one link.
/// </remarks>
internal sealed class BalancedDag(ImportProfile profile, IBlockSink sink)
{
    private readonly List<List<Imported>> _levels = [];

    /// <summary>Takes the next leaf, in file order.</summary>
    public void Add(Imported leaf) => Add(0, leaf);

    /// <summary>Writes what is still held back and gives the root.</summary>
    public Imported Finish()
    {
        for (var level = 0; ; level++)
        {
            var links = _levels[level];
            if (level == _levels.Count - 1 && links.Count == 1)
            {
                return links[0];
            }

            if (links.Count > 0)
            {
                Add(level + 1, WriteNode(links));
            }
        }
    }

    private void Add(int level, Imported child)
    {
        if (level == _levels.Count)
        {
            _levels.Add([]);
        }

        var links = _levels[level];
        links.Add(child);
        if (links.Count == profile.Width)
        {
            var node = WriteNode(links);
            links.Clear();
            Add(level + 1, node);
        }
    }

    private Imported WriteNode(List<Imported> links)
    {
        long size = 0;
        using var writer = new NodeWriter(profile, sink);
        var data = ArrayPool<byte>.Shared.Rent(16 + (11 * links.Count));
        try
        {
            foreach (var link in links)
            {
                size = checked(size + link.Size);
                writer.AddLink(link.Cid, [], [], link.Tsize);
            }

            var length = FileLeaf.WriteNodeData(data, size, links);
            return writer.Finish(data.AsSpan(0, length), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(data);
        }
    }
}
