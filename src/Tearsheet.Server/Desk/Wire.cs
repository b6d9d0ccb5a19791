using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tearsheet.Server.Desk;

// What the API's routes and --json speak. One record serves both, so that a script can change from one to the other.

/// <summary>Why something was not done.</summary>
/// <param name="Reason">Stable, for machines: lower case with hyphens, such as <c>no-such-link</c>.</param>
/// <param name="Message">What was wrong, where, and what to do.</param>
internal sealed record Refusal(string Reason, string Message)
{
    /// <summary>The disk is full or failed. Not the request's fault, so the commands end differently.</summary>
    public const string Storage = "storage";

    /// <summary>The program itself failed; its log says how.</summary>
    public const string Internal = "internal";
}

/// <summary>The envelope of a refusal that stands alone.</summary>
internal sealed record Failure(Refusal Error);

internal enum AddResult
{
    Added,
    Recaptured,
    Refused,

    /// <summary>The very capture is there already; only an import says so.</summary>
    Known,
}

/// <summary>What became of one link that was to be added.</summary>
internal sealed record AddAnswer
{
    public required AddResult Result { get; init; }

    /// <summary>The address or file as it was given.</summary>
    public required string Input { get; init; }

    public string? Id { get; init; }

    public string? Headline { get; init; }

    /// <summary>The link's canonical address.</summary>
    public string? Url { get; init; }

    public string? Topic { get; init; }

    /// <summary>What the page turned out to be, such as <c>article</c> or <c>paywallStub</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Whether the link is held back from editions.</summary>
    public bool? Held { get; init; }

    /// <summary>See <see cref="Refusal.Reason"/>; only when refused.</summary>
    public string? Reason { get; init; }

    /// <summary>See <see cref="Refusal.Message"/>; only when refused.</summary>
    public string? Message { get; init; }

    /// <summary>The status that the page's server answered with, when that is why it was refused.</summary>
    public int? Status { get; init; }

    /// <summary>When that server wants to be asked again, where it said so.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

internal sealed record CaptureView(string Cid, DateTimeOffset At, string Provenance, string? Article)
{
    /// <summary>What robots.txt said of each address that was asked for the page; absent when nobody asked it.</summary>
    public IReadOnlyList<RobotsView>? Robots { get; init; }
}

/// <summary>What robots.txt said of one address.</summary>
/// <param name="Url">The address in question.</param>
/// <param name="File">The address of the robots.txt.</param>
/// <param name="At">When that was seen.</param>
/// <param name="Ground">What decided: <c>line</c>, <c>no-line</c>, <c>no-file</c> or <c>unreachable</c>.</param>
/// <param name="Line">Number of the line that decided.</param>
/// <param name="Text">That line.</param>
/// <param name="Status">The status with which the file was answered.</param>
/// <param name="OverriddenBy">In whose name the address was asked although it is not allowed.</param>
internal sealed record RobotsView(
    string Url, string File, DateTimeOffset At, bool Allowed, string Ground, int? Line, string? Text, int? Status, string? OverriddenBy);

internal sealed record RetractionView(DateTimeOffset At, string Reason, string Hash, bool Erased);

internal sealed record LinkView
{
    public required string Id { get; init; }

    public required string State { get; init; }

    public required string Headline { get; init; }

    /// <summary>The canonical address.</summary>
    public required string Url { get; init; }

    /// <summary>The address as it was given.</summary>
    public required string RawUrl { get; init; }

    /// <summary>The source's host.</summary>
    public required string Source { get; init; }

    public string? Topic { get; init; }

    public string? Note { get; init; }

    /// <summary>As set on the link itself; absent when nothing is.</summary>
    public string? Policy { get; init; }

    /// <summary>What really holds.</summary>
    public required string EffectivePolicy { get; init; }

    /// <summary>Who set aside what the page asks.</summary>
    public string? OverriddenBy { get; init; }

    public required DateTimeOffset FiledAt { get; init; }

    public string? MergedInto { get; init; }

    public RetractionView? Retraction { get; init; }

    /// <summary>Newest first. Lists leave it out.</summary>
    public IReadOnlyList<CaptureView>? Captures { get; init; }
}

/// <summary>Some links, and where to go on.</summary>
/// <param name="Next">What to pass as <c>after</c> for the links that follow; absent at the end.</param>
internal sealed record LinkPage(IReadOnlyList<LinkView> Links, string? Next);

/// <summary>What to change of a link; what is null stays.</summary>
internal sealed record LinkChange
{
    /// <summary>Path of the topic; empty takes the link out of its topic.</summary>
    public string? Topic { get; init; }

