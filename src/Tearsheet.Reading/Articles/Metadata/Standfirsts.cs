using System.Buffers;
using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Finds the lines between headline and text.</summary>
internal static class Standfirsts
{
    private const int MinLength = 30;
    private const int MaxLength = 700;
    private const int MaxElements = 200;
    private const int Opening = 6;

    // A description as long as this that stops without a mark was cut by whoever made it.
    private const int LongDescription = 100;

    // Words that lead on to the next one, in the languages of the news.
    private static readonly HashSet<string> s_open = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "an", "the", "of", "to", "for", "with", "and", "or", "but", "in", "on", "at", "by", "from", "about", "as", "that", "which", "who", "its", "their", "his", "her", "is", "are", "was", "were", "has", "have", "will",
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einer", "einem", "und", "oder", "mit", "von", "für", "im", "dass",
        "le", "la", "les", "un", "une", "du", "de", "et", "ou", "dans", "pour", "par", "sur", "avec", "que", "qui",
        "el", "los", "las", "una", "y", "o", "con", "para", "por", "del", "il", "lo", "gli", "di", "della", "e", "che", "os", "dos", "da", "do", "em", "het", "een", "en", "van", "met", "voor",
    };

    private static readonly SearchValues<string> s_captions = SearchValues.Create(["caption", "credit", "figure", "photo", "bildunterschrift"], StringComparison.OrdinalIgnoreCase);

    /// <summary>What is printed as one; null when nothing is marked so.</summary>
    public static string? Printed(PageSurvey survey, string? headline)
    {
        var headlineKey = headline is null ? null : Words.Key(headline);
        var description = Words.Key(Words.Line(survey.Meta("og:description", "description")) ?? "");
        foreach (var element in survey.Standfirsts)
        {
            if (!IsUnderPicture(element) && Block(element, headlineKey, description) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The standfirst; null when it would only say what the body begins with.</summary>
    public static string? Choose(string? printed, PageSurvey survey, JsonLdArticle? jsonLd, Sequence<BodyBlock> body, Sequence<ArticleImage> images, string headline, IReadOnlyList<string> siteNames)
    {
        var paragraphs = body.Take(Opening).Select(Said).OfType<string>().Take(4).Select(text => Words.Key(text)).ToList();
        var opening = string.Join(' ', paragraphs);
        var headlineKey = Words.Key(headline);
        // Only where it is asked for: a long text takes its time.
        var told = new Lazy<string>(() => Words.Key(InlineText.OfAll(body)));
        if (Agrees(printed, survey) && IsFit(printed, out var asPrinted) && !told.Value.Contains(Words.Key(asPrinted), StringComparison.Ordinal))
        {
            return asPrinted;
        }

        var named = new[] { survey.Meta("og:description"), survey.Meta("description"), jsonLd?.Description, survey.Meta("twitter:description") }
            .Select(Words.Line).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        foreach (var candidate in named)
        {
            if (IsFit(WithoutTorn(candidate), out var text) && !IsOfSite(candidate, named[0], headlineKey, told, siteNames))
            {
                return text;
            }
        }

        return null;

        bool IsFit(string? candidate, out string text)
        {
            text = candidate ?? "";
            var key = Words.Key(text);
            return text.Length is >= MinLength and <= MaxLength
                && !IsCut(text)
                && key != headlineKey
                && !opening.Contains(key[..Math.Min(key.Length, 60)], StringComparison.Ordinal)
                && !paragraphs.Exists(paragraph => Words.Overlap(key, paragraph) > 0.75)
                && !images.Any(image => image.Caption is { } caption && Words.Key(caption) is { Length: > 0 } under && (under == key || Words.Overlap(key, under) > 0.75));
        }
    }

    private static string? Said(BodyBlock block) => block switch
    {
        BodyBlock.Paragraph paragraph => InlineText.Of(paragraph.Inlines),
        BodyBlock.Heading heading => InlineText.Of(heading.Inlines),
        _ => null,
    };

    private static bool IsCut(string text) =>
        text.EndsWith("...", StringComparison.Ordinal) || text.EndsWith('…') || text.EndsWith("[…]", StringComparison.Ordinal) || text.EndsWith("[...]", StringComparison.Ordinal);

    // Class names promise much; a description of the page must share some words with what is printed.
    private static bool Agrees(string? printed, PageSurvey survey)
    {
        var descriptions = new[] { survey.Meta("og:description"), survey.Meta("description") }.Select(Words.Line).OfType<string>().ToList();
        return printed is not null && (descriptions.Count == 0 || descriptions.Exists(description => Words.Overlap(Words.Key(printed), Words.Key(description)) > 0.4));
    }

    // What calls itself a standfirst may hold the whole head of the page: only one block of it is one.
    private static string? Block(IElement element, string? headlineKey, string description)
    {
        var found = new List<string>();
        var left = MaxElements;
        Collect(element, found, ref left);
        found.RemoveAll(text => text.Length < MinLength || Words.Key(text) == headlineKey);
        return found switch
        {
            [] => null,
            [var only] => only,
            _ when description.Length > 0 => found.Find(text => Words.Overlap(Words.Key(text), description) > 0.4),
            _ => found[0],
        };
    }

    private static void Collect(IElement element, List<string> found, ref int left)
    {
        if (--left < 0 || element.LocalName is "figure" or "figcaption" or "script" or "style" or "nav" or "time" or "address" or "button" or "ul" or "ol" or "h1"
            || element.ClassName is { } name && name.AsSpan().ContainsAny(s_captions))
        {
            return;
        }

        if (!element.Children.Any(IsBlock))
        {
            if (PageSurvey.Text(element, MaxLength) is { } text)
            {
                found.Add(text);
            }

            return;
        }

        foreach (var child in element.Children)
        {
            // A heading within names what follows it.
            if (child.LocalName is not ("h2" or "h3" or "h4" or "h5" or "h6") || element.Children.Length == 1)
            {
                Collect(child, found, ref left);
            }
        }
    }

    private static bool IsBlock(IElement element) =>
        element.LocalName is "p" or "div" or "section" or "header" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "ul" or "ol" or "figure" or "figcaption" or "address" or "blockquote" or "table" or "aside" or "nav"
        || (element.LocalName is "span" or "a" && element.Children.Any(IsBlock));

    private static bool IsUnderPicture(IElement element)
    {
        for (var up = element; up is not null && up.LocalName is not ("body" or "main" or "article"); up = up.ParentElement)
        {
            if (up.LocalName is "figure" or "figcaption")
            {
                return true;
            }
        }

        return element.ClassName is { } name && name.AsSpan().ContainsAny(s_captions);
    }

    // A description is cut by its length, and may end on a word that no sentence ends on: its whole sentences are what was meant.
    private static string WithoutTorn(string text)
    {
        var word = text[(text.LastIndexOf(' ') + 1)..];
        if (text.Length < LongDescription || !s_open.Contains(word))
        {
            return text;
        }

        var end = -1;
        for (var i = MinLength; i < text.Length - 1; i++)
        {
            end = text[i] is '.' or '!' or '?' && text[i + 1] == ' ' && char.IsLower(text[i - 1]) && char.IsLower(text[i - 2]) ? i : end;
        }

        return end < 0 ? text : text[..(end + 1)];
    }

    // What a page says of the site it belongs to, on every page alike, has its words elsewhere.
    private static bool IsOfSite(string candidate, string first, string headlineKey, Lazy<string> told, IReadOnlyList<string> siteNames)
    {
        if (candidate != first && IsCut(first) && Words.Overlap(Words.Key(candidate), Words.Key(first)) < 0.2)
        {
            return true;
        }

        var key = Words.Key(candidate);
        if (!siteNames.Any(name => Words.Key(name) is { Length: >= 4 } site && key.Contains(site, StringComparison.Ordinal)) || told.Value.Length < MaxLength)
        {
            return false;
        }

        var words = key.Split(' ').Where(word => word.Length >= 4).Distinct(StringComparer.Ordinal).ToList();
        var known = new HashSet<string>(told.Value.Split(' '), StringComparer.Ordinal);
        known.UnionWith(headlineKey.Split(' '));
        return 2 * words.Count(known.Contains) < words.Count;
    }
}
