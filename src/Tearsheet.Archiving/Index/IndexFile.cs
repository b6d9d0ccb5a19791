using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Index;

/// <summary>What is found when <c>index.db</c> is looked at.</summary>
internal enum IndexCondition
{
    /// <summary>It says what the log says, up to the last acknowledged entry.</summary>
    Current,

    /// <summary>Entries or blocks came after.</summary>
    Behind,

    Missing,

    /// <summary>Of an older schema.</summary>
    Older,

    /// <summary>Damaged, or of another log than this one.</summary>
    Unusable,
}

/// <summary>The file <c>index.db</c>: looked at, made anew from log and packs, brought up to date.</summary>
/// <param name="folder">The log and the packs; open for writing, except to look.</param>
/// <param name="missed">Told of blocks that should be there and are not.</param>
internal sealed class IndexFile(DataFolder folder, Action<Cid> missed)
{
    private const int WriterCacheKiB = 64 * 1024;
    private const int RowsInOneTransaction = 20_000;

    private string Path => folder.Paths.Index;

    /// <summary>Told how many entries were read of how many.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>Looks at the file; does not change it.</summary>
    /// <exception cref="StorageException">A newer Tearsheet made it.</exception>
    public IndexCondition Look()
    {
        if (!File.Exists(Path))
        {
            return IndexCondition.Missing;
        }

        try
        {
            using var view = new IndexView(new Database(Path, create: false, cacheKiB: 1024));
            var version = view.Database["pragma user_version"].Number();
            if (view.Database["pragma application_id"].Number() != Schema.ApplicationId)
            {
                return IndexCondition.Unusable;
            }

            if (version > Schema.Version)
            {
                throw new StorageException(StorageFault.Newer,
                    string.Create(CultureInfo.InvariantCulture,
                        $"{folder.Paths.Short(Path)} has form {version}; this Tearsheet knows forms up to {Schema.Version}. Use the newer one, or delete the file: it is made anew from the log."),
                    Path);
            }

            return version < Schema.Version ? IndexCondition.Older : Compare(view.Progress());
        }
        catch (SqliteException error) when (!IsAboutTheDisk(error))
        {
            return IndexCondition.Unusable;
        }
    }

    /// <summary>Opens the index for its one writer, made anew or caught up as it needs.</summary>
    /// <exception cref="StorageException">Log or packs cannot be read, or the disk is full.</exception>
    public IndexView OpenToWrite(ILogger logger, bool rebuild)
    {
        try
        {
            var condition = rebuild ? IndexCondition.Missing : Look();
            if (condition is not (IndexCondition.Current or IndexCondition.Behind))
            {
                var reason = Reason(condition, rebuild);
                logger.IndexRebuilt(reason);
                Rebuild();
            }

            var view = new IndexView(new Database(Path, create: false, WriterCacheKiB));
            if (condition == IndexCondition.Behind)
            {
                var from = view.Progress().Seq;
                CatchUp(view);
                logger.IndexCaughtUp(from, folder.Log.AcknowledgedSeq);
            }

            return view;
        }
        catch (SqliteException error)
        {
            throw FromSqlite(error, Path);
        }
    }

    /// <summary>Brings in what log and packs have beyond the index.</summary>
    public void CatchUp(IndexView view)
    {
        AddBlocks(view);
        AddEntries(view);
    }

    /// <summary>What SQLite's error means for people.</summary>
    public static StorageException FromSqlite(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => new StorageException(StorageFault.DiskFull,
            $"There is no room left on the disk for {path}. What was saved before is safe; free some space and do it again.", path, inner: error),
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => new StorageException(StorageFault.Corrupt,
            $"{path} is damaged. Nothing is lost: run `tearsheet reindex`, which makes it anew from the log.", path, inner: error),
        SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM => new StorageException(StorageFault.Denied,
            $"This user may not use {path}. Run Tearsheet as the folder's owner.", path, inner: error),
        _ => new StorageException(StorageFault.Failed, $"{path}: {error.Message} Check the disk and try again.", path, inner: error),
    };

    private static bool IsAboutTheDisk(SqliteException error) =>
        error.SqliteErrorCode is SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_IOERR
            or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_READONLY;

    private static string Reason(IndexCondition condition, bool asked) => condition switch
    {
        _ when asked => "it was asked for",
        IndexCondition.Missing => "it was not there",
        IndexCondition.Older => "it was of an older form",
        _ => "it was damaged, or of another log",
    };