    /// <summary>Empty removes the note.</summary>
    public string? Note { get; init; }

    /// <summary><c>headline</c>, <c>excerpt</c> or <c>full</c>; empty leaves it to the source and the site.</summary>
    public string? Policy { get; init; }

    /// <summary>Sets aside what the page asks, in the name of this person.</summary>
    public string? OverrideBy { get; init; }

    /// <summary>true holds the link back from editions, false releases it.</summary>
    public bool? Held { get; init; }
}

internal enum RereadResult
{
    /// <summary>It reads otherwise than it did.</summary>
    Changed,

    /// <summary>It reads as it did.</summary>
    Same,

    /// <summary>The present engine has read it already.</summary>
    Current,

    /// <summary>It cannot be read again.</summary>
    Refused,
}

/// <summary>What became of one capture.</summary>
/// <param name="Engine">What had read it.</param>
/// <param name="Changes">Only when it changed.</param>
/// <param name="Message">Only when refused.</param>
internal sealed record RereadCaptureView(
    string Cid, DateTimeOffset At, RereadResult Result, string? Engine, IReadOnlyList<ArticleChange>? Changes, string? Message);

/// <summary>A link whose captures were read again.</summary>
/// <param name="Headline">As it is now.</param>
/// <param name="Captures">Oldest first.</param>
internal sealed record RereadView(string Id, string Headline, IReadOnlyList<RereadCaptureView> Captures);

internal sealed record RetractionRequest(string Reason, bool Erase);

internal sealed record TopicView(string Id, string Path, string Slug, IReadOnlyList<string> OldSlugs, string? MergedInto);

internal sealed record TopicRequest(string Path);

/// <summary>A topic's new path.</summary>
/// <param name="Topic">Id, path or slug.</param>
internal sealed record TopicRename(string Topic, string Path);

/// <summary>Two topics that become one.</summary>
/// <param name="Topic">Id, path or slug of the topic that ends.</param>
/// <param name="Into">Id, path or slug of the topic that takes its links.</param>
internal sealed record TopicMerge(string Topic, string Into);

/// <summary>A source.</summary>
/// <param name="RobotsIgnoredBy">In whose name its pages are fetched where its robots.txt disallows them.</param>
internal sealed record SourceView(string Host, string Name, string Slug, string? Policy, string? RobotsIgnoredBy);

/// <summary>What to change of a source; what is null stays.</summary>
/// <param name="Policy">As <see cref="LinkChange.Policy"/>.</param>
/// <param name="IgnoreRobots">In whose name its pages are fetched where its robots.txt disallows them; empty obeys it again.</param>
internal sealed record SourceChange(string? Name, string? Policy, string? IgnoreRobots);

internal sealed record SiteView
{
    public required string Title { get; init; }

    public string? Address { get; init; }

    public required string Language { get; init; }

    public string? About { get; init; }

    public string? Imprint { get; init; }

    /// <summary>Paths of the topics in the masthead, in order.</summary>
    public required IReadOnlyList<string> Masthead { get; init; }

    public required string Policy { get; init; }

    public required string Label { get; init; }

    /// <summary>The site's IPNS name.</summary>
    public required string Key { get; init; }
}

/// <summary>What to change of the site; what is null stays, what is empty goes.</summary>
internal sealed record SiteChange
{
    public string? Title { get; init; }

    public string? Address { get; init; }

    public string? Language { get; init; }

    public string? About { get; init; }

    public string? Imprint { get; init; }

    /// <summary>Ids, paths or slugs of topics.</summary>
    public IReadOnlyList<string>? Masthead { get; init; }

    public string? Policy { get; init; }

    public string? Label { get; init; }

