using Microsoft.Data.Sqlite;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Index;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving;

/// <summary>What the writer's thread does: judges a request by the index as it stands, writes its blocks and entries, and
/// applies them at once, so that the next request of the same batch sees them.</summary>
internal sealed partial class ArchiveWriter : IDisposable
{
    private readonly DataFolder _folder;
    private SigningKey _key;
    private SigningKey? _before;
    private readonly PackedBlocks _blocks;
    private readonly IndexFile _file;
    private readonly IndexView _view;
    private readonly IndexWriter _index;
    private readonly ArchiveOptions _options;
    private readonly HashSet<Cid> _erased = [];
    private readonly HashSet<int> _erasedPacks = [];
    private long _nextSeq;
    private bool _sealed;
    private bool _indexBehind;

    public ArchiveWriter(
        DataFolder folder, SigningKey key, PackedBlocks blocks, IndexFile file, IndexView view, ArchiveOptions options)
    {
        _folder = folder;
        _key = key;
        _blocks = blocks;
        _file = file;
        _view = view;
        _index = new IndexWriter(view);
        _options = options;
    }

    /// <summary>Begins a batch.</summary>
    public void Begin()
    {
        _blocks.AbandonIfTorn();
        if (_indexBehind)
        {
            _file.CatchUp(_view);
            _indexBehind = false;
        }

        _erased.Clear();
        _erasedPacks.Clear();
        _sealed = false;
        _before = null;
        _view.Database.Begin();
        _nextSeq = _view.Progress().Seq + 1;
    }

    /// <summary>Makes the batch last, then visible.</summary>
    /// <exception cref="StorageException">Nothing of the batch counts.</exception>
    public void Commit()
    {
        var before = _folder.Packs.Acknowledged;
        var added = _blocks.Commit(_key);

        // From here on the batch is saved, whatever becomes of the index.
        try
        {
            foreach (var cid in _erased)
            {
                _index.RemoveBlock(cid);
            }

            foreach (var (cid, place) in added)
            {
                _index.AddBlock(cid, place);
            }

            AddUnseen(before);

            _index.SetProgress(_folder.Packs.Acknowledged);
            _view.Database.Commit();
            _blocks.Settle(added);
        }
        catch (SqliteException error)
        {
            _options.Logger.IndexNotWritten(error);
            _view.Database.Rollback();
            _indexBehind = true;
        }
    }

    /// <summary>Gives the batch up.</summary>
    /// <returns>What to tell its callers.</returns>
    public Exception GiveUp(Exception error)
    {
        _key = _before ?? _key;
        try
        {
            _blocks.Abandon();
            _view.Database.Rollback();
        }
        catch (Exception worse) when (worse is StorageException or SqliteException)
        {
            _indexBehind = true;
        }

        return error switch
        {
            StorageException => error,
            SqliteException sqlite => IndexFile.FromSqlite(sqlite, _folder.Paths.Index),
            IOException or UnauthorizedAccessException => StorageException.From(error, _folder.Paths.Root),
            _ => error,
        };
    }

    public void Dispose() => _view.Dispose();

    private LogEntry Append(Payload payload) => Append(payload, EntryFacts.None);

    private LogEntry Append(Payload payload, EntryFacts facts, PublicKey? successor = null)
    {
        var block = PayloadForm.Write(payload, _options.Salt(PayloadForm.SaltLength));
        var cid = Cid.ForBlock(Multicodec.DagCbor, block);
        _blocks.Put(new Block(cid, block));
        var entry = _folder.Log.Append(PayloadReader.KindOf(payload), cid, _options.Clock.GetUtcNow(), _key, successor);
        if (entry.ClockWentBack is { } back)
        {
            _options.Logger.ClockWentBack((long)back.TotalMilliseconds, entry.Seq);
        }

        _index.Apply(entry, payload, facts);
        _sealed |= entry.Seq != _nextSeq;
        _nextSeq = entry.Seq + 1;
        return entry;
    }

    // The packs append seals of their own, and an erasure leaves other blocks behind: both are rare, so what lies there is simply
    // looked up again.
    private void AddUnseen(PackEnd before)
    {
        var end = _folder.Packs.Acknowledged;
        foreach (var pack in _erasedPacks.Where(pack => pack < before.Pack))
        {
            AddBlocksOf(pack, 0);
        }

        if (_sealed || _erasedPacks.Count > 0 || _folder.Log.AcknowledgedSeq >= _nextSeq)
        {
            for (var pack = before.Pack; pack <= end.Pack; pack++)
            {
                AddBlocksOf(pack, pack > before.Pack || _erasedPacks.Contains(pack) ? 0 : before.Length);
            }
        }

        foreach (var entry in _folder.Log.Read(_nextSeq))
        {
            _index.SetProgress(entry);
        }
    }

    private void AddBlocksOf(int pack, long from)
    {
        foreach (var (cid, place) in _folder.Packs.Scan(pack, from, _folder.Packs.AcknowledgedLength(pack)))
        {
            _index.AddBlock(cid, place);
        }
    }
}
