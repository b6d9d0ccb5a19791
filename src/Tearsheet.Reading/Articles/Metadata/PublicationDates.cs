namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Finds when an article was published and updated: what machines are told first, then what is printed.</summary>
internal static class PublicationDates
{
    private static readonly string[] s_publishedMetas =
    [
        "article:published_time", "og:article:published_time", "article:published", "og:published_time", "parsely-pub-date", "sailthru.date",
        "datepublished", "date_published", "publish-date", "publish_date", "publishdate", "publication_date", "publicationdate", "pubdate",
        "pub_date", "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
        "dc.date", "dcterms.date", "cxenseparse:recs:publishtime", "article.published", "published-date", "published_time", "originalpublicationdate",
        "rnews:datepublished", "displaydate", "date", "bt:pubdate", "article:post_date", "vr:published_time", "created", "article.created", "pdate", "ptime",
    ];

    private static readonly string[] s_updatedMetas =
    [
        "article:modified_time", "og:updated_time", "article:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified", "dc.date.modified",
        "last-modified", "lastmod", "modified", "article:modified", "article.updated", "revised",
    ];

    /// <summary>Published and updated; each null when the page does not say.</summary>
    /// <param name="survey">Of the page.</param>
    /// <param name="jsonLd">null when there is none.</param>
    /// <param name="address">The page's own, which often holds the day.</param>
    /// <param name="language">Of the page.</param>
    public static (ArticleDate? Published, ArticleDate? Updated) Choose(
        PageSurvey survey, JsonLdArticle? jsonLd, string? address, string? language)
    {
        var inAddress = DateText.InAddress(address);
        var updated = DateText.Read(jsonLd?.Modified) ?? FromMetas(survey, s_updatedMetas) ?? Property(survey, "dateModified", language)
            ?? Seen(survey, language, updated: true);
        var published = DateText.Read(jsonLd?.Published)
            ?? FromMetas(survey, s_publishedMetas)
            ?? Property(survey, "datePublished", language)
            ?? Seen(survey, language, updated: false)
            ?? inAddress
            ?? Property(survey, "dateCreated", language);

        // Printed without any mark of what it is, a date is still the best there is, ahead of an update.
        published ??= Unmarked(survey, language) ?? updated;
        return (published, updated is { } u && published is { } p && IsLater(u, p) ? updated : null);
    }

    private static bool IsLater(ArticleDate date, ArticleDate than) =>
        date.Moment is { } moment && than.Moment is { } earlier && date.HasZone == than.HasZone
            ? moment > earlier
            : date.Day >= than.Day && date != than;

    private static ArticleDate? FromMetas(PageSurvey survey, string[] names)
    {
        foreach (var name in names)
        {
            foreach (var value in survey.Metas(name))
            {
                if (DateText.Read(value) is { } date)
                {
                    return date;
                }
            }
        }

        return null;
    }

    private static ArticleDate? Property(PageSurvey survey, string name, string? language) =>
        survey.Property(name).Select(value => DateText.Read(value, language)).FirstOrDefault(date => date is not null);

    private static ArticleDate? Seen(PageSurvey survey, string? language, bool updated)
    {
        ArticleDate? first = null;
        foreach (var seen in survey.Dates)
        {
            var isUpdate = Says(seen, "updat") || Says(seen, "modif") || Says(seen, "aktualisiert") || Says(seen, "actualiz")
                || Says(seen, "mis à jour") || Says(seen, "aggiornat") || Says(seen, "обновл");
            var isPublished = Says(seen, "publi") || Says(seen, "posted") || Says(seen, "pubdate") || Says(seen, "veröffentlicht") || Says(seen, "опублик");
            if (updated ? !isUpdate || isPublished : isUpdate && !isPublished)
            {
                continue;
            }

            if (!updated && !isPublished && !seen.IsTime)
            {
                continue;
            }

            if ((DateText.Read(seen.Machine, language) ?? DateText.Read(seen.Text, language)) is { } date)
            {
                if (seen.AfterHeadline || survey.Headlines.Count == 0)
                {
                    return date;
                }

                first ??= date;
            }
        }

        return first;
    }

    private static ArticleDate? Unmarked(PageSurvey survey, string? language)
    {
        foreach (var afterHeadline in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (var seen in survey.Dates)
            {
                if (seen.AfterHeadline == afterHeadline && DateText.Read(seen.Text, language) is { } date && date.Day.Year >= 1990)
                {
                    return date;
                }
            }
        }

        return survey.LooseDates.Select(seen => DateText.Read(seen.Text, language))
            .FirstOrDefault(date => date is { } found && found.Day.Year >= 1990);
    }

    private static bool Says(SeenDate seen, string word) =>
        seen.Words.Contains(word, StringComparison.Ordinal) || seen.Text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
