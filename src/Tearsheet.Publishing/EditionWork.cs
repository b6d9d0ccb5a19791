using System.Collections.Concurrent;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Publishing.Editions;
using Tearsheet.Publishing.Pages;
using Tearsheet.Publishing.Sites;

namespace Tearsheet.Publishing;

/// <summary>Writes what changed into the tree: all of it, or only what the log's newest entries touch.</summary>
/// <remarks>Everything here may write too much, never too little: a page that did not change keeps its CID.</remarks>
internal sealed class EditionWork
{
    private const int LinksAtOnce = 500;

    private readonly Archive _archive;
    private readonly ArchiveViews _views;
    private readonly SiteTree _tree;
    private readonly LinkFolders _links;
    private readonly ListFolders _lists;
    private readonly SiteFiles _site;
    private readonly EditFiles _edits;
    private readonly ConcurrentBag<Workbench> _benches = [];
    private readonly ConcurrentDictionary<string, Cid?> _entries;

    /// <summary>Reads settings, topics and sources as they are now.</summary>
    /// <param name="archive">Read only.</param>
    /// <param name="key">The site's.</param>
    /// <param name="tree">Where to.</param>
    /// <param name="entries">Filled: the entry of each link looked at; null for one that is not shown.</param>
    public EditionWork(Archive archive, SigningKey key, SiteTree tree, ConcurrentDictionary<string, Cid?> entries)
    {
        _archive = archive;
        _tree = tree;
        _entries = entries;
        _views = new ArchiveViews(archive, key.PublicKey);
        _links = new LinkFolders(archive, _views, key, tree);
        _lists = new ListFolders(archive, _views, tree);
        _site = new SiteFiles(archive, _views, tree);
        _edits = new EditFiles(archive, _views, tree);
    }

    public ArchiveViews Views => _views;

    /// <summary>Writes everything but the front page and the manifest.</summary>
    public async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(AllLinks(), cancellationToken, WriteLinkAsync);
        var places = _views.Lists
            .Append(ListKey.All)
            .Concat(_views.Topics.Where(_views.IsShown).Select(topic => ListKey.Topic(topic.Id)))
            .Distinct(StringComparer.Ordinal)
            .Select(_lists.PlaceOf)
            .OfType<ListPlace>();
        await Parallel.ForEachAsync(places, cancellationToken, WriteListAsync);
        var bench = Rent();
        var page = bench.Page;
        _site.WriteFixed(page);
        foreach (var topic in _views.Topics)
        {
            _site.WriteStubs(topic, page);
        }

        await _edits.WriteAsync(bench, cancellationToken);
        WriteIndexes(page, topics: true, sources: true, days: true);
        foreach (var day in _site.Days())
        {
            var parts = (_archive.SlotCount(ListKey.Day(day)) + SiteFiles.SitemapSlots - 1) / SiteFiles.SitemapSlots;
            for (var part = 0L; part < parts; part++)
            {
                _site.WriteSitemap(day, part, page);
            }
        }

