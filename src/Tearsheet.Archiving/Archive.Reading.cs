using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Index;
using Tearsheet.Archiving.Log;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Archiving;

/// <content>Reading.</content>
public sealed partial class Archive
{
    /// <summary>The settings that show.</summary>
    public SiteSettings Settings => Ask(view => view.Settings()) ?? throw new InvalidOperationException("every log begins with settings");

    /// <summary>Number of the last entry that is taken into account by the readers below.</summary>
    public long LastSeq => Ask(view => view.Progress().Seq);

    /// <summary>All topics, the merged ones too, by path.</summary>
    public IReadOnlyList<Topic> Topics => Ask(view => view.Topics());

    /// <summary>By host.</summary>
    public IReadOnlyList<Source> Sources => Ask(view => view.Sources());

    /// <summary>The newest edition; null before the first.</summary>
    public EditionRecord? LatestEdition => Ask(view => view.LatestEdition());

    public FiledLink? FindLink(string id)
    {
        using var loan = _readers.Lend();
        return loan.View.FindLink(id);
    }

    /// <summary>The retracted links with the blocks that editions showed on their account and that are withdrawn now.</summary>
    /// <remarks>What <see cref="PublicBlocks"/> answers as withdrawn. Looks at every public block: for once a retraction, not for a request.</remarks>
    public IReadOnlyList<(FiledLink Link, IReadOnlyList<Cid> Blocks)> WithdrawnBlocks() => Ask<IReadOnlyList<(FiledLink, IReadOnlyList<Cid>)>>(view =>
        [.. view.Withdrawn().GroupBy(row => row.Link, row => row.Cid).Select(group => (view.FindLink(group.Key)!, (IReadOnlyList<Cid>)[.. group]))]);

    /// <summary>Finds a link by an address as filed: canonical, or as given.</summary>
    public FiledLink? FindByAddress(string address)
    {
        using var loan = _readers.Lend();
        return loan.View.FindByAddress(address);
    }

    /// <summary>Links in the order of filing, or against it.</summary>
    public IReadOnlyList<FiledLink> Links(LinkQuery query)
    {
        using var loan = _readers.Lend();
        return loan.View.Links(query);
    }

    /// <summary>All captures of a link, oldest first; those of links merged into it count.</summary>
    public IReadOnlyList<CaptureRef> Captures(string id)
    {
        using var loan = _readers.Lend();
        return loan.View.FindLink(id) is { } link ? loan.View.Captures(link.Seq) : [];
    }

    /// <summary>An article; null when the block is not there, or not what was written (verify names it).</summary>
    /// <exception cref="FormatException">The block is no article.</exception>
    public ValueTask<StoredArticle?> ReadArticleAsync(Cid article, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ReadChecked(article) is { } block ? ArticleForm.Read(article, block.Span) : null);

    /// <summary>What was known of a source's furniture when an article was read; null when the block is not there, or not what was written.</summary>
    /// <exception cref="FormatException">The block is no furniture.</exception>
    public ValueTask<Furniture?> ReadFurnitureAsync(Cid furniture, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ReadChecked(furniture) is { } block ? FurnitureForm.Read(block.Span) : null);

    /// <summary>A capture; null when the block is not there, or not what was written.</summary>
    /// <exception cref="FormatException">The block is no capture.</exception>
    public ValueTask<StoredCapture?> ReadCaptureAsync(Cid capture, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ReadChecked(capture) is { } block ? CaptureForm.Read(block.Span) : null);

    /// <summary>An exchange; null when the block is not there, or not what was written.</summary>
    /// <exception cref="FormatException">The block is no exchange.</exception>
    public ValueTask<StoredExchange?> ReadExchangeAsync(Cid exchange, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ReadChecked(exchange) is { } block ? ExchangeForm.Read(block.Span) : null);

    /// <summary>A capture with the bodies of all its exchanges, as it was filed; null when a block is not there, or not what was written.</summary>
    /// <exception cref="FormatException">A block is of another form.</exception>
    public async ValueTask<Capture?> ReadWholeCaptureAsync(Cid capture, CancellationToken cancellationToken)
    {
        if (await ReadCaptureAsync(capture, cancellationToken) is not { } stored)
        {
            return null;
        }

        if (stored.Page < 0 || stored.Page >= stored.Exchanges.Count || LinkAddress.TryParse(stored.RawAddress, out var address) != LinkAddressStatus.Ok)
        {
            throw new FormatException($"The capture {capture} has no page or no address.");
        }

        var exchanges = new List<Exchange>(stored.Exchanges.Count);
        foreach (var cid in stored.Exchanges)
        {
            if (await ReadWholeExchangeAsync(cid, cancellationToken) is not { } exchange)
            {
                return null;
            }

            exchanges.Add(exchange);
        }

        return new Capture(address!, stored.At, exchanges, stored.Page) { Robots = stored.Robots };
    }

