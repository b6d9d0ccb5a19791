using System.Collections.Concurrent;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Desk;

/// <summary>Learns what repeats on the pages of a source from its newest captures, so that new ones are read without it.</summary>
internal sealed class SourceFurniture(Archive archive, FetchPolicy policy)
{
    /// <summary>Captures that are looked at: reading one costs a few milliseconds.</summary>
    public const int MaxPages = 20;

    private const int LeastPages = 3;
    private const int MaxSources = 1_000;

    // What was learned holds until so many links of the source are newer: sites change their dress seldom.
    private const int MostNewer = 5;

    private readonly ConcurrentDictionary<string, (string Newest, Furniture Furniture)> _known = new(StringComparer.Ordinal);

    /// <summary>What repeats on the pages of <paramref name="host"/>; none while fewer than three are kept.</summary>
    public async ValueTask<Furniture> OfAsync(string host, CancellationToken cancellationToken)
    {
        var links = archive.Links(new LinkQuery { Host = host, NewestFirst = true, Limit = MaxPages });
        if (links.Count < LeastPages)
        {
            return Furniture.None;
        }

        if (_known.TryGetValue(host, out var known) && links.Take(MostNewer).Any(link => link.Id == known.Newest))
        {
            return known.Furniture;
        }

        var count = new FurnitureCount();
        foreach (var link in links)
        {
            await CountAsync(count, link, cancellationToken);
        }

        if (_known.Count >= MaxSources)
        {
            _known.Clear();
        }

        var learned = count.Learned();
        _known[host] = (links[0].Id, learned);
        return learned;
    }

    private async ValueTask CountAsync(FurnitureCount count, FiledLink link, CancellationToken cancellationToken)
    {
        try
        {
            if (archive.Captures(link.Id) is [.., var newest]
                && await archive.ReadCaptureAsync(newest.Cid, cancellationToken) is { } capture
                && capture.Page >= 0 && capture.Page < capture.Exchanges.Count
                && await archive.ReadWholeExchangeAsync(capture.Exchanges[capture.Page], cancellationToken) is { } page
                && ContentCoding.Decode(page.Body, page.Header("Content-Encoding"), policy.MaxDecodedBytes, out var bytes) == ContentCodingStatus.Ok)
            {
                count.Add(bytes, page.Header("Content-Type"), capture.CanonicalAddress);
            }
        }
        catch (FormatException)
        {
            // A newer program wrote it, or it is damaged, which verify tells: one page fewer to learn from.
        }
    }
}
