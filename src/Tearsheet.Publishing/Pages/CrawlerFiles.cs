using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>What crawlers and gateways read: sitemaps, robots.txt, _redirects.</summary>
internal static class CrawlerFiles
{
    /// <summary>The most that a gateway reads of a <c>_redirects</c> file.</summary>
    /// <remarks>Spec: Web _redirects File Specification (specs.ipfs.tech), "Max File Size": 64 KiB.</remarks>
    public const int MostRedirects = 64 * 1024;

    /// <summary>The index of sitemaps.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="site">Whose address is known: without one there is no sitemap.</param>
    /// <param name="parts">Places of the sitemaps, in order.</param>
    /// <remarks>Spec: sitemaps.org protocol, "Using Sitemap index files".</remarks>
    public static void WriteSitemapIndex(Markup file, SiteView site, IReadOnlyList<string> parts)
    {
        file.Write("""
            <?xml version="1.0" encoding="UTF-8"?>
            <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">

            """);
        foreach (var part in parts)
        {
            file.Write($"<sitemap><loc>{Address.Inside(site.Address!, part)}</loc></sitemap>\n");
        }

        file.Write("</sitemapindex>\n");
    }

    /// <summary>One sitemap.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="site">Whose address is known.</param>
    /// <param name="pages">Places and when each last changed; null when that is not known.</param>
    public static void WriteSitemap(Markup file, SiteView site, IReadOnlyList<(string Place, DateTimeOffset? Changed)> pages)
    {
        file.Write("""
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">

            """);
        foreach (var (place, changed) in pages)
        {
            file.Write($"<url><loc>{Address.Inside(site.Address!, place)}</loc>");
            if (changed is { } when)
            {
                file.Write($"<lastmod>{Dates.Iso(when)}</lastmod>");
            }

            file.Write("</url>\n");
        }

        file.Write("</urlset>\n");
    }

    /// <summary>robots.txt: everything here is meant to be found.</summary>
    /// <remarks>Spec: RFC 9309, "The User-Agent Line", "The Allow and Disallow Lines".</remarks>
    public static void WriteRobots(Markup file, SiteView site)
    {
        file.Write("User-agent: *\nAllow: /\n\n");
        if (site.Address is { } address)
        {
            file.Write($"Sitemap: {address}{Places.Sitemap}\n");
        }
        else
        {
            file.Write("# There is no sitemap: the site's settings name no address, and a sitemap holds absolute addresses only.\n");
        }
    }

    /// <summary>The redirects of topics that were renamed or merged, and the page for what is not there.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="moved">Old and new slug of each topic that was renamed or merged.</param>
    public static void WriteRedirects(Markup file, IReadOnlyList<(string Old, string New)> moved)
    {
        foreach (var (old, current) in moved)
        {
            // The stub page is found before this file is asked; these lines lead feeds and numbered pages too.
            if (file.Bytes.Length > MostRedirects - 512)
            {
                break;
            }

            file.Write($"/topics/{old}/* /topics/{current}/:splat 301\n");
        }

        file.Write("/* /404.html 404\n");
    }
}