    /// <summary>An exchange with its body; null when a block is not there, or not what was written.</summary>
    /// <exception cref="FormatException">A block is of another form.</exception>
    public async ValueTask<Exchange?> ReadWholeExchangeAsync(Cid exchange, CancellationToken cancellationToken) =>
        await ReadExchangeAsync(exchange, cancellationToken) is { } stored && await ReadBodyAsync(stored, cancellationToken) is { } body
            ? stored.WithBody(body)
            : null;

    /// <summary>Finds a topic by its id, merged ones too.</summary>
    public Topic? FindTopic(string id)
    {
        using var loan = _readers.Lend();
        return loan.View.FindTopicById(id)?.Topic;
    }

    /// <summary>Finds a topic by what people write: its path without regard to case, a slug that it has or had, or its id.</summary>
    public Topic? FindTopicNamed(string text)
    {
        using var loan = _readers.Lend();
        return loan.View.FindTopicNamed(text)?.Topic;
    }

    public Source? FindSource(string host)
    {
        using var loan = _readers.Lend();
        return loan.View.FindSource(host);
    }

    /// <summary>How many slots a list has, tombstones counted; 0 for one that does not exist.</summary>
    public long SlotCount(string list)
    {
        using var loan = _readers.Lend();
        return loan.View.SlotCount(list);
    }

    /// <summary>Slots by number; fewer at the end.</summary>
    /// <param name="list">The list's key.</param>
    /// <param name="first">The first number that is wanted, from 0.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<Slot> Slots(string list, long first, int count)
    {
        using var loan = _readers.Lend();
        return loan.View.Slots(list, first, count);
    }

    /// <summary>Every slot that a link has, by list.</summary>
    public IReadOnlyList<SlotRef> SlotsOf(string linkId)
    {
        using var loan = _readers.Lend();
        return loan.View.FindLink(linkId) is { } link ? loan.View.SlotsOf(link.Seq) : [];
    }

    /// <summary>Keys of all lists that have a slot, in ordinal order.</summary>
    public IReadOnlyList<string> Lists() => Ask(view => view.Lists());

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<EditionRecord> Editions() => Ask(view => view.Editions());

    /// <summary>What the entries after a number touched.</summary>
    public ChangesSince Changes(long seq)
    {
        using var loan = _readers.Lend();
        return loan.View.Changes(seq);
    }

    /// <summary>The log's entries from a number on, as far as they are acknowledged.</summary>
    /// <param name="fromSeq">The first that is wanted; 1 or less for all.</param>
    /// <exception cref="Disk.StorageException">Thrown while reading: an entry is not what was written.</exception>
    public IAsyncEnumerable<LogEntry> EntriesAsync(long fromSeq)
    {
        RefreshReader();
        return _folder.Log.Read(fromSeq).ToAsyncEnumerable();
    }

    /// <summary>Checks this archive; see the static overload.</summary>
    public Task<VerifyReport> VerifyAsync(Action<ArchiveProgress> progress, CancellationToken cancellationToken) =>
        VerifyAsync(Folder, progress, cancellationToken);

    /// <summary>Counts, all of one state.</summary>
    public ArchiveStatus Status()
    {
        RefreshReader();
        using var loan = _readers.Lend();
        return loan.View.Status() with
        {
            Packs = _folder.Packs.Acknowledged.Pack,
            PackBytes = BytesOf(_folder.Paths.Packs, _folder.Packs.Acknowledged.Pack, _folder.Packs.Acknowledged.Length),
            LogBytes = BytesOf(_folder.Paths.Log, _folder.Log.Tip.File, _folder.Log.Tip.Length),
        };
    }

    private static long BytesOf(string folder, int newest, long newestLength)
    {
        var bytes = newestLength;
        for (var number = 1; number < newest; number++)
        {
            bytes += new FileInfo(Path.Combine(folder, Disk.DataPaths.Numbered(number))).Length;
        }

        return bytes;
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(StoredExchange exchange, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        try
        {
            await new UnixFsReader(new CheckedBlocks(this)).ReadAsync(exchange.Body, 0, null, body, cancellationToken);
        }
        catch (UnixFsException)
        {
            return null;
        }

        return body.Length == exchange.BodySize ? body.ToArray() : null;
    }

    /// <summary>Blocks that are what their CIDs say; a damaged one counts as absent, and verify names it.</summary>
    private sealed class CheckedBlocks(Archive archive) : IBlockSource
    {
        public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
            ValueTask.FromResult(archive.ReadChecked(cid) is { } block ? BlockAnswer.Found(block) : BlockAnswer.Absent);
    }

    private ReadOnlyMemory<byte>? ReadChecked(Cid cid) =>
        _blocks.Read(cid) is { } block && cid.Matches(block.Span) ? block : default(ReadOnlyMemory<byte>?);

    private void RefreshReader()
    {
        if (Access == ArchiveAccess.Read)
        {
            _blocks.Refresh();
        }
    }

    private T Ask<T>(Func<IndexView, T> question)
    {
        using var loan = _readers.Lend();
        return question(loan.View);
    }
}
