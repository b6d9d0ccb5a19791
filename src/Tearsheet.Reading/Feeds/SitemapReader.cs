using Tearsheet.Reading.Feeds.Markup;

namespace Tearsheet.Reading.Feeds;

/// <summary>Reads sitemaps, news sitemaps and sitemap indexes as feeds.</summary>
/// <remarks>Spec: Sitemaps XML format, with its news and image extensions.</remarks>
public static class SitemapReader
{
    // What the format allows in one file.
    private const int MostAddresses = 50_000;

    /// <summary>Reads a sitemap: an entry for each page, or <see cref="Feed.Sitemaps"/> for an index.</summary>
    /// <param name="document">Untrusted bytes, content codings undone.</param>
    /// <param name="contentType">The header as received, or null.</param>
    /// <param name="address">Where it was found, for addresses that are relative against the rules; null when nobody knows.</param>
    /// <param name="limits">Bounds of what is read; of more entries than it allows the newest are kept.</param>
    public static FeedOutcome Read(ReadOnlySpan<byte> document, string? contentType, string? address, FeedLimits? limits = null)
    {
        limits ??= FeedLimits.Usual;
        if (document.IsEmpty || document.Length > limits.MaxBytes)
        {
            return FeedReader.Read(document, contentType, address, limits);
        }

        var decoded = FeedDecoder.Decode(document, contentType);
        return FeedReader.RootOf(decoded.Text.AsSpan().TrimStart()) is "urlset" or "sitemapindex"
            ? new FeedOutcome.Read(Read(decoded, address, limits))
            : new FeedOutcome.Refused(FeedRefusal.NoFeed, "This is no sitemap.");
    }

    private static Feed Read(FeedDecoder decoded, string? address, FeedLimits limits)
    {
        var reader = new MarkupReader(decoded.Text);
        var (entries, children) = (new List<FeedEntry>(), new List<ChildSitemap>());
        var (entry, prefix, isChild, isNews, isRootRead) = ((FeedEntry?)null, "", false, false, false);
        while (reader.Read() is var kind && kind != MarkupKind.End && entries.Count < MostAddresses && children.Count < MostAddresses)
        {
            if (kind is not (MarkupKind.StartTag or MarkupKind.EndTag))
            {
                continue;
            }

            var colon = reader.Name.IndexOf(':');
            var local = reader.Name[(colon + 1)..];
            if (!isRootRead)
            {
                isRootRead = kind == MarkupKind.StartTag && local is "urlset" or "sitemapindex";
                prefix = isRootRead && colon > 0 ? reader.Name[..colon].ToString() : "";
                continue;
            }

            var isOwn = reader.Name[..Math.Max(colon, 0)].SequenceEqual(prefix);
            if (isOwn && local is "url" or "sitemap")
            {
                Keep();
                (entry, isChild) = (kind == MarkupKind.StartTag ? new FeedEntry() : null, local is "sitemap");
            }
            else if (kind == MarkupKind.StartTag && entry is not null && !reader.IsEmpty)
            {
                entry = Told(ref reader, entry, isOwn, address, ref isNews);
            }
        }

        Keep();
        var isCut = entries.Count > limits.MaxEntries;
        return new Feed
        {
            Format = isNews ? FeedFormat.NewsSitemap : FeedFormat.Sitemap,
            Encoding = decoded.Encoding,
            IsWellFormed = decoded.IsAsDeclared && !reader.HasFaults,
            IsCut = isCut,
            Entries = isCut ? [.. entries.OrderByDescending(Newness).Take(limits.MaxEntries)] : entries,
            Sitemaps = [.. children.OrderByDescending(child => child.Modified ?? DateTimeOffset.MinValue)],
        };

        void Keep()
        {
            if (entry?.Link is not { } link)
            {
                return;
            }

            if (isChild)
            {
                children.Add(new ChildSitemap(link, entry.Updated));
            }
            else
            {
                entries.Add(entry);
            }
        }
    }

    private static FeedEntry Told(ref MarkupReader reader, FeedEntry entry, bool isOwn, string? address, ref bool isNews)
    {
        var name = reader.Name;
        var local = name[(name.IndexOf(':') + 1)..];
        if (isOwn)
        {
            return local switch
            {
                "loc" => entry with { Link = MarkupAddresses.Resolve(Line(ref reader, name), address) },
                "lastmod" => entry with { Updated = FeedDates.Read(Line(ref reader, name)) },
                _ => entry,
            };
        }

        isNews |= local is "news" or "publication_date";
        return local switch
        {
            "publication_date" => entry with { Published = FeedDates.Read(Line(ref reader, name)) },
            "title" when entry.Title is null && Line(ref reader, name) is { Length: > 0 } title => entry with { Title = new FeedText(title, FeedTextKind.Text) },
            "keywords" => entry with { Tags = Line(ref reader, name).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) },
            "loc" when entry.Image is null => entry with { Image = MarkupAddresses.Resolve(Line(ref reader, name), address) },
            _ => entry,
        };
    }

    private static string Line(ref MarkupReader reader, ReadOnlySpan<char> name) => ElementContent.Read(ref reader, name, _ => false).Text.Trim();

    private static DateTimeOffset Newness(FeedEntry entry) => entry.Published ?? entry.Updated ?? DateTimeOffset.MinValue;
}
