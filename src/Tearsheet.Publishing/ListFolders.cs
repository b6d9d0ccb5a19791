using System.Globalization;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Publishing.Editions;
using Tearsheet.Publishing.Pages;
using Tearsheet.Publishing.Sites;

namespace Tearsheet.Publishing;

/// <summary>Writes the pages and feeds of lists.</summary>
internal sealed class ListFolders(Archive archive, ArchiveViews views, SiteTree tree)
{
    /// <summary>Links of a feed, most.</summary>
    private const int FeedItems = 30;

    /// <summary>Newest slots that a feed is made from.</summary>
    public const int FeedSlots = 100;

    /// <summary>What must be known of a list to write it; null for one that has no pages of its own.</summary>
    public ListPlace? PlaceOf(string list)
    {
        if (list == ListKey.All)
        {
            return new ListPlace(list, "all", "Everything", ListKind.All, null);
        }

        var colon = list.IndexOf(':', StringComparison.Ordinal);
        var key = list[(colon + 1)..];
        switch (list[..colon])
        {
            case "topic":
                return views.Standing(key) is { } topic && topic.Id == key
                    ? new ListPlace(list, Places.TopicFolder(topic.Slug), topic.Path.ToString(), ListKind.Topic, topic)
                    : null;
            case "source":
                var source = views.SourceOf(key);
                return new ListPlace(list, "sources/" + source.Slug, source.Name, ListKind.Source, null);
            case "day":
                var day = DateOnly.ParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                return new ListPlace(list, Places.DayFolder(day), Dates.Day(day, views.Site.English), ListKind.Day, null);
            default:
                return null;
        }
    }

    /// <summary>Writes one numbered page.</summary>
    public void WritePage(ListPlace place, long number, long slots, Markup page)
    {
        var view = ViewOf(place, number, Windows.First(number), Windows.Size) with
        {
            HasNewer = Windows.IsFull(slots, number),
            Older = number - 1,
        };
        page.Clear();
        ListPage.Write(page, view);
        tree.Put(Places.Page(place.Folder, number), page.Bytes);
    }

    /// <summary>Writes the list's first page, which shows the newest.</summary>
    public void WriteIndex(ListPlace place, long slots, Markup page)
    {
        var first = Windows.FirstShown(slots);
        var view = ViewOf(place, null, first, (int)(slots - first)) with { Older = first / Windows.Size };
        if (place.Topic is { } topic)
        {
            var (above, below) = views.Around(topic);
            view = view with { Parents = above, Children = below };
        }

        page.Clear();
        ListPage.Write(page, view);
        tree.Put(place.Folder + "/index.html", page.Bytes);
    }

    /// <summary>Writes the three feeds of a list.</summary>
    public async ValueTask WriteFeedsAsync(ListPlace place, long slots, Workbench bench, CancellationToken cancellationToken)
    {
        var items = new List<FeedItem>(FeedItems);
        foreach (var link in Newest(archive, place.List, slots, FeedSlots, FeedItems))
        {
            var (story, _) = await views.StoryOfAsync(link, cancellationToken);
            items.Add(new FeedItem(story, link.Address ?? link.CanonicalAddress, ChangedAt(link)));
        }

        var site = views.Site;
        var view = place.Kind == ListKind.All
            ? new FeedView(site, "", site.Title, Places.Front, items)
            : new FeedView(site, place.Folder + "/", site.Title + ": " + place.Heading, place.Folder + "/index.html", items);
        bench.Page.Clear();
        RssFeed.Write(bench.Page, bench.Fragment, view);
        tree.Put(view.Folder + Places.Rss, bench.Page.Bytes);
        bench.Page.Clear();
        AtomFeed.Write(bench.Page, bench.Fragment, view);
        tree.Put(view.Folder + Places.Atom, bench.Page.Bytes);
        tree.Put(view.Folder + Places.JsonFeed, JsonFiles.Feed(view, bench.Fragment));
    }

    /// <summary>The links that a list shows now, newest first.</summary>
    /// <param name="archive">Read only.</param>
    /// <param name="list">Its key.</param>
    /// <param name="slots">How many it has.</param>
    /// <param name="mostSlots">How far back to look.</param>
    /// <param name="mostLinks">How many to find.</param>
    public static IEnumerable<FiledLink> Newest(Archive archive, string list, long slots, int mostSlots, int mostLinks)
    {
        var found = 0;
        var last = Math.Max(0, slots - mostSlots);
        for (var end = slots; end > last;)
        {
            var first = Math.Max(last, end - Windows.Size);
            var window = archive.Slots(list, first, (int)(end - first));
            for (var at = window.Count - 1; at >= 0; at--)
            {
                if (window[at].Link is { } link)
                {
                    yield return link;
                    if (++found == mostLinks)
                    {
                        yield break;
                    }
                }
            }

            end = first;
        }
    }

    /// <summary>When a link's page last changed as far as a link tells.</summary>
    public static DateTimeOffset ChangedAt(FiledLink link)
    {
        var shown = link.VisibleSince ?? link.FiledAt;
        return link.PageCapture is { } capture && capture.At > shown ? capture.At : shown;
    }

    private ListView ViewOf(ListPlace place, long? number, long first, int count)
    {
        var slots = archive.Slots(place.List, first, count);
        var shown = new SlotView[slots.Count];
        for (var at = 0; at < shown.Length; at++)
        {
            shown[^(at + 1)] = views.SlotOf(slots[at]);
        }

        return new ListView(
            views.Site,
            place.Folder,
            place.Heading,
            place.Kind,
            number,
            HasNewer: false,
            Older: 0,
            shown,
            [],
            [],
            place.HasFeeds);
    }
}

/// <summary>A list and where its pages lie.</summary>
internal sealed record ListPlace(string List, string Folder, string Heading, ListKind Kind, Topic? Topic)
{
    public bool HasFeeds => Kind is ListKind.All or ListKind.Topic;
}

/// <summary>The writers of one flow of work.</summary>
internal sealed class Workbench
{
    public Markup Page { get; } = new();

    public Markup Fragment { get; } = new();
}
