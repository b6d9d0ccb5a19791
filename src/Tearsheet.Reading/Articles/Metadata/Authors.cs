namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Finds who wrote the article: weighs what machines are told against what is printed.</summary>
internal static class Authors
{
    private static readonly string[] s_metas =
    [
        "article:author", "og:article:author", "article:author_name", "article:byline", "author", "parsely-author", "sailthru.author", "citation_author", "citation_authors", "dc.creator",
        "dcterms.creator", "dc.contributor", "byl", "cxenseparse:author", "article.author", "articleauthor", "mrc__author", "authors", "creator", "byline",
    ];

    private static readonly string[] s_labels = ["1", "2"];

    private static readonly string[] s_addresses = ["article:author", "author"];

    private static readonly string[] s_authorLabels =
        ["written by", "verfasst von", "geschrieben von", "autor", "author", "écrit par", "escrito por", "scritto da", "geschreven door", "napisane przez", "skriven av", "skrevet af", "yazan", "автор", "par"];

    /// <summary>The names; empty when the page gives none.</summary>
    /// <param name="survey">Of the page.</param>
    /// <param name="jsonLd">null when there is none.</param>
    /// <param name="siteNames">What the house is called.</param>
    /// <param name="language">Of the page.</param>
    /// <param name="headlineAt">Characters of text before the headline; null when it is not printed.</param>
    /// <param name="why">Told which witness was believed.</param>
    public static IReadOnlyList<string> Choose(
        PageSurvey survey, JsonLdArticle? jsonLd, IReadOnlyList<string> siteNames, string? language, int? headlineAt, Explanation? why = null)
    {
        var printed = PrintedBylines.Choose(survey, siteNames, language, headlineAt);
        var best = new Claim("none", [], 0);
        foreach (var claim in Told(survey, jsonLd, siteNames, language))
        {
            best = claim.Trust > best.Trust ? claim : best;
        }

        // Systems name whoever pressed the button; a byline under the headline that says "by" names who wrote.
        if (printed is { } line && ((line.Trust > best.Trust && (line.Trust >= NameTrust.Person || best.Trust <= NameTrust.Account)) || (line.IsPlain && line.Trust >= NameTrust.Person && !Share(line.Names, best.Names))))
        {
            best = new("printed byline", line.Names, line.Trust);
        }

        if (best.Trust <= NameTrust.House && Described(survey, language) is { Count: > 0 } described)
        {
            best = new("description", described, NameTrust.Person);
        }

        if (best.Names.Count > 0)
        {
            why?.Add("authors", best.Witness, string.Join("; ", best.Names));
        }

        return best.Names;
    }

    private static IEnumerable<Claim> Told(PageSurvey survey, JsonLdArticle? jsonLd, IReadOnlyList<string> siteNames, string? language)
    {
        yield return Make("json-ld author", jsonLd?.Authors ?? []);
        foreach (var name in s_metas)
        {
            if (survey.Metas(name) is { Count: > 0 } values)
            {
                yield return Make(name, values);
            }
        }

        foreach (var number in s_labels)
        {
            if (survey.Meta("twitter:label" + number) is { } label && Array.Exists(s_authorLabels, word => label.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                && survey.Meta("twitter:data" + number) is { } data)
            {
                yield return Make("twitter:data" + number, [data]);
            }
        }

        yield return Make("microdata author", survey.Property("author"));
        foreach (var name in s_addresses)
        {
            if (survey.Meta(name) is { } address && Bylines.InAddress(address) is { } author)
            {
                yield return new(name + " address", [author], NameTrust.Account);
            }
        }

        Claim Make(string witness, IEnumerable<string> raws)
        {
            var names = Bylines.Clean(raws, siteNames, language);
            return new(witness, names, NameTrust.Of(names, siteNames));
        }
    }

    private static bool Share(IReadOnlyList<string> names, IReadOnlyList<string> others) =>
        names.Any(name => others.Any(other => Words.Overlap(Words.Key(name), Words.Key(other)) >= 0.5));

    // "This post was written by Ann Lee."
    private static IReadOnlyList<string> Described(PageSurvey survey, string? language)
    {
        var description = Words.Line(survey.Meta("description", "og:description"));
        var at = description?.IndexOf("written by ", StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0)
        {
            return [];
        }

        var name = description![(at + "written by ".Length)..];
        var end = name.AsSpan().IndexOfAny(",.;:(");
        name = end > 0 ? name[..end] : name;
        return NameTrust.IsPerson(name) ? Bylines.Clean([name], [], language) : [];
    }

    private sealed record Claim(string Witness, IReadOnlyList<string> Names, int Trust);
}
