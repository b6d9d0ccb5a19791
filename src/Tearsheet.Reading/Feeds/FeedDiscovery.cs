using Tearsheet.Reading.Articles.Decoding;
using Tearsheet.Reading.Feeds.Markup;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Feeds;

/// <summary>Finds the feeds that a page names.</summary>
/// <remarks>Spec: HTML, "Link type alternate"; RFC 8288; RSS Autodiscovery.</remarks>
public static class FeedDiscovery
{
    private const int Most = 50;
    private const int MostLooked = 1000;
    private const int MaxCharacters = 8 << 20;

    /// <summary>The addresses of feeds, the best first: the site's own before those of comments, and plain links only where no other are.</summary>
    /// <param name="page">Untrusted bytes, content codings undone.</param>
    /// <param name="contentType">The header as received, or null.</param>
    /// <param name="address">Where the page was found.</param>
    /// <param name="headers">Of the answer; its Link header counts like the page's own links.</param>
    public static IReadOnlyList<DiscoveredFeed> Find(ReadOnlySpan<byte> page, string? contentType, string address, IReadOnlyList<HeaderPair>? headers = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var (named, linked) = (new List<DiscoveredFeed>(), new List<DiscoveredFeed>());
        var header = string.Join(", ", (headers ?? []).Where(pair => pair.Name.Equals("Link", StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Value));
        foreach (var link in LinkHeader.Read(header).Where(link => link.Is("alternate")))
        {
            Add(named, link.Type, link.Target, link.Title, address);
        }

        var encoding = EncodingLabels.Decoder(EncodingSniffer.Sniff(page, contentType)) ?? System.Text.Encoding.UTF8;
        ReadOnlySpan<char> text = encoding.GetString(page);
        ReadLinks(text[..Math.Min(text.Length, MaxCharacters)], address, named, linked);
        return [.. (named.Count > 0 ? named : linked)
            .DistinctBy(feed => HttpUrl.TryRead(feed.Address, context: null, out var url) == LinkAddressStatus.Ok ? url!.ToString() : feed.Address, StringComparer.Ordinal)
            .OrderBy(feed => IsOfComments(feed)).Take(Most)];
    }

    private static void ReadLinks(ReadOnlySpan<char> text, string address, List<DiscoveredFeed> named, List<DiscoveredFeed> linked)
    {
        var reader = new MarkupReader(text);
        var context = address;
        var isBaseRead = false;
        while (reader.Read() is var kind && kind != MarkupKind.End && named.Count + linked.Count < MostLooked)
        {
            if (kind != MarkupKind.StartTag)
            {
                continue;
            }

            if (Is(reader.Name, "link"))
            {
                if (HasRelation(reader.Content, "alternate"))
                {
                    Add(named, AttributeReader.Find(reader.Content, "type"), AttributeReader.Find(reader.Content, "href"), AttributeReader.Find(reader.Content, "title"), context);
                }
            }
            else if (Is(reader.Name, "base") && !isBaseRead && AttributeReader.Find(reader.Content, "href") is { } href)
            {
                isBaseRead = true;
                context = MarkupAddresses.Resolve(href, address) ?? address;
            }
            else if (Is(reader.Name, "a") && named.Count == 0 && AttributeReader.Find(reader.Content, "href") is { Length: > 0 } target)
            {
                var said = reader.Rest[..Math.Max(0, reader.Rest.IndexOf('<'))].Trim().ToString();
                if (MarkupAddresses.Resolve(target, context) is { } found && LooksLikeFeed(found, said))
                {
                    linked.Add(new DiscoveredFeed(found, AttributeReader.Find(reader.Content, "title") ?? (said.Length is > 0 and < 200 ? Entities.Decode(said) : null)));
                }
            }
            else if (!reader.IsEmpty && (Is(reader.Name, "script") || Is(reader.Name, "style") || Is(reader.Name, "textarea") || Is(reader.Name, "title")))
            {
                reader.PassRawText(reader.Name);
            }
        }
    }

    private static void Add(List<DiscoveredFeed> feeds, string? type, string? href, string? title, string context)
    {
        if (!string.IsNullOrWhiteSpace(href) && IsFeedType(type, href) && MarkupAddresses.Resolve(href, context) is { } found)
        {
            feeds.Add(new DiscoveredFeed(found, string.IsNullOrWhiteSpace(title) ? null : PlainText.Fold(title)));
        }
    }

    // JSON Feed began as application/json, which programs also call their own interfaces.
    private static bool IsFeedType(string? type, string href) => (type ?? "").Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "application/rss+xml" or "application/atom+xml" or "application/rdf+xml" or "application/feed+json"
            or "application/x.atom+xml" or "application/x-atom+xml" or "application/xml" or "text/xml" or "text/rss+xml" => true,
        "application/json" => !href.Contains("/wp-json", StringComparison.OrdinalIgnoreCase) && !href.Contains("rest_route=", StringComparison.OrdinalIgnoreCase)
            && !href.Contains("oembed", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool LooksLikeFeed(string address, string said)
    {
        if (said.ToLowerInvariant() is "rss" or "atom" or "feed" or "rss feed" or "rss-feed" or "atom feed" or "rss 2.0" or "xml feed" or "json feed")
        {
            return true;
        }

        var path = address.Split('?', '#')[0].TrimEnd('/').ToLowerInvariant();
        var last = path[(path.LastIndexOf('/') + 1)..];
        return last is "rss" or "atom" or "feed" or "feeds" or "rdf" or "rss2"
            || last.EndsWith(".rss", StringComparison.Ordinal) || last.EndsWith(".atom", StringComparison.Ordinal) || last.EndsWith(".rdf", StringComparison.Ordinal)
            || (last.EndsWith(".xml", StringComparison.Ordinal) || last.EndsWith(".json", StringComparison.Ordinal))
                && (last.Contains("rss", StringComparison.Ordinal) || last.Contains("atom", StringComparison.Ordinal) || last.Contains("feed", StringComparison.Ordinal));
    }

    private static bool IsOfComments(DiscoveredFeed feed) =>
        feed.Address.Contains("/comments", StringComparison.OrdinalIgnoreCase)
        || (feed.Title?.Contains("comment", StringComparison.OrdinalIgnoreCase) ?? false)
        || feed.Address.Contains("comments=", StringComparison.OrdinalIgnoreCase);

    private static bool HasRelation(ReadOnlySpan<char> attributes, string relation) =>
        AttributeReader.Find(attributes, "rel") is { } relations
        && relations.Split([' ', '\t', '\n', '\r', '\f'], StringSplitOptions.RemoveEmptyEntries).Contains(relation, StringComparer.OrdinalIgnoreCase);

    private static bool Is(ReadOnlySpan<char> name, string tag) => name.Equals(tag, StringComparison.OrdinalIgnoreCase);
}
