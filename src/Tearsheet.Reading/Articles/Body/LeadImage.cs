using System.Buffers;
using AngleSharp.Dom;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Finds the picture that stands for the article.</summary>
internal static class LeadImage
{
    // Characters of text between headline and picture.
    private const int Before = 600;
    private const int After = 1_200;
    private const int Narrow = 300;

    private static readonly SearchValues<string> s_hero = Words(
        "hero", "lead", "featured", "main-image", "mainimage", "main_image", "article-image", "article__image", "aufmacher", "opener", "cover", "header-image", "headerimage", "top-image", "topimage",
        "key-visual", "keyvisual", "post-thumbnail", "wp-post-image", "primary", "opening", "portada", "apertura");

    private static readonly SearchValues<string> s_pictureFiles = Words(".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", "/image", "photo", "gallery", "galerie", "video");

    private static readonly string[] s_sizes = ["og:image", "og:image:secure_url", "twitter:image"];

    private static readonly SearchValues<string> s_noHero = Words("avatar", "author", "logo", "icon", "byline", "teaser", "related", "thumb-nav", "sponsor", "advert", "banner", "gravatar");

    // A picture dressed for social networks: cropped, framed or stamped.
    private static readonly SearchValues<string> s_dressed = Words("watermark", "wm-true", "og_thumbnail", "master-social");

    /// <summary>Puts the lead image, described as well as the page does, first into <paramref name="pictures"/>.</summary>
    /// <returns>Its index; null when the page names none and prints none that is marked as one.</returns>
    public static int? Choose(PageSurvey survey, JsonLdArticle? jsonLd, PageLinks links, PictureBook pictures, int? headlineAt, Explanation? why = null)
    {
        var seen = survey.Images.Where(image => !image.Furniture)
            .Select(image => (image, found: ImageSource.Find(image.Element, links)))
            .Where(pair => pair.found is not null)
            .Select(pair => new SeenPicture(pair.image, pair.found!)).ToList();
        var social = Social(survey, links, emblems: false);
        var structured = Structured(jsonLd, links);
        var (named, witness) = (social ?? structured ?? Property(survey, links), social is not null ? "og:image" : structured is not null ? "json-ld image" : "microdata image");
        if (Hero(seen, survey, headlineAt) is { } hero && IsBetter(hero, named, social, seen, headlineAt))
        {
            (named, witness) = (hero.Found, "printed picture");
        }
        else if (social is not null && structured is not null
            && ((IsDressed(social.Address) && !IsDressed(structured.Address)) || (!IsPrinted(social, seen) && IsPrinted(structured, seen))))
        {
            (named, witness) = (structured, "json-ld image");
        }

        if (named is null && Social(survey, links, emblems: true) is { } emblem)
        {
            (named, witness) = (emblem, "og:image");
        }

        if (named is null || pictures.Add(named, Metadata.Words.Line(survey.Meta("og:image:alt"))) is not { } lead)
        {
            return null;
        }

        why?.Add("leadImage", witness, named.Address);
        Describe(lead, seen, survey, jsonLd, links, pictures);
        return lead;
    }

    private static void Describe(int lead, List<SeenPicture> seen, PageSurvey survey, JsonLdArticle? jsonLd, PageLinks links, PictureBook pictures)
    {
        foreach (var (image, found) in seen)
        {
            if (pictures.Find(found.Address) == lead)
            {
                var (caption, credit) = CaptionAround(image.Element);
                pictures.Describe(lead, image.Element.GetAttribute("alt"), caption, credit);
                pictures.Size(lead, ImageSource.Sizes(image.Element, links));
                break;
            }
        }

        if (jsonLd?.Images.FirstOrDefault(image => links.Web(image.Address) is { } address && pictures.Find(address) == lead) is { } described)
        {
            var (caption, credit) = Captions.Split(described.Caption, described.Credit);
            pictures.Describe(lead, null, caption, credit);
        }

        pictures.Size(lead, Named(jsonLd, survey, links).Where(size => pictures.Find(size.Address) == lead));
    }

    private static IEnumerable<ImageSize> Named(JsonLdArticle? jsonLd, PageSurvey survey, PageLinks links)
    {
        foreach (var image in jsonLd?.Images ?? [])
        {
            if (links.Web(image.Address) is { } address)
            {
                yield return new(address, image.Width, image.Height);
            }
        }

        foreach (var name in s_sizes)
        {
            foreach (var value in survey.Metas(name))
            {
                if (links.Web(Metadata.Words.Line(value)) is { } address)
                {
                    yield return new(address, null, null);
                }
            }
        }
    }

    // The picture that stands by the headline, before the text goes on.
    private static SeenPicture? Hero(List<SeenPicture> seen, PageSurvey survey, int? headlineAt)
    {
        if (headlineAt is not { } at)
        {
            return null;
        }

        foreach (var picture in seen)
        {
            var distance = picture.Image.At - at;
            if (distance is < -Before or > After || picture.Image.At > Math.Max(survey.BodyAt, at) + 10 || picture.Found.Width is < Narrow)
            {
                continue;
            }

            if (IsFramed(picture.Image.Element) && !LeadsAway(picture.Image.Element))
            {
                return picture;
            }
        }

        return null;
    }

