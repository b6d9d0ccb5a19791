using System.Globalization;
using System.Text;

namespace Tearsheet.Reading.Feeds.Opml;

/// <summary>Writes lists of feeds that other programs import, topics as folders.</summary>
/// <remarks>Spec: OPML 2.0, "Subscription lists".</remarks>
public static class OpmlWriter
{
    /// <summary>The list in UTF-8, lines ended by LF; the same for the same feeds and date.</summary>
    /// <param name="title">Of the list.</param>
    /// <param name="created">When it was made; null to leave it out.</param>
    /// <param name="feeds">In any order; feeds and folders come out in the order in which they first appear.</param>
    public static byte[] Write(string title, DateTimeOffset? created, IEnumerable<OpmlSubscription> feeds)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(feeds);
        var root = new Folder();
        foreach (var feed in feeds)
        {
            var folder = root;
            foreach (var level in feed.Topic)
            {
                folder = folder.Inside(level);
            }

            folder.Feeds.Add(feed);
        }

        var target = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>");
        Escape(target, title);
        target.Append("</title>\n");
        if (created is { } date)
        {
            target.Append("    <dateCreated>").Append(date.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture)).Append("</dateCreated>\n");
        }

        target.Append("  </head>\n  <body>\n");
        Write(target, root, indent: 4);
        return Encoding.UTF8.GetBytes(target.Append("  </body>\n</opml>\n").ToString());
    }

    private static void Write(StringBuilder target, Folder folder, int indent)
    {
        foreach (var feed in folder.Feeds)
        {
            target.Append(' ', indent).Append("<outline type=\"rss\"");
            Attribute(target, "text", feed.Title ?? feed.Address);
            Attribute(target, "title", feed.Title);
            Attribute(target, "xmlUrl", feed.Address);
            Attribute(target, "htmlUrl", feed.Page);
            target.Append("/>\n");
        }

        foreach (var (name, inner) in folder.Folders)
        {
            target.Append(' ', indent).Append("<outline");
            Attribute(target, "text", name);
            target.Append(">\n");
            Write(target, inner, indent + 2);
            target.Append(' ', indent).Append("</outline>\n");
        }
    }

    private static void Attribute(StringBuilder target, string name, string? value)
    {
        if (value is not null)
        {
            target.Append(' ').Append(name).Append("=\"");
            Escape(target, value);
            target.Append('"');
        }
    }

    private static void Escape(StringBuilder target, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': target.Append("&amp;"); break;
                case '<': target.Append("&lt;"); break;
                case '>': target.Append("&gt;"); break;
                case '"': target.Append("&quot;"); break;

                // As themselves these would come back as blanks.
                case '\t' or '\n' or '\r': target.Append(CultureInfo.InvariantCulture, $"&#{rune.Value};"); break;

                // No characters of XML.
                case < 0x20 or 0xFFFE or 0xFFFF: break;
                default: target.Append(rune.ToString()); break;
            }
        }
    }

    private sealed class Folder
    {
        public List<OpmlSubscription> Feeds { get; } = [];

        public List<(string Name, Folder Folder)> Folders { get; } = [];

        public Folder Inside(string name)
        {
            var at = Folders.FindIndex(folder => folder.Name == name);
            if (at < 0)
            {
                Folders.Add((name, new Folder()));
                at = Folders.Count - 1;
            }

            return Folders[at].Folder;
        }
    }
}
