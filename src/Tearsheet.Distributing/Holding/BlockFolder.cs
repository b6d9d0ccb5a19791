using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using static System.FormattableString;

namespace Tearsheet.Distributing.Holding;

/// <summary>Blocks in CARv1 files of one folder, as a mirror keeps them: no log, no key, nothing that any IPFS tool could not read.</summary>
/// <remarks>
/// <para>One process writes (<see cref="OpenToWrite"/> takes a lock), any number read. Blocks are appended; a crash leaves at most a torn end,
/// which the next writer finds by hashing the newest pack and cuts off. The files alone say what is held: there is nothing to keep in step.</para>
/// <para>Where each block lies is in memory, some 150 bytes a block.</para>
/// </remarks>
public sealed class BlockFolder : IBlockSource, IBlockSink, IDisposable
{
    private const long RollAt = 256L << 20;
    private const long SyncEvery = 64L << 20;
    private const string Unfinished = ".new";

    private readonly string _folder;
    private readonly FileStream? _lock;
    private readonly ConcurrentDictionary<Cid, HeldPlace> _places = new();
    private readonly ConcurrentDictionary<int, SafeFileHandle> _packs = new();
    private readonly Lock _writing = new();
    private int _newest;
    private long _end;
    private long _unsynced;

    private BlockFolder(string folder, FileStream? held)
    {
        _folder = folder;
        _lock = held;
    }

    /// <summary>How many blocks are held.</summary>
    public int Count => _places.Count;

    /// <summary>Bytes of all files.</summary>
    public long Bytes => _packs.Values.Sum(RandomAccess.GetLength);

    // The root that no block has: what a pack holds is said by its sections, and which of them are roots by whoever keeps the folder.
    private static ReadOnlySpan<byte> Header => CarHeader;

    private static readonly byte[] CarHeader = CarWriter.Header(Cid.Create(1, (ulong)Multicodec.Raw, (ulong)MultihashCode.Identity, []));

