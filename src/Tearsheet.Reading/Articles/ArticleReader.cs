using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Tearsheet.Reading.Articles.Body;
using Tearsheet.Reading.Articles.Decoding;
using Tearsheet.Reading.Articles.Metadata;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Articles;

/// <summary>Reads the article out of a captured page. Pure: the same bytes, headers and address give the same article.</summary>
public static class ArticleReader
{
    /// <summary>Names what made an article; changes whenever the same page could give another one.</summary>
    public const string EngineVersion = "tearsheet/5";

    private static readonly HtmlParser s_parser = new(new HtmlParserOptions { IsScripting = false });

    /// <summary>Reads <paramref name="decodedPage"/>; never throws on any bytes.</summary>
    /// <param name="decodedPage">The body, content coding removed; any character encoding. Not kept.</param>
    /// <param name="contentTypeHeader">As received; null for a saved file.</param>
    /// <param name="address">The page's absolute address, to resolve links; null when it has none, and then the page's own claim is used.</param>
    /// <param name="contentDisposition">As received; names a file that is no page.</param>
    /// <param name="why">Told which witness gave each field, and why each block was kept or dropped; null when nobody asks.</param>
    /// <param name="furniture">What is known to repeat across the source's pages; null when nothing is.</param>
    /// <param name="robotsTags">The values of X-Robots-Tag, one for each line of the head; null for none.</param>
    public static Article Read(
        ReadOnlyMemory<byte> decodedPage,
        string? contentTypeHeader,
        string? address,
        string? contentDisposition = null,
        Explanation? why = null,
        Furniture? furniture = null,
        IReadOnlyList<string>? robotsTags = null)
    {
        var article = ReadPage(decodedPage, contentTypeHeader, address, contentDisposition, why, furniture);
        return robotsTags is null or [] ? article : article with { Wishes = Wishes.Stricter(article.Wishes, Wishes.OfHeaders(robotsTags)) };
    }

    private static Article ReadPage(
        ReadOnlyMemory<byte> decodedPage,
        string? contentTypeHeader,
        string? address,
        string? contentDisposition,
        Explanation? why,
        Furniture? furniture)
    {
        if (decodedPage.IsEmpty)
        {
            return Bare(ArticleKind.Empty, FileKind.Name(contentDisposition, address) ?? address, "There are no bytes.");
        }

        if (!FileKind.IsPage(decodedPage.Span, contentTypeHeader))
        {
            return Bare(ArticleKind.NotHtml, FileKind.Name(contentDisposition, address) ?? address, "Its bytes are no HTML page.");
        }

        var text = PageText.Decode(decodedPage.Span, contentTypeHeader).Text;
        var page = PreScan.Run(text);
        using var document = s_parser.ParseDocument(page.Markup);
        return Read(document, page, PageLinks.Absolute(address), why, furniture ?? Furniture.None);
    }

    /// <summary>The address that a saved page claims for itself: rel=canonical, else og:url. null when it claims none.</summary>
    /// <param name="decodedPage">The body; only its beginning is looked at.</param>
    /// <param name="contentTypeHeader">null for a saved file.</param>
    public static string? PageAddress(ReadOnlyMemory<byte> decodedPage, string? contentTypeHeader)
    {
        if (decodedPage.IsEmpty || !FileKind.IsPage(decodedPage.Span, contentTypeHeader))
        {
            return null;
        }

        const int Beginning = 60_000;
        var markup = PreScan.Run(PageText.Decode(decodedPage.Span, contentTypeHeader).Text).Markup;
        var end = markup.IndexOf("</head", StringComparison.OrdinalIgnoreCase);
        using var head = s_parser.ParseDocument(markup[..Math.Min(markup.Length, end > 0 ? end : Beginning)]);
        return Canonical(PageSurvey.Of(head), new PageLinks(null));
    }

    /// <summary>The page as the engine measures it, for those who grow its model; null when it has no body element.</summary>
    internal static (PageTree Tree, BlockFeatures Features, BodyWitnesses Witnesses)? Measure(ReadOnlyMemory<byte> decodedPage, string? address)
    {
        var page = PreScan.Run(PageText.Decode(decodedPage.Span, null).Text);
        using var document = s_parser.ParseDocument(page.Markup);
        if (document.Body is not { } body)
        {
            return null;
        }

        var survey = PageSurvey.Of(document);
        var canonical = Canonical(survey, new PageLinks(null));
        var links = new PageLinks(PageLinks.Absolute(address) ?? PageLinks.Absolute(canonical)).WithBase(survey.Base);
        var jsonLd = JsonLd.Find(page.JsonLd, link => IsThisPage(links.Web(link), canonical, links.Page), TitleKeys(survey));
        var (headline, _) = Headlines.Choose(survey, jsonLd, SiteNames.All(survey, jsonLd, links.Page), why: null);
        var tree = PageMeasure.Of(body);
        var witnesses = BodyWitnesses.Of(survey, jsonLd, headline);
        return (tree, BlockFeatures.Of(tree, witnesses), witnesses);
    }

