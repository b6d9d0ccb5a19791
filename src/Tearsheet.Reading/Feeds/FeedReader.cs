using System.Globalization;
using Tearsheet.Reading.Feeds.Markup;

namespace Tearsheet.Reading.Feeds;

/// <summary>Reads feeds of every kind, as tolerant of their form as it is strict about what they may cost.</summary>
public static class FeedReader
{
    // How far into a document its root is looked for: the warnings of a broken server come before it.
    private const int MaxLead = 64 << 10;

    private static readonly string[] Challenges =
        ["Just a moment...", "cf-challenge", "challenge-platform", "_cf_chl", "captcha", "DDoS-Guard", "Attention Required!"];

    /// <summary>Reads a feed.</summary>
    /// <param name="document">Untrusted bytes, content codings undone.</param>
    /// <param name="contentType">The header as received, or null.</param>
    /// <param name="address">Where it was found, for its relative links; null when nobody knows.</param>
    /// <param name="limits">Bounds of what is read.</param>
    public static FeedOutcome Read(ReadOnlySpan<byte> document, string? contentType, string? address, FeedLimits? limits = null)
    {
        limits ??= FeedLimits.Usual;
        if (document.IsEmpty)
        {
            return new FeedOutcome.Refused(FeedRefusal.Empty, "The answer is empty.");
        }

        if (document.Length > limits.MaxBytes)
        {
            return new FeedOutcome.Refused(FeedRefusal.TooLarge, string.Create(
                CultureInfo.InvariantCulture, $"The feed is larger than {limits.MaxBytes >> 20} MB. Ask its publisher for one with fewer entries."));
        }

        if (Binary(document) is { } kind)
        {
            return new FeedOutcome.Refused(FeedRefusal.Binary, $"This is {kind}, not a feed.");
        }

        var decoded = FeedDecoder.Decode(document, contentType);
        var text = decoded.Text.AsSpan().TrimStart();
        if (text is ['{' or '[', ..])
        {
            return JsonFeedReader.Read(decoded.Text, address, limits);
        }

        return RootOf(text) switch
        {
            { } root and ("rss" or "feed" or "rdf" or "channel") => new XmlFeedReader(decoded, address, limits).Read(root),
            "urlset" or "sitemapindex" => new FeedOutcome.Refused(
                FeedRefusal.Sitemap, "This is a sitemap: it lists pages and has no entries of a feed, but it can be followed like one."),
            "html" => Html(text),
            _ => new FeedOutcome.Refused(FeedRefusal.NoFeed, "There is no RSS, Atom or JSON Feed in this document."),
        };
    }

    /// <summary>The local name, in lower case, of the element that says what the document is; null for none.</summary>
    internal static string? RootOf(ReadOnlySpan<char> text)
    {
        var reader = new MarkupReader(text);
        string? seen = null;
        for (var kind = reader.Read(); kind != MarkupKind.End && reader.Start < MaxLead; kind = reader.Read())
        {
            if (kind != MarkupKind.StartTag)
            {
                continue;
            }

            var name = reader.Name[(reader.Name.LastIndexOf(':') + 1)..].ToString();
            var root = Array.Find(
                ["rss", "feed", "rdf", "channel", "urlset", "sitemapindex", "html", "opml"],
                known => name.Equals(known, StringComparison.OrdinalIgnoreCase));
            if (root is "html")
            {
                seen ??= root;
            }
            else if (root is not null && seen is null)
            {
                return root;
            }
        }

        return seen;
    }

    /// <summary>Whether a page is a check for robots, by the words that the usual ones show.</summary>
    internal static bool IsChallenge(ReadOnlySpan<char> text)
    {
        foreach (var sign in Challenges)
        {
            if (text.Contains(sign, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static FeedOutcome.Refused Html(ReadOnlySpan<char> text) => IsChallenge(text)
        ? new FeedOutcome.Refused(
            FeedRefusal.BotChallenge, "The server sent a check for robots instead of the feed. Ask its operator to let feed readers through.")
        : new FeedOutcome.Refused(
            FeedRefusal.Html, "This is a web page, not a feed. Follow the page's address, and the feeds that it names are found.");

    private static string? Binary(ReadOnlySpan<byte> document) => document switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..] or [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "an image",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a ZIP file",
        [0x1F, 0x8B, ..] => "a gzip file",
        _ => null,
    };
}
