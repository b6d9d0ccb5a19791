using Tearsheet.Reading.Articles.Decoding;
using Tearsheet.Reading.Feeds.Markup;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Feeds.WebSub;

/// <summary>Finds where a feed, or a page, can be subscribed to: the header is asked first, and what it does not say the document.</summary>
/// <remarks>Spec: WebSub, "Discovery".</remarks>
public static class WebSubDiscovery
{
    private const int Most = 10;

    /// <summary>The offer of a feed.</summary>
    /// <param name="headers">Of the answer that brought the feed.</param>
    /// <param name="feed">As it was read.</param>
    /// <param name="address">Where it was found, for relative links.</param>
    /// <returns>null when no hub is offered.</returns>
    public static WebSubOffer? Find(IReadOnlyList<HeaderPair> headers, Feed feed, string? address)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(feed);
        return Offer(headers, address, feed.Hubs, feed.Self);
    }

    /// <summary>The offer of a web page.</summary>
    /// <param name="headers">Of the answer that brought the page.</param>
    /// <param name="page">Untrusted bytes, content codings undone.</param>
    /// <param name="contentType">The header as received, or null.</param>
    /// <param name="address">Where it was found, for relative links.</param>
    /// <returns>null when no hub is offered.</returns>
    public static WebSubOffer? Find(IReadOnlyList<HeaderPair> headers, ReadOnlySpan<byte> page, string? contentType, string? address)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var encoding = EncodingLabels.Decoder(EncodingSniffer.Sniff(page, contentType)) ?? System.Text.Encoding.UTF8;
        var reader = new MarkupReader(encoding.GetString(page));
        var hubs = new List<string>();
        string? self = null;
        while (reader.Read() is var kind && kind != MarkupKind.End)
        {
            if (kind != MarkupKind.StartTag)
            {
                continue;
            }

            if (reader.Name.Equals("script", StringComparison.OrdinalIgnoreCase) || reader.Name.Equals("style", StringComparison.OrdinalIgnoreCase))
            {
                reader.PassRawText(reader.Name);
            }
            else if (reader.Name.Equals("body", StringComparison.OrdinalIgnoreCase))
            {
                // Links of the body may be anybody's: a comment must not send the page's readers to a hub of its own.
                break;
            }
            else if (reader.Name.Equals("link", StringComparison.OrdinalIgnoreCase)
                && MarkupAddresses.Resolve(AttributeReader.Find(reader.Content, "href"), address) is { } target)
            {
                var relations = (AttributeReader.Find(reader.Content, "rel") ?? "").ToLowerInvariant().Split([' ', '\t', '\n', '\r', '\f'], StringSplitOptions.RemoveEmptyEntries);
                if (relations.Contains("hub", StringComparer.Ordinal) && hubs.Count < Most)
                {
                    hubs.Add(target);
                }

                self ??= relations.Contains("self", StringComparer.Ordinal) ? target : null;
            }
        }

        return Offer(headers, address, hubs, self);
    }

    private static WebSubOffer? Offer(IReadOnlyList<HeaderPair> headers, string? address, IReadOnlyList<string> hubs, string? self)
    {
        var header = string.Join(", ", headers.Where(pair => pair.Name.Equals("Link", StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Value));
        var links = header.Length == 0 ? [] : LinkHeader.Read(header);
        string[] said = [.. links.Where(link => link.Is("hub")).Select(link => MarkupAddresses.Resolve(link.Target, address)).OfType<string>().Take(Most)];
        var topic = links.Where(link => link.Is("self")).Select(link => MarkupAddresses.Resolve(link.Target, address)).FirstOrDefault(found => found is not null) ?? self;
        return said.Length > 0 ? new WebSubOffer(said, topic) : hubs.Count > 0 ? new WebSubOffer(hubs, topic) : null;
    }
}
