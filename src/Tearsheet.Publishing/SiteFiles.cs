using System.Globalization;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Publishing.Editions;
using Tearsheet.Publishing.Pages;
using Tearsheet.Publishing.Sites;

namespace Tearsheet.Publishing;

/// <summary>Writes what belongs to the site as a whole: lists of lists, sitemaps, stubs of topics, the files that never change.</summary>
internal sealed class SiteFiles(Archive archive, ArchiveViews views, SiteTree tree)
{
    /// <summary>Slots of a day that one sitemap takes: what is rewritten for one more link stays small on any day.</summary>
    public const int SitemapSlots = 500;

    private const string DayKey = "day:";

    /// <summary>Style, script, icon, about, robots.txt: they change with the settings and the generator only.</summary>
    public void WriteFixed(Markup page)
    {
        tree.Put(Places.Style, Assets.Style);
        tree.Put(Places.Script, Assets.Script);
        tree.Put(Places.Icon, Assets.Icon);
        page.Clear();
        AboutPage.Write(page, views.Site, views.Settings.About, views.Settings.Imprint);
        tree.Put(Places.About, page.Bytes);
        page.Clear();
        CrawlerFiles.WriteRobots(page, views.Site);
        tree.Put(Places.Robots, page.Bytes);
    }

    /// <summary>What lists the topics.</summary>
    public void WriteTopicIndex(Markup page)
    {
        var topics = views.ShownTopics();
        page.Clear();
        IndexPages.WriteTopics(page, views.Site, topics);
        tree.Put(Places.Topics, page.Bytes);
        page.Clear();
        NotFoundPage.Write(page, views.Site, topics);
        tree.Put(Places.NotFound, page.Bytes);
        page.Clear();
        CrawlerFiles.WriteRedirects(page, Moved());
        tree.Put(Places.Redirects, page.Bytes);
    }

    public void WriteSourceIndex(Markup page)
    {
        page.Clear();
        IndexPages.WriteSources(page, views.Site, views.ShownSources());
        tree.Put(Places.Sources, page.Bytes);
    }

    public void WriteDayIndex(Markup page)
    {
        page.Clear();
        IndexPages.WriteDays(page, views.Site, Days());
        tree.Put(Places.Days, page.Bytes);
    }

    /// <summary>Stubs at the addresses that a topic had; the topic itself is a stub when it became part of another.</summary>
    public void WriteStubs(Topic topic, Markup page)
    {
        foreach (var (old, now) in MovedFrom(topic))
        {
            page.Clear();
            StubPage.Write(page, new StubView(views.Site, Places.Topic(old), Places.Topic(now.Slug), now.Path.ToString()));
            tree.Put(Places.Topic(old), page.Bytes);
        }
    }

    /// <summary>The sitemap of everything that is no link.</summary>
    public void WritePagesSitemap(Markup page)
    {
        if (views.Site.Address is null)
        {
            return;
        }

        var pages = new List<(string, DateTimeOffset?)>
        {
            (Places.Front, null), (Places.About, null), (Places.Topics, null),
            (Places.Sources, null), (Places.Days, null), (Places.All, null),
        };
        pages.AddRange(views.ShownTopics().Select(topic => (Places.Topic(topic.Slug!), (DateTimeOffset?)null)));
        pages.AddRange(views.ShownSources().Select(source => (Places.Source(source.Slug), (DateTimeOffset?)null)));
        page.Clear();
        CrawlerFiles.WriteSitemap(page, views.Site, pages);
        tree.Put(Places.PagesSitemap, page.Bytes);
    }

    /// <summary>The index of sitemaps.</summary>
    public void WriteSitemapIndex(Markup page)
    {
        if (views.Site.Address is null)
        {
            return;
        }

        var parts = new List<string> { Places.PagesSitemap };
        DateOnly? month = null;
        var days = Days();
        for (var at = days.Count - 1; at >= 0; at--)
        {
            var day = days[at];
            if (month is not { } current || current.Month != day.Month || current.Year != day.Year)
            {
                month = day;
                parts.Add(SitemapOf(day, 0));
            }

            var further = (archive.SlotCount(ListKey.Day(day)) - 1) / SitemapSlots;
            for (var part = 1; part <= further; part++)
            {
                parts.Add(SitemapOf(day, part));
            }
        }

        page.Clear();
        CrawlerFiles.WriteSitemapIndex(page, views.Site, parts);
        tree.Put(Places.Sitemap, page.Bytes);
    }

    /// <summary>A sitemap of links.</summary>
    /// <param name="day">A day that has links.</param>
    /// <param name="part">0 for the sitemap of the day's month, which takes the first slots of each day; else the further slots of the day.</param>
    /// <param name="page">A writer of this flow's own.</param>
    public void WriteSitemap(DateOnly day, long part, Markup page)
    {
        if (views.Site.Address is null)
        {
            return;
        }

        var pages = new List<(string, DateTimeOffset?)>();
        if (part > 0)
        {
            AddLinks(pages, day, part);
        }
        else
        {
            var last = DateTime.DaysInMonth(day.Year, day.Month);
            for (var number = 1; number <= last; number++)
            {
                AddLinks(pages, new DateOnly(day.Year, day.Month, number), 0);
            }
        }

        page.Clear();
        CrawlerFiles.WriteSitemap(page, views.Site, pages);
        tree.Put(SitemapOf(day, part), page.Bytes);
    }

    /// <summary>Days that have links, newest first.</summary>
    public IReadOnlyList<DateOnly> Days()
    {
        var days = views.Lists.Where(list => list.StartsWith(DayKey, StringComparison.Ordinal)).Select(DayOf).ToArray();
        Array.Sort(days, static (one, other) => other.CompareTo(one));
        return days;
    }

    /// <summary>The day of a list; only for one of a day.</summary>
    public static DateOnly DayOf(string list) =>
        DateOnly.ParseExact(list.AsSpan(DayKey.Length), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string SitemapOf(DateOnly day, long part) => part == 0
        ? "sitemaps/" + day.ToString("yyyy-MM", CultureInfo.InvariantCulture) + ".xml"
        : string.Create(CultureInfo.InvariantCulture, $"sitemaps/{day:yyyy-MM-dd}-{part + 1}.xml");

    private void AddLinks(List<(string, DateTimeOffset?)> pages, DateOnly day, long part)
    {
        foreach (var slot in archive.Slots(ListKey.Day(day), part * SitemapSlots, SitemapSlots))
        {
            if (slot.Link is { } link && ArchiveViews.MayBeIndexed(link))
            {
                pages.Add((Places.Link(link.Id), ListFolders.ChangedAt(link)));
            }
        }
    }

    /// <summary>Every address that a topic no longer has, by address.</summary>
    private List<(string Old, string New)> Moved() =>
    [
        .. views.Topics.SelectMany(MovedFrom)
            .Select(moved => (moved.Old, moved.Now.Slug))
            .OrderBy(moved => moved.Old, StringComparer.Ordinal),
    ];

    private IEnumerable<(string Old, Topic Now)> MovedFrom(Topic topic)
    {
        // What had no page left no address behind.
        var now = views.Standing(topic.Id);
        if (now is null || !views.IsShown(now) || (topic.MergedInto is not null && !views.Lists.Contains(ListKey.Topic(topic.Id))))
        {
            yield break;
        }

        foreach (var old in topic.OldSlugs)
        {
            // A topic that was moved back has its first address again.
            if (old != now.Slug)
            {
                yield return (old, now);
            }
        }

        if (topic.MergedInto is not null)
        {
            yield return (topic.Slug, now);
        }
    }
}
