using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>The lists of lists: all topics, all sources, all days.</summary>
internal static class IndexPages
{
    /// <summary>All topics.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="site">The frame.</param>
    /// <param name="topics">In the order of their paths.</param>
    public static void WriteTopics(Markup page, SiteView site, IReadOnlyList<TopicLabel> topics)
    {
        Open(page, site, Places.Topics, "Topics");
        if (topics.Count == 0)
        {
            page.Write("<p class=\"empty\">No topic stands here yet.</p>\n");
        }
        else
        {
            page.Write("<ul class=\"index\">\n");
            foreach (var topic in topics)
            {
                page.Write("<li>");
                EntryMarkup.WriteTopic(page, topic, "../");
                page.Write("</li>\n");
            }

            page.Write("</ul>\n");
        }

        PageFrame.Close(page, site, Places.Topics);
    }

    /// <summary>All sources.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="site">The frame.</param>
    /// <param name="sources">In the order of their names.</param>
    public static void WriteSources(Markup page, SiteView site, IReadOnlyList<SourceLabel> sources)
    {
        Open(page, site, Places.Sources, "Sources");
        if (sources.Count == 0)
        {
            page.Write("<p class=\"empty\">No source stands here yet.</p>\n");
        }
        else
        {
            page.Write("<ul class=\"index\">\n");
            foreach (var source in sources)
            {
                page.Write($"<li><a href=\"{Address.Inside("../", Places.Source(source.Slug))}\" dir=\"auto\">{source.Name}</a></li>\n");
            }

            page.Write("</ul>\n");
        }

        PageFrame.Close(page, site, Places.Sources);
    }

    /// <summary>All days, by month.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="site">The frame.</param>
    /// <param name="days">Newest first.</param>
    public static void WriteDays(Markup page, SiteView site, IReadOnlyList<DateOnly> days)
    {
        Open(page, site, Places.Days, "Days");
        if (days.Count == 0)
        {
            page.Write("<p class=\"empty\">No day stands here yet.</p>\n");
        }

        for (var at = 0; at < days.Count; at++)
        {
            var day = days[at];
            if (at == 0 || days[at - 1].Month != day.Month || days[at - 1].Year != day.Year)
            {
                page.Write($"<h2>{Dates.Month(day, site.English)}</h2>\n<ul class=\"row days\">\n");
            }

            page.Write($"<li><a href=\"{Address.Inside("../", Places.Day(day))}\"><time datetime=\"{Dates.Iso(day)}\">{day.Day}</time></a></li>\n");
            if (at == days.Count - 1 || days[at + 1].Month != day.Month || days[at + 1].Year != day.Year)
            {
                page.Write("</ul>\n");
            }
        }

        PageFrame.Close(page, site, Places.Days);
    }

    private static void Open(Markup page, SiteView site, string place, string heading)
    {
        PageFrame.Open(page, site, new PageHead(place, heading));
        page.Write($"<header class=\"list\">\n<h1>{heading}</h1>\n</header>\n");
    }
}
