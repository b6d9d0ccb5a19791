namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>What the publication calls itself.</summary>
internal static class SiteNames
{
    /// <summary>The name to show; null when the page gives none.</summary>
    public static string? Choose(PageSurvey survey, JsonLdArticle? jsonLd)
    {
        var name = Words.Line(survey.Meta("og:site_name")) ?? Words.Line(jsonLd?.Publisher)
            ?? Words.Line(survey.Meta("application-name", "apple-mobile-web-app-title", "dc.publisher", "citation_journal_title", "al:ios:app_name"));
        return name is null || name.Length > 100 || name.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? null : name;
    }

    /// <summary>All names that could stand in a title, the host's among them.</summary>
    public static IReadOnlyList<string> All(PageSurvey survey, JsonLdArticle? jsonLd, Uri? page)
    {
        var names = new List<string?>
        {
            Words.Line(survey.Meta("og:site_name")), Words.Line(jsonLd?.Publisher), Words.Line(survey.Meta("application-name")),
            Words.Line(survey.Meta("apple-mobile-web-app-title")), Words.Line(survey.Meta("al:ios:app_name")),
        };
        if (page is not null)
        {
            var host = page.IdnHost.StartsWith("www.", StringComparison.Ordinal) ? page.IdnHost[4..] : page.IdnHost;
            names.Add(host);

            // "news.example.co.uk": the longest label is the name.
            names.Add(host.Split('.').MaxBy(label => label.Length));
        }

        return [.. names.OfType<string>().Where(name => name.Length is > 1 and <= 100).Distinct(StringComparer.Ordinal)];
    }
}