    /// <summary>Opens a folder to add blocks; it is made when it is not there.</summary>
    /// <param name="folder">Where the packs lie.</param>
    /// <param name="blocks">The open folder; null when another process holds it.</param>
    /// <exception cref="IOException">The disk fails, or a pack that was full is damaged; the message names it.</exception>
    public static bool OpenToWrite(string folder, out BlockFolder? blocks)
    {
        Directory.CreateDirectory(folder);
        blocks = null;
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, "lock")))
        {
            return false;
        }

        var opened = new BlockFolder(folder, held);
        try
        {
            opened.Load(write: true);
            blocks = opened;
            return true;
        }
        finally
        {
            if (blocks is null)
            {
                opened.Dispose();
            }
        }
    }

    /// <summary>Opens a folder to read; what a writer adds later is seen after <see cref="Refresh"/>.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static BlockFolder OpenToRead(string folder)
    {
        var opened = new BlockFolder(folder, held: null);
        opened.Load(write: false);
        return opened;
    }

    /// <summary>Whether the block is held.</summary>
    public bool Holds(Cid cid) => _places.ContainsKey(cid);

    /// <summary>For a reader: whether packs were written again since they were opened, so that what is read is no longer what is held.</summary>
    public bool IsSwept()
    {
        lock (_writing)
        {
            return _packs.Any(pack => File.GetLastWriteTimeUtc(NameOf(pack.Key)) != File.GetLastWriteTimeUtc(pack.Value)
                || new FileInfo(NameOf(pack.Key)) is not { Exists: true } file || file.Length != RandomAccess.GetLength(pack.Value));
        }
    }

    /// <summary>For a reader: looks at what was added and what was swept since.</summary>
    public void Refresh()
    {
        lock (_writing)
        {
            foreach (var (_, pack) in _packs)
            {
                pack.Dispose();
            }

            _packs.Clear();
            _places.Clear();
            Load(write: false);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(cid) is { } bytes ? BlockAnswer.Found(bytes) : BlockAnswer.Absent);

    /// <summary>The block in memory of its own; null when it is not held. Whether it is still what it was is for the caller to check.</summary>
    public ReadOnlyMemory<byte>? Read(Cid cid)
    {
        // A sweep moves blocks: a second look finds where this one went.
        for (var look = 0; look < 3 && _places.TryGetValue(cid, out var place); look++)
        {
            if (!_packs.TryGetValue(place.Pack, out var pack))
            {
                continue;
            }

            try
            {
                var bytes = GC.AllocateUninitializedArray<byte>(place.Length);
                if (ReadFully(pack, bytes, place.Offset) == bytes.Length && _places.TryGetValue(cid, out var still) && still == place)
                {
                    return bytes;
                }
            }
            catch (ObjectDisposedException)
            {
                // The pack was swept between the look and the read.
            }
        }

        return null;
    }

    /// <inheritdoc/>
    /// <remarks>The caller has checked that the bytes are the block's.</remarks>
    public void Put(in Block block)
    {
        if (_lock is null)
        {
            throw new InvalidOperationException("The folder is open for reading only.");
        }

        Span<byte> prefix = stackalloc byte[CarWriter.MaxSectionPrefixLength];
        prefix = prefix[..CarWriter.SectionPrefix(prefix, block.Cid, block.Bytes.Length)];
        lock (_writing)
        {
            if (_places.ContainsKey(block.Cid))
            {
                return;
            }

            if (_end > RollAt)
            {
                Sync();
                Begin(_newest + 1);
            }

            var section = new byte[prefix.Length + block.Bytes.Length];
            prefix.CopyTo(section);
            block.Bytes.Span.CopyTo(section.AsSpan(prefix.Length));
            RandomAccess.Write(_packs[_newest], section, _end);
            _places[block.Cid] = new HeldPlace(_newest, _end + prefix.Length, block.Bytes.Length);
            _end += section.Length;
            _unsynced += section.Length;
            if (_unsynced >= SyncEvery)
            {
                Sync();
            }
        }
    }

    /// <summary>Forgets a block whose bytes on the disk are not its own any more, so that it can be put again.</summary>
    public void Forget(Cid cid) => _places.TryRemove(cid, out _);

    /// <summary>Waits until everything that was put is on the disk for good.</summary>
    public void Flush()
    {
        lock (_writing)
        {
            Sync();
        }
    }

    /// <summary>Drops blocks by writing the packs in which they lie again without them.</summary>
    /// <param name="keeps">Whether a block stays.</param>
    /// <param name="must">Whether a block that does not stay must be gone afterwards; others go when they make up a fifth of their pack.</param>
    /// <returns>What went.</returns>
    /// <remarks>Safe against a crash: a pack is replaced in one step, and what it loses nobody needs.</remarks>
    public Swept Sweep(Func<Cid, bool> keeps, Func<Cid, bool> must)
    {
        ArgumentNullException.ThrowIfNull(keeps);
        ArgumentNullException.ThrowIfNull(must);
        lock (_writing)
        {
            Sync();
            var (blocks, bytes) = (0L, 0L);
            foreach (var pack in _packs.Keys.Order().ToArray())
            {
                var held = _places.Where(pair => pair.Value.Pack == pack).ToArray();
                var dead = held.Where(pair => !keeps(pair.Key)).ToArray();
                var deadBytes = dead.Sum(pair => CarWriter.SectionLength(pair.Key, pair.Value.Length));
                if (dead.Length > 0 && (deadBytes * 5 >= RandomAccess.GetLength(_packs[pack]) || dead.Any(pair => must(pair.Key))))
                {
                    Rewrite(pack, [.. held.Except(dead).OrderBy(pair => pair.Value.Offset)]);
                    Array.ForEach(dead, pair => _places.TryRemove(pair.Key, out _));
                    blocks += dead.Length;
                    bytes += deadBytes;
                }
            }

            return new Swept(blocks, bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_writing)
        {
            if (_lock is not null && _newest > 0)
            {
                Sync();
            }

            foreach (var (_, pack) in _packs)
            {
                pack.Dispose();
            }

            _packs.Clear();
            _lock?.Dispose();
        }
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> target, long offset)
    {
        var done = 0;
        while (done < target.Length && RandomAccess.Read(file, target[done..], offset + done) is var read and > 0)
        {
            done += read;
        }

        return done;
    }

    private string NameOf(int pack) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{pack:000000}.car"));

    private void Load(bool write)
    {
        if (write)
        {
            foreach (var left in Directory.EnumerateFiles(_folder, "*" + Unfinished).ToArray())
            {
                File.Delete(left);
            }
        }

        var numbers = Directory.Exists(_folder)
            ? Directory.EnumerateFiles(_folder, "*.car")
                .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Where(number => number > 0).Order().ToArray()
            : [];
        foreach (var number in numbers)
        {
            var access = write && number == numbers[^1] ? FileAccess.ReadWrite : FileAccess.Read;
            var pack = File.OpenHandle(NameOf(number), FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
            _packs[number] = pack;
            (_newest, _end) = (number, Scan(number, pack, isNewest: number == numbers[^1], write));
        }

        if (write && numbers.Length == 0)
        {
            Begin(1);
        }
    }

    /// <summary>Takes up a pack's blocks.</summary>
    /// <returns>Where the next one goes.</returns>
    private long Scan(int number, SafeFileHandle pack, bool isNewest, bool write)
    {
        // What was full was synced before the next one was begun, so only the newest can be torn. Its blocks are hashed before they count.
        var sections = new PackScan(pack);
        var end = sections.Begin(Header);
        while (end is { } at && sections.Next(at, hashed: isNewest && write) is { } section)
        {
            _places[section.Cid] = new HeldPlace(number, section.BytesOffset, section.Length);
            end = section.End;
        }

        var length = RandomAccess.GetLength(pack);
        if (end == length)
        {
            return length;
        }

        if (!isNewest)
        {
            throw new IOException(Invariant($"{NameOf(number)} is damaged at byte {end ?? 0}. Delete the file and run the command again: what it held is copied anew."));
        }

        if (write)
        {
            RandomAccess.SetLength(pack, end ?? 0);
            if (end is null)
            {
                RandomAccess.Write(pack, Header, 0);
                return Header.Length;
            }
        }

        return end ?? 0;
    }

    private void Begin(int number)
    {
        var pack = File.OpenHandle(NameOf(number), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(pack, Header, 0);
        _packs[number] = pack;
        (_newest, _end) = (number, Header.Length);
    }

    private void Sync()
    {
        RandomAccess.FlushToDisk(_packs[_newest]);
        _unsynced = 0;
    }

    private void Rewrite(int number, KeyValuePair<Cid, HeldPlace>[] stay)
    {
        var draft = NameOf(number) + Unfinished;
        var old = _packs[number];
        var moved = new List<KeyValuePair<Cid, HeldPlace>>(stay.Length);
        var at = (long)Header.Length;
        var target = File.OpenHandle(draft, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var isWhole = false;
        try
        {
            RandomAccess.Write(target, Header, 0);
            var prefix = new byte[CarWriter.MaxSectionPrefixLength];
            foreach (var (cid, place) in stay)
            {
                var front = CarWriter.SectionPrefix(prefix, cid, place.Length);
                var section = new byte[front + place.Length];
                prefix.AsSpan(0, front).CopyTo(section);
                if (ReadFully(old, section.AsSpan(front), place.Offset) < place.Length)
                {
                    throw new IOException($"{NameOf(number)} ends inside {cid}.");
                }

                RandomAccess.Write(target, section, at);
                moved.Add(new(cid, new HeldPlace(number, at + front, place.Length)));
                at += section.Length;
            }

            RandomAccess.FlushToDisk(target);
            File.Move(draft, NameOf(number), overwrite: true);
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                target.Dispose();
            }
        }

        _packs[number] = target;
        moved.ForEach(pair => _places[pair.Key] = pair.Value);
        old.Dispose();
        if (number == _newest)
        {
            _end = at;
        }
    }
}

/// <summary>What a sweep took away.</summary>
/// <param name="Blocks">How many blocks.</param>
/// <param name="Bytes">Their bytes.</param>
public readonly record struct Swept(long Blocks, long Bytes);
