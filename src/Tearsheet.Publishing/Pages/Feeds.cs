using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>What the three feeds share.</summary>
internal static class FeedMarkup
{
    /// <summary>A name that stays when the site moves: the key's IPNS name and the link's folder.</summary>
    public static string IdOf(SiteView site, string id) => "ipns://" + site.KeyName + "/" + Places.LinkFolder(id) + "/";

    /// <summary>The content of an item as HTML.</summary>
    public static void WriteContent(Markup html, FeedItem item)
    {
        if (item.Story.Standfirst is { } standfirst)
        {
            html.Write($"<p>{standfirst}</p>");
        }

        foreach (var paragraph in item.Story.Excerpt)
        {
            html.Write($"<p>{paragraph}</p>");
        }

        if (Address.TryOutside(item.Address, out var source))
        {
            html.Write($"<p><a href=\"{source}\">Read at {item.Story.Entry.Source.Name}</a></p>");
        }
    }
}

/// <summary>RSS 2.0.</summary>
/// <remarks>Spec: RSS 2.0 Specification (rssboard.org), "Required channel elements", "Elements of item".</remarks>
internal static class RssFeed
{
    public static void Write(Markup feed, Markup html, FeedView view)
    {
        var site = view.Site;
        var place = view.Folder + Places.Rss;
        feed.Write($"""
            <?xml version="1.0" encoding="utf-8"?>
            <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
            <channel>
            <title>{view.Title}</title>
            <link>{SiteAddress.Of(site, place, view.Place)}</link>
            <description>{view.Title}: {site.Label}</description>
            <language>{site.Language}</language>
            <lastBuildDate>{Dates.Rfc822(view.Changed())}</lastBuildDate>
            <atom:link rel="self" type="application/rss+xml" href="{SiteAddress.Of(site, place, place)}"/>

            """);
        foreach (var item in view.Items)
        {
            WriteItem(feed, html, site, place, item);
        }

        feed.Write("</channel>\n</rss>\n");
    }

    private static void WriteItem(Markup feed, Markup html, SiteView site, string place, FeedItem item)
    {
        var entry = item.Story.Entry;
        feed.Write($"""
            <item>
            <title>{entry.Headline}</title>
            <link>{SiteAddress.Of(site, place, Places.Link(entry.Id))}</link>
            <guid isPermaLink="false">{FeedMarkup.IdOf(site, entry.Id)}</guid>
            <pubDate>{Dates.Rfc822(entry.At)}</pubDate>

            """);
        foreach (var author in item.Story.Authors)
        {
            feed.Write($"<dc:creator>{author}</dc:creator>\n");
        }

        if (entry.Topic is { } topic)
        {
            feed.Write($"<category>{topic.Path}</category>\n");
        }

        html.Clear();
        FeedMarkup.WriteContent(html, item);
        feed.Write("<description>");
        feed.Text(html);
        feed.Write("</description>\n");
        if (item.Story.Picture is { } picture)
        {
            var file = Places.LinkFolder(entry.Id) + "/" + picture.Small.Name;
            feed.Write($"<enclosure url=\"{SiteAddress.Of(site, place, file)}\" length=\"{picture.Small.Size}\" type=\"{picture.MediaType}\"/>\n");
        }

        feed.Write("</item>\n");
    }
}

/// <summary>Atom 1.0.</summary>
/// <remarks>Spec: RFC 4287, "The atom:feed Element", "The atom:entry Element".</remarks>
internal static class AtomFeed
{
    public static void Write(Markup feed, Markup html, FeedView view)
    {
        var site = view.Site;
        var place = view.Folder + Places.Atom;
        feed.Write($"""
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.Language}">
            <id>ipns://{site.KeyName}/{view.Folder}</id>
            <title>{view.Title}</title>
            <updated>{Dates.Iso(view.Changed())}</updated>
            <author><name>{site.Title}</name></author>
            <link rel="self" type="application/atom+xml" href="{SiteAddress.Of(site, place, place)}"/>
            <link rel="alternate" type="text/html" href="{SiteAddress.Of(site, place, view.Place)}"/>

            """);
        foreach (var item in view.Items)
        {
            WriteEntry(feed, html, site, place, item);
        }

        feed.Write("</feed>\n");
    }

    private static void WriteEntry(Markup feed, Markup html, SiteView site, string place, FeedItem item)
    {
        var entry = item.Story.Entry;
        feed.Write($"""
            <entry>
            <id>{FeedMarkup.IdOf(site, entry.Id)}</id>
            <title>{entry.Headline}</title>
            <published>{Dates.Iso(entry.At)}</published>
            <updated>{Dates.Iso(item.Changed)}</updated>
            <link rel="alternate" type="text/html" href="{SiteAddress.Of(site, place, Places.Link(entry.Id))}"/>

            """);
        if (Address.TryOutside(item.Address, out var source))
        {
            feed.Write($"<link rel=\"via\" href=\"{source}\"/>\n");
        }

        foreach (var author in item.Story.Authors)
        {
            feed.Write($"<author><name>{author}</name></author>\n");
        }

        if (entry.Topic is { } topic)
        {
            feed.Write($"<category term=\"{topic.Path}\"/>\n");
        }

        html.Clear();
        FeedMarkup.WriteContent(html, item);
        feed.Write("<content type=\"html\"");
        if (item.Story.Language is { } language)
        {
            feed.Write($" xml:lang=\"{language}\"");
        }

        feed.Write(">");
        feed.Text(html);
        feed.Write("</content>\n</entry>\n");
    }
}
