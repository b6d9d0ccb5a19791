using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Feeds;

/// <summary>Reads sitemaps that are plain text, an address on each line.</summary>
/// <remarks>
/// Spec: Sitemaps protocol, "Text file": UTF-8, addresses in full, nothing else. Any text can begin with an address, so that a
/// document counts as one only where its type or its name says text, and its first line and most of the others are addresses.
/// </remarks>
internal static class TextSitemap
{
    // What the format allows in one file.
    private const int MostAddresses = 50_000;

    // Lines that are none before the whole is none.
    private const int MostOthers = 100;

    /// <summary>Reads one.</summary>
    /// <returns>null when the document is none.</returns>
    public static Feed? Read(ReadOnlySpan<byte> document, string? contentType, string? address, FeedLimits limits)
    {
        if (document.Length > limits.MaxBytes || !(IsText(contentType) || HasName(address)))
        {
            return null;
        }

        var decoded = FeedDecoder.Decode(document, contentType);
        var (entries, others, isMore) = (new List<FeedEntry>(), 0, false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var whole in decoded.Text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            var line = whole.Trim();
            if (line.IsEmpty)
            {
                continue;
            }

            if (AddressOf(line) is not { } link)
            {
                if (entries.Count == 0 || ++others > MostOthers || others > entries.Count)
                {
                    return null;
                }
            }
            else if (entries.Count == Math.Min(limits.MaxEntries, MostAddresses))
            {
                isMore = true;
                break;
            }
            else if (seen.Add(link))
            {
                entries.Add(new FeedEntry { Link = link });
            }
        }

        return entries.Count == 0 ? null : new Feed
        {
            Format = FeedFormat.Sitemap,
            Encoding = decoded.Encoding,
            IsWellFormed = decoded.IsAsDeclared && others == 0,
            IsCut = isMore,
            Entries = entries,
        };
    }

    private static bool IsText(string? contentType) =>
        contentType is not null && contentType.Split(';', 2)[0].Trim().Equals("text/plain", StringComparison.OrdinalIgnoreCase);

    private static bool HasName(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.AbsolutePath.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) || uri.AbsolutePath.EndsWith(".txt.gz", StringComparison.OrdinalIgnoreCase));

    private static string? AddressOf(ReadOnlySpan<char> line) =>
        line.Length <= LinkAddress.MaxLength && !line.ContainsAny(' ', '\t', '<')
        && (line.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || line.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        && HttpUrl.TryRead(line.ToString(), context: null, out var url) == LinkAddressStatus.Ok && !url!.HasCredentials
            ? url.ToString()
            : null;
}
