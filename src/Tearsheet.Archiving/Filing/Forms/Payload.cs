using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Archiving.Filing.Forms;

/// <summary>What a log entry says; each kind of entry has one. Its block is salted, so that it can be erased without
/// leaving a hash that a list of likely texts could be tried against.</summary>
internal abstract record Payload
{
    private Payload()
    {
    }

    /// <summary>The first entry of every log.</summary>
    public sealed record Genesis(string Program) : Payload;

    public sealed record Settings(SiteSettings Value) : Payload;

    /// <summary>A source as it stands from now on; the first one of a host assigns the slug.</summary>
    public sealed record SourceSet(Source Value) : Payload;

    /// <summary>A new topic; its id is the entry's number.</summary>
    public sealed record TopicAdd(TopicPath Path, string Slug) : Payload;

    /// <summary>A topic moves. Those below it have entries of their own.</summary>
    public sealed record TopicRename(string Id, TopicPath Path, string Slug) : Payload;

    /// <summary>A topic becomes part of another. Those below it have entries of their own.</summary>
    public sealed record TopicMerge(string Id, string Into) : Payload;

    /// <summary>A new link; its id is made of the entry's time and number.</summary>
    public sealed record File(
        string Raw, string Canonical, string? Address, int Rules, string Host,
        string? Topic, string? Note, PublicationPolicy? Policy, bool Held) : Payload;

    /// <summary>A link was captured. <c>Known</c> are the addresses that lead to it from now on and did not before.</summary>
    public sealed record CaptureMade(
        string Link, Cid Capture, DateTimeOffset At, Provenance Provenance, Sequence<string> Known) : Payload;

    /// <summary>An article was read out of a capture. What decides about publication stands here, not only in the article's
    /// block, so that a lost block can never open a page up.</summary>
    public sealed record ArticleRead(string Link, Cid Capture, Cid Article, ArticleKind Kind, PageWishes Wishes) : Payload;

    /// <summary>A link as an editor wants it from now on: every field that an edit can change.</summary>
    public sealed record Edit(
        string Link, string? Topic, string? Note, PublicationPolicy? Policy, bool Held, string? OverriddenBy) : Payload;

    /// <summary>What becomes of those who ask for a link has changed. An entry of the kind edit, with a form of its own.</summary>
    public sealed record ReachNoted(string Link, LinkReach Reach, DateTimeOffset At, int? Status, string? MovedTo) : Payload;

    /// <summary>A link becomes part of another: its captures and addresses are that one's.</summary>
    public sealed record Merge(string Link, string Into) : Payload;

    public sealed record Retract(string Link, string Reason, Cid Hash) : Payload;

    /// <summary>Blocks that verify, reindex and gc treat as lawfully absent.</summary>
    public sealed record Erase(string Link, Sequence<Cid> Cids) : Payload;

    public sealed record Edition(EditionRecord Value) : Payload;

    /// <summary>Another key signs from the next entry on; which one, the entry itself says.</summary>
    public sealed record Succession : Payload;

    /// <summary>A pack is full. Its form is the packs' own matter.</summary>
    public sealed record Seal : Payload;
}
