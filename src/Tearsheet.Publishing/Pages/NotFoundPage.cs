using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>The page for an address that is not in the edition. It stands alone, for it is shown at any depth.</summary>
/// <remarks>Its links are the only ones of the site that begin at the host's root: whoever shows this page shows the site there.</remarks>
public static class NotFoundPage
{
    /// <summary>What a content security policy's style-src must hold for this page, and for no other.</summary>
    public const string StyleHash = "sha256-glaVSy2UP7H2Fe/ss6ZzvrG3blKK60HCHcOt9KWdmzg=";

    internal const string Style = """
        :root{color-scheme:light dark}
        body{margin:0 auto;max-width:40rem;padding:2rem 1rem;background:#fbfaf7;color:#1b1b19;font:1.15rem/1.55 Charter,"Bitstream Charter","Sitka Text",Cambria,"Noto Serif",serif}
        h1{font-size:1.9rem;line-height:1.2;text-wrap:balance}
        a{color:#0b5d5b}
        ul{padding:0;list-style:none}
        li{padding-block:.2rem}
        .name{border-block-end:3px double;padding-block-end:.5rem;font-weight:700;font-size:1.4rem}
        .name a{color:inherit;text-decoration:none}
        :focus-visible{outline:3px solid;outline-offset:2px}
        @media (prefers-color-scheme:dark){body{background:#161615;color:#e9e6df}a{color:#6fc3bd}}
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="site">The frame.</param>
    /// <param name="topics">In the order of their paths.</param>
    internal static void Write(Markup page, SiteView site, IReadOnlyList<TopicLabel> topics)
    {
        var root = SiteAddress.RootPath(site.Address);
        page.Write($"""
            <!doctype html>
            <html lang="{site.Language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Not here · {site.Title}</title>
            <meta name="robots" content="noindex">
            <style>
            """);
        page.Write(Style);
        page.Write($"""
            </style>
            </head>
            <body>
            <header><p class="name"><a href="{Address.Inside(root, Places.Front)}">{site.Title}</a></p></header>
            <main>
            <h1>There is nothing at this address</h1>
            <p>It may be mistyped, or it may belong to another edition. What was withdrawn says so itself, so this page was not withdrawn.</p>
            <p><a href="{Address.Inside(root, Places.Front)}">Front page</a></p>

            """);
        if (topics.Count > 0)
        {
            page.Write("<h2>Topics</h2>\n<ul>\n");
            foreach (var topic in topics)
            {
                page.Write("<li>");
                EntryMarkup.WriteTopic(page, topic, root);
                page.Write("</li>\n");
            }

            page.Write("</ul>\n");
        }

        page.Write("</main>\n</body>\n</html>\n");
    }
}
