using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving.Packs;

/// <summary>How a data folder is used.</summary>
/// <param name="Clock">For the time of seals and the names of torn bytes.</param>
internal sealed record DataFolderOptions(TimeProvider Clock)
{
    /// <summary>When a pack is full, in bytes.</summary>
    public long PackSize { get; init; } = PackStore.DefaultRollAt;

    /// <summary>When a log file is full, in bytes.</summary>
    public long LogFileSize { get; init; } = LogBook.DefaultRollAt;
}

/// <summary>A data folder that is open: log and packs, and the head that says how much of both counts.</summary>
/// <remarks>
/// A writer's turn is: blocks into <see cref="Packs"/>, entries into <see cref="Log"/>, then <see cref="Commit"/>; only when that has
/// returned may anyone be told. Whatever throws before, the batch is given up with <see cref="Abandon"/>. One thread does all this.
/// </remarks>
internal sealed class DataFolder : IDisposable
{
    private readonly FolderLock? _lock;
    private readonly HeadFile _head;
    private readonly DataFolderOptions _options;
    private readonly List<PackErasure> _erasures = [];
    private bool _inDoubt;

    private DataFolder(DataPaths paths, DataFolderOptions options, FolderLock? held, HeadFile head, LogBook log, PackStore packs)
    {
        Paths = paths;
        _options = options;
        _lock = held;
        _head = head;
        Log = log;
        Packs = packs;
    }

    public DataPaths Paths { get; }

    public LogBook Log { get; }

    public PackStore Packs { get; }

    /// <summary>What opening moved to <c>torn/</c>, as paths below the data folder; empty after a clean close.</summary>
    public IReadOnlyList<string> SetAside { get; private init; } = [];

    /// <summary>Makes a new, empty data folder and opens it for writing. What a crash left of an earlier try is made anew.</summary>
    /// <exception cref="StorageException">There is one already, or the disk or the rights do not allow it.</exception>
    public static DataFolder Create(DataPaths paths, DataFolderOptions options) =>
        Open(paths, FolderAccess.Write, options, create: true);

    /// <summary>Opens a data folder. A writer takes the lock and sets aside what a crash left behind.</summary>
    /// <exception cref="StorageException">It cannot be opened; the message says why and what to do.</exception>
    public static DataFolder Open(DataPaths paths, FolderAccess access, DataFolderOptions options)
    {
        NewFolder.MustBeThere(paths);
        return Open(paths, access, options, create: false);
    }

    /// <summary>Makes everything appended since the last commit last, and seals what became full.</summary>
    /// <param name="key">The site's key, for seals.</param>
    /// <exception cref="StorageException">
    /// Nothing of the batch counts, and the folder is as it was after the last commit; but after <see cref="StorageFault.InDoubt"/>
    /// nobody knows until the folder is opened again.
    /// </exception>
    public void Commit(SigningKey key)
    {
        ThrowIfInDoubt();
        if (Log.LastSeq == Log.AcknowledgedSeq && Packs.End == Packs.Acknowledged)
        {
            return;
        }

        try
        {
            AppendSeals(key);
            Log.Write();
            Packs.Flush();
            Log.Flush();
        }
        catch (StorageException error)
        {
            GiveUp(error);
            throw;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw GiveUp(StorageException.From(error, Paths.Root));
        }

        try
        {
            var (tip, end) = (Log.Tip, Packs.End);
            _head.Write(new Head(tip.File, tip.Length, end.Pack, end.Length, tip.Seq, tip.LastOffset, tip.Last));
            _head.Sync();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The disk may hold the old head or the new one, and both tell the truth as long as nothing is cut now.
            _inDoubt = true;
            throw InDoubt(error);
        }

        Packs.Acknowledge();
        Log.Acknowledge();
        FinishErasures();
    }

    /// <summary>Gives up everything appended since the last commit.</summary>
    /// <exception cref="StorageException">The disk failed again: the folder has to be opened anew, which sets the rest aside.</exception>
    public void Abandon()
    {
        if (_inDoubt)
        {
            return;
        }

        try
        {
            Log.Abandon();
            Packs.Abandon();
            _erasures.ForEach(erasure => erasure.Drop());
            _erasures.Clear();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _inDoubt = true;
            throw InDoubt(error);
        }
    }