    // What the page names for others is the picture, unless it prints another one as its own, or names only a dressed copy.
    private static bool IsBetter(SeenPicture hero, NamedImage? named, NamedImage? social, List<SeenPicture> seen, int? headlineAt)
    {
        if (named is null)
        {
            return true;
        }

        return social is not null && IsDressed(named.Address)
            || (hero.Found.Address.StartsWith(EmbeddedPicture.Scheme, StringComparison.Ordinal) && !IsPrinted(named, seen))
            || (FigureOf(hero.Image.Element) is not null && hero.Image.At <= (headlineAt ?? 0) + 500 && !Alike(hero.Found.Address, named.Address)
                && !IsPrinted(named, seen));
    }

    private static bool IsPrinted(NamedImage named, List<SeenPicture> seen)
    {
        var key = PictureName.Of(named.Address);
        return seen.Exists(picture => PictureName.Of(picture.Found.Address) == key || Alike(picture.Found.Address, named.Address));
    }

    // The same picture in another size or place shares its name or number.
    private static bool Alike(string address, string other)
    {
        var (a, b) = (Stem(address), Stem(other));
        return (Folder(address) is { Length: > 0 } folder && folder == Folder(other)) || a.Length >= 5 && b.Length >= 5 && (a.Contains(b, StringComparison.OrdinalIgnoreCase) || b.Contains(a, StringComparison.OrdinalIgnoreCase)
            || (Common(a, b) is var common && common >= 8 && common * 2 >= Math.Min(a.Length, b.Length)));
    }

    private static string Stem(string address)
    {
        var end = address.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? address : address[..end];
        var file = path[(path.LastIndexOf('/') + 1)..];
        var dot = file.LastIndexOf('.');
        return dot > 0 ? file[..dot] : file;
    }

    // A folder that is named by a number is a picture's own: its files are the sizes.
    private static string? Folder(string address)
    {
        var parts = address.Split('?')[0].TrimEnd('/').Split('/');
        return parts.Length > 4 && parts[^2].Length >= 5 && parts[^2].Count(char.IsAsciiDigit) * 2 >= parts[^2].Length ? parts[^2] : null;
    }

    private static int Common(string a, string b)
    {
        var length = 0;
        while (length < a.Length && length < b.Length && char.ToLowerInvariant(a[length]) == char.ToLowerInvariant(b[length]))
        {
            length++;
        }

        return length;
    }

    private static bool IsDressed(string address) => address.AsSpan().ContainsAny(s_dressed);

    private static bool IsFramed(IElement image)
    {
        var isFramed = false;
        var element = image;
        for (var i = 0; i < 6 && element is not null; i++, element = element.ParentElement)
        {
            var names = element.ClassName ?? "";
            if (names.AsSpan().ContainsAny(s_noHero))
            {
                return false;
            }

            isFramed |= element.LocalName == "figure" || names.AsSpan().ContainsAny(s_hero);
        }

        return isFramed;
    }

    // A picture that is a link to another page belongs to that page: an author's, another story's.
    private static bool LeadsAway(IElement image)
    {
        var element = image.ParentElement;
        for (var i = 0; i < 4 && element is not null; i++, element = element.ParentElement)
        {
            if (element.LocalName == "a")
            {
                return element.GetAttribute("href") is { Length: > 1 } target && target[0] != '#'
                    && !target.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) && !target.AsSpan().ContainsAny(s_pictureFiles);
            }
        }

        return false;
    }

    private static SearchValues<string> Words(params string[] words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);

    private sealed record SeenPicture(SeenImage Image, NamedImage Found);

    private static NamedImage? Social(PageSurvey survey, PageLinks links, bool emblems)
    {
        // A drawing or a placeholder in the old form; the picture itself beside it.
        if (links.Web(survey.Meta("og:image")) is { } first && first.EndsWith(".gif", StringComparison.OrdinalIgnoreCase)
            && links.Web(survey.Meta("og:image:secure_url")) is { } secure && !secure.EndsWith(".gif", StringComparison.OrdinalIgnoreCase) && !PictureMarks.IsEmblem(secure))
        {
            return new(secure, null, null, null, null);
        }

        foreach (var name in (ReadOnlySpan<string>)["og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src", "parsely-image-url", "sailthru.image.full"])
        {
            foreach (var value in survey.Metas(name))
            {
                if (links.Web(Metadata.Words.Line(value)) is { } address && (emblems || !PictureMarks.IsEmblem(address)) && !PictureMarks.IsNoPicture(address))
                {
                    return new(address, null, null, Number(survey.Meta("og:image:width")), Number(survey.Meta("og:image:height")));
                }
            }
        }

        return links.Web(survey.ImageLink) is { } link && !PictureMarks.IsEmblem(link) ? new(link, null, null, null, null) : null;
    }

    private static NamedImage? Structured(JsonLdArticle? jsonLd, PageLinks links) => jsonLd?.Images
        .Select(image => (image, address: links.Web(image.Address)))
        .Where(pair => pair.address is not null && !PictureMarks.IsEmblem(pair.address))
        .Select(pair => pair.image with { Address = pair.address!, Caption = null, Credit = null })
        .FirstOrDefault();

    private static NamedImage? Property(PageSurvey survey, PageLinks links) => survey.Property("image")
        .Select(value => links.Web(value)).Where(address => address is not null && !PictureMarks.IsEmblem(address))
        .Select(address => new NamedImage(address!, null, null, null, null)).FirstOrDefault();

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
