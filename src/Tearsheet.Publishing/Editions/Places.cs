using System.Globalization;

namespace Tearsheet.Publishing.Editions;

/// <summary>Where each file of the edition lies: relative to its root, "/" between, ASCII only.</summary>
internal static class Places
{
    public const string Front = "index.html";
    public const string Style = "style.css";
    public const string Script = "site.js";
    public const string Icon = "favicon.svg";
    public const string About = "about/index.html";
    public const string Topics = "topics/index.html";
    public const string Sources = "sources/index.html";
    public const string Days = "days/index.html";
    public const string All = "all/index.html";
    public const string NotFound = "404.html";
    public const string Robots = "robots.txt";
    public const string Redirects = "_redirects";
    public const string Sitemap = "sitemap.xml";
    public const string PagesSitemap = "sitemaps/pages.xml";
    public const string Rss = "rss.xml";
    public const string Atom = "atom.xml";
    public const string JsonFeed = "feed.json";
    public const string EditsFolder = "edits/";
    public const string EditsAtom = EditsFolder + Atom;
    public const string EditsJson = EditsFolder + JsonFeed;
    public const string WellKnown = ".well-known/tearsheet";
    public const string Manifest = WellKnown + "/edition.json";
    public const string ChangeList = WellKnown + "/changes.json";

    /// <summary>What the server answers itself; no file of an edition may begin with one of these (decision 10).</summary>
    public static IReadOnlyList<string> Reserved { get; } =
        ["desk", "api", "ipfs", "ipns", "routing", "healthz", "readyz", "metrics"];

    /// <summary>The folder of a link: "links/2026/11/abc".</summary>
    public static string LinkFolder(string id) => "links/" + id;

    public static string Link(string id) => "links/" + id + "/index.html";

    public static string Entry(string id) => "links/" + id + "/entry.json";

    public static string TopicFolder(string slug) => "topics/" + slug;

    public static string Topic(string slug) => "topics/" + slug + "/index.html";

    public static string Source(string slug) => "sources/" + slug + "/index.html";

    public static string DayFolder(DateOnly day) => "days/" + day.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => DayFolder(day) + "/index.html";

    /// <summary>Page <paramref name="number"/> of the list whose first page lies in <paramref name="folder"/>.</summary>
    /// <param name="folder">"all", "topics/korea", ...</param>
    /// <param name="number">From 1, the oldest.</param>
    public static string Page(string folder, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{folder}/{number}/index.html");

    /// <summary>How many folders deep a file lies.</summary>
    public static string ToRoot(string place)
    {
        var depth = 0;
        foreach (var letter in place)
        {
            depth += letter == '/' ? 1 : 0;
        }

        return depth switch
        {
            0 => "",
            1 => "../",
            2 => "../../",
            3 => "../../../",
            4 => "../../../../",
            _ => string.Concat(Enumerable.Repeat("../", depth)),
        };
    }
}
