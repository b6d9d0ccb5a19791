using System.Globalization;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Finds the headline as printed, and its short form.</summary>
internal static class Headlines
{
    /// <summary>Longest short headline, its three points not counted; a wide character counts twice.</summary>
    public const int ShortLength = 90;

    private const int MaxLength = 400;

    private static readonly string[] s_separators =
        [" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " » ", " « ", " / ", " > ", "｜", "ㅣ", " ‹ ", " › ", " ~ ", "--", "——", "_", ": ", "：", ":"];

    /// <summary>The headline and where it is printed; nulls when the page has none, or prints it nowhere.</summary>
    public static (string? Text, SeenHeading? Printed) Choose(PageSurvey survey, JsonLdArticle? jsonLd, IReadOnlyList<string> siteNames, Explanation? why = null)
    {
        var witnesses = Witnesses(survey, jsonLd, siteNames);
        if (PrintedHeadlines.Choose(survey, witnesses, siteNames) is { } printed)
        {
            why?.Add("headline", "printed heading", printed.Text);
            return (printed.Text, printed.Heading);
        }

        foreach (var witness in witnesses)
        {
            // The site's own name says nothing; but if there is nothing else, it is what the page is called.
            if (!IsSite(witness.Text, siteNames) || witness == witnesses[^1])
            {
                var name = witnesses.FirstOrDefault(shorter => IsLonger(witness.Text, shorter.Text)) ?? witness;
                why?.Add("headline", name.Name, name.Text);
                return (name.Text, null);
            }
        }

        return default;
    }

    // "Headline-Politics" where another witness says "Headline".
    private static bool IsLonger(string text, string than) => than.Length >= 12 && text.Length > than.Length + 1
        && text.StartsWith(than, StringComparison.Ordinal) && text.AsSpan(than.Length).TrimStart() is ['-' or '–' or '—' or '|' or '_' or '·' or '｜' or 'ㅣ' or '/' or '«' or '‹', ..];

    // In the order in which they are believed where no heading decides.
    private static List<HeadlineWitness> Witnesses(PageSurvey survey, JsonLdArticle? jsonLd, IReadOnlyList<string> siteNames)
    {
        var witnesses = new List<HeadlineWitness>();
        foreach (var title in survey.Metas("og:title").Take(3))
        {
            Add("og:title", title);
        }

        Add("json-ld headline", jsonLd?.Headline);
        Add("twitter:title", survey.Meta("twitter:title"));
        Add("meta title", survey.Meta("parsely-title", "sailthru.title", "citation_title", "headline", "dc.title", "dcterms.title", "cxenseparse:title", "title", "mrc__share_title"));
        Add("microdata headline", survey.Property("headline") is [var property, ..] ? property : null);
        Add("title element", survey.Title);
        return witnesses;

        void Add(string name, string? raw)
        {
            if (Clean(raw, siteNames) is { } text)
            {
                witnesses.Add(new(name, text, Words.Key(text), Words.Line(raw)!));
            }
        }
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

    /// <summary>What stands between the marks that part a title.</summary>
    public static string[] Parts(string title) =>
        title.Split([" | ", " - ", " – ", " — ", " · ", " • ", " » ", " :: ", ": ", "｜", "ㅣ"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // A bar is hardly ever part of a headline: rubric, headline and site stand between them.
    private static string LongestBetweenBars(string title)
    {
        var parts = title.Split([" | ", "｜"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length < 2 || parts.MaxBy(part => part.Length) is not { Length: >= 15 } longest ? title : longest;
    }

    private static string WithoutSite(string title, IReadOnlyList<string> siteNames)
    {
        foreach (var name in siteNames)
        {
            // A host's name needs no mark to part it from the headline.
            if (name.Contains('.', StringComparison.Ordinal) && title.Length > name.Length + 1 && title[name.Length] == ' '
                && title.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return title[name.Length..].TrimStart(' ', '|', '-', '–', '—', ':', '·', '/', '»');
            }
        }

        foreach (var separator in s_separators)
        {
            var last = title.LastIndexOf(separator, StringComparison.Ordinal);
            if (last > 0 && separator != ": " && IsSite(title[(last + separator.Length)..], siteNames))
            {
                return title[..last].TrimEnd();
            }

            var first = title.IndexOf(separator, StringComparison.Ordinal);
            if (first > 0 && separator != ":" && IsSite(title[..first], siteNames) && (separator != ": " || IsJustSite(title[..first], siteNames)))
            {
                return title[(first + separator.Length)..].TrimStart();
            }
        }

        return title;
    }

    /// <summary>Whether <paramref name="part"/> is the name of the publication, or little more.</summary>
    public static bool IsSite(string part, IReadOnlyList<string> siteNames)
    {
        var key = Words.Key(part);
        if (key.Length < 2 || key.Length > 100)
        {
            return false;
        }

        var joined = key.Replace(" ", "", StringComparison.Ordinal);
        foreach (var name in siteNames)
        {
            var site = Words.Key(name);
            var joinedSite = site.Replace(" ", "", StringComparison.Ordinal);
            if (joined == joinedSite
                || (site.Length >= 3 && key.Length < site.Length + 16 && HasWords(key, site))
                || (joinedSite.Length >= 5 && joined.Length < joinedSite.Length + 8 && joined.StartsWith(joinedSite, StringComparison.Ordinal))
                || (joined.Length >= 4 && joinedSite.StartsWith(joined, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    // "The Desk Gift Guide: ..." is a series of the house, and part of the headline.
    private static bool IsJustSite(string part, IReadOnlyList<string> siteNames) =>
        siteNames.Any(name => Words.Key(name).Replace(" ", "", StringComparison.Ordinal) == Words.Key(part).Replace(" ", "", StringComparison.Ordinal));

    // Whole words: "skibergsteigen" is not of the house of "bergsteigen".
    private static bool HasWords(string key, string words)
    {
        for (var at = key.IndexOf(words, StringComparison.Ordinal); at >= 0; at = key.IndexOf(words, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || key[at - 1] == ' ') && (at + words.Length == key.Length || key[at + words.Length] == ' '))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A title that the page gives itself, outside its text.</summary>
/// <param name="Name">Where it stands.</param>
/// <param name="Text">Without the name of the site.</param>
/// <param name="Key">Of the text, see <see cref="Words.Key"/>.</param>
/// <param name="Raw">As written, on one line.</param>
internal sealed record HeadlineWitness(string Name, string Text, string Key, string Raw);
