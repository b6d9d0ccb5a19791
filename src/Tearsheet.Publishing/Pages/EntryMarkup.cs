using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>The heading of an entry in the seed's form, and the entry as lists show it.</summary>
internal static class EntryMarkup
{
    /// <summary>"IPFS News Link • Korea/North Korea": the first part leads to the entry, the second to the topic.</summary>
    public static void WriteKicker(
        Markup page, SiteView site, EntryView entry, string root, FrameLanguage? language = null)
    {
        page.Write("<p class=\"kicker\"");
        FrameLanguage.Write(page, language);
        page.Write($"><a href=\"{Address.Inside(root, Places.Entry(entry.Id))}\">{site.Label}</a>");
        if (entry.Topic is { } topic)
        {
            page.Write(" • ");
            WriteTopic(page, topic, root);
        }

        page.Write("</p>\n");
    }

    public static void WriteTopic(Markup page, TopicLabel topic, string root)
    {
        if (topic.Slug is { } slug)
        {
            page.Write($"<a href=\"{Address.Inside(root, Places.Topic(slug))}\">{topic.Path}</a>");
        }
        else
        {
            page.Text(topic.Path);
        }
    }

    /// <summary>The headline as a link to the link's page, cut where it is long: the rest stays for screen readers and in the title.</summary>
    public static void WriteHeadline(Markup page, EntryView entry, string root)
    {
        var headline = entry.Headline;
        var shown = Headlines.Shown(headline);
        page.Write($"<a href=\"{Address.Inside(root, Places.Link(entry.Id))}\"");
        if (shown == headline.Length)
        {
            page.Write($">{headline}</a>");
            return;
        }

        page.Write($" title=\"{headline}\">{headline.AsSpan(0, shown)}<span aria-hidden=\"true\">...</span>");
        page.Write($"<span class=\"unseen\">{headline.AsSpan(shown)}</span></a>");
    }

    /// <summary>An entry as an item of a list.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="site">The frame.</param>
    /// <param name="entry">What the item shows.</param>
    /// <param name="root">From the page to the site's root.</param>
    /// <param name="isUnderHeading">Whether the list has a heading of its own below the page's, as the river's groups have.</param>
    /// <param name="withDay">Whether the list spans days.</param>
    public static void WriteItem(
        Markup page, SiteView site, EntryView entry, string root, bool isUnderHeading, bool withDay)
    {
        page.Write("<li>\n");
        WriteKicker(page, site, entry, root);
        page.Either(isUnderHeading, "<h3 dir=\"auto\">", "<h2 dir=\"auto\">");
        WriteHeadline(page, entry, root);
        page.Either(isUnderHeading, "</h3>\n", "</h2>\n");
        WriteOrigin(page, site, entry, root, withDay);
        page.Write("</li>\n");
    }

    /// <summary>Source and hour, or source and day where a list spans days.</summary>
    public static void WriteOrigin(Markup page, SiteView site, EntryView entry, string root, bool withDay)
    {
        page.Write($"<p class=\"origin\"><a href=\"{Address.Inside(root, Places.Source(entry.Source.Slug))}\">{entry.Source.Name}</a> ");
        page.Write($"<time datetime=\"{Dates.Iso(entry.At)}\">");
        page.Text(withDay ? Dates.Minute(entry.At, site.English) : Dates.Hour(entry.At));
        page.Write("</time></p>\n");
    }
}

/// <summary>The site's own language, for words of the frame that stand inside an article in another.</summary>
/// <param name="Language">BCP 47.</param>
/// <param name="InsideRightToLeft">Whether the article around it runs from right to left.</param>
internal readonly record struct FrameLanguage(string Language, bool InsideRightToLeft)
{
    /// <summary>Writes the attributes into the open tag.</summary>
    public static void Write(Markup page, FrameLanguage? language)
    {
        if (language is not { } own)
        {
            return;
        }

        page.Write($" lang=\"{own.Language}\"");
        if (own.InsideRightToLeft)
        {
            page.Write(" dir=\"auto\"");
        }
    }
}
