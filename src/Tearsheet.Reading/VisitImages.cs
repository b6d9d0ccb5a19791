using Microsoft.Extensions.Logging;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Articles.Body;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading;

/// <summary>The images of one article, fetched one after another. One that does not come is left out and logged.</summary>
internal sealed class VisitImages(PageFetcher fetcher, TimeProvider clock, ILogger logger, VisitTurn? turn)
{
    /// <summary>Most images of one visit.</summary>
    public const int MaxImages = 24;

    /// <summary>Bytes of all images of one visit, inclusive; the image that goes beyond is left out, and what follows it.</summary>
    public const long MaxBytes = 48L << 20;

    /// <summary>How long all images of one visit may take.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(2);

    // No AVIF: nothing here decodes it.
    private const string Accept = "image/webp,image/png,image/jpeg,image/gif,image/*;q=0.5";

    // 480 pixels for an excerpt; the others for a page in full.
    private static readonly int[] LeadWidths = [480, 1280];
    private static readonly int[] OtherWidths = [960];

    private readonly List<Exchange> _exchanges = [];
    private readonly List<Rendition> _renditions = [];
    private readonly HashSet<string> _deadHosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The exchanges of the images that came, redirects included.</summary>
    public IReadOnlyList<Exchange> Exchanges => _exchanges;

    /// <summary>The images that came, scaled, in the article's order.</summary>
    public IReadOnlyList<Rendition> Renditions => [.. _renditions.OrderBy(rendition => rendition.Image)];

    /// <summary>Fetches and scales; called once.</summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public Task FetchAsync(Article article, string page, CancellationToken cancellationToken) =>
        FetchAsync(article, page, new Dictionary<string, Exchange>(StringComparer.Ordinal), cancellationToken);

    /// <summary>Fetches what is not there, and scales; called once.</summary>
    /// <param name="article">Whose images are wanted.</param>
    /// <param name="page">For the log.</param>
    /// <param name="known">Answers that there are, by the address that was asked: for those nobody is asked again.</param>
    /// <param name="cancellationToken">A shutdown.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task FetchAsync(Article article, string page, IReadOnlyDictionary<string, Exchange> known, CancellationToken cancellationToken)
    {
        // The lead image first: if a limit is reached, it is the one that is missed most. Then host by host, since each host has a line of its own.
        var wanted = Enumerable.Range(0, article.Images.Count).OrderBy(image => image == article.LeadImage ? 0 : 1)
            .GroupBy(image => HostOf(article.Images[image].Address), StringComparer.OrdinalIgnoreCase).SelectMany(images => images).ToArray();
        if (wanted.Length > MaxImages)
        {
            logger.ImagesLeftOut(page, wanted.Length - MaxImages, "too many");
        }

        using var deadline = new CancellationTokenSource(MaxTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            foreach (var image in wanted.Take(MaxImages))
            {
                var address = article.Images[image].Address;
                if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && known.TryGetValue(uri.AbsoluteUri, out var answer))
                {
                    if (answer.Status is null or 200 && TryScale(image, image == article.LeadImage, answer, fetcher.Policy.MaxDecodedBytes, out var scaled, out _))
                    {
                        _renditions.AddRange(scaled);
                    }
                }
                else if (!await FetchAsync(image, address, image == article.LeadImage, either.Token))
                {
                    var left = wanted.Length - Array.IndexOf(wanted, image);
                    logger.ImagesLeftOut(page, left, "more bytes than a visit may bring");
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            logger.ImagesLeftOut(page, wanted.Length, "those that had not come when the time was over");
        }
    }

    private static string HostOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Authority : "";

    /// <summary>false when the visit's bytes are used up.</summary>
    private async Task<bool> FetchAsync(int image, string address, bool isLead, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || _deadHosts.Contains(uri.Host))
        {
            return true;
        }

        var outcome = await fetcher.FetchAsync(uri, Accept, Validators.None, turn, cancellationToken);
        if (outcome is FetchOutcome.Refused refused)
        {
            logger.ImageRefused(uri.Host, refused.Why);
            if (refused.Why is FetchRefusal.TimedOut or FetchRefusal.ConnectFailed or FetchRefusal.NameNotResolved)
            {
                // What did not answer once is not asked 23 times more.
                _deadHosts.Add(uri.Host);
            }

            return true;
        }

        var captured = (FetchOutcome.Captured)outcome;
        if (captured.Answer.Status != 200)
        {
            logger.ImageLeftOut(uri.Host, "a status other than 200");
            return true;
        }

        if (_exchanges.Concat(captured.Hops).Sum(exchange => (long)exchange.Body.Length) > MaxBytes)
        {
            return false;
        }

        _exchanges.AddRange(captured.Hops);
        if (TryScale(image, isLead, captured.Answer, fetcher.Policy.MaxDecodedBytes, out var scaled, out var why))
        {
            _renditions.AddRange(scaled);
        }
        else
        {
            logger.ImageLeftOut(captured.Answer.Address!.Host, why);
        }

        return true;
    }