    /// <summary>The hash of each block of a page, once; empty for what is no page.</summary>
    internal static IReadOnlySet<ulong> BlocksOf(ReadOnlyMemory<byte> decodedPage, string? contentTypeHeader)
    {
        if (decodedPage.IsEmpty || !FileKind.IsPage(decodedPage.Span, contentTypeHeader))
        {
            return new HashSet<ulong>();
        }

        var page = PreScan.Run(PageText.Decode(decodedPage.Span, contentTypeHeader).Text);
        using var document = s_parser.ParseDocument(page.Markup);
        return document.Body is { } body ? PageMeasure.Of(body).Blocks.Select(block => block.Hash).ToHashSet() : new HashSet<ulong>();
    }

    /// <summary>The pictures of an article that its page carries in itself.</summary>
    /// <param name="decodedPage">The page that the article was read from, and the next two as they were then.</param>
    /// <param name="contentTypeHeader">As the article was read with.</param>
    /// <param name="address">As the article was read with.</param>
    /// <param name="article">What was read.</param>
    /// <param name="mostBytes">Bytes that all of them may have; the one that goes beyond is left out, and what follows it.</param>
    /// <returns>Index in the article's images, and the bytes; each image once, in page order.</returns>
    internal static IReadOnlyList<(int Image, byte[] Bytes)> EmbeddedPictures(
        ReadOnlyMemory<byte> decodedPage, string? contentTypeHeader, string? address, Article article, long mostBytes)
    {
        if (article.Images.Count == 0)
        {
            return [];
        }

        var page = PreScan.Run(PageText.Decode(decodedPage.Span, contentTypeHeader).Text);
        if (!page.Markup.Contains("data:image/", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        using var document = s_parser.ParseDocument(page.Markup);
        var survey = PageSurvey.Of(document);
        var links = new PageLinks(PageLinks.Absolute(address) ?? PageLinks.Absolute(Canonical(survey, new PageLinks(null)))).WithBase(survey.Base);
        var wanted = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var image = 0; image < article.Images.Count; image++)
        {
            wanted.TryAdd(PictureName.Of(article.Images[image].Address), image);
        }

        var pictures = new List<(int Image, byte[] Bytes)>();
        foreach (var seen in survey.Images)
        {
            if (ImageSource.Find(seen.Element, links) is { } found && wanted.TryGetValue(PictureName.Of(found.Address), out var image)
                && EmbeddedPicture.BytesOf(seen.Element) is { } bytes)
            {
                wanted.Remove(PictureName.Of(found.Address));
                mostBytes -= bytes.Length;
                if (mostBytes < 0)
                {
                    break;
                }

                pictures.Add((image, bytes));
            }
        }

        return pictures;
    }

    private static Article Bare(ArticleKind kind, string? headline, string reason)
    {
        headline = Words.Line(headline) ?? "Untitled page";
        return new() { EngineVersion = EngineVersion, Headline = headline, ShortHeadline = Headlines.Shorten(headline), Kind = kind, KindReason = reason };
    }

    private static Article Read(IHtmlDocument document, SafePage page, Uri? address, Explanation? why, Furniture furniture)
    {
        // 1. One walk over the page as it is, before the engine changes it.
        var survey = PageSurvey.Of(document);
        var links = new PageLinks(address ?? PageLinks.Absolute(Canonical(survey, new PageLinks(null)))).WithBase(survey.Base);
        var canonical = Canonical(survey, links);

        // 2. What the page says of itself.
        var jsonLd = JsonLd.Find(page.JsonLd, link => IsThisPage(links.Web(link), canonical, address), TitleKeys(survey));
        var language = Languages.Choose(survey, jsonLd);
        var siteName = SiteNames.Choose(survey, jsonLd);
        var siteNames = SiteNames.All(survey, jsonLd, links.Page);
        var (headline, printed) = Headlines.Choose(survey, jsonLd, siteNames, why);
        var (published, updated) = PublicationDates.Choose(survey, jsonLd, address?.AbsoluteUri ?? canonical, language, printed?.At, why);
        var authors = Metadata.Authors.Choose(survey, jsonLd, siteNames, language, printed?.At, why);
        var pictures = new PictureBook(authors);
        var lead = LeadImage.Choose(survey, jsonLd, links, pictures, printed?.At, why);
        var printedStandfirst = Standfirsts.Printed(survey, headline);

        // 3. The body: its blocks chosen, then written as our own.
        var choice = document.Body is { } visible
            ? BodyFinder.Find(visible, BodyWitnesses.Of(survey, jsonLd, headline), furniture, why)
            : null;
        var (blocks, origins) = choice is null ? ([], []) : new BodyWriter(links, pictures, headline ?? "", choice.Kept).Write(choice.Root);
        var isCut = false;
        if (StructuredBody.IsBetter(jsonLd?.Body, InlineText.Length(blocks)))
        {
            (blocks, origins, isCut) = (StructuredBody.Write(jsonLd!.Body!), [], StructuredBody.IsCut(jsonLd.Body!));
            why?.Add("body", isCut ? "json-ld articleBody, which breaks off" : "json-ld articleBody", "The page itself shows next to nothing of it.");
        }

        if (page.Beyond is { } beyond)
        {
            why?.Add("page", "the scan before parsing", beyond);
        }

        // 4. What only both together tell.
        var (kind, reason) = KindJudge.Judge(survey, jsonLd, headline, InlineText.Length(blocks), isCut, links.Page);
        why?.Add("kind", reason ?? "the whole page", kind.ToString());
        headline ??= Words.Line(address?.AbsoluteUri ?? canonical) ?? "Untitled page";
        return new()
        {
            EngineVersion = EngineVersion,
            Headline = headline,
            ShortHeadline = Headlines.Shorten(headline),
            Standfirst = Standfirsts.Choose(printedStandfirst, survey, jsonLd, blocks, pictures.Images, headline, siteNames),
            Authors = Sequence.From(authors),
            Published = published,
            Updated = updated,
            SiteName = siteName,
            Section = Words.Line(survey.Meta("article:section", "parsely-section", "og:section") ?? jsonLd?.Section),
            Language = language,
            RightToLeft = survey.RightToLeft || Languages.IsRightToLeft(language),
            CanonicalAddress = canonical ?? (survey.Canonicals.Count == 0 ? links.Web(jsonLd?.Address) : null),
            Kind = kind,
            KindReason = reason,
            Images = pictures.Images,
            LeadImage = lead ?? FirstFigure(blocks),
            Body = blocks,
            Origins = origins,
            Furniture = furniture,
            Wishes = Wishes.Read(survey),
        };
    }

    private static int? FirstFigure(Sequence<BodyBlock> blocks) => blocks.OfType<BodyBlock.Figure>().FirstOrDefault()?.Image;

    private static string? Canonical(PageSurvey survey, PageLinks links)
    {
        var context = links.Page is { } page && HttpUrl.TryRead(page.OriginalString, context: null, out var url) == LinkAddressStatus.Ok ? url : null;
        var claims = survey.Canonicals.Select(text => CanonicalClaim.Read(text, context)).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return claims switch
        {
            [] => CanonicalClaim.Read(survey.Meta("og:url"), context),
            [var claim] => claim,
            // One who contradicts himself is believed in neither.
            _ => null,
        };
    }

    private static bool IsThisPage(string? link, string? canonical, Uri? address)
    {
        return link is not null && (Same(link, canonical) || Same(link, address?.AbsoluteUri));

        static bool Same(string a, string? b) => b is not null && Bare(a).Equals(Bare(b), StringComparison.OrdinalIgnoreCase);

        static ReadOnlySpan<char> Bare(string address)
        {
            var bare = address.AsSpan(address.IndexOf("://", StringComparison.Ordinal) + 3);
            var end = bare.IndexOfAny('?', '#');
            return (end < 0 ? bare : bare[..end]).TrimEnd('/');
        }
    }

    private static List<string> TitleKeys(PageSurvey survey) =>
    [
        .. new[] { survey.Meta("og:title"), survey.Title }
            .Concat(survey.Headings.Where(heading => heading.Level == 1).Take(4).Select(heading => PageSurvey.Text(heading.Element, 400)))
            .OfType<string>().Select(title => Words.Key(title)).Where(key => key.Length > 0),
    ];
}
