using Tearsheet.Archiving.Disk;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Packs;

/// <summary>The blocks on disk: CARv1 files that grow until they are full, each then sealed.</summary>
/// <remarks>
/// One thread appends, flushes and abandons; any number read meanwhile. Nothing is hashed on the way in, for whoever appends is hashing
/// blocks on the same few cores: a full pack is hashed for its seal by the commit, several at a time, from what the system still has
/// in memory; and only when more than <see cref="MostUnhashed"/> wait for it, beside the writing.
/// </remarks>
internal sealed class PackStore : IDisposable
{
    /// <summary>When a pack is full, unless the options say otherwise: 512 MiB (decision 16).</summary>
    public const long DefaultRollAt = 512L << 20;

    /// <summary>The least that a pack may be told to hold: the seal of the pack before it must fit in.</summary>
    public const long LeastRollAt = 1024;

    private const int MostUnhashed = 2;

    private readonly DataPaths _paths;
    private readonly long _rollAt;
    private readonly PackHandles _handles;
    private readonly List<Full> _full = [];
    private volatile Growing _growing;
    private bool _newNames;

    private PackStore(DataPaths paths, long rollAt, Growing growing, PackEnd acknowledged)
    {
        _paths = paths;
        _rollAt = Math.Max(rollAt, LeastRollAt);
        _growing = growing;
        _handles = new PackHandles(paths);
        Acknowledged = acknowledged;
    }

    /// <summary>How far the packs reach, with what is not yet acknowledged.</summary>
    public PackEnd End => new(_growing.Number, _growing.File.Length);

    /// <summary>How far the last commit reached.</summary>
    public PackEnd Acknowledged { get; private set; }

    /// <summary>Opens the packs. Whoever writes has dealt before with what lies after <paramref name="end"/>.</summary>
    public static PackStore Open(DataPaths paths, FolderAccess access, PackEnd end, long rollAt)
    {
        var path = paths.PackFile(end.Pack);
        var file = access == FolderAccess.Write
            ? AppendFile.OpenToWrite(path, end.Length)
            : AppendFile.OpenToRead(path, end.Length);
        return new PackStore(paths, rollAt, new Growing(end.Pack, file), end);
    }

    /// <summary>Appends a block, which can be read at once and lasts after the next commit. It does not look whether it is held.</summary>
    /// <param name="cid">Its name, by SHA-256; that it fits the bytes is the caller's word.</param>
    /// <param name="bytes">The block, copied or written before this returns.</param>
    /// <exception cref="StorageException">The disk is full or failed: the batch must be abandoned.</exception>
    public BlockPlace Append(Cid cid, ReadOnlySpan<byte> bytes)
    {
        if (cid.HashCode != (ulong)MultihashCode.Sha2_256 || bytes.Length > CarLayout.LongestBlock)
        {
            throw new ArgumentException("a pack holds blocks of at most 64 MiB that are named by their SHA-256", nameof(cid));
        }

        Span<byte> front = stackalloc byte[CarLayout.LongestFront];
        front = front[..CarLayout.WriteFront(front, cid, bytes.Length)];
        try
        {
            var pack = _growing;
            if (pack.File.Length + front.Length + bytes.Length > _rollAt && pack.File.Length > CarLayout.Header.Length)
            {
                pack = Roll();
            }

            var place = new BlockPlace(pack.Number, pack.File.Length + front.Length, bytes.Length);
            pack.File.Append(front, bytes);
            return place;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(error, _growing.File.Path);
        }
    }

    /// <summary>The block that lies there. Whether it still is what it was is the caller's to check.</summary>
    /// <param name="place">Where it lies.</param>
    /// <param name="room">Gives the memory to read into; null for memory of its own.</param>
    /// <exception cref="StorageException">The pack ends before it, or cannot be read.</exception>
    public ReadOnlyMemory<byte> Read(BlockPlace place, Func<int, Memory<byte>>? room = null)
    {
        var bytes = room?.Invoke(place.Length) ?? GC.AllocateUninitializedArray<byte>(place.Length);
        return Read(place, bytes.Span) == bytes.Length
            ? bytes
            : throw StorageException.Corrupt(_paths.Short(_paths.PackFile(place.Pack)), place.Offset, default,
                FormattableString.Invariant($"a block of {place.Length} bytes should lie here, but the file ends"));
    }

    /// <summary>The length of a pack as the last commit left it.</summary>
    public long AcknowledgedLength(int pack) =>
        pack == Acknowledged.Pack ? Acknowledged.Length : new FileInfo(_paths.PackFile(pack)).Length;

    /// <summary>Every block of a pack, in order, by its headers alone.</summary>
    /// <param name="pack">The pack's number.</param>
    /// <param name="fromOffset">Where to start: 0, or the end of a section, as <see cref="Acknowledged"/> gave it once.</param>
    /// <param name="toOffset">Where to stop; no further than <see cref="AcknowledgedLength"/>.</param>
    /// <exception cref="StorageException">A header is damaged.</exception>
    public IEnumerable<(Cid Cid, BlockPlace Place)> Scan(int pack, long fromOffset, long toOffset)
    {
        var path = _paths.PackFile(pack);
        using var file = AppendFile.OpenToRead(path, toOffset);
        var sections = file.Sections(_paths.Short(path), Math.Max(fromOffset, CarLayout.Header.Length), toOffset,
            SectionReader.Hopping);
        while (!sections.AtEnd)
        {
            var section = sections.Next();
            yield return (section.Cid, new BlockPlace(pack, section.BytesOffset, section.Length));
        }
    }

