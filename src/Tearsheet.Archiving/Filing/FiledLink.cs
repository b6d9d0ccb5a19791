using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Archiving.Filing;

/// <summary>What has become of a link.</summary>
public enum LinkState
{
    /// <summary>In the next edition.</summary>
    Live,

    /// <summary>Filed, but kept out of editions until it is released.</summary>
    Held,

    /// <summary>Taken back; a tombstone is left.</summary>
    Retracted,

    /// <summary>Became part of another link; a stub is left.</summary>
    Merged,
}

/// <summary>What is left of a link that was taken back (decision 14).</summary>
/// <param name="At">Time of the log entry.</param>
/// <param name="Reason">For readers; plain text.</param>
/// <param name="Hash">The CID of what was retracted: its newest capture, or its file entry's payload when it has none.</param>
/// <param name="Erased">Whether the bytes are gone too.</param>
public sealed record Retraction(DateTimeOffset At, string Reason, Cid Hash, bool Erased);

/// <summary>One capture of a link.</summary>
/// <param name="Cid">The capture's node.</param>
/// <param name="At">When the visit began.</param>
/// <param name="Provenance">Where the page came from.</param>
/// <param name="Article">The newest article read out of it; null while none is.</param>
/// <param name="Seq">Number of the capture's log entry.</param>
public sealed record CaptureRef(Cid Cid, DateTimeOffset At, Provenance Provenance, Cid? Article, long Seq)
{
    /// <summary>What the page was found to be; null while no article is read.</summary>
    public ArticleKind? Kind { get; init; }
}

/// <summary>Two captures of a link that follow each other, both with a whole article, and not the same one.</summary>
/// <param name="Before">The older one.</param>
/// <param name="After">The newer one.</param>
public sealed record CapturePair(CaptureRef Before, CaptureRef After);

/// <summary>A change of what becomes of those who ask for a link, as logged.</summary>
/// <param name="Reach">From then on.</param>
/// <param name="At">When it was found.</param>
/// <param name="Status">What the server answered; null when it did not.</param>
/// <param name="MovedTo">Where to, absolute; null unless moved.</param>
/// <param name="Seq">Number of its log entry.</param>
public sealed record ReachNote(LinkReach Reach, DateTimeOffset At, int? Status, string? MovedTo, long Seq);

/// <summary>A link as it stands now, everything that the log says of it taken together.</summary>
public sealed record FiledLink
{
    /// <summary>Year and month (UTC) of the file entry's time and its number in base 32: "2026/11/abc".</summary>
    public required string Id { get; init; }

    /// <summary>Number of the file entry.</summary>
    public required long Seq { get; init; }

    /// <summary>Number of the newest entry that changed anything of this link.</summary>
    public required long ChangedSeq { get; init; }

    /// <summary>Time of the file entry.</summary>
    public required DateTimeOffset FiledAt { get; init; }

    /// <summary>Time of the entry that first made it visible: its filing, or its first release; null while it never was.</summary>
    public DateTimeOffset? VisibleSince { get; init; }

    /// <summary>As the editor or the feed gave it first.</summary>
    public required string RawAddress { get; init; }

    /// <summary>The key by which the desk knows the link; <see cref="Address"/> is the one to link to.</summary>
    public required string CanonicalAddress { get; init; }

    /// <summary>The absolute address to link to and to ask; null for a saved page without address.</summary>
    public string? Address { get; init; }

    /// <summary>Version of the rules that made the canonical address.</summary>
    public required int RulesVersion { get; init; }

    /// <summary>Key of the <see cref="Source"/>.</summary>
    public required string Host { get; init; }

    /// <summary>The topic as it stands after merges; null when it has none.</summary>
    public string? TopicId { get; init; }

    /// <summary>The editor's note: plain text.</summary>
    public string? Note { get; init; }

    /// <summary>Set on the link itself; see <see cref="EffectivePolicy"/> for what holds.</summary>
    public PublicationPolicy? Policy { get; init; }

    /// <summary>Who lifted what the page asks; null when nobody did.</summary>
    public string? PolicyOverriddenBy { get; init; }

    public required LinkState State { get; init; }

    /// <summary>null unless retracted.</summary>
    public Retraction? Retraction { get; init; }

    /// <summary>Id of the link that it became part of, itself never merged; null unless merged.</summary>
    public string? MergedInto { get; init; }

    /// <summary>What became last of those who asked for it; null while nothing was ever noted.</summary>
    public ReachNote? Reach { get; init; }

    /// <summary>The newest one; null while it has none.</summary>
    public CaptureRef? LatestCapture { get; init; }

    /// <summary>The one that the page is made from: the newest with a whole article, else the newest that is no wall, error or empty page, else the newest.
    /// A site that shows a robot check or a paywall today does not take yesterday's article away.</summary>
    public CaptureRef? PageCapture { get; init; }

    /// <summary>Of <see cref="PageCapture"/>'s article; the canonical address when there is none, or when its bytes are gone.</summary>
    public required string Headline { get; init; }

    /// <summary>What link, source, page and site come to (decision 12).</summary>
    public required PublicationPolicy EffectivePolicy { get; init; }

    /// <summary>What the page of <see cref="PageCapture"/> asks; already heeded in <see cref="EffectivePolicy"/>, except for lengths and picture sizes.
    /// Heed those too unless <see cref="PolicyOverriddenBy"/> names somebody.</summary>
    public required PageWishes Wishes { get; init; }
}
