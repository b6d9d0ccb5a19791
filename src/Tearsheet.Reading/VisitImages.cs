using Microsoft.Extensions.Logging;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading;

/// <summary>The images of one article, fetched one after another. One that does not come is left out and logged.</summary>
internal sealed class VisitImages(PageFetcher fetcher, TimeProvider clock, ILogger logger)
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
    public async Task FetchAsync(Article article, string page, CancellationToken cancellationToken)
    {
        // The lead image first: if a limit is reached, it is the one that is missed most.
        var wanted = Enumerable.Range(0, article.Images.Count).OrderBy(image => image == article.LeadImage ? 0 : 1).ToArray();
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
                var widths = image == article.LeadImage ? LeadWidths : OtherWidths;
                if (!await FetchAsync(image, article.Images[image].Address, widths, either.Token))
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

    /// <summary>false when the visit's bytes are used up.</summary>
    private async Task<bool> FetchAsync(int image, string address, int[] widths, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || _deadHosts.Contains(uri.Host))
        {
            return true;
        }

        var outcome = await fetcher.FetchAsync(uri, Accept, cancellationToken);
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
        Scale(image, captured.Answer, widths);
        return true;
    }

    private void Scale(int image, Exchange answer, int[] widths)
    {
        var coding = ContentCoding.Decode(
            answer.Body, answer.Header("Content-Encoding"), fetcher.Policy.MaxDecodedBytes, out var bytes);
        IReadOnlyList<ScaledImage> scaled = [];
        var why = coding != ContentCodingStatus.Ok
            ? Enum.GetName(coding)!
            : Enum.GetName(ImageScaler.TryScale(bytes, widths, out scaled))!;
        if (scaled.Count == 0)
        {
            logger.ImageLeftOut(answer.Address!.Host, why);
        }

        // A small picture comes out the same for several widths.
        _renditions.AddRange(scaled.DistinctBy(size => size.Width).Select(size =>
            new Rendition(image, size.Width, size.Height, size.MediaType, size.Bytes, size.Colour)));
    }
}
