using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Finds who wrote the article.</summary>
internal static class Authors
{
    private static readonly string[] s_metas =
    [
        "author", "article:author", "og:article:author", "article:author_name", "parsely-author", "sailthru.author", "citation_author", "dc.creator",
        "dcterms.creator", "dc.contributor", "byl", "cxenseparse:author", "article.author", "mrc__author", "authors", "creator", "twitter:data1",
    ];

    public static IReadOnlyList<string> Choose(PageSurvey survey, JsonLdArticle? jsonLd, IReadOnlyList<string> siteNames, string? language)
    {
        // What is printed names people; what machines are told often names the house.
        var structured = Bylines.Clean(jsonLd?.Authors ?? [], siteNames, language);
        if (structured.Count > 0 && !IsHouse(structured, siteNames))
        {
            return structured;
        }

        foreach (var name in s_metas)
        {
            if (name == "twitter:data1" && !IsAuthorLabel(survey.Meta("twitter:label1")))
            {
                continue;
            }

            var names = Bylines.Clean(survey.Metas(name), siteNames, language);
            if (names.Count > 0 && !IsHouse(names, siteNames))
            {
                return names;
            }
        }

        return Printed(survey, siteNames, language) is { Count: > 0 } printed ? printed : structured;
    }

    private static bool IsAuthorLabel(string? label) =>
        label is not null && (label.Contains("written by", StringComparison.OrdinalIgnoreCase) || label.Contains("verfasst von", StringComparison.OrdinalIgnoreCase)
            || label.Contains("autor", StringComparison.OrdinalIgnoreCase) || label.Contains("author", StringComparison.OrdinalIgnoreCase)
            || label.Contains("écrit par", StringComparison.OrdinalIgnoreCase) || label.Contains("escrito por", StringComparison.OrdinalIgnoreCase)
            || label.Contains("scritto da", StringComparison.OrdinalIgnoreCase));

    private static bool IsHouse(IReadOnlyList<string> names, IReadOnlyList<string> siteNames) =>
        names.Count == 1 && Headlines.IsSite(names[0], siteNames);

    private static IReadOnlyList<string> Printed(PageSurvey survey, IReadOnlyList<string> siteNames, string? language)
    {
        foreach (var element in survey.Bylines.Concat(survey.LooseBylines))
        {
            // A link inside the byline is the name without what stands around it.
            var links = element.LocalName == "a" ? [] : element.GetElementsByTagName("a").Take(10)
                .Where(link => IsAuthorLink(link)).Select(link => PageSurvey.Text(link, 80)).OfType<string>().ToList();
            var named = element.QuerySelectorAll("[itemprop=name]").Take(10).Select(name => PageSurvey.Text(name, 80)).OfType<string>().ToList();
            var text = PageSurvey.Text(element, 200);
            IEnumerable<string> raws = named.Count > 0 ? named
                : text is not null && Bylines.StartsAsByline(text) ? [text]
                : links.Count > 0 ? links
                : text is not null ? [text]
                : [];
            var names = Bylines.Clean(raws, siteNames, language);
            if (names.Count > 0)
            {
                return names;
            }
        }

        return [];
    }

    private static bool IsAuthorLink(IElement link)
    {
        var href = link.GetAttribute("href") ?? "";
        var rel = link.GetAttribute("rel") ?? "";
        return rel.Contains("author", StringComparison.OrdinalIgnoreCase)
            || href.Contains("author", StringComparison.OrdinalIgnoreCase) || href.Contains("autor", StringComparison.OrdinalIgnoreCase)
            || href.Contains("/profile", StringComparison.OrdinalIgnoreCase) || href.Contains("/people", StringComparison.OrdinalIgnoreCase)
            || href.Contains("/staff", StringComparison.OrdinalIgnoreCase) || href.Contains("/by/", StringComparison.OrdinalIgnoreCase)
            || href.Contains("contributor", StringComparison.OrdinalIgnoreCase) || href.Contains("journalist", StringComparison.OrdinalIgnoreCase);
    }
}
