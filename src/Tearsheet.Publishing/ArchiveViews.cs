using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Keys;
using Tearsheet.Publishing.Editions;
using Tearsheet.Publishing.Pages;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Publishing;

/// <summary>What the archive holds, as pages show it. Names of topics and sources are those of when it was made.</summary>
internal sealed class ArchiveViews
{
    /// <summary>Revisions on a link's page, most; a page must stay one whatever its source does.</summary>
    private const int MostRevisions = 10;

    private readonly Archive _archive;
    private readonly Dictionary<string, Topic> _topics;
    private readonly Dictionary<string, SourceLabel> _sources;
    private readonly Lazy<HashSet<string>> _lists;

    /// <summary>Reads settings, topics and sources.</summary>
    /// <param name="archive">Read only.</param>
    /// <param name="name">The public half of the site key.</param>
    public ArchiveViews(Archive archive, PublicKey name)
    {
        _archive = archive;
        Settings = archive.Settings;
        _topics = archive.Topics.ToDictionary(topic => topic.Id, StringComparer.Ordinal);
        _sources = archive.Sources.ToDictionary(
            source => source.Host, source => new SourceLabel(source.Name, source.Slug), StringComparer.Ordinal);
        _lists = new Lazy<HashSet<string>>(() => archive.Lists().ToHashSet(StringComparer.Ordinal));
        Site = new SiteView(
            Settings.Title,
            Settings.Language,
            Settings.Address,
            Settings.EntryLabel,
            [.. Settings.MastheadTopics.Select(Standing).OfType<Topic>().Distinct().Select(LabelOf)],
            name.ToString());
    }

    public SiteSettings Settings { get; }

    public SiteView Site { get; }

    /// <summary>All topics, merged ones too.</summary>
    public IReadOnlyCollection<Topic> Topics => _topics.Values;

    /// <summary>Keys of all lists that have a slot.</summary>
    public IReadOnlySet<string> Lists => _lists.Value;

    /// <summary>Topics that have a page, by path.</summary>
    public IReadOnlyList<TopicLabel> ShownTopics() =>
        [.. _topics.Values.Where(IsShown).Select(LabelOf).OrderBy(label => label.Path, StringComparer.Ordinal)];

