using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Publishing.Sites;

/// <summary>The edition's UnixFS tree while it is made: files go to the sink at once, directories when the tree is settled.</summary>
/// <param name="source">Where the blocks of the edition before are read from.</param>
/// <param name="sink">Where new blocks go; called by one flow at a time.</param>
internal sealed class SiteTree(IBlockSource source, IBlockSink sink)
{
    private readonly Lock _gate = new();
    private readonly MemoryBlocks _directories = new();
    private readonly List<TreeChange> _changes = [];

    /// <summary>The profile under which every edition is made (decision 4).</summary>
    public static ImportProfile Profile => ImportProfile.UnixFsV1_2025;

    /// <summary>What the tree's own new directories and the archive hold.</summary>
    public IBlockSource Blocks => new LayeredBlocks(_directories, source);

    /// <summary>Writes a file; safe from several flows.</summary>
    /// <param name="bytes">Only read during the call.</param>
    public Imported Import(ReadOnlyMemory<byte> bytes)
    {
        // Hashing is what takes time, so it is done outside of the lock that the sink needs.
        if (bytes.Length > Profile.ChunkSize)
        {
            lock (_gate)
            {
                return new FileImporter(Profile, sink).Import(bytes);
            }
        }

        var cid = Cid.ForBlock(Multicodec.Raw, bytes.Span);
        lock (_gate)
        {
            sink.Put(new Block(cid, bytes));
        }

        return new Imported(cid, (ulong)bytes.Length, bytes.Length);
    }

    /// <summary>Writes a folder of files that are in the sink; safe from several flows.</summary>
    public Imported ImportFolder(IReadOnlyCollection<DirectoryEntry> files)
    {
        lock (_gate)
        {
            return new DirectoryImporter(Profile, _directories).Import(files);
        }
    }

    /// <summary>Notes that a file or folder shall lie at a place.</summary>
    public void Put(string place, Imported target)
    {
        var change = TreeChange.Put(place, target);
        lock (_gate)
        {
            _changes.Add(change);
        }
    }

    /// <summary>Writes a file and notes its place.</summary>
    public void Put(string place, ReadOnlyMemory<byte> bytes) => Put(place, Import(bytes));

    /// <summary>Notes that nothing shall lie at a place. What is put below it later stands.</summary>
    public void Remove(string place)
    {
        var change = TreeChange.Remove(place);
        lock (_gate)
        {
            _changes.Add(change);
        }
    }

    /// <summary>Drops all that was noted since the last <see cref="ApplyAsync"/>; files already written stay in the sink.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _changes.Clear();
        }
    }

    /// <summary>The tree after all that was noted since the last call.</summary>
    /// <param name="before">null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async ValueTask<Imported> ApplyAsync(Imported? before, CancellationToken cancellationToken)
    {
        TreeChange[] changes;
        lock (_gate)
        {
            changes = [.. _changes];
            _changes.Clear();
        }

        return await new TreeEditor(Profile, Blocks, _directories).ApplyAsync(before, changes, cancellationToken);
    }

    /// <summary>Puts the new directories of a tree into the sink, children first, and none that only stood between.</summary>
    /// <returns>How many.</returns>
    public int Commit(Cid root) => Commit(root, []);

    private int Commit(Cid cid, HashSet<Cid> done)
    {
        if (!_directories.TryGet(cid, out var bytes) || !done.Add(cid))
        {
            return 0;
        }

        var count = 1;
        if (DagPb.TryDecode(bytes.Span, out var node, out _))
        {
            foreach (var link in node!.Links)
            {
                count += Commit(link.Cid, done);
            }
        }

        sink.Put(new Block(cid, bytes));
        return count;
    }
}

/// <summary>Blocks in memory before those of another source.</summary>
internal sealed class LayeredBlocks(MemoryBlocks first, IBlockSource second) : IBlockSource
{
    public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
        first.TryGet(cid, out var bytes)
            ? new(new BlockAnswer(BlockPresence.Found, bytes))
            : second.FindAsync(cid, cancellationToken);
}
