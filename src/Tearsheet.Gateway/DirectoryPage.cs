using System.Globalization;
using System.Net;
using System.Text;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>The page that lists a folder without one of its own, and the one that shows a document.</summary>
/// <remarks>
/// Part of the tag, so that a change here is seen by those who hold the page: <see cref="Version"/>. The links are relative, so the page is the
/// same wherever the folder stands.
/// </remarks>
internal static class DirectoryPage
{
    /// <summary>Changes whenever the page does.</summary>
    public const string Version = "tearsheet1";

    /// <summary>Most entries of a page: a folder of a million is for programs.</summary>
    public const int MaxEntries = 10_000;

    private const string Head =
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n";

    public static byte[] Listing(string title, string cid, bool hasParent, IReadOnlyList<DirectoryItem> items, bool isCut)
    {
        var page = Begin($"Index of {title}");
        page.Append("<p>").Append(WebUtility.HtmlEncode(cid)).Append("</p>\n<table>\n");
        if (hasParent)
        {
            page.Append("<tr><td><a href=\"..\">..</a></td><td></td></tr>\n");
        }

        foreach (var item in items)
        {
            page.Append("<tr><td><a href=\"./").Append(Uri.EscapeDataString(item.Name)).Append("\">").Append(WebUtility.HtmlEncode(item.Name))
                .Append("</a></td><td>").Append(Size(item.Tsize)).Append("</td></tr>\n");
        }

        page.Append("</table>\n");
        if (isCut)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>Only the first {MaxEntries} entries are shown; <code>?format=car&amp;dag-scope=entity</code> has all.</p>\n");
        }

        return Encoding.UTF8.GetBytes(page.Append("</html>\n").ToString());
    }

    public static byte[] Document(string title, string codec, ReadOnlySpan<byte> block)
    {
        var page = Begin(title);
        page.Append("<p>A block of ").Append(codec).Append(": <a href=\"?format=").Append(codec).Append("\">as it is</a>, <a href=\"?format=raw\">as a file</a>.</p>\n");
        if (codec == "dag-json")
        {
            page.Append("<pre>").Append(WebUtility.HtmlEncode(Encoding.UTF8.GetString(block))).Append("</pre>\n");
        }

        return Encoding.UTF8.GetBytes(page.Append("</html>\n").ToString());
    }

    private static StringBuilder Begin(string title)
    {
        var text = WebUtility.HtmlEncode(title);
        return new StringBuilder(4096).Append(Head).Append("<title>").Append(text).Append("</title>\n<h1>").Append(text).Append("</h1>\n");
    }

    private static string Size(ulong bytes) => bytes switch
    {
        0 => "",
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
        < 1024 * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):F1} GiB"),
    };
}
