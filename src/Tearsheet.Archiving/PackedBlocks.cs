using System.Collections.Concurrent;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Index;
using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving;

/// <summary>All blocks of the archive: those that the index knows, and those put since the last commit. Safe for many threads.</summary>
/// <param name="folder">The packs.</param>
/// <param name="readers">Connections to the index.</param>
/// <param name="access">A reader looks for what the writer in another process has appended since.</param>
internal sealed class PackedBlocks(DataFolder folder, IndexReaders readers, ArchiveAccess access) : IBlockSource, IBlockSink
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Cid, BlockPlace> _pending = [];

    // Until the index has forgotten them too, or their erasure is given up.
    private readonly ConcurrentDictionary<Cid, byte> _erased = [];
    private int _settled;

    // A write that failed half-way, maybe on a thread that is not the writer's: nothing is appended until the writer gives up all
    // that is not committed.
    private StorageException? _torn;

    /// <inheritdoc/>
    public void Put(in Block block)
    {
        var settled = Volatile.Read(ref _settled);
        if (block.Cid.HashCode == (ulong)MultihashCode.Identity || Holds(block.Cid))
        {
            return;
        }

        lock (_gate)
        {
            // Another thread may have put the same block since, and a commit may even have taken it out of what is pending: a
            // block that lay twice would be erased once.
            if (!_pending.ContainsKey(block.Cid) && (settled == _settled || !Holds(block.Cid)))
            {
                Append(block);
            }
        }
    }

    public bool Holds(Cid cid)
    {
        if (_pending.ContainsKey(cid))
        {
            return true;
        }

        if (!_erased.IsEmpty && _erased.ContainsKey(cid))
        {
            return false;
        }

        using var loan = readers.Lend();
        return loan.View.FindBlock(cid) is not null;
    }

    /// <inheritdoc/>
    public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(cid) is { } bytes ? BlockAnswer.Found(bytes) : BlockAnswer.Absent);

    /// <inheritdoc/>
    public ValueTask<BlockAnswer> FindAsync(Cid cid, Func<int, Memory<byte>> room, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(cid, room) is { } bytes ? BlockAnswer.Found(bytes) : BlockAnswer.Absent);

    /// <summary>A block's bytes, not checked against the CID; null when it is not there.</summary>
    public ReadOnlyMemory<byte>? Read(Cid cid) => Read(cid, room: null);

    /// <summary>A block's bytes, in memory that <paramref name="room"/> lends; null when it is not there.</summary>
    public ReadOnlyMemory<byte>? Read(Cid cid, Func<int, Memory<byte>>? room)
    {
        if (cid.HashCode == (ulong)MultihashCode.Identity)
        {
            return cid.Digest.ToArray();
        }

        if (_pending.TryGetValue(cid, out var pending))
        {
            return folder.Packs.Read(pending, room);
        }

        if (!_erased.IsEmpty && _erased.ContainsKey(cid))
        {
            return null;
        }

        BlockPlace? found;
        using (var loan = readers.Lend())
        {
            found = loan.View.FindBlock(cid);
        }

        // Not with a bare null: that would become empty memory, as if there were a block of no bytes.
        return found is { } place ? ReadAt(place, room) : default(ReadOnlyMemory<byte>?);
    }

    public ReadOnlyMemory<byte> ReadAt(BlockPlace place, Func<int, Memory<byte>>? room = null)
    {
        if (access == ArchiveAccess.Read)
        {
            lock (_gate)
            {
                var end = folder.Packs.Acknowledged;
                if (place.Pack > end.Pack || (place.Pack == end.Pack && place.Offset + place.Length > end.Length))
                {
                    folder.Refresh();
                }
            }
        }

        return folder.Packs.Read(place, room);
    }

    /// <summary>For a reader: sees what the writer acknowledged since.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            folder.Refresh();
        }
    }

    /// <summary>Prepares the removal of blocks, which the next commit makes count.</summary>
    /// <returns>The packs in which they lie.</returns>
    public IReadOnlyCollection<int> Erase(IReadOnlyCollection<Cid> cids, SigningKey key)
    {
        using var loan = readers.Lend();
        var packs = new HashSet<int>();
        lock (_gate)
        {
            foreach (var cid in cids)
            {
                if (_pending.TryGetValue(cid, out var pending))
                {
                    packs.Add(pending.Pack);
                }

                if (loan.View.FindBlock(cid) is { } place)
                {
                    packs.Add(place.Pack);
                }
            }

            var erased = cids.ToHashSet();
            folder.Erase(packs, erased.Contains, key);
            foreach (var cid in cids)
            {
                _pending.TryRemove(cid, out _);
                _erased[cid] = 0;
            }
        }

        return packs;
    }

    /// <summary>Makes everything that was appended durable.</summary>
    /// <returns>The blocks that the index has to learn of; <see cref="Settle"/> when it has.</returns>
    /// <exception cref="StorageException">Nothing of it counts.</exception>
    public KeyValuePair<Cid, BlockPlace>[] Commit(SigningKey key)
    {
        lock (_gate)
        {
            ThrowIfTorn();
            var pending = _pending.ToArray();
            folder.Commit(key);
            return pending;
        }
    }

    /// <summary>The index knows these blocks, and no longer knows the erased ones.</summary>
    public void Settle(KeyValuePair<Cid, BlockPlace>[] known)
    {
        lock (_gate)
        {
            _settled++;
            foreach (var (cid, _) in known)
            {
                _pending.TryRemove(cid, out _);
            }

            _erased.Clear();
        }
    }

    /// <summary>Gives up everything since the last commit.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _pending.Clear();
            _erased.Clear();
            folder.Abandon();
            _torn = null;
        }
    }

    /// <summary>Gives up what another thread left half written, before a batch begins.</summary>
    public void AbandonIfTorn()
    {
        if (Volatile.Read(ref _torn) is not null)
        {
            Abandon();
        }
    }

    private void Append(in Block block)
    {
        ThrowIfTorn();
        try
        {
            _pending[block.Cid] = folder.Packs.Append(block.Cid, block.Bytes.Span);
        }
        catch (StorageException error)
        {
            _torn = error;
            throw;
        }
    }

    private void ThrowIfTorn()
    {
        if (_torn is { } torn)
        {
            throw new StorageException(torn.Fault, torn.Message, torn.File, inner: torn);
        }
    }
}