    [JsonIgnore]
    public bool IsEmpty => this == new SiteChange();
}

/// <summary>An edition.</summary>
/// <param name="Made">false when nothing was new and this is the edition that stands.</param>
internal sealed record EditionView(string Root, long Number, bool Made, string? Previous, DateTimeOffset Time, long UpTo);

/// <summary>What the next edition would do.</summary>
/// <param name="Root">The root it would have by now; absent when it would be the one that stands.</param>
/// <param name="Added">Links that no edition shows yet.</param>
/// <param name="Changed">Links that the edition that stands shows otherwise.</param>
/// <param name="Withdrawn">Ids of links that would no longer be shown.</param>
/// <param name="Files">Every file that would be new, other or gone.</param>
internal sealed record PreviewView(
    string? Root,
    IReadOnlyList<LinkPreviewView> Added,
    IReadOnlyList<LinkPreviewView> Changed,
    IReadOnlyList<string> Withdrawn,
    IReadOnlyList<FileView> Files);

/// <summary>What would be public of one link.</summary>
/// <param name="Text">Beside the headline, a string for each paragraph.</param>
/// <param name="Pictures">Names in the link's folder.</param>
internal sealed record LinkPreviewView(
    string Id, string Headline, string Url, string? Topic, string Policy, IReadOnlyList<string> Text, IReadOnlyList<string> Pictures);

internal sealed record FileView(string Path, string Change);

internal sealed record StatusView
{
    public required string Folder { get; init; }

    public required string Title { get; init; }

    public required string Key { get; init; }

    public required long Live { get; init; }

    public required long Held { get; init; }

    public required long Retracted { get; init; }

    public required long Captures { get; init; }

    public required long Topics { get; init; }

    public required long Sources { get; init; }

    /// <summary>Number of the newest log entry.</summary>
    public required long LastEntry { get; init; }

    public required long Blocks { get; init; }

    public required int Packs { get; init; }

    /// <summary>Of log and packs together.</summary>
    public required long Bytes { get; init; }

    /// <summary>Links that changed since the edition that stands.</summary>
    public required long Unpublished { get; init; }

