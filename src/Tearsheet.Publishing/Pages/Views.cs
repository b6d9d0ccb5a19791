using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Publishing.Pages;

/// <summary>What stands on every page; the same for the whole edition, and never names the edition.</summary>
/// <param name="Title">The site's name.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Address">Absolute, ends with "/"; null while the site has none.</param>
/// <param name="Label">The first part of an entry's heading: "IPFS News Link".</param>
/// <param name="Masthead">The topics that the settings name.</param>
/// <param name="KeyName">The site's IPNS name, which is its public key.</param>
internal sealed record SiteView(
    string Title, string Language, string? Address, string Label, IReadOnlyList<TopicLabel> Masthead, string KeyName)
{
    /// <summary>Whether months and weekdays can be written out.</summary>
    public bool English { get; } =
        Language.Equals("en", StringComparison.OrdinalIgnoreCase)
        || Language.StartsWith("en-", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A topic as it is named on a page.</summary>
/// <param name="Path">"Korea/North Korea".</param>
/// <param name="Slug">null when the topic has no page.</param>
internal sealed record TopicLabel(string Path, string? Slug);

/// <summary>A source as it is named on a page.</summary>
internal sealed record SourceLabel(string Name, string Slug);

/// <summary>A link as every list shows it.</summary>
/// <param name="Id">"2026/11/abc".</param>
/// <param name="Headline">In full; lists cut it.</param>
/// <param name="Topic">null when it is not filed under one.</param>
/// <param name="Source">Whom it points to.</param>
/// <param name="At">When it was first shown.</param>
internal sealed record EntryView(string Id, string Headline, TopicLabel? Topic, SourceLabel Source, DateTimeOffset At);

/// <summary>A link as the front page's top and the feeds show it.</summary>
/// <param name="Entry">The link.</param>
/// <param name="Standfirst">null when there is none, or the policy keeps it back.</param>
/// <param name="Excerpt">First paragraphs, plain, as far as the policy allows.</param>
/// <param name="Picture">null when there is none, or the policy keeps it back.</param>
/// <param name="Authors">One name each.</param>
/// <param name="Published">As the page gives it.</param>
/// <param name="Language">BCP 47; null when unknown.</param>
/// <param name="RightToLeft">How the language runs.</param>
internal sealed record StoryView(
    EntryView Entry,
    string? Standfirst,
    IReadOnlyList<string> Excerpt,
    PictureView? Picture,
    IReadOnlyList<string> Authors,
    ArticleDate? Published,
    string? Language,
    bool RightToLeft);

/// <summary>A picture that lies in a link's folder.</summary>
/// <param name="Small">The file shown, and its size in pixels.</param>
/// <param name="Large">A wider file of the same picture; null when there is none.</param>
/// <param name="MediaType">Of both.</param>
/// <param name="Colour">The average, "#rrggbb".</param>
/// <param name="Alt">The source's words, else the caption, else empty.</param>
/// <param name="Caption">null when there is none.</param>
/// <param name="Credit">null when there is none.</param>
internal sealed record PictureView(
    PictureFile Small, PictureFile? Large, string MediaType, string Colour, string Alt, string? Caption, string? Credit);

/// <summary>One file of a picture.</summary>
/// <param name="Name">In the link's folder: "lead-480.webp".</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct PictureFile(string Name, int Width, int Height, long Size);

/// <summary>What a slot of a list holds.</summary>
internal abstract record SlotView
{
    private SlotView()
    {
    }

    public sealed record Filled(EntryView Entry) : SlotView;

    /// <summary>A slot whose link is no longer in this list.</summary>
    /// <param name="Why">What became of it.</param>
    /// <param name="LinkId">Whose page says more.</param>
    public sealed record Emptied(SlotEnd Why, string LinkId) : SlotView;
}

/// <summary>What became of a link that left a list.</summary>
internal enum SlotEnd
{
    Moved,
    Merged,
    Withdrawn,
    Held,
}

/// <summary>The one page that names the edition.</summary>
/// <param name="Site">The frame.</param>
/// <param name="Dateline">What stands under the masthead.</param>
/// <param name="Lead">null while the site is empty.</param>
/// <param name="Seconds">Up to four.</param>
/// <param name="River">The rest, by topic.</param>
internal sealed record FrontView(
    SiteView Site, DatelineView Dateline, StoryView? Lead, IReadOnlyList<StoryView> Seconds, IReadOnlyList<RiverGroup> River);

/// <summary>Links under one topic, newest first.</summary>
internal sealed record RiverGroup(TopicLabel? Topic, IReadOnlyList<EntryView> Entries);

/// <summary>The dateline of the front page.</summary>
/// <param name="Newest">The day of the newest link; null while there is none.</param>
/// <param name="Number">The edition's number, from 1.</param>
/// <param name="Previous">CID of the edition before; null for the first.</param>
internal sealed record DatelineView(DateOnly? Newest, long Number, string? Previous);

/// <summary>One page of a list: of a topic, a source, a day, or of all.</summary>
/// <param name="Site">The frame.</param>
/// <param name="Folder">Where the list lies: "topics/korea".</param>
/// <param name="Heading">Its name.</param>
/// <param name="Kind">Which list it is.</param>
/// <param name="Number">The page's number from 1; null for the first page, which shows the newest.</param>
/// <param name="HasNewer">Whether page <paramref name="Number"/> + 1 exists.</param>
/// <param name="Older">The number of the next older page; 0 when there is none.</param>
/// <param name="Slots">Newest first.</param>
/// <param name="Parents">Topics above this one; on a topic's pages only.</param>
/// <param name="Children">Topics below this one; on a topic's first page only.</param>
/// <param name="HasFeeds">Whether the folder holds feeds.</param>
internal sealed record ListView(
    SiteView Site,
    string Folder,
    string Heading,
    ListKind Kind,
    long? Number,
    bool HasNewer,
    long Older,
    IReadOnlyList<SlotView> Slots,
    IReadOnlyList<TopicLabel> Parents,
    IReadOnlyList<TopicLabel> Children,
    bool HasFeeds);

/// <summary>Which list a page shows.</summary>
internal enum ListKind
{
    All,
    Topic,
    Source,
    Day,
}

/// <summary>The page of one link.</summary>
/// <param name="Site">The frame.</param>
/// <param name="Story">Headline, standfirst, excerpt or nothing, lead picture.</param>
/// <param name="Kind">What the page was found to be.</param>
/// <param name="Updated">As the page gives it.</param>
/// <param name="Captured">When our copy was made.</param>
/// <param name="Text">The text in full; null when the policy or the kind keeps it back.</param>
/// <param name="Address">Where the link points to; no http(s) address for a saved page without one.</param>
/// <param name="Host">The source's key.</param>
/// <param name="Policy">"headline", "excerpt" or "full": what holds for this link.</param>
/// <param name="Note">The editor's, plain text.</param>
/// <param name="MayBeIndexed">Whether search engines may list this page.</param>
/// <param name="Proof">What can be checked.</param>
internal sealed record LinkView(
    SiteView Site,
    StoryView Story,
    ArticleKind Kind,
    ArticleDate? Updated,
    DateTimeOffset? Captured,
    TextView? Text,
    string Address,
    string Host,
    string Policy,
    string? Note,
    bool MayBeIndexed,
    ProofView Proof)
{
    /// <summary>What was edited since the link was filed, as far as the policy shows it; newest first.</summary>
    public IReadOnlyList<RevisionView> Revisions { get; init; } = [];

    /// <summary>What becomes of those who ask for the page; null while it answers as it should.</summary>
    public ReachView? Reach { get; init; }
}

/// <summary>What was edited between two captures.</summary>
/// <param name="Before">When the older one was made.</param>
/// <param name="After">When the newer one was made.</param>
/// <param name="Capture">CID of the newer one.</param>
/// <param name="Edits">What may be shown, what matters most first. Never empty.</param>
internal sealed record RevisionView(DateTimeOffset Before, DateTimeOffset After, string Capture, IReadOnlyList<ArticleEdit> Edits);

/// <summary>That a page cannot be had where it was.</summary>
/// <param name="Reach">Never <see cref="LinkReach.Back"/>.</param>
/// <param name="Since">When that was found.</param>
/// <param name="MovedTo">Where it is now; null unless it moved.</param>
internal sealed record ReachView(LinkReach Reach, DateTimeOffset Since, string? MovedTo);

/// <summary>The feed of edits in either of its forms.</summary>
/// <param name="Site">The frame.</param>
/// <param name="Items">Newest first.</param>
internal sealed record EditFeedView(SiteView Site, IReadOnlyList<EditFeedItem> Items);

/// <summary>What was edited in one link between two captures.</summary>
internal sealed record EditFeedItem(EntryView Entry, string? Language, RevisionView Revision);

/// <summary>A whole text and its pictures.</summary>
/// <param name="Body">As the article has it.</param>
/// <param name="Pictures">By index in the article's images; a picture that is not here is left out.</param>
internal sealed record TextView(IReadOnlyList<BodyBlock> Body, IReadOnlyDictionary<int, PictureView> Pictures);

/// <summary>What stands in the table of proof. CIDs of what is not public are printed, never linked.</summary>
internal sealed record ProofView(
    string Entry, DateTimeOffset FiledAt, string? Capture, string? CaptureNote, string? Article, string? Engine, string Signer);

/// <summary>What is left of a link that was withdrawn.</summary>
/// <param name="Site">The frame.</param>
/// <param name="Id">The link's id.</param>
/// <param name="FiledAt">When it was filed.</param>
/// <param name="WithdrawnAt">When it was withdrawn.</param>
/// <param name="Reason">The editor's, plain text.</param>
/// <param name="Hash">CID of what was withdrawn.</param>
/// <param name="Erased">Whether the archive's copy is gone too.</param>
internal sealed record TombstoneView(
    SiteView Site, string Id, DateTimeOffset FiledAt, DateTimeOffset WithdrawnAt, string Reason, string Hash, bool Erased);

/// <summary>A page that only says where something is now.</summary>
/// <param name="Site">The frame.</param>
/// <param name="Place">Where the stub lies.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="Title">What is there.</param>
internal sealed record StubView(SiteView Site, string Place, string Target, string Title);

/// <summary>One feed in any of its three forms.</summary>
/// <param name="Site">The frame.</param>
/// <param name="Folder">"" for the site's, else the list's folder with "/" at its end.</param>
/// <param name="Title">The feed's name.</param>
/// <param name="Place">The page that the feed follows.</param>
/// <param name="Items">Newest first.</param>
internal sealed record FeedView(SiteView Site, string Folder, string Title, string Place, IReadOnlyList<FeedItem> Items)
{
    /// <summary>When the newest of the items changed; the epoch while there is none, for a feed must name a time and the edition has no clock.</summary>
    public DateTimeOffset Changed()
    {
        var changed = DateTimeOffset.UnixEpoch;
        foreach (var item in Items)
        {
            changed = item.Changed > changed ? item.Changed : changed;
        }

        return changed;
    }
}

/// <summary>One link in a feed.</summary>
/// <param name="Story">What may be shown of it.</param>
/// <param name="Address">Where it points to.</param>
/// <param name="Changed">When it was filed or last captured.</param>
internal sealed record FeedItem(StoryView Story, string Address, DateTimeOffset Changed);
