using System.Globalization;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading;

/// <summary>One visit to a link: its page, the article in it, and the article's pictures, one after another.</summary>
/// <remarks>Safe to use from many threads; nothing is kept between visits.</remarks>
public sealed class Visit(PageFetcher fetcher, TimeProvider clock)
{
    /// <summary>Pictures fetched for one page, the lead first; the rest keep their place in the article and their address.</summary>
    public const int MaxImages = 24;

    /// <summary>Bytes of all pictures of one page together.</summary>
    public const long MaxImageBytes = 64L << 20;

    private const string AcceptPage = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8";
    private const string AcceptImage = "image/webp,image/jpeg,image/png,image/gif;q=0.9,*/*;q=0.1";

    // The lead is shown small beside an excerpt and large over a full text; other pictures stand inside the text.
    private static readonly int[] LeadWidths = [480, 1280];
    private static readonly int[] BodyWidths = [960];

    /// <summary>Fetches a link's page and pictures and reads the article.</summary>
    /// <param name="address">The link as filed.</param>
    /// <param name="cancellationToken">A shutdown.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<VisitOutcome> FetchAsync(LinkAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Uri is not { } target)
        {
            return new VisitOutcome.Refused(
                FetchRefusal.NotHttp, "A page saved without an address cannot be fetched. Add its file again instead.", null);
        }

        var at = clock.GetUtcNow();
        var outcome = await fetcher.FetchAsync(target, AcceptPage, cancellationToken);
        if (outcome is FetchOutcome.Refused refused)
        {
            return new VisitOutcome.Refused(refused.Why, refused.Message, refused.Status);
        }

        var hops = ((FetchOutcome.Captured)outcome).Hops;
        var answer = hops[^1];
        if (answer.Status is not (>= 200 and < 300))
        {
            return new VisitOutcome.Refused(FetchRefusal.ErrorStatus, string.Create(CultureInfo.InvariantCulture,
                $"{answer.Address} answered {answer.Status} {answer.Reason}. {Advice(answer.Status)}"), answer.Status);
        }

        if (answer.Body.IsEmpty)
        {
            return new VisitOutcome.Refused(FetchRefusal.EmptyBody,
                $"{answer.Address} answered with an empty page. Try again later, or save the page in a browser and add the file.", answer.Status);
        }

        if (Decode(answer, out var page) is { } bad)
        {
            return bad;
        }

        if (hops.Count > 1 && answer.Address is { } destination)
        {
            address = address.WithDestination(destination);
        }