    /// <summary>Scales one image that came.</summary>
    /// <param name="image">Index in the article's images.</param>
    /// <param name="isLead">Whether it is the lead image, which is wanted in more sizes.</param>
    /// <param name="answer">The exchange that brought it.</param>
    /// <param name="maxDecodedBytes">Bytes that may come out of a compressed body.</param>
    /// <param name="renditions">Empty unless it could be scaled.</param>
    /// <param name="why">What stood against it; for the log.</param>
    public static bool TryScale(
        int image, bool isLead, Exchange answer, long maxDecodedBytes, out IReadOnlyList<Rendition> renditions, out string why)
    {
        var coding = ContentCoding.Decode(answer.Body, answer.Header("Content-Encoding"), maxDecodedBytes, out var bytes);
        if (coding == ContentCodingStatus.Ok)
        {
            return TryScale(image, isLead, bytes, out renditions, out why);
        }

        (renditions, why) = ([], Enum.GetName(coding)!);
        return false;
    }

    /// <summary>Whether pictures of the article are nowhere but in its page.</summary>
    public static bool IsEmbedded(Article article) => article.Images.Any(image => image.Address.StartsWith(EmbeddedPicture.Scheme, StringComparison.Ordinal));

    /// <summary>The pictures that a page carries in itself, scaled.</summary>
    /// <param name="page">The page, decoded.</param>
    /// <param name="contentType">As the article was read with.</param>
    /// <param name="address">As the article was read with.</param>
    /// <param name="article">What was read.</param>
    /// <param name="isSaved">Whether a browser saved the page: then what it carries is the picture itself, else it may be the blur that stands in for one.</param>
    /// <param name="known">Renditions that there are; their images are left alone.</param>
    public static IReadOnlyList<Rendition> WithEmbedded(
        ReadOnlyMemory<byte> page, string? contentType, string? address, Article article, bool isSaved, IReadOnlyList<Rendition> known)
    {
        if (!isSaved && !IsEmbedded(article))
        {
            return known;
        }

        var had = known.Select(rendition => rendition.Image).ToHashSet();
        var all = known.ToList();
        var wanted = ArticleReader.EmbeddedPictures(page, contentType, address, article, MaxBytes)
            .Where(picture => !had.Contains(picture.Image)
                && (isSaved || article.Images[picture.Image].Address.StartsWith(EmbeddedPicture.Scheme, StringComparison.Ordinal)))
            .OrderBy(picture => picture.Image == article.LeadImage ? 0 : 1)
            .Take(MaxImages);
        foreach (var (image, bytes) in wanted)
        {
            TryScale(image, image == article.LeadImage, bytes, out var scaled, out _);
            all.AddRange(scaled);
        }

        return [.. all.OrderBy(rendition => rendition.Image)];
    }

    private static bool TryScale(int image, bool isLead, ReadOnlyMemory<byte> bytes, out IReadOnlyList<Rendition> renditions, out string why)
    {
        why = Enum.GetName(ImageScaler.TryScale(bytes, isLead ? LeadWidths : OtherWidths, out var scaled))!;

        // A small picture comes out the same for several widths.
        renditions = [.. scaled.DistinctBy(size => size.Width).Select(size =>
            new Rendition(image, size.Width, size.Height, size.MediaType, size.Bytes, size.Colour))];
        return renditions.Count > 0;
    }
}
