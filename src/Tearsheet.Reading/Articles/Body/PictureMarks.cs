using System.Buffers;
using AngleSharp.Dom;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Tells pictures that show nothing of what is told: marks, blank pixels, faces beside comments and bylines.</summary>
internal static class PictureMarks
{
    private static readonly string[] s_blank = ["blank", "spacer", "pixel", "1x1", "transparent", "clear", "placeholder", "lazy-placeholder"];

    private static readonly SearchValues<string> s_portraits = SearchValues.Create(
        ["avatar", "author-image", "author-photo", "author-img", "author-pic", "author-thumb", "author__image", "author__photo", "author__img", "author__avatar", "author_image", "author_photo", "authorimage", "authorphoto", "byline-image", "byline__image", "autorenbild"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_emblems = SearchValues.Create(
        ["-logo.", "_logo.", "favicon", "placeholder", "default-share", "default_share", "/logo/", "/logos/"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_files = SearchValues.Create([".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether no page prints it as one of its article's pictures: a drawing for buttons, a pixel that holds a place, somebody's avatar.</summary>
    public static bool IsNoPicture(string address)
    {
        var path = Path(address);
        if (path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".ico", StringComparison.OrdinalIgnoreCase)
            || path.Contains("gravatar.", StringComparison.OrdinalIgnoreCase) || path.Contains("/avatar", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var stem = Stem(path);
        return stem.Contains("gravatar", StringComparison.OrdinalIgnoreCase) || stem.Contains("default-avatar", StringComparison.OrdinalIgnoreCase)
            || IsBlank(stem);
    }

    /// <summary>Whether the page sets it as the face of somebody who writes, or as another story's.</summary>
    /// <param name="image">An img element.</param>
    /// <param name="links">Resolves addresses.</param>
    public static bool IsElsewhere(IElement image, PageLinks links) => IsPortrait(image) || IsTeaser(image, links);

    private static bool IsPortrait(IElement image)
    {
        var element = image;
        for (var i = 0; i < 3 && element is not null; i++, element = element.ParentElement)
        {
            if (element.ClassName is { } name && name.AsSpan().ContainsAny(s_portraits))
            {
                return true;
            }
        }

        return false;
    }

    // The link that it stands in also holds the other story's headline, or stands beside it.
    private static bool IsTeaser(IElement image, PageLinks links)
    {
        var element = image.ParentElement;
        for (var i = 0; i < 5 && element is not null; i++, element = element.ParentElement)
        {
            if (element.LocalName == "a")
            {
                // A link to the picture itself, or to a place in the page, leads to no story.
                return element.GetAttribute("href") is { Length: > 1 } target && target[0] != '#' && !target.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)
                    && !Path(target).ContainsAny(s_files)
                    && element.QuerySelector("figcaption, [class*=caption]") is null
                    && (IsHeadline(element) || (IsOfSite(target, links) && HasHeadlineBeside(element, target)));
            }
        }

        return false;
    }

    private static bool IsHeadline(IElement link) => PageSurvey.Text(link, 400) is { Length: >= 20 };

    private static bool IsOfSite(string target, PageLinks links) =>
        links.Page is { } page && links.Web(target) is { } address && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host == page.Host && uri.AbsolutePath != page.AbsolutePath;

    private static bool HasHeadlineBeside(IElement link, string target)
    {
        var around = link.ParentElement;
        for (var i = 0; i < 3 && around is not null && around.LocalName is not ("body" or "main" or "article"); i++, around = around.ParentElement)
        {
            if (around.GetElementsByTagName("a").Take(12).Any(other => other != link && other.GetAttribute("href") == target && IsHeadline(other)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it is the site's own mark, which says nothing of an article.</summary>
    public static bool IsEmblem(string address)
    {
        var path = Path(address);
        return IsNoPicture(address) || path.ContainsAny(s_emblems) || Stem(path).StartsWith("logo", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsBlank(ReadOnlySpan<char> stem)
    {
        foreach (var word in s_blank)
        {
            if (stem.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Path(string address)
    {
        var end = address.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? address : address.AsSpan(0, end);
    }

    private static ReadOnlySpan<char> Stem(ReadOnlySpan<char> path)
    {
        var file = path[(path.LastIndexOf('/') + 1)..];
        var dot = file.LastIndexOf('.');
        return dot > 0 ? file[..dot] : file;
    }
}
