using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>Head, masthead and footer: what is around the content of every page but the 404.</summary>
internal static class PageFrame
{
    /// <summary>Writes all that comes before the content.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="site">The frame.</param>
    /// <param name="head">What is this page's own.</param>
    public static void Open(Markup page, SiteView site, in PageHead head)
    {
        var root = Places.ToRoot(head.Place);
        page.Write($"""
            <!doctype html>
            <html lang="{site.Language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{head.Title}
            """);
        if (head.Place != Places.Front)
        {
            page.Write($" · {site.Title}");
        }

        page.Write($"</title>\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        if (head.Description is { Length: > 0 } description)
        {
            page.Write($"<meta name=\"description\" content=\"{description}\">\n");
        }

        if (!head.MayBeIndexed)
        {
            page.Write("<meta name=\"robots\" content=\"noindex\">\n");
        }

        page.Write($"""
            <link rel="stylesheet" href="{Address.Inside(root, Places.Style)}">
            <link rel="icon" href="{Address.Inside(root, Places.Icon)}" type="image/svg+xml">

            """);
        if (head.FeedFolder is { } feeds)
        {
            page.Write($"""
                <link rel="alternate" type="application/rss+xml" title="{head.Title} (RSS)" href="{Address.Inside(root, feeds + Places.Rss)}">
                <link rel="alternate" type="application/atom+xml" title="{head.Title} (Atom)" href="{Address.Inside(root, feeds + Places.Atom)}">
                <link rel="alternate" type="application/feed+json" title="{head.Title} (JSON Feed)" href="{Address.Inside(root, feeds + Places.JsonFeed)}">

                """);
        }

        if (head.NamesEdits)
        {
            page.Write($"""
                <link rel="alternate" type="application/atom+xml" title="Edits (Atom)" href="{Address.Inside(root, Places.EditsAtom)}">
                <link rel="alternate" type="application/feed+json" title="Edits (JSON Feed)" href="{Address.Inside(root, Places.EditsJson)}">

                """);
        }

        if (head.Canonical is { } canonical)
        {
            page.Write($"<link rel=\"canonical\" href=\"{canonical}\">\n");
        }

        page.Write($"""
            <script src="{Address.Inside(root, Places.Script)}" defer></script>
            </head>
            <body>
            <a class="skip" href="{Address.Anchor("main")}">Skip to the content</a>
            <header class="masthead">

            """);
        WriteName(page, site, head.Place, root);
        WriteNavigation(page, site, head.Place, root);
        page.Write("</header>\n<main id=\"main\" tabindex=\"-1\">\n");
    }

    /// <summary>Writes all that comes after the content.</summary>
    public static void Close(Markup page, SiteView site, string place)
    {
        var root = Places.ToRoot(place);
        page.Write($"""
            </main>
            <footer class="foot">
            <nav aria-label="About this site">
            <ul class="row">
            <li><a href="{Address.Inside(root, Places.About)}">About and imprint</a></li>
            <li><a href="{Address.Inside(root, Places.About + "#verify")}">Verify this site</a></li>
            <li><a href="{Address.Inside(root, Places.About + "#mirror")}">Mirror it</a></li>
            <li><a href="{Address.Inside(root, Places.Rss)}">RSS</a></li>
            <li><a href="{Address.Inside(root, Places.Atom)}">Atom</a></li>
            <li><a href="{Address.Inside(root, Places.JsonFeed)}">JSON Feed</a></li>
            </ul>
            </nav>
            <p class="key">Every page here is content-addressed and signed by <code>{site.KeyName}</code></p>
            </footer>
            </body>
            </html>

            """);
    }

    private static void WriteName(Markup page, SiteView site, string place, string root)
    {
        if (place == Places.Front)
        {
            page.Write($"<h1 class=\"name\"><a href=\"{Address.Inside(root, Places.Front)}\" aria-current=\"page\">{site.Title}</a></h1>\n");
        }
        else
        {
            page.Write($"<p class=\"name\"><a href=\"{Address.Inside(root, Places.Front)}\">{site.Title}</a></p>\n");
        }
    }

    private static void WriteNavigation(Markup page, SiteView site, string place, string root)
    {
        page.Write("<nav aria-label=\"Topics\">\n<ul class=\"row\">\n");
        foreach (var topic in site.Masthead)
        {
            if (topic.Slug is { } slug)
            {
                WriteItem(page, place, root, Places.Topic(slug), topic.Path);
            }
        }

        WriteItem(page, place, root, Places.Topics, "Topics");
        WriteItem(page, place, root, Places.Sources, "Sources");
        WriteItem(page, place, root, Places.Days, "Days");
        WriteItem(page, place, root, Places.All, "Everything");
        page.Write("</ul>\n</nav>\n");
    }

    private static void WriteItem(Markup page, string place, string root, string target, string text)
    {
        page.Write($"<li><a href=\"{Address.Inside(root, target)}\"");
        if (place == target)
        {
            page.Write(" aria-current=\"page\"");
        }

        page.Write($">{text}</a></li>\n");
    }
}

/// <summary>What is one page's own in its head.</summary>
/// <param name="Place">Where the page lies.</param>
/// <param name="Title">Without the site's name, which is added.</param>
internal readonly record struct PageHead(string Place, string Title)
{
    public string? Description { get; init; }

    /// <summary>"" or a folder with "/" at its end; null when the page has no feed of its own.</summary>
    public string? FeedFolder { get; init; }

    /// <summary>Whether the page leads to the feed of edits.</summary>
    public bool NamesEdits { get; init; }

    public Address? Canonical { get; init; }

    public bool MayBeIndexed { get; init; } = true;
}
