namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Finds when an article was published and updated: weighs what machines are told against what is printed.</summary>
internal static class PublicationDates
{
    // Between what the data say and what is printed: beyond it the two speak of different things.
    private const int MostDays = 60;

    private static readonly string[] s_publishedMetas =
    [
        "article:published_time", "og:article:published_time", "article:published", "og:published_time", "parsely-pub-date", "sailthru.date",
        "datepublished", "date_published", "publish-date", "publish_date", "publishdate", "publication_date", "publicationdate", "pubdate",
        "pub_date", "citation_publication_date", "citation_online_date", "citation_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
        "dc.date", "dcterms.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article.published", "published-date", "w-published-date", "published_time", "originalpublicationdate",
        "rnews:datepublished", "displaydate", "date", "bt:pubdate", "article:post_date", "vr:published_time", "created", "article.created", "pdate", "ptime", "og:pubdate",
    ];

    private static readonly string[] s_updatedMetas =
    [
        "article:modified_time", "og:updated_time", "article:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified", "dc.date.modified",
        "last-modified", "lastmod", "modified", "article:modified", "article.updated", "revised", "updated",
    ];

    /// <summary>Published and updated; each null when the page does not say.</summary>
    /// <param name="survey">Of the page.</param>
    /// <param name="jsonLd">null when there is none.</param>
    /// <param name="address">The page's own, which often holds the day.</param>
    /// <param name="language">Of the page.</param>
    /// <param name="headlineAt">Characters of text before the headline; null when it is not printed.</param>
    /// <param name="why">Told which witness was believed.</param>
    public static (ArticleDate? Published, ArticleDate? Updated) Choose(
        PageSurvey survey, JsonLdArticle? jsonLd, string? address, string? language, int? headlineAt, Explanation? why = null)
    {
        var printed = PrintedDates.Read(survey, language, headlineAt);
        var inAddress = DateText.InAddress(address);
        var updated = First(
            ("json-ld dateModified", DateText.Read(jsonLd?.Modified)), FromMetas(survey, s_updatedMetas), Property(survey, "dateModified", language),
            ("printed update", printed.Updated?.Date));
        var told = First(("json-ld datePublished", DateText.Read(jsonLd?.Published)), FromMetas(survey, s_publishedMetas), Property(survey, "datePublished", language));
        var published = told;
        if (told.Date is null)
        {
            published = First(
                ("printed date", printed.Published is { IsNear: true } near && (near.SaysPublished || near.IsPlain) ? near.Date : null),
                ("address", inAddress), ("printed date", printed.Published is { IsNear: true } loose ? loose.Date : null),
                ("printed update", printed.Updated is { IsNear: true } ? updated.Date : null),
                ("printed date", printed.Published?.Date),
                Property(survey, "dateCreated", language), ("updated", updated.Date), ("description", DateText.Read(survey.Meta("description"), language)),
                ("picture's address", DateText.InAddress(survey.Meta("og:image"))));
        }
        else if (printed.Published is { IsNear: true } line && IsContradicted(told.Date.Value, updated.Date, line))
        {
            published = ("printed date", line.Date);
        }

        if (published.Date is { } date)
        {
            published.Date = InReadersZone(date, Witnesses(survey, jsonLd, printed, inAddress));
            why?.Add("published", published.Witness, Print(published.Date));
        }

        var later = updated.Date is { } u && published.Date is { } p && IsLater(u, p) ? updated.Date : null;
        why?.Add("updated", updated.Witness, Print(later));
        return (published.Date, later);
    }

    // Systems number drafts and imports; what the page tells its readers beside the headline is what it stands for.
    // A line that only repeats the update does not contradict.
    private static bool IsContradicted(ArticleDate told, ArticleDate? updated, PrintedDate line)
    {
        var days = Math.Abs(told.Day.DayNumber - line.Date.Day.DayNumber);
        return days > 1 && (line.SaysPublished || (line.IsPlain && updated?.Day != line.Date.Day && days <= MostDays));
    }

    private static IEnumerable<ArticleDate> Witnesses(PageSurvey survey, JsonLdArticle? jsonLd, PrintedDates printed, ArticleDate? inAddress)
    {
        if (DateText.Read(jsonLd?.Published) is { } structured)
        {
            yield return structured;
        }

        foreach (var name in s_publishedMetas)
        {
            if (DateText.Read(survey.Meta(name)) is { } date)
            {
                yield return date;
            }
        }

        if (printed.Published is { IsNear: true } line)
        {
            yield return line.Date;
        }

        if (inAddress is { } day)
        {
            yield return day;
        }
    }

    // A moment in UTC says nothing of the reader's day. The same moment on another clock in the page gives the zone, and the
    // day in the address or beside the headline the day.
    private static ArticleDate InReadersZone(ArticleDate date, IEnumerable<ArticleDate> witnesses)
    {
        if (date is not { HasZone: true, Moment: { } moment } || moment.Offset != TimeSpan.Zero)
        {
            return date;
        }

        foreach (var witness in witnesses)
        {
            if (witness is { HasZone: false, HasTime: true, Moment: { } local })
            {
                var ahead = new TimeSpan((local.Ticks - moment.Ticks) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute);
                var isZone = ahead != TimeSpan.Zero && Math.Abs(ahead.TotalHours) <= 14 && ahead.Minutes % 15 == 0
                    && (local.Second == moment.Second || local.Second == 0);
                if (isZone)
                {
                    var zoned = moment.ToOffset(ahead);
                    return new(zoned, DateOnly.FromDateTime(zoned.DateTime), HasTime: true, HasZone: true);
                }
            }
            else if (!witness.HasTime && moment.TimeOfDay != TimeSpan.Zero)
            {
                var isNight = moment.Hour < 12 ? witness.Day == date.Day.AddDays(-1) : witness.Day == date.Day.AddDays(1);
                if (isNight)
                {
                    return date with { Day = witness.Day };
                }
            }
        }

        return date;
    }

    private static bool IsLater(ArticleDate date, ArticleDate than) =>
        date.Moment is { } moment && than.Moment is { } earlier && date.HasZone == than.HasZone
            ? moment > earlier
            : date.HasTime ? date.Day >= than.Day && date != than : date.Day > than.Day;

    private static (string Witness, ArticleDate? Date) First(params ReadOnlySpan<(string Witness, ArticleDate? Date)> claims)
    {
        foreach (var claim in claims)
        {
            if (claim.Date is not null)
            {
                return claim;
            }
        }

        return ("none", null);
    }

    private static (string Witness, ArticleDate? Date) FromMetas(PageSurvey survey, string[] names)
    {
        foreach (var name in names)
        {
            foreach (var value in survey.Metas(name))
            {
                if (DateText.Read(value) is { } date)
                {
                    return (name, date);
                }
            }
        }

        return default;
    }

    private static (string Witness, ArticleDate? Date) Property(PageSurvey survey, string name, string? language)
    {
        foreach (var value in survey.Property(name))
        {
            if (DateText.Read(value, language) is { } date)
            {
                return ("microdata " + name, date);
            }
        }

        return default;
    }

    private static string? Print(ArticleDate? date) => date switch
    {
        { HasTime: true, HasZone: true, Moment: { } moment } => moment.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture),
        { HasTime: true, Moment: { } moment } => moment.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
        { Day: var day } => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };
}