    /// <summary>Sources that have a page, by name.</summary>
    public IReadOnlyList<SourceLabel> ShownSources() =>
    [
        .. _sources.Where(source => Lists.Contains(ListKey.Source(source.Key)))
            .Select(source => source.Value)
            .OrderBy(label => label.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(label => label.Slug, StringComparer.Ordinal),
    ];

    /// <summary>The topic with this id, or the one that it became part of; null when there is none.</summary>
    public Topic? Standing(string? id) =>
        id is not null && _topics.TryGetValue(id, out var topic)
            ? topic.MergedInto is { } into ? _topics[into] : topic
            : null;

    /// <summary>Whether a topic has a page: some link was shown under it, or the masthead names it.</summary>
    public bool IsShown(Topic topic) =>
        topic.MergedInto is null
        && (Lists.Contains(ListKey.Topic(topic.Id)) || Settings.MastheadTopics.Contains(topic.Id, StringComparer.Ordinal));

    public static TopicLabel LabelOf(Topic topic) => new(topic.Path.ToString(), topic.Slug);

    /// <summary>The topics above one, from the top, that have a page; and those right below it.</summary>
    public (IReadOnlyList<TopicLabel> Above, IReadOnlyList<TopicLabel> Below) Around(Topic topic)
    {
        var above = new List<TopicLabel>();
        var below = new List<TopicLabel>();
        foreach (var other in _topics.Values.Where(IsShown))
        {
            if (topic.Path.IsBelow(other.Path))
            {
                above.Add(LabelOf(other));
            }
            else if (other.Path.Levels.Count == topic.Path.Levels.Count + 1 && other.Path.IsBelow(topic.Path))
            {
                below.Add(LabelOf(other));
            }
        }

        above.Sort(static (one, two) => one.Path.Length.CompareTo(two.Path.Length));
        below.Sort(static (one, two) => string.CompareOrdinal(one.Path, two.Path));
        return (above, below);
    }

    public SourceLabel SourceOf(string host) =>
        _sources.TryGetValue(host, out var label) ? label : new SourceLabel(host, "unknown");

    public EntryView EntryOf(FiledLink link) => new(
        link.Id,
        link.Headline,
        Standing(link.TopicId) is { } topic ? LabelOf(topic) : null,
        SourceOf(link.Host),
        link.VisibleSince ?? link.FiledAt);

    public SlotView SlotOf(Slot slot)
    {
        if (slot.Link is { } link)
        {
            return new SlotView.Filled(EntryOf(link));
        }

        var end = _archive.FindLink(slot.LinkId)?.State switch
        {
            LinkState.Retracted => SlotEnd.Withdrawn,
            LinkState.Merged => SlotEnd.Merged,
            LinkState.Held => SlotEnd.Held,
            _ => SlotEnd.Moved,
        };
        return new SlotView.Emptied(end, slot.LinkId);
    }

    /// <summary>The article that a link's page is made from; null when there is none.</summary>
    public async ValueTask<StoredArticle?> ReadAsync(FiledLink link, CancellationToken cancellationToken) =>
        link.PageCapture?.Article is { } article ? await _archive.ReadArticleAsync(article, cancellationToken) : null;

    public async ValueTask<(StoryView Story, Portion Portion)> StoryOfAsync(
        FiledLink link, CancellationToken cancellationToken)
    {
        var portion = Portion.Of(link, await ReadAsync(link, cancellationToken));
        return (StoryOf(link, portion), portion);
    }

    public StoryView StoryOf(FiledLink link, Portion portion) => new(
        EntryOf(link),
        portion.Standfirst,
        portion.Excerpt,
        LeadOf(portion),
        portion.Authors,
        portion.Published,
        portion.Language,
        portion.RightToLeft);

    public LinkView LinkOf(FiledLink link, Portion portion, StoredArticle? stored, string entryCid)
    {
        var english = Site.English;
        var capture = link.PageCapture;
        return new LinkView(
            Site,
            StoryOf(link, portion),
            portion.Kind,
            portion.Updated,
            capture?.At,
            portion.Body is { } body ? new TextView(body, PicturesOf(portion)) : null,
            link.Address ?? link.CanonicalAddress,
            link.Host,
            EntryFile.PolicyName(link.EffectivePolicy),
            link.Note,
            MayBeIndexed(link),
            new ProofView(
                entryCid,
                link.FiledAt,
                capture?.Cid.ToString(),
                capture is null ? null : Words(capture.Provenance) + " " + Dates.Minute(capture.At, english),
                capture?.Article?.ToString(),
                stored?.Article.EngineVersion,
                Site.KeyName))
        {
            Reach = link.Reach is { Reach: not LinkReach.Back } reach ? new ReachView(reach.Reach, reach.At, reach.MovedTo) : null,
        };
    }

    /// <summary>What was edited in a link as far as it may be shown, newest first.</summary>
    public async ValueTask<IReadOnlyList<RevisionView>> RevisionsOfAsync(FiledLink link, CancellationToken cancellationToken)
    {
        var revisions = new List<RevisionView>();
        foreach (var pair in _archive.EditPairs(link.Id, MostRevisions))
        {
            if (await RevisionOfAsync(link, pair, cancellationToken) is { } revision)
            {
                revisions.Add(revision);
            }
        }

        return revisions;
    }

    /// <summary>What was edited between two captures of a link as far as it may be shown; null when that is nothing.</summary>
    public async ValueTask<RevisionView?> RevisionOfAsync(FiledLink link, CapturePair pair, CancellationToken cancellationToken)
    {
        // A reader who is logged in sees another page than the desk does, and a browser that runs its scripts a third: what differs between
        // two of them was edited by nobody.
        if (SeenBy(pair.Before.Provenance) != SeenBy(pair.After.Provenance))
        {
            return null;
        }

        var edits = PublicEdits.Of(link, await _archive.CompareAsync(pair, cancellationToken));
        return edits.Count == 0 ? null : new RevisionView(pair.Before.At, pair.After.At, pair.After.Cid.ToString(), edits);
    }

    /// <summary>Whether search engines may list the page: not when the page it is made from asks them not to.</summary>
    public static bool MayBeIndexed(FiledLink link) => !link.Wishes.NoIndex || link.PolicyOverriddenBy is not null;

    private static Provenance SeenBy(Provenance provenance) =>
        provenance is Provenance.Browser or Provenance.Rendered ? provenance : Provenance.Fetched;

    private static string Words(Provenance provenance) => provenance switch
    {
        Provenance.Fetched => "Fetched",
        Provenance.Browser => "Browser-supplied",
        Provenance.Rendered => "Rendered",
        Provenance.Warc => "Taken from a WARC file",
        _ => "Read from a saved file",
    };

    private static PictureView? LeadOf(Portion portion)
    {
        if (portion.Lead is not [var small, ..])
        {
            return null;
        }

        var large = portion.Lead.Count > 1 ? FileOf(portion.Lead[1], PictureNames.Lead(portion.Lead[1])) : default(PictureFile?);
        return PictureOf(portion, small, FileOf(small, PictureNames.Lead(small)), large);
    }

    private static Dictionary<int, PictureView> PicturesOf(Portion portion)
    {
        var pictures = new Dictionary<int, PictureView>(portion.Others.Count);
        foreach (var other in portion.Others)
        {
            pictures[other.Image] = PictureOf(portion, other, FileOf(other, PictureNames.Other(other)), null);
        }

        return pictures;
    }

    private static PictureFile FileOf(StoredRendition rendition, string name) =>
        new(name, rendition.Width, rendition.Height, rendition.File.Size);

    private static PictureView PictureOf(Portion portion, StoredRendition rendition, PictureFile small, PictureFile? large)
    {
        var image = portion.Images[rendition.Image];
        var alt = image.Alt.Length > 0 ? image.Alt : image.Caption ?? "";
        return new PictureView(small, large, rendition.MediaType, rendition.Colour, alt, image.Caption, image.Credit);
    }
}
