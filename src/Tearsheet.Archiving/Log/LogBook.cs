using Tearsheet.Archiving.Disk;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving.Log;

/// <summary>The log on disk: entries in CARv1 files, each naming the one before it and signed by the site's key.</summary>
/// <remarks>
/// One thread appends, flushes and abandons; any number read meanwhile, and they read what is acknowledged. Opening costs the same
/// however long the log is: only the last entry is looked at. <see cref="LogCheck"/> looks at all of them.
/// </remarks>
internal sealed class LogBook : IDisposable
{
    /// <summary>When a log file is full, unless the options say otherwise: 16 MiB, some 50,000 entries.</summary>
    public const long DefaultRollAt = 16L << 20;

    private readonly DataPaths _paths;
    private readonly long _rollAt;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _firstSeqs = [];
    private AppendFile _file;
    private int _number;
    private LogTip _tip;
    private volatile LogTip _acknowledged;
    private bool _newNames;

    private LogBook(DataPaths paths, long rollAt, AppendFile file, LogTip tip)
    {
        _paths = paths;
        _rollAt = rollAt;
        _file = file;
        _number = tip.File;
        _tip = tip;
        _acknowledged = tip;
    }

    /// <summary>The number of the last entry, with those not yet acknowledged; 0 when there is none.</summary>
    public long LastSeq => _tip.Seq;

    /// <summary>The last entry, with those not yet acknowledged; undefined when there is none.</summary>
    public Cid LastEntry => _tip.Last;

    /// <summary>What the last entry's time claims.</summary>
    public DateTimeOffset LastTime => _tip.Time;

    /// <summary>Whose signature the next entry must have; null before the genesis entry.</summary>
    public PublicKey? Signer => _tip.Signer;

    /// <summary>The number of the last acknowledged entry.</summary>
    public long AcknowledgedSeq => _acknowledged.Seq;

    /// <summary>Where the log ends, for the head.</summary>
    public LogTip Tip => _tip;

