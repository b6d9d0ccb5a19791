using AngleSharp.Dom;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Finds the picture that stands for the article.</summary>
internal static class LeadImage
{
    /// <summary>Puts the lead image, described as well as the page does, first into <paramref name="pictures"/>.</summary>
    /// <returns>Its index; null when the page names none and prints none that is marked as one.</returns>
    public static int? Choose(PageSurvey survey, JsonLdArticle? jsonLd, PageLinks links, PictureBook pictures)
    {
        var named = Social(survey, links) ?? Structured(jsonLd, links) ?? Property(survey, links);
        var seen = survey.Images
            .Select(image => (image, found: ImageSource.Find(image.Element, links)))
            .Where(pair => pair.found is not null)
            .Select(pair => (pair.image, found: pair.found!))
            .ToList();
        if (named is null)
        {
            // Without a word from the page: the first big picture of a figure after the headline.
            var figure = seen.Find(pair => pair.image.AfterHeadline && FigureOf(pair.image.Element) is not null && pair.found.Width is null or >= 300);
            if (figure.found is null)
            {
                return null;
            }

            named = figure.found;
        }

        var index = pictures.Add(named, Words.Line(survey.Meta("og:image:alt")));
        if (index is not { } lead)
        {
            return null;
        }

        foreach (var (image, found) in seen)
        {
            if (pictures.Find(found.Address) == lead)
            {
                var (caption, credit) = CaptionAround(image.Element);
                pictures.Describe(lead, image.Element.GetAttribute("alt"), caption, credit);
                break;
            }
        }

        if (jsonLd?.Images.FirstOrDefault(image => links.Web(image.Address) is { } address && pictures.Find(address) == lead) is { } described)
        {
            var (caption, credit) = Captions.Split(described.Caption, described.Credit);
            pictures.Describe(lead, null, caption, credit);
        }

        return lead;
    }

    private static NamedImage? Social(PageSurvey survey, PageLinks links)
    {
        foreach (var name in (ReadOnlySpan<string>)["og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src", "parsely-image-url", "sailthru.image.full"])
        {
            foreach (var value in survey.Metas(name))
            {
                if (links.Web(Words.Line(value)) is { } address && !IsEmblem(address))
                {
                    return new(address, null, null, Number(survey.Meta("og:image:width")), Number(survey.Meta("og:image:height")));
                }
            }
        }

        return links.Web(survey.ImageLink) is { } link && !IsEmblem(link) ? new(link, null, null, null, null) : null;
    }

    private static NamedImage? Structured(JsonLdArticle? jsonLd, PageLinks links) => jsonLd?.Images
        .Select(image => (image, address: links.Web(image.Address)))
        .Where(pair => pair.address is not null && !IsEmblem(pair.address))
        .Select(pair => pair.image with { Address = pair.address!, Caption = null, Credit = null })
        .FirstOrDefault();

    private static NamedImage? Property(PageSurvey survey, PageLinks links) => survey.Property("image")
        .Select(value => links.Web(value)).Where(address => address is not null && !IsEmblem(address))
        .Select(address => new NamedImage(address!, null, null, null, null)).FirstOrDefault();

    // The site's own mark says nothing of the article.
    private static bool IsEmblem(string address)
    {
        var file = address.AsSpan(address.LastIndexOf('/') + 1);
        return file.StartsWith("logo", StringComparison.OrdinalIgnoreCase) || file.Contains("-logo.", StringComparison.OrdinalIgnoreCase)
            || file.Contains("_logo.", StringComparison.OrdinalIgnoreCase) || file.Contains("favicon", StringComparison.OrdinalIgnoreCase)
            || file.Contains("placeholder", StringComparison.OrdinalIgnoreCase) || file.Contains("default-share", StringComparison.OrdinalIgnoreCase)
            || file.Contains("default_share", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);
    }

    private static IElement? FigureOf(IElement image)
    {
        var up = image.ParentElement;
        for (var i = 0; i < 8 && up is not null; i++, up = up.ParentElement)
        {
            if (up.LocalName == "figure")
            {
                return up;
            }
        }

        return null;
    }

    private static (string? Caption, string? Credit) CaptionAround(IElement image)
    {
        if (FigureOf(image) is not { } figure || figure.QuerySelector("figcaption, [class*=caption], [class*=Caption]") is not { } caption)
        {
            return (null, null);
        }

        var credit = figure.QuerySelector("[class*=credit], [class*=Credit], [class*=copyright], [itemprop=copyrightHolder]");
        return Captions.Split(PageSurvey.Text(caption, 1500), credit is null ? null : PageSurvey.Text(credit, 200));
    }

    private static int? Number(string? text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
        && number is > 0 and < 100_000
            ? number
            : null;
}
