using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Articles.Metadata;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading;

/// <summary>Reads a capture again as today's engine reads: the page as it was kept, its images as they came. Asks nobody for anything.</summary>
public static class Rereading
{
    /// <summary>Reads <paramref name="capture"/>; the capture in the answer is the one that was given.</summary>
    /// <param name="capture">With the bodies of all its exchanges.</param>
    /// <param name="maxDecodedBytes">Bytes that may come out of a compressed body.</param>
    /// <param name="furniture">What is known of the source's pages; null when nothing is.</param>
    public static VisitOutcome Read(Capture capture, long maxDecodedBytes, Furniture? furniture = null)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var page = capture.PageExchange;
        var coding = ContentCoding.Decode(page.Body, page.Header("Content-Encoding"), maxDecodedBytes, out var bytes);
        if (coding != ContentCodingStatus.Ok || bytes.IsEmpty)
        {
            return new VisitOutcome.Refused(
                coding == ContentCodingStatus.TooLarge ? FetchRefusal.DecodedTooLarge : bytes.IsEmpty ? FetchRefusal.EmptyBody : FetchRefusal.MalformedCoding,
                "The kept page cannot be decoded any more within the bounds of fetching; it stays as it was read.",
                page.Status);
        }

        var article = ArticleReader.Read(
            bytes,
            page.Header("Content-Type"),
            page.Address?.OriginalString ?? capture.Address.Uri?.OriginalString,
            page.TextHeader("Content-Disposition"),
            furniture: furniture,
            robotsTags: capture.Document.HeaderLines("X-Robots-Tag"));
        if (page.Provenance == Provenance.Rendered)
        {
            article = WithWishesOf(capture.Document, article, maxDecodedBytes);
        }

        var renditions = VisitImages.WithEmbedded(
            bytes,
            page.Header("Content-Type"),
            page.Address?.OriginalString ?? capture.Address.Uri?.OriginalString,
            article,
            page.Provenance is Provenance.Browser or Provenance.SavedFile,
            Renditions(capture, article, maxDecodedBytes));
        return new VisitOutcome.Read(capture, article, renditions);
    }

    /// <summary>The article with what the document asks that it was rendered from: a script that takes a wish off the page lifts it for nobody.</summary>
    internal static Article WithWishesOf(Exchange document, Article article, long maxDecodedBytes)
    {
        if (ContentCoding.Decode(document.Body, document.Header("Content-Encoding"), maxDecodedBytes, out var bytes) != ContentCodingStatus.Ok || bytes.IsEmpty)
        {
            return article;
        }

        var asked = ArticleReader.Read(bytes, document.Header("Content-Type"), document.Address?.OriginalString);
        return article with { Wishes = Wishes.Stricter(article.Wishes, asked.Wishes) };
    }

    private static List<Rendition> Renditions(Capture capture, Article article, long maxDecodedBytes)
    {
        var answers = Answers(capture);
        var renditions = new List<Rendition>();
        for (var image = 0; image < article.Images.Count; image++)
        {
            if (Uri.TryCreate(article.Images[image].Address, UriKind.Absolute, out var address)
                && answers.TryGetValue(address.AbsoluteUri, out var answer))
            {
                VisitImages.TryScale(image, image == article.LeadImage, answer, maxDecodedBytes, out var scaled, out _);
                renditions.AddRange(scaled);
            }
        }

        return renditions;
    }

    /// <summary>The images' answers by the address that was asked first; what stands between are redirects.</summary>
    internal static Dictionary<string, Exchange> Answers(Capture capture)
    {
        var answers = new Dictionary<string, Exchange>(StringComparer.Ordinal);
        Uri? asked = null;
        foreach (var exchange in capture.Exchanges.Skip(capture.Page + 1))
        {
            if (exchange.Provenance == Provenance.Rendered || exchange.Method is not ("" or "GET"))
            {
                // A picture of the page itself, or a question whether something may be asked for: no answer to what was asked before.
                asked = null;
                continue;
            }

            asked ??= exchange.Address;
            if (exchange.Status is >= 300 and <= 399)
            {
                continue;
            }

            // A resource of a WARC has no status.
            if (exchange.Status is null or 200 && asked is not null)
            {
                answers.TryAdd(asked.AbsoluteUri, exchange);
            }

            asked = null;
        }

        return answers;
    }
}
