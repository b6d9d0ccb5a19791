using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving;

/// <summary>The front door: filed links, their captures, the log they stand in and the blocks below, in one data folder.</summary>
/// <remarks>Safe to use from many threads. Writing answers only when what it wrote is on the disk for good.</remarks>
public sealed class Archive : IDisposable
{
    private Archive() => throw new NotSupportedException();

    /// <summary>Makes a data folder with its site key, and opens it for writing.</summary>
    public static OpenOutcome Create(string folder, SigningKey key, SiteSettings settings, ArchiveOptions options) => throw new NotSupportedException();

    /// <summary>Opens a data folder.</summary>
    public static OpenOutcome Open(string folder, ArchiveAccess access, ArchiveOptions options) => throw new NotSupportedException();

    /// <summary>Files a link with its capture and article; an address that is filed already gets a new capture.</summary>
    public Task<FilingOutcome> FileAsync(LinkFiling filing, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Changes a link's topic, note, policy, hold or override.</summary>
    public Task<LinkOutcome> EditAsync(LinkEdit edit, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Makes a link part of another one: its captures and addresses are that one's, its page a stub.</summary>
    public Task<LinkOutcome> MergeAsync(string id, string into, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Takes a link back; its address is never taken again. With <paramref name="erase"/> the bytes go too.</summary>
    public Task<LinkOutcome> RetractAsync(string id, string reason, bool erase, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Adds a topic and the levels above it that do not exist.</summary>
    public Task<TopicOutcome> AddTopicAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Moves a topic, named by id, path or slug, and all below it to another path.</summary>
    public Task<TopicOutcome> RenameTopicAsync(string topic, string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Makes a topic, and all below it, part of another one; both are named by id, path or slug.</summary>
    public Task<TopicOutcome> MergeTopicAsync(string topic, string into, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SourceOutcome> SetSourceAsync(SourceEdit edit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SettingsOutcome> SetSettingsAsync(SiteSettings settings, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Makes an edition the newest one and its blocks public. All its blocks must be in <see cref="Sink"/> before.</summary>
    public Task<RecordOutcome> RecordEditionAsync(EditionRecord edition, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Makes everything that was put into <see cref="Sink"/> durable, without a log entry.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Where blocks of editions and files go: readable at once, durable with the next write that is acknowledged.</summary>
    public IBlockSink Sink => throw new NotSupportedException();

    /// <summary>Every block, public or not.</summary>
    public IBlockSource Blocks => throw new NotSupportedException();

    /// <summary>What the gateway may give out (decision 13).</summary>
    public IBlockSource PublicBlocks => throw new NotSupportedException();

    /// <summary>What recording an edition with this root would make public that no edition did before: for a dry run.</summary>
    public Task<IReadOnlyList<PublicUse>> NewlyPublicAsync(Cid root, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The public half of the key that signs the next entry.</summary>
    public PublicKey SiteKey => throw new NotSupportedException();

    public SiteSettings Settings => throw new NotSupportedException();

    /// <summary>Number of the last entry that is taken into account by the readers below.</summary>
    public long LastSeq => throw new NotSupportedException();

    public FiledLink? FindLink(string id) => throw new NotSupportedException();

    /// <summary>Finds a link by an address as filed: canonical, or as given.</summary>
    public FiledLink? FindByAddress(string address) => throw new NotSupportedException();

    public IReadOnlyList<FiledLink> Links(LinkQuery query) => throw new NotSupportedException();

    /// <summary>All captures of a link, oldest first; those of links merged into it count.</summary>
    public IReadOnlyList<CaptureRef> Captures(string id) => throw new NotSupportedException();

    /// <summary>null when the block is not there.</summary>
    public ValueTask<StoredArticle?> ReadArticleAsync(Cid article, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StoredCapture?> ReadCaptureAsync(Cid capture, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StoredExchange?> ReadExchangeAsync(Cid exchange, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>All topics, the merged ones too, by path.</summary>
    public IReadOnlyList<Topic> Topics => throw new NotSupportedException();

    /// <summary>Finds a topic by id, path or slug (old slugs too).</summary>
    public Topic? FindTopic(string topic) => throw new NotSupportedException();

    /// <summary>By host.</summary>
    public IReadOnlyList<Source> Sources => throw new NotSupportedException();

    public Source? FindSource(string host) => throw new NotSupportedException();

    public ArchiveStatus Status() => throw new NotSupportedException();

    /// <summary>How many slots a list has, tombstones counted; 0 for one that does not exist.</summary>
    public long SlotCount(string list) => throw new NotSupportedException();

    /// <summary>Slots by number; fewer at the end.</summary>
    public IReadOnlyList<Slot> Slots(string list, long first, int count) => throw new NotSupportedException();

    public IReadOnlyList<SlotRef> SlotsOf(string linkId) => throw new NotSupportedException();

    /// <summary>Keys of all lists that have a slot, in ordinal order.</summary>
    public IReadOnlyList<string> Lists() => throw new NotSupportedException();

    public EditionRecord? LatestEdition => throw new NotSupportedException();

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<EditionRecord> Editions() => throw new NotSupportedException();

    public ChangesSince Changes(long seq) => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();
}