    /// <summary>Opens the log. Whoever writes has dealt before with what lies after <paramref name="head"/>.</summary>
    /// <exception cref="StorageException">The last entry is not what the head says.</exception>
    public static LogBook Open(DataPaths paths, FolderAccess access, Head head, long rollAt)
    {
        var path = paths.LogFile(head.LogFile);
        var file = access == FolderAccess.Write
            ? AppendFile.OpenToWrite(path, head.LogLength)
            : AppendFile.OpenToRead(path, head.LogLength);
        try
        {
            return new LogBook(paths, rollAt, file, ReadTip(paths, file, head));
        }
        catch (StorageException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Signs and appends an entry, which lasts and can be read after the next commit.</summary>
    /// <param name="kind">What it is about; a genesis first, and never again.</param>
    /// <param name="payload">The block with the rest, which is in the packs by then.</param>
    /// <param name="time">Now. When it is before the last entry's, the entry says by how much.</param>
    /// <param name="key">The key whose turn it is.</param>
    /// <param name="successor">With a succession, the key that comes next; otherwise null.</param>
    /// <exception cref="StorageException">It is another key's turn; or the disk is full or failed: the batch must be abandoned.</exception>
    public LogEntry Append(EntryKind kind, Cid payload, DateTimeOffset time, SigningKey key, PublicKey? successor = null)
    {
        if ((kind == EntryKind.Genesis) != (_tip.Seq == 0) || (kind == EntryKind.Succession) != (successor is not null))
        {
            throw new ArgumentException("the log starts with its genesis, and only a succession names a successor", nameof(kind));
        }

        if (_tip.Signer is { } expected && expected != key.PublicKey)
        {
            throw new StorageException(StorageFault.Key,
                $"The log expects entries signed by {expected}, and the key in {_paths.SiteKey} is {key.PublicKey}. "
                + "Put the right key back from your backup.", _paths.SiteKey);
        }

        // To the millisecond, as it will be read again.
        time = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        var draft = new LogEntry(default, _tip.Seq + 1, _tip.Last.IsDefined ? _tip.Last : null, time, kind, payload, key.PublicKey)
        {
            ClockWentBack = _tip.Seq > 0 && time < _tip.Time ? _tip.Time - time : null,
            Successor = successor,
        };
        var block = EntryForm.Encode(draft, key, out var entry);
        Span<byte> front = stackalloc byte[CarLayout.LongestFront];
        front = front[..CarLayout.WriteFront(front, entry.Cid, block.Length)];
        try
        {
            if (_file.Length + front.Length + block.Length > _rollAt && _file.Length > CarLayout.Header.Length)
            {
                Roll();
            }

            var offset = _file.Length;
            _file.Append(front, block);
            _tip = new LogTip(_number, _file.Length, offset, entry.Seq, entry.Cid, entry.Time, successor ?? entry.Signer);
            return entry;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(error, _file.Path);
        }
    }

    /// <summary>The acknowledged entries from a number on, in order, each with its hash, number and predecessor checked.</summary>
    /// <param name="fromSeq">The first that is wanted; 1 or less for all.</param>
    /// <exception cref="StorageException">An entry is not what was written.</exception>
    public IEnumerable<LogEntry> Read(long fromSeq)
    {
        var end = _acknowledged;
        fromSeq = Math.Max(fromSeq, 1);
        if (fromSeq > end.Seq)
        {
            yield break;
        }

        var previous = default(Cid);
        for (var number = FileWith(fromSeq, end); number <= end.File; number++)
        {
            var path = _paths.LogFile(number);
            var length = number == end.File ? end.Length : new FileInfo(path).Length;
            using var file = AppendFile.OpenToRead(path, length);
            var sections = file.Sections(_paths.Short(path), CarLayout.Header.Length, length, SectionReader.Reading);
            for (var seq = FirstSeq(number, end); !sections.AtEnd; seq++)
            {
                var section = sections.Next();
                if (seq < fromSeq)
                {
                    continue;
                }

                var entry = ReadEntry(sections, section, checkSignature: false);
                if (entry.Seq != seq || (previous.IsDefined && entry.Previous != previous))
                {
                    throw StorageException.Corrupt(sections.Name, section.Offset, section.Cid, "the entry does not follow the one before it");
                }

                previous = entry.Cid;
                yield return entry;
            }
        }
    }

    /// <summary>Hands the entries to the operating system.</summary>
    public void Write() => _file.Write();

    /// <summary>Waits until the device has them, the names of new files too.</summary>
    public void Flush()
    {
        _file.Sync();
        if (_newNames)
        {
            Durable.SyncFolder(_paths.Log);
            _newNames = false;
        }
    }

    /// <summary>The head says so: everything up to now counts.</summary>
    public void Acknowledge() => _acknowledged = _tip;

    /// <summary>Nothing after the last commit counts: it is cut off, new files are deleted.</summary>
    public void Abandon()
    {
        var newest = _number;
        if (newest != _acknowledged.File)
        {
            _file.Dispose();
            _number = _acknowledged.File;
            _file = AppendFile.OpenToWrite(_paths.LogFile(_number), _acknowledged.Length);
        }

        _file.CutTo(_acknowledged.Length);
        for (var number = newest + 1; number > _acknowledged.File; number--)
        {
            File.Delete(_paths.LogFile(number));
        }

        _tip = _acknowledged;
        if (_newNames)
        {
            Durable.SyncFolder(_paths.Log);
            _newNames = false;
        }
    }

    /// <summary>For a reader: the writer has acknowledged more.</summary>
    public void SeeUpTo(Head head)
    {
        if (head.LogFile != _number)
        {
            _file.Dispose();
            _number = head.LogFile;
            _file = AppendFile.OpenToRead(_paths.LogFile(head.LogFile), head.LogLength);
        }

        _file.SeeUpTo(head.LogLength);
        _tip = ReadTip(_paths, _file, head);
        _acknowledged = _tip;
    }

    public void Dispose() => _file.Dispose();

    private void Roll()
    {
        _file.Sync();
        var next = AppendFile.Create(_paths.LogFile(_number + 1));
        _file.Dispose();
        _file = next;
        _number++;
        _file.Append(CarLayout.Header, []);
        _newNames = true;
    }

    // The last file that starts no later than the entry.
    private int FileWith(long seq, LogTip end)
    {
        int low = 1, high = end.File;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = FirstSeq(middle, end) <= seq ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private long FirstSeq(int number, LogTip end)
    {
        if (number == 1)
        {
            return 1;
        }

        lock (_gate)
        {
            if (_firstSeqs.TryGetValue(number, out var known))
            {
                return known;
            }
        }

        var path = _paths.LogFile(number);
        var length = number == end.File ? end.Length : new FileInfo(path).Length;
        using var file = AppendFile.OpenToRead(path, length);
        var sections = file.Sections(_paths.Short(path), CarLayout.Header.Length, length, SectionReader.Hopping);
        var seq = ReadEntry(sections, sections.Next(), checkSignature: false).Seq;
        lock (_gate)
        {
            _firstSeqs[number] = seq;
        }

        return seq;
    }

    private static LogTip ReadTip(DataPaths paths, AppendFile file, Head head)
    {
        if (head.Seq == 0)
        {
            return new LogTip(head.LogFile, head.LogLength, 0, 0, default, DateTimeOffset.MinValue, Signer: null);
        }

        var sections = file.Sections(paths.Short(file.Path), head.LastOffset, head.LogLength, SectionReader.Hopping);
        var section = sections.Next();
        var entry = ReadEntry(sections, section, checkSignature: true);
        if (entry.Cid != head.LastEntry || entry.Seq != head.Seq || section.End != head.LogLength)
        {
            throw StorageException.Corrupt(sections.Name, section.Offset, section.Cid,
                $"the last entry should be {head.LastEntry}, as the head says");
        }

        return new LogTip(head.LogFile, head.LogLength, head.LastOffset, entry.Seq, entry.Cid, entry.Time,
            entry.Successor ?? entry.Signer);
    }

    private static LogEntry ReadEntry(SectionReader sections, Section section, bool checkSignature)
    {
        var block = sections.Block(section);
        if (!section.Cid.Matches(block))
        {
            throw StorageException.Corrupt(sections.Name, section.Offset, section.Cid, "the entry's bytes do not fit its CID");
        }

        if (!EntryForm.TryDecode(block, checkSignature, out var entry, out var fault, out var newer))
        {
            throw newer
                ? new StorageException(StorageFault.Newer, $"{sections.Name}: {fault}.", sections.Name, section.Offset, section.Cid)
                : StorageException.Corrupt(sections.Name, section.Offset, section.Cid, fault);
        }

        return entry.Cid == section.Cid
            ? entry
            : throw StorageException.Corrupt(sections.Name, section.Offset, section.Cid, $"the entry is {entry.Cid}");
    }
}

/// <summary>Where a log ends, and what the next entry has to fit.</summary>
internal sealed record LogTip(
    int File, long Length, long LastOffset, long Seq, Cid Last, DateTimeOffset Time, PublicKey? Signer);