    private IndexCondition Compare(IndexProgress progress)
    {
        var last = folder.Log.AcknowledgedSeq;
        if (progress.Seq > last)
        {
            return IndexCondition.Unusable;
        }

        if (progress.Seq > 0 && folder.Log.Read(progress.Seq).First().Cid != progress.Entry)
        {
            return IndexCondition.Unusable;
        }

        var end = folder.Packs.Acknowledged;
        return progress.Seq == last && progress.Pack == end.Pack && progress.Offset == end.Length
            ? IndexCondition.Current
            : IndexCondition.Behind;
    }

    private void Rebuild()
    {
        // Under another name until it is whole: what a crash leaves half made is never taken for an index.
        var draft = Path + ".new";
        Remove(draft);
        using (var view = new IndexView(new Database(draft, create: true, WriterCacheKiB)))
        {
            view.Database.Execute("pragma synchronous = off");
            view.Database.Execute(Schema.Tables);
            CatchUp(view);
            view.Database.Execute("pragma wal_checkpoint(truncate)");
        }

        Remove(Path);
        File.Move(draft, Path);
    }

    private static void Remove(string path)
    {
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        File.Delete(path);
    }

    private void AddBlocks(IndexView view)
    {
        var writer = new IndexWriter(view);
        var (from, end) = (view.Progress(), folder.Packs.Acknowledged);
        var rows = 0;
        view.Database.Begin();
        for (var pack = from.Pack; pack <= end.Pack; pack++)
        {
            var length = folder.Packs.AcknowledgedLength(pack);
            foreach (var (cid, place) in folder.Packs.Scan(pack, pack == from.Pack ? from.Offset : 0, length))
            {
                writer.AddBlock(cid, place);
                if (++rows % RowsInOneTransaction == 0)
                {
                    writer.SetProgress(new PackEnd(pack, place.Offset + place.Length));
                    view.Database.Commit();
                    view.Database.Begin();
                }
            }
        }

        writer.SetProgress(end);
        view.Database.Commit();
    }

    private void AddEntries(IndexView view)
    {
        var writer = new IndexWriter(view);
        var facts = new FactsReader(cid => Read(view, cid), view) { Missed = missed };
        var (from, last) = (view.Progress().Seq, folder.Log.AcknowledgedSeq);
        HashSet<Cid>? erased = null;
        view.Database.Begin();
        foreach (var entry in folder.Log.Read(from + 1))
        {
            Payload? payload = null;
            if (Read(view, entry.Payload) is { } block && entry.Payload.Matches(block.Span))
            {
                payload = Decode(entry, block.Span);
            }
            else if (!(erased ??= ErasedLater(view, entry.Seq)).Contains(entry.Payload))
            {
                throw StorageException.Corrupt("packs", null, entry.Payload,
                    FormattableString.Invariant($"the payload of log entry {entry.Seq} is missing or damaged"));
            }

            if (payload is Payload.Erase erase)
            {
                ForgetErased(view, writer, erase);
            }

            writer.Apply(entry, payload, facts.Read(payload));
            if ((entry.Seq - from) % RowsInOneTransaction == 0)
            {
                view.Database.Commit();
                view.Database.Begin();
            }

            if (entry.Seq % 256 == 0 || entry.Seq == last)
            {
                Progress?.Invoke(entry.Seq, last);
            }
        }

        view.Database.Commit();
    }

    private static Payload Decode(Log.LogEntry entry, ReadOnlySpan<byte> block)
    {
        try
        {
            return PayloadReader.Read(entry.Kind, block);
        }
        catch (FormException error)
        {
            var where = FormattableString.Invariant($"Log entry {entry.Seq}: {error.Message}");
            throw error.Newer
                ? new StorageException(StorageFault.Newer, where, cid: entry.Payload)
                : StorageException.Corrupt("packs", null, entry.Payload, where);
        }
    }

    // An erasure that a crash cut off from the index: its blocks have rows still, and other bytes.
    private void ForgetErased(IndexView view, IndexWriter writer, Payload.Erase erase)
    {
        foreach (var cid in erase.Cids)
        {
            if (view.FindBlock(cid) is { } place && !cid.Matches(folder.Packs.Read(place).Span))
            {
                writer.RemoveBlock(cid);
            }
        }
    }

    private HashSet<Cid> ErasedLater(IndexView view, long seq)
    {
        var erased = new HashSet<Cid>();
        foreach (var entry in folder.Log.Read(seq + 1).Where(entry => entry.Kind == Log.EntryKind.Erase))
        {
            if (Read(view, entry.Payload) is { } block && Decode(entry, block.Span) is Payload.Erase erase)
            {
                erased.UnionWith(erase.Cids);
            }
        }

        return erased;
    }

    private ReadOnlyMemory<byte>? Read(IndexView view, Cid cid) =>
        view.FindBlock(cid) is { } place ? folder.Packs.Read(place) : default(ReadOnlyMemory<byte>?);
}