    /// <summary>
    /// Prepares removing blocks from packs, and appends the new seals to the log. The next commit makes it count, and then puts the
    /// packs without those bytes in the old ones' place; a crash in between is made good by the next opening. No block moves.
    /// </summary>
    /// <param name="packs">The numbers of the packs in which they may lie.</param>
    /// <param name="erased">Whether a block is to go. The log names those in an entry of kind erase, appended before.</param>
    /// <param name="key">The site's key.</param>
    public void Erase(IEnumerable<int> packs, Func<Cid, bool> erased, SigningKey key)
    {
        ThrowIfInDoubt();
        var wanted = packs.ToHashSet();
        if (wanted.Contains(Packs.End.Pack))
        {
            Packs.EndPack();
        }

        AppendSeals(key);
        foreach (var pack in wanted.Order())
        {
            if (PackErasure.Prepare(Paths, pack, erased) is { } erasure)
            {
                _erasures.Add(erasure);
                erasure.WaitFor(AppendSeal(erasure.Seal, key).Seq);
            }
        }
    }

    /// <summary>For a reader: sees what the writer acknowledged since.</summary>
    /// <returns>True when there is more than before.</returns>
    public bool Refresh()
    {
        var head = _head.Read();
        if (head.Seq == Log.AcknowledgedSeq && head.Pack == Packs.Acknowledged.Pack && head.PackLength == Packs.Acknowledged.Length)
        {
            return false;
        }

        Packs.SeeUpTo(new PackEnd(head.Pack, head.PackLength));
        Log.SeeUpTo(head);
        return true;
    }

    /// <summary>Closes the folder. What was not committed is given up.</summary>
    public void Dispose()
    {
        if (_lock is not null && (Log.LastSeq != Log.AcknowledgedSeq || Packs.End != Packs.Acknowledged))
        {
            try
            {
                Abandon();
            }
            catch (StorageException)
            {
                // It lies past the acknowledged length, and the next opening sets it aside.
            }
        }

        Log.Dispose();
        Packs.Dispose();
        _head.Dispose();
        _lock?.Dispose();
    }

    private static DataFolder Open(DataPaths paths, FolderAccess access, DataFolderOptions options, bool create)
    {
        var opened = new Stack<IDisposable>();
        try
        {
            if (create)
            {
                Durable.CreateFolder(paths.Root);
            }

            var held = access == FolderAccess.Write ? FolderLock.Take(paths) : null;
            if (held is not null)
            {
                opened.Push(held);
            }

            if (create)
            {
                NewFolder.Write(paths);
            }

            var headFile = HeadFile.Open(paths, access);
            opened.Push(headFile);
            var head = headFile.Read();
            var setAside = held is not null ? Recovery.SetAside(paths, head, options.Clock) : [];
            Recovery.CheckFiles(paths, head);
            var log = LogBook.Open(paths, access, head, options.LogFileSize);
            opened.Push(log);
            var packs = PackStore.Open(paths, access, new PackEnd(head.Pack, head.PackLength), options.PackSize);
            opened.Clear();
            return new DataFolder(paths, options, held, headFile, log, packs) { SetAside = setAside };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(error, paths.Root);
        }
        finally
        {
            // Empty when all went well.
            while (opened.TryPop(out var one))
            {
                one.Dispose();
            }
        }
    }

    private void AppendSeals(SigningKey key)
    {
        // The seal of one pack may be what fills the next.
        while (Packs.TakeSeals() is { Count: > 0 } seals)
        {
            foreach (var seal in seals)
            {
                AppendSeal(seal, key);
            }
        }
    }

    private LogEntry AppendSeal(PackSeal seal, SigningKey key)
    {
        var payload = seal.ToPayload();
        var cid = Cid.ForBlock(Multicodec.DagCbor, payload);
        Packs.Append(cid, payload);
        return Log.Append(EntryKind.Seal, cid, _options.Clock.GetUtcNow(), key);
    }

    private void FinishErasures()
    {
        try
        {
            foreach (var erasure in _erasures)
            {
                erasure.Finish();
                Packs.Reopen(erasure.Seal.Pack);
            }

            _erasures.Clear();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is decided and logged; the next opening finishes it.
            _inDoubt = true;
            throw InDoubt(error);
        }
    }

    private StorageException GiveUp(StorageException error)
    {
        if (error.Fault is StorageFault.Failed)
        {
            // After a failed fsync nobody knows which bytes the device has. Opening again goes by the head.
            _inDoubt = true;
        }
        else
        {
            Abandon();
        }

        return error;
    }

    private void ThrowIfInDoubt()
    {
        if (_inDoubt)
        {
            throw InDoubt(null);
        }
    }

    private StorageException InDoubt(Exception? error) => new(StorageFault.InDoubt,
        $"The disk failed while {Paths.Root} was being written. What was acknowledged before is safe; check the disk and start again.",
        Paths.Root, inner: error);
}