        return await ReadAsync(address, at, [.. hops], page, answer.Header("Content-Type"),
            answer.Header("Content-Disposition"), answer.Address, fetchImages: true, cancellationToken);
    }

    /// <summary>Reads a page that somebody saved earlier.</summary>
    /// <param name="bytes">The page's bytes, not compressed; kept.</param>
    /// <param name="address">Where it was; null to take what the page says of itself, or else its bytes' hash.</param>
    /// <param name="contentType">As received back then; null when nobody knows.</param>
    /// <param name="fetchImages">Whether the article's pictures are fetched now.</param>
    /// <param name="cancellationToken">A shutdown.</param>
    public async Task<VisitOutcome> ReadSavedAsync(
        ReadOnlyMemory<byte> bytes, LinkAddress? address, string? contentType, bool fetchImages, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
        {
            return new VisitOutcome.Refused(FetchRefusal.EmptyBody, "The file is empty. Save the page again.", null);
        }

        if (bytes.Length > fetcher.Policy.MaxDecodedBytes)
        {
            return new VisitOutcome.Refused(FetchRefusal.DecodedTooLarge, string.Create(CultureInfo.InvariantCulture,
                $"The file has {bytes.Length:N0} bytes; {fetcher.Policy.MaxDecodedBytes:N0} are allowed. Raise the limit in tearsheet.json if it is meant."), null);
        }

        if (address is null && ArticleReader.PageAddress(bytes, contentType) is { } claim)
        {
            _ = LinkAddress.TryParse(claim, out address);
        }

        address ??= LinkAddress.ForSavedPage(bytes.Span);
        var at = clock.GetUtcNow();
        var saved = new Exchange { Provenance = Provenance.SavedFile, Started = at, Ended = at, Body = bytes };
        return await ReadAsync(address, at, [saved], bytes, contentType, null, address.Uri, fetchImages, cancellationToken);
    }

    private async Task<VisitOutcome> ReadAsync(
        LinkAddress address,
        DateTimeOffset at,
        List<Exchange> exchanges,
        ReadOnlyMemory<byte> page,
        string? contentType,
        string? disposition,
        Uri? pageAddress,
        bool fetchImages,
        CancellationToken cancellationToken)
    {
        var pageIndex = exchanges.Count - 1;
        var article = ArticleReader.Read(page, contentType, pageAddress?.AbsoluteUri, disposition);
        if (article.CanonicalAddress is { } canonical)
        {
            address = address.WithCanonical(canonical);
        }

        var renditions = new List<Rendition>();
        if (fetchImages)
        {
            await FetchImagesAsync(article, exchanges, renditions, cancellationToken);
        }

        return new VisitOutcome.Read(new Capture(address, at, exchanges, pageIndex), article, renditions);
    }

    /// <summary>A picture that cannot be had never fails the visit: the article keeps its place and its address.</summary>
    private async Task FetchImagesAsync(
        Article article, List<Exchange> exchanges, List<Rendition> renditions, CancellationToken cancellationToken)
    {
        var left = MaxImageBytes;
        var order = Enumerable.Range(0, article.Images.Count)
            .OrderBy(image => image == article.LeadImage ? 0 : 1).ThenBy(image => image).Take(MaxImages);
        foreach (var image in order)
        {
            if (left <= 0 || !Uri.TryCreate(article.Images[image].Address, UriKind.Absolute, out var address)
                || await fetcher.FetchAsync(address, AcceptImage, cancellationToken) is not FetchOutcome.Captured captured
                || captured.Answer is not { Status: >= 200 and < 300 } answer)
            {
                continue;
            }

            exchanges.AddRange(captured.Hops);
            left -= captured.Hops.Sum(hop => hop.Body.Length);
            if (Decode(answer, out var bytes) is null
                && ImageScaler.TryScale(bytes, image == article.LeadImage ? LeadWidths : BodyWidths, out var scaled) == ImageStatus.Ok)
            {
                // A small picture comes out the same at both widths: once is enough.
                renditions.AddRange(scaled.DistinctBy(one => one.Width)
                    .Select(one => new Rendition(image, one.Width, one.Height, one.MediaType, one.Bytes, one.Colour)));
            }
        }
    }

    private VisitOutcome.Refused? Decode(Exchange answer, out ReadOnlyMemory<byte> decoded) =>
        ContentCoding.Decode(answer.Body, answer.Header("Content-Encoding"), fetcher.Policy.MaxDecodedBytes, out decoded) switch
        {
            ContentCodingStatus.Ok => null,
            ContentCodingStatus.Unknown => new(FetchRefusal.UnknownCoding,
                $"{answer.Address} sent a body coded as \"{answer.Header("Content-Encoding")}\", which nobody asked for. Save the page in a browser and add the file.", answer.Status),
            ContentCodingStatus.TooLarge => new(FetchRefusal.DecodedTooLarge, string.Create(CultureInfo.InvariantCulture,
                $"{answer.Address} grows beyond {fetcher.Policy.MaxDecodedBytes:N0} bytes when it is unpacked, as an attack would. Raise the limit in tearsheet.json if it is meant."), answer.Status),
            _ => new(FetchRefusal.MalformedCoding,
                $"{answer.Address} sent a body that is not what its Content-Encoding says. Try again, or save the page in a browser and add the file.", answer.Status),
        };

    private static string Advice(int? status) => status switch
    {
        401 or 402 or 403 or 451 => "The site does not let programs read it; save the page in a browser and add the file with --url.",
        404 or 410 => "The page is not there (any more); look for its new address.",
        429 or >= 500 => "Try again later.",
        _ => "Open it in a browser to see what it wants.",
    };
}
