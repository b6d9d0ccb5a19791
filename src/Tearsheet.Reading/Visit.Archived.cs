using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading;

/// <content>Pages that somebody else captured.</content>
public sealed partial class Visit
{
    /// <summary>Reads a page out of an archive of captures, with the images that the archive has. Asks nobody for anything.</summary>
    /// <param name="address">The address that was asked: that of the first hop.</param>
    /// <param name="hops">The page's exchange, and before it the redirects that led to it.</param>
    /// <param name="findImage">Gives the exchanges that brought an image, redirects first; none when the archive does not have it.</param>
    /// <param name="cancellationToken">A shutdown.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<VisitOutcome> ReadArchivedAsync(
        LinkAddress address, IReadOnlyList<Exchange> hops, Func<string, IReadOnlyList<Exchange>> findImage, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(hops);
        ArgumentNullException.ThrowIfNull(findImage);
        var page = hops[^1];
        var coding = ContentCoding.Decode(page.Body, page.Header("Content-Encoding"), fetcher.Policy.MaxDecodedBytes, out var bytes);
        if (coding != ContentCodingStatus.Ok)
        {
            var (kind, message) = VisitMessages.ForCoding(coding, page, fetcher.Policy);
            return Refuse(kind, message, page.Status, address.Host);
        }

        if (bytes.IsEmpty)
        {
            return Refuse(FetchRefusal.EmptyBody, VisitMessages.ForNothing(page), page.Status, address.Host);
        }

        var host = hops.Count > 1 ? address.WithDestination(page.Address!).Host : address.Host;
        var article = ArticleReader.Read(
            bytes, page.Header("Content-Type"), page.Address!.OriginalString, page.TextHeader("Content-Disposition"), why: null,
            await KnownAsync(host, cancellationToken));
        var (images, renditions) = Images(article, findImage, fetcher.Policy.MaxDecodedBytes);
        return new VisitOutcome.Read(
            new Capture(Identify(address, hops, article), page.Started, [.. hops, .. images], hops.Count - 1),
            article,
            VisitImages.WithEmbedded(bytes, page.Header("Content-Type"), page.Address!.OriginalString, article, isSaved: false, renditions));
    }

    /// <summary>The images within the bounds that hold for images from the network too.</summary>
    private static (List<Exchange> Exchanges, List<Rendition> Renditions) Images(
        Article article, Func<string, IReadOnlyList<Exchange>> findImage, long maxDecodedBytes)
    {
        var exchanges = new List<Exchange>();
        var renditions = new List<Rendition>();
        var left = VisitImages.MaxBytes;
        var wanted = Enumerable.Range(0, article.Images.Count).OrderBy(image => image == article.LeadImage ? 0 : 1).Take(VisitImages.MaxImages);
        foreach (var image in wanted)
        {
            var found = findImage(article.Images[image].Address);
            left -= found.Sum(exchange => (long)exchange.Body.Length);
            if (found.Count == 0 || left < 0)
            {
                continue;
            }

            exchanges.AddRange(found);
            VisitImages.TryScale(image, image == article.LeadImage, found[^1], maxDecodedBytes, out var scaled, out _);
            renditions.AddRange(scaled);
        }

        return (exchanges, [.. renditions.OrderBy(rendition => rendition.Image)]);
    }
}
