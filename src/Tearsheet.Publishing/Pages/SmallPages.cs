using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>What is left of a link that was withdrawn: dignified, not an error page.</summary>
internal static class TombstonePage
{
    public static void Write(Markup page, TombstoneView view)
    {
        var place = Places.Link(view.Id);
        var english = view.Site.English;
        PageFrame.Open(page, view.Site, new PageHead(place, "Withdrawn: " + view.Id) { MayBeIndexed = false });
        page.Write($"""
            <article class="tombstone">
            <p class="kicker">{view.Site.Label}</p>
            <h1>This link was withdrawn</h1>
            <p>A link was filed here on <time datetime="{Dates.Iso(view.FiledAt)}">{Dates.Day(Dates.DayOf(view.FiledAt), english)}</time>
            and withdrawn on <time datetime="{Dates.Iso(view.WithdrawnAt)}">{Dates.Day(Dates.DayOf(view.WithdrawnAt), english)}</time>.
            {(view.Erased ? "The copy in the archive was erased." : "The archive keeps its copy; this site no longer shows it.")}</p>
            <h2>Why</h2>

            """);
        PlainProse.Write(page, view.Reason);
        page.Write($"""
            <section class="proof" aria-labelledby="proof">
            <h2 id="proof">What remains</h2>
            <div class="scroll" role="group" tabindex="0" aria-labelledby="proof">
            <table>
            <tr><th scope="row">Link</th><td><code>{view.Id}</code></td></tr>
            <tr><th scope="row">Hash</th><td><code>{view.Hash}</code></td></tr>
            <tr><th scope="row">Signed by</th><td><code>{view.Site.KeyName}</code></td></tr>
            </table>
            </div>
            </section>
            </article>

            """);
        PageFrame.Close(page, view.Site, place);
    }
}

/// <summary>What stands in the place of a link that was shown once and is held back now.</summary>
internal static class HeldPage
{
    public static void Write(Markup page, SiteView site, string id)
    {
        var place = Places.Link(id);
        PageFrame.Open(page, site, new PageHead(place, "Not on show") { MayBeIndexed = false });
        page.Write($"""
            <article class="tombstone">
            <p class="kicker">{site.Label}</p>
            <h1>This link is not on show</h1>
            <p>It was shown here before. The editors hold it back for now; it may come back to this address.</p>
            </article>

            """);
        PageFrame.Close(page, site, place);
    }
}

/// <summary>An old address that leads to the new one, by a link and by itself.</summary>
internal static class StubPage
{
    public static void Write(Markup page, StubView view)
    {
        var root = Places.ToRoot(view.Place);
        var target = Address.Inside(root, view.Target);
        page.Write($"""
            <!doctype html>
            <html lang="{view.Site.Language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{view.Title} · {view.Site.Title}</title>
            <meta name="robots" content="noindex">
            <meta http-equiv="refresh" content="0; url={target}">
            <link rel="canonical" href="{target}">
            <link rel="stylesheet" href="{Address.Inside(root, Places.Style)}">
            </head>
            <body>
            <main id="main">
            <h1>{view.Title}</h1>
            <p>This page has moved: <a href="{target}">{view.Title}</a>.</p>
            </main>
            </body>
            </html>

            """);
    }
}

/// <summary>About and imprint, and how a stranger checks and keeps the site.</summary>
internal static class AboutPage
{
    public static void Write(Markup page, SiteView site, string? about, string? imprint)
    {
        PageFrame.Open(page, site, new PageHead(Places.About, "About and imprint"));
        page.Write("<article class=\"prose\">\n<h1>About</h1>\n");
        if (about is null)
        {
            page.Write($"<p>{site.Title} files links to the news, keeps the copy that each page was made from, and publishes what stands here.</p>\n");
        }
        else
        {
            PlainProse.Write(page, about);
        }

        if (imprint is not null)
        {
            page.Write("<h2 id=\"imprint\">Imprint</h2>\n");
            PlainProse.Write(page, imprint);
        }

        page.Write($"""
            <h2 id="verify">Verify this site</h2>
            <p>The whole site is one tree of files whose name is computed from its content. Each edition of it is signed and names the edition
            before it, in <a href="{Address.Inside("../", Places.Manifest)}">edition.json</a>; what it added, changed and withdrew stands in
            <a href="{Address.Inside("../", Places.ChangeList)}">changes.json</a>. All are signed by one key, whose name is</p>
            <pre class="command" tabindex="0"><code>{site.KeyName}</code></pre>
            <p class="root" id="root" hidden>The tree that this page came from: <code></code></p>
            <p>Under every link stands its entry, a small file with the addresses of the exact copy and of the article that was read out of it.
            The copies themselves are not published. A signature proves that the key held these bytes no later than the edition that holds them;
            it cannot prove what a publisher served.</p>
            <h2 id="mirror">Mirror it</h2>
            <p>Anyone may keep a copy of the site and serve it. With a node of IPFS:</p>
            <pre class="command" tabindex="0"><code>ipfs pin add --progress /ipns/{site.KeyName}</code></pre>
            <p>Run again, it fetches only what changed.</p>
            </article>

            """);
        PageFrame.Close(page, site, Places.About);
    }
}