    public EditionView? Edition { get; init; }
}

/// <summary>What was imported.</summary>
/// <param name="Size">Bytes of the file; 0 for a folder.</param>
/// <param name="Tsize">Bytes of all blocks, one that occurs twice counted twice.</param>
/// <param name="Blocks">Different blocks written; absent when none were.</param>
internal sealed record PackView(string Cid, string Profile, long Size, long Tsize, long? Blocks, string? File);

/// <summary>A running <c>serve</c>.</summary>
/// <param name="Desk">Where the desk's own listener is; absent when there is none.</param>
internal sealed record ServeView(string Address, string? Root, string? Desk = null);

/// <summary>Whether an address is filed.</summary>
/// <param name="Url">Its canonical form.</param>
/// <param name="Id">The link's id; absent when it is not filed, as what follows.</param>
/// <param name="State">As a link's: <c>live</c>, <c>held</c>, <c>retracted</c>.</param>
internal sealed record LinkCheckView(string Url, bool Filed, string? Id, string? State, string? Headline);

/// <summary>A token of the desk's own listener.</summary>
/// <param name="Token">The secret itself: only in the answer that made it.</param>
/// <param name="UsedAt">When it was last shown; absent when never.</param>
internal sealed record TokenView(string Name, string? Token, DateTimeOffset MadeAt, DateTimeOffset? UsedAt);

internal sealed record TokenList(IReadOnlyList<TokenView> Tokens);

/// <summary>The denylist that was written.</summary>
internal sealed record DenylistView(string File, int Blocks);

/// <summary>What was exported.</summary>
/// <param name="Kind"><c>car</c> or <c>site</c>.</param>
internal sealed record ExportView(string Root, long Number, string Kind, string File, long Blocks, long Bytes);

/// <summary>What was exported as WARC or WACZ.</summary>
/// <param name="Format"><c>warc</c> or <c>wacz</c>.</param>
/// <param name="Sha256">Of the file, in hexadecimal.</param>
internal sealed record WarcExportView(string Format, string File, long Links, long Captures, long Bytes, string Sha256);

/// <summary>Something wrong in a file that is imported.</summary>
/// <param name="Offset">Bytes from its beginning: of the record, or of the gzip member that holds it; null when it is about the file as a whole.</param>
/// <param name="Fault">The kind in one word with hyphens.</param>
internal sealed record WarcFaultView(string File, long? Offset, string Fault, string Message);

/// <summary>What came of an import.</summary>
/// <param name="Records">Records that were read.</param>
/// <param name="BadRecords">Places that were wrong, each told before.</param>
/// <param name="Known">Captures that the archive had already.</param>
internal sealed record ImportView(long Records, long BadRecords, long Added, long Recaptured, long Known, long Refused);

/// <summary>One thing that verify found.</summary>
internal sealed record FindingView(string File, long? Offset, string? Block, string Message);

/// <summary>What verify checked.</summary>
/// <param name="Erased">Blocks that are lawfully absent.</param>
internal sealed record VerifyView(
    bool Sound, long Entries, long Blocks, long Bytes, long Erased, IReadOnlyList<FindingView> Findings);

/// <summary>What a run of a mirror did.</summary>
/// <param name="Blocks">Of the edition.</param>
/// <param name="Moved">Blocks that came over the network for it.</param>
internal sealed record MirrorView(string Root, bool IsNew, long Blocks, long Moved, long MovedBytes, int Dropped);

/// <summary>The site's name, and the record that stands for it.</summary>
/// <param name="Name">In base36.</param>
/// <param name="PeerId">The same as a peer id.</param>
/// <param name="Value">What the record says; absent without one.</param>
/// <param name="ValidUntil">Until when it is good.</param>
/// <param name="DnsLink">The TXT record to set; absent for a site without an address.</param>
internal sealed record NameView(string Name, string PeerId, string? Value, ulong? Sequence, DateTimeOffset? ValidUntil, string? DnsLink);

/// <summary>What one target holds.</summary>
/// <param name="Number">The edition's number; absent when it is an older one.</param>
/// <param name="Holds">Whether the target was proven to hold it, or said so where nothing can be proven.</param>
/// <param name="At">When that was; absent just after a push.</param>
internal sealed record PublishView(
    string Target, string? Root, long? Number, bool Holds, int Blocks, int Sent, long SentBytes, string? Proof, string? Error, DateTimeOffset? At);

/// <summary>What <c>gc</c> dropped, or would.</summary>
internal sealed record GcView(bool Done, long Blocks, long Bytes, long DroppedBlocks, long DroppedBytes, int KeptEditions, int DroppedEditions, long DiskBytes, long FreedBytes);

internal sealed record ReindexView(long Entries, long Links);

internal sealed record TopicList(IReadOnlyList<TopicView> Topics);

internal sealed record SourceList(IReadOnlyList<SourceView> Sources);

/// <summary>How all of these are written.</summary>
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(AddAnswer))]
[JsonSerializable(typeof(LinkView))]
[JsonSerializable(typeof(FollowRequest))]
[JsonSerializable(typeof(FeedView))]
[JsonSerializable(typeof(FeedList))]
[JsonSerializable(typeof(LinkPage))]
[JsonSerializable(typeof(LinkChange))]
[JsonSerializable(typeof(RereadView))]
[JsonSerializable(typeof(HistoryView))]
[JsonSerializable(typeof(RetractionRequest))]
[JsonSerializable(typeof(TopicView))]
[JsonSerializable(typeof(TopicList))]
[JsonSerializable(typeof(TopicRequest))]
[JsonSerializable(typeof(TopicRename))]
[JsonSerializable(typeof(TopicMerge))]
[JsonSerializable(typeof(SourceView))]
[JsonSerializable(typeof(SourceList))]
[JsonSerializable(typeof(SourceChange))]
[JsonSerializable(typeof(SiteView))]
[JsonSerializable(typeof(SiteChange))]
[JsonSerializable(typeof(EditionView))]
[JsonSerializable(typeof(PreviewView))]
[JsonSerializable(typeof(StatusView))]
[JsonSerializable(typeof(PackView))]
[JsonSerializable(typeof(ServeView))]
[JsonSerializable(typeof(LinkCheckView))]
[JsonSerializable(typeof(TokenView))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(DenylistView))]
[JsonSerializable(typeof(ExportView))]
[JsonSerializable(typeof(WarcExportView))]
[JsonSerializable(typeof(WarcFaultView))]
[JsonSerializable(typeof(ImportView))]
[JsonSerializable(typeof(ImportRequest))]
[JsonSerializable(typeof(ImportLine))]
[JsonSerializable(typeof(VerifyView))]
[JsonSerializable(typeof(ReindexView))]
[JsonSerializable(typeof(MirrorView))]
[JsonSerializable(typeof(NameView))]
[JsonSerializable(typeof(GcView))]
[JsonSerializable(typeof(PublishView))]
internal sealed partial class DeskJson : JsonSerializerContext
{
    /// <summary>For pipes and terminals, never for HTML: letters of other scripts stay as they are.</summary>
    public static DeskJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<AddResult>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<RereadResult>(JsonNamingPolicy.CamelCase),
        },
    });
}