    /// <summary>Ends the newest pack early, so that everything up to now lies in sealed packs. One without a block stays.</summary>
    public void EndPack()
    {
        if (_growing.File.Length > CarLayout.Header.Length)
        {
            Roll();
        }
    }

    /// <summary>The seals of the packs that became full since the last commit; waits until their bytes are on the device.</summary>
    public IReadOnlyList<PackSeal> TakeSeals()
    {
        var waiting = _full.Where(full => !full.Taken).ToArray();
        var begun = waiting.Select(full => full.BeginSeal()).ToArray();
        var seals = new List<PackSeal>();
        foreach (var (full, seal) in waiting.Zip(begun))
        {
            // The writer is one plain thread, and this is where it waits for others.
            seals.Add(seal.GetAwaiter().GetResult());
            full.Taken = true;
        }

        return seals;
    }

    /// <summary>Writes what is buffered and waits until the device has it, the names of new packs too.</summary>
    public void Flush()
    {
        _growing.File.Sync();
        if (_newNames)
        {
            Durable.SyncFolder(_paths.Packs);
            _newNames = false;
        }
    }

    /// <summary>The head says so: everything up to now counts.</summary>
    public void Acknowledge()
    {
        Acknowledged = End;
        Forget();
    }

    /// <summary>Nothing after the last commit counts: it is cut off, new packs are deleted.</summary>
    public void Abandon()
    {
        Forget();
        var newest = _growing;
        if (newest.Number != Acknowledged.Pack)
        {
            _growing = new Growing(Acknowledged.Pack,
                AppendFile.OpenToWrite(_paths.PackFile(Acknowledged.Pack), Acknowledged.Length));
            newest.File.Dispose();
        }

        _growing.File.CutTo(Acknowledged.Length);

        // One more than there is: a roll may have failed when the file was there and nothing else.
        for (var number = newest.Number + 1; number > Acknowledged.Pack; number--)
        {
            _handles.Close(number);
            File.Delete(_paths.PackFile(number));
        }

        if (_newNames)
        {
            Durable.SyncFolder(_paths.Packs);
            _newNames = false;
        }
    }

    /// <summary>For a reader: the writer has acknowledged more.</summary>
    public void SeeUpTo(PackEnd end)
    {
        if (end.Pack != _growing.Number)
        {
            var last = _growing;
            _growing = new Growing(end.Pack, AppendFile.OpenToRead(_paths.PackFile(end.Pack), end.Length));
            last.File.Dispose();
        }

        _growing.File.SeeUpTo(end.Length);
        Acknowledged = end;
    }

    /// <summary>Another file has taken a sealed pack's name: the next read looks into that one.</summary>
    public void Reopen(int pack) => _handles.Close(pack);

    public void Dispose()
    {
        Forget();
        _growing.File.Dispose();
        _handles.Dispose();
    }

    private int Read(BlockPlace place, Span<byte> target)
    {
        while (_growing is var growing && growing.Number == place.Pack)
        {
            try
            {
                return growing.File.Read(place.Offset, target);
            }
            catch (ObjectDisposedException) when (growing != _growing)
            {
                // It became full, or the reader moved on, between the look and the read.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw StorageException.From(error, growing.File.Path);
            }
        }

        return _handles.Read(place.Pack, place.Offset, target);
    }

    private Growing Roll()
    {
        var full = _growing;
        full.File.Write();
        _newNames = true;
        var next = new Growing(full.Number + 1, AppendFile.Create(_paths.PackFile(full.Number + 1)));
        next.File.Append(CarLayout.Header, []);
        _growing = next;
        _full.Add(new Full(full));
        if (_full.Count > MostUnhashed)
        {
            _ = _full[^(MostUnhashed + 1)].BeginSeal();
        }

        return next;
    }

    private void Forget()
    {
        foreach (var full in _full)
        {
            full.Dispose();
        }

        _full.Clear();
    }

    /// <summary>The pack that grows.</summary>
    private sealed record Growing(int Number, AppendFile File);

    /// <summary>A pack that is full, while it waits to be sealed by the next commit. Its bytes go to the device meanwhile.</summary>
    private sealed class Full : IDisposable
    {
        private readonly Growing _pack;
        private readonly CancellationTokenSource _cancel = new();
        private readonly Task _synced;

        public Full(Growing pack)
        {
            _pack = pack;
            _synced = Task.Run(pack.File.Sync, _cancel.Token);
        }

        /// <summary>Null until somebody has begun it.</summary>
        public Task<PackSeal>? Seal { get; private set; }

        public bool Taken { get; set; }

        public Task<PackSeal> BeginSeal() => Seal ??= Task.Run(SealAsync, _cancel.Token);

        public void Dispose()
        {
            _cancel.Cancel();
            Task[] running = Seal is null ? [_synced] : [_synced, Seal];
            foreach (var task in running)
            {
                Task.WaitAny([task], CancellationToken.None);
                _ = task.Exception;
            }

            _cancel.Dispose();
            _pack.File.Dispose();
        }

        private async Task<PackSeal> SealAsync()
        {
            var seal = PackSeal.Of(_pack.Number, _pack.File.Path, _cancel.Token);
            await _synced;
            return seal;
        }
    }
}