        Return(bench);
    }

    /// <summary>Writes what some log entries touched; false when that is everything.</summary>
    /// <param name="changes">What they touched.</param>
    /// <param name="previous">ROOT of the edition that stood before these entries; null when no edition did.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<bool> WriteChangesAsync(ChangesSince changes, Cid? previous, CancellationToken cancellationToken)
    {
        var ids = changes.TopicIds.ToHashSet(StringComparer.Ordinal);
        if (changes.Settings
            || Around(ids).Exists(topic => _views.Settings.MastheadTopics.Contains(topic.Id, StringComparer.Ordinal)))
        {
            return false;
        }

        await AddFirstShownAsync(ids, changes, previous, cancellationToken);
        var topics = Around(ids);

        var links = await TouchedLinksAsync(changes, previous, cancellationToken);
        await Parallel.ForEachAsync(links, cancellationToken, WriteLinkAsync);
        var bench = Rent();
        var page = bench.Page;
        var moved = false;
        foreach (var topic in topics)
        {
            moved |= await WasShownOtherwiseAsync(topic, previous, cancellationToken);
            _tree.Remove(Places.TopicFolder(topic.Slug));
            foreach (var old in topic.OldSlugs)
            {
                _tree.Remove(Places.TopicFolder(old));
            }
        }

        var whole = topics.Where(_views.IsShown).Select(topic => ListKey.Topic(topic.Id))
            .Concat(changes.Hosts.Select(ListKey.Source).Where(_views.Lists.Contains))
            .ToHashSet(StringComparer.Ordinal);
        await Parallel.ForEachAsync(whole.Select(_lists.PlaceOf).OfType<ListPlace>(), cancellationToken, WriteListAsync);
        foreach (var topic in topics)
        {
            _site.WriteStubs(topic, page);
        }

        foreach (var list in changes.Slots.GroupBy(slot => slot.List, slot => slot.Number, StringComparer.Ordinal))
        {
            if (!whole.Contains(list.Key) && _lists.PlaceOf(list.Key) is { } place)
            {
                await WriteTouchedAsync(place, [.. list], bench, cancellationToken);
            }
        }

        WriteNeighbours(topics, moved, whole, page);
        var first = changes.Slots.Where(slot => slot.Number == 0).Select(slot => slot.List).ToList();
        WriteIndexes(
            page,
            topics.Count > 0 || first.Exists(IsTopic),
            changes.Hosts.Count > 0 || first.Exists(IsSource),
            changes.Slots.Any(slot => IsDay(slot.List) && slot.Number % SiteFiles.SitemapSlots == 0));
        WriteSitemaps(changes, page);
        if (changes.Edits)
        {
            await _edits.WriteAsync(bench, cancellationToken);
        }

        Return(bench);
        return true;
    }

    private static bool IsTopic(string list) => list.StartsWith("topic:", StringComparison.Ordinal);

    private static bool IsSource(string list) => list.StartsWith("source:", StringComparison.Ordinal);

    private static bool IsDay(string list) => list.StartsWith("day:", StringComparison.Ordinal);

    private IEnumerable<FiledLink> AllLinks()
    {
        string? after = null;
        while (true)
        {
            var links = _archive.Links(new LinkQuery { After = after, Limit = LinksAtOnce });
            foreach (var link in links)
            {
                yield return link;
            }

            if (links.Count < LinksAtOnce)
            {
                yield break;
            }

            after = links[^1].Id;
        }
    }

    /// <summary>Adds the topics that have a page for the first time.</summary>
    private async ValueTask AddFirstShownAsync(
        HashSet<string> ids, ChangesSince changes, Cid? previous, CancellationToken cancellationToken)
    {
        foreach (var slot in changes.Slots.Where(slot => slot.Number == 0 && IsTopic(slot.List)))
        {
            if (_lists.PlaceOf(slot.List)?.Topic is { } topic
                && !ids.Contains(topic.Id)
                && !await HasPageAsync(topic, previous, cancellationToken))
            {
                ids.Add(topic.Id);
            }
        }
    }

    private async ValueTask<bool> HasPageAsync(Topic topic, Cid? previous, CancellationToken cancellationToken) =>
        previous is { } root
        && await new UnixFsReader(_tree.Blocks).ResolveAsync(root, Places.TopicFolder(topic.Slug), cancellationToken) is Resolution.Found;

    /// <summary>Some topics, those below them, and those that became part of one of them.</summary>
    private List<Topic> Around(HashSet<string> ids)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var changed = _views.Topics.Where(topic => ids.Contains(topic.Id)).ToList();
        return
        [
            .. _views.Topics.Where(topic => ids.Contains(topic.Id)
                || (topic.MergedInto is { } into && ids.Contains(into))
                || changed.Exists(above => topic.Path.IsBelow(above.Path))),
        ];
    }

    /// <summary>Whether a topic may have stood elsewhere in the edition before, so that any topic's page may name it.</summary>
    private async ValueTask<bool> WasShownOtherwiseAsync(Topic topic, Cid? previous, CancellationToken cancellationToken) =>
        previous is null
        || topic.OldSlugs.Count > 0
        || topic.MergedInto is not null
        || await HasPageAsync(topic, previous, cancellationToken);

    /// <summary>The pages that name the topics above and below them.</summary>
    private void WriteNeighbours(List<Topic> topics, bool moved, HashSet<string> whole, Markup page)
    {
        if (topics.Count == 0)
        {
            return;
        }

        foreach (var other in _views.Topics.Where(_views.IsShown))
        {
            var list = ListKey.Topic(other.Id);
            if (!whole.Contains(list)
                && (moved || topics.Exists(topic => topic.Path.IsBelow(other.Path) || other.Path.IsBelow(topic.Path)))
                && _lists.PlaceOf(list) is { } place)
            {
                _lists.WriteIndex(place, _archive.SlotCount(list), page);
            }
        }
    }

    private async ValueTask<List<FiledLink>> TouchedLinksAsync(
        ChangesSince changes, Cid? previous, CancellationToken cancellationToken)
    {
        var links = new List<FiledLink>(changes.LinkIds.Count);
        var released = new HashSet<string>(StringComparer.Ordinal);
        var reader = new UnixFsReader(_tree.Blocks);
        foreach (var id in changes.LinkIds)
        {
            if (_archive.FindLink(id) is not { } link)
            {
                continue;
            }

            links.Add(link);
            if (link.Seq <= changes.Since
                && link.VisibleSince is not null
                && (previous is not { } root
                    || await reader.ResolveAsync(root, Places.LinkFolder(id), cancellationToken) is not Resolution.Found))
            {
                released.Add(id);
            }
        }

        // A stub leads to a page only once that page is there.
        if (released.Count > 0)
        {
            links.AddRange(AllMerged().Where(link => link.MergedInto is { } into && released.Contains(into)));
        }

        return links;
    }

    private IEnumerable<FiledLink> AllMerged()
    {
        string? after = null;
        while (true)
        {
            var links = _archive.Links(new LinkQuery { State = LinkState.Merged, After = after, Limit = LinksAtOnce });
            foreach (var link in links)
            {
                yield return link;
            }

            if (links.Count < LinksAtOnce)
            {
                yield break;
            }

            after = links[^1].Id;
        }
    }

    private async ValueTask WriteLinkAsync(FiledLink link, CancellationToken cancellationToken)
    {
        var bench = Rent();
        _entries[link.Id] = await _links.WriteAsync(link, bench.Page, cancellationToken);
        Return(bench);
    }

    private async ValueTask WriteListAsync(ListPlace place, CancellationToken cancellationToken)
    {
        var bench = Rent();
        var slots = _archive.SlotCount(place.List);
        for (var number = 1L; number <= Windows.Pages(slots); number++)
        {
            _lists.WritePage(place, number, slots, bench.Page);
        }

        _lists.WriteIndex(place, slots, bench.Page);
        if (place.HasFeeds)
        {
            await _lists.WriteFeedsAsync(place, slots, bench, cancellationToken);
        }

        Return(bench);
    }

    private async ValueTask WriteTouchedAsync(
        ListPlace place, IReadOnlyList<long> touched, Workbench bench, CancellationToken cancellationToken)
    {
        var slots = _archive.SlotCount(place.List);
        var pages = new SortedSet<long>();
        foreach (var slot in touched)
        {
            pages.Add(Windows.PageOf(slot));
            if ((slot + 1) % Windows.Size == 0)
            {
                // The slot that fills a page opens the next one.
                pages.Add(Windows.PageOf(slot) + 1);
            }
        }

        var last = Windows.Pages(slots);
        foreach (var number in pages.Where(number => number <= last))
        {
            _lists.WritePage(place, number, slots, bench.Page);
        }

        var newest = touched.Max();
        if (newest >= Windows.FirstShown(slots))
        {
            _lists.WriteIndex(place, slots, bench.Page);
        }

        if (place.HasFeeds && newest >= slots - ListFolders.FeedSlots)
        {
            await _lists.WriteFeedsAsync(place, slots, bench, cancellationToken);
        }
    }

    private void WriteIndexes(Markup page, bool topics, bool sources, bool days)
    {
        if (topics)
        {
            _site.WriteTopicIndex(page);
        }

        if (sources)
        {
            _site.WriteSourceIndex(page);
        }

        if (days)
        {
            _site.WriteDayIndex(page);
            _site.WriteSitemapIndex(page);
        }

        if (topics || sources)
        {
            _site.WritePagesSitemap(page);
        }
    }

    private void WriteSitemaps(ChangesSince changes, Markup page)
    {
        var parts = new HashSet<(DateOnly, long)>();
        foreach (var slot in changes.Slots.Where(slot => IsDay(slot.List)))
        {
            var day = SiteFiles.DayOf(slot.List);
            var part = slot.Number / SiteFiles.SitemapSlots;
            if (parts.Add((part == 0 ? new DateOnly(day.Year, day.Month, 1) : day, part)))
            {
                _site.WriteSitemap(day, part, page);
            }
        }
    }

    private Workbench Rent() => _benches.TryTake(out var bench) ? bench : new Workbench();

    private void Return(Workbench bench) => _benches.Add(bench);
}
