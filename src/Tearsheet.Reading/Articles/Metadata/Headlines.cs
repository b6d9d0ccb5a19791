using System.Globalization;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Finds the headline as printed, and its short form.</summary>
internal static class Headlines
{
    /// <summary>Longest short headline, its three points not counted; a wide character counts twice.</summary>
    public const int ShortLength = 90;

    private const int MaxLength = 400;

    private static readonly string[] s_separators = [" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " » ", " « ", " / ", " > ", "｜", " ‹ ", " › ", " ~ ", "_", ": "];

    /// <summary>The headline; null when the page has none.</summary>
    public static string? Choose(PageSurvey survey, JsonLdArticle? jsonLd, IReadOnlyList<string> siteNames)
    {
        var social = Clean(survey.Meta("og:title"), siteNames) ?? Clean(survey.Meta("twitter:title"), siteNames);
        var structured = Clean(jsonLd?.Headline, siteNames);
        var title = Clean(survey.Title, siteNames);
        var named = Clean(survey.Meta("parsely-title", "sailthru.title", "citation_title", "headline", "dc.title", "dcterms.title", "title", "mrc__share_title"), siteNames)
            ?? (survey.Property("headline") is [var property, ..] ? Clean(property, siteNames) : null);
        string?[] witnesses = [structured, social, named, title];

        if (Printed(survey, witnesses) is { } printed)
        {
            return printed;
        }

        return social ?? structured ?? named ?? title ?? Lines(survey).FirstOrDefault();
    }

    /// <summary>Cuts on a word and closes with "..."; null when <paramref name="headline"/> is short enough.</summary>
    public static string? Shorten(string headline)
    {
        var width = 0;
        var lastGap = 0;
        var enumerator = StringInfo.GetTextElementEnumerator(headline);
        while (enumerator.MoveNext())
        {
            var element = enumerator.GetTextElement();
            var isWide = IsWide(element[0]);
            width += isWide ? 2 : 1;
            if (element == " " || isWide)
            {
                lastGap = width <= ShortLength + 1 ? enumerator.ElementIndex : lastGap;
            }

            // One or two characters over, the points would be longer than what they stand for.
            if (width > ShortLength + 3)
            {
                var cut = lastGap > 0 ? headline[..lastGap] : headline[..enumerator.ElementIndex];
                return cut.TrimEnd(' ', ',', ';', ':', '-', '–', '—', '.', '(', '“', '‘', '"', '\'') + "...";
            }
        }

        return null;
    }

    /// <summary>A title without the name of its site.</summary>
    public static string? Clean(string? raw, IReadOnlyList<string> siteNames)
    {
        var title = Words.Line(raw);
        if (title is null || title.Length > 2000)
        {
            return null;
        }

        for (var round = 0; round < 3; round++)
        {
            var shorter = WithoutSite(title, siteNames);
            if (shorter == title)
            {
                break;
            }

            title = shorter;
        }

        title = LongestBetweenBars(title);
        return title.Length == 0 ? null : title.Length > MaxLength ? title[..MaxLength] : title;
    }

    private static bool IsWide(char c) => c is >= '\u1100' and <= '\u115F' or >= '\u2E80' and <= '\uA4CF' or >= '\uAC00' and <= '\uD7A3'
        or >= '\uF900' and <= '\uFAFF' or >= '\uFE30' and <= '\uFE6F' or >= '\uFF00' and <= '\uFF60' or >= '\uD840' and <= '\uD87F';

    private static IEnumerable<string> Lines(PageSurvey survey) =>
        survey.Headlines.Select(element => PageSurvey.Text(element, MaxLength)).OfType<string>().Where(line => line.Length > 1);

    // The h1 is what was printed, if the page's other names for itself agree that it is the headline.
    private static string? Printed(PageSurvey survey, string?[] witnesses)
    {
        foreach (var line in Lines(survey))
        {
            var key = Words.Key(line);
            foreach (var witness in witnesses)
            {
                if (witness is null || Words.Key(witness) is not { Length: > 0 } other)
                {
                    continue;
                }

                if (key == other)
                {
                    // The same words: the form without the gaps that markup left behind.
                    return witness.Length < line.Length ? witness : line;
                }

                // A short h1 that is one part of the title.
                if (Array.Exists(Parts(witness), part => Words.Key(part) == key))
                {
                    return line;
                }

                // A kicker stands in the h1 before the headline proper.
                if (other.Length >= 15 && key.Length > other.Length && key.EndsWith(other, StringComparison.Ordinal))
                {
                    return witness;
                }

                if ((key.Length >= 15 && other.Contains(key, StringComparison.Ordinal)) || Words.Overlap(key, other) >= 0.6)
                {
                    return line;
                }
            }
        }

        return null;
    }

    private static string[] Parts(string title) => title.Split([" | ", " - ", " – ", " — ", " · ", " • ", " » "], StringSplitOptions.TrimEntries);

    // A bar is hardly ever part of a headline: rubric, headline and site stand between them.
    private static string LongestBetweenBars(string title)
    {
        var parts = title.Split([" | ", "｜"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length < 2 || parts.MaxBy(part => part.Length) is not { Length: >= 15 } longest ? title : longest;
    }

    private static string WithoutSite(string title, IReadOnlyList<string> siteNames)
    {
        foreach (var separator in s_separators)
        {
            var last = title.LastIndexOf(separator, StringComparison.Ordinal);
            if (last > 0 && separator != ": " && IsSite(title[(last + separator.Length)..], siteNames))
            {
                return title[..last].TrimEnd();
            }

            var first = title.IndexOf(separator, StringComparison.Ordinal);
            if (first > 0 && IsSite(title[..first], siteNames))
            {
                return title[(first + separator.Length)..].TrimStart();
            }
        }

        return title;
    }

    /// <summary>Whether <paramref name="part"/> is the name of the publication, or little more.</summary>
    public static bool IsSite(string part, IReadOnlyList<string> siteNames)
    {
        var key = Words.Key(part).Replace(" ", "", StringComparison.Ordinal);
        if (key.Length < 2)
        {
            return false;
        }

        foreach (var name in siteNames)
        {
            var site = Words.Key(name).Replace(" ", "", StringComparison.Ordinal);
            if (key == site || (site.Length >= 4 && key.Length < site.Length + 16 && key.Contains(site, StringComparison.Ordinal))
                || (key.Length >= 4 && site.StartsWith(key, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
