using System.Buffers;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>A date that readers see.</summary>
/// <param name="Date">As read.</param>
/// <param name="IsNear">Whether it stands by the headline.</param>
/// <param name="SaysPublished">Whether the printed words call it the date of publication.</param>
/// <param name="IsPlain">Whether the page marks it as a date, and says nothing else of it.</param>
internal sealed record PrintedDate(ArticleDate Date, bool IsNear, bool SaysPublished, bool IsPlain);

/// <summary>Finds the date of the article among all that a page prints: those of teasers, comments and clocks too.</summary>
internal sealed record PrintedDates(PrintedDate? Published, PrintedDate? Updated)
{
    // Characters of text between headline and date.
    private const int Before = 250;
    private const int After = 900;

    private static readonly SearchValues<string> s_update = Words(
        "updat", "modif", "aktualis", "actualiz", "actualis", "mis à jour", "mise à jour", "aggiornat", "обновл", "stand:", "changed", "zuletzt", "päivitetty", "oppdatert", "opdateret",
        "uppdaterad", "bijgewerkt", "güncelle", "zaktualiz", "atualiz", "更新", "revised", "reviewed", "geändert", "last edited");

    private static readonly SearchValues<string> s_published = Words(
        "publi", "posted", "pubdate", "veröffentlicht", "erschienen", "опублик", "erstellt", "geplaatst", "julkaistu", "yayın", "发布", "發布", "公開", "投稿", "掲載", "created", "gepost", "udgivet", "publisert", "opublik");

    private static readonly SearchValues<string> s_otherDay = Words("expire", "event", "deadline", "copyright", "©", "valid", "birth", "geboren", "comment");

    /// <summary>The best of each; nulls when nothing is printed.</summary>
    public static PrintedDates Read(PageSurvey survey, string? language, int? headlineAt)
    {
        (PrintedDate? Date, double Score) published = default;
        (PrintedDate? Date, double Score) updated = default;
        foreach (var seen in survey.Dates)
        {
            if ((DateText.Read(seen.Machine, language) ?? DateText.Read(seen.Text, language, shortYears: true)) is not { } date || date.Day.Year < 1990)
            {
                continue;
            }

            var context = Context(seen);
            var isUpdate = seen.Names.AsSpan().ContainsAny(s_update) || context.AsSpan().ContainsAny(s_update);
            var saysPublished = context.AsSpan().ContainsAny(s_published);
            var isPublished = saysPublished || seen.Names.AsSpan().ContainsAny(s_published);
            var score = Score(seen, survey, headlineAt, out var isNear) + (isPublished ? 0.8 : 0) + (seen.IsTime ? 0.5 : seen.IsLoose ? 0 : 0.3)
                - (context.AsSpan().ContainsAny(s_otherDay) ? 1.5 : 0);
            var found = new PrintedDate(date, isNear, saysPublished && !isUpdate, !isUpdate && (seen.IsTime || !seen.IsLoose));
            if (isUpdate && !saysPublished)
            {
                updated = updated.Date is null || score > updated.Score + 0.01 ? (found, score) : updated;
            }
            else if (published.Date is null || score > published.Score + 0.01)
            {
                published = (found, score);
            }
        }

        return new(published.Date, updated.Date);
    }

    private static double Score(SeenDate seen, PageSurvey survey, int? headlineAt, out bool isNear)
    {
        // A longer line has a date in it; it need not be its date.
        var isSentence = seen.IsLoose && seen.Text.Length > 45;
        var furniture = (seen.Furniture ? -2.5 : 0) - (isSentence ? 1.5 : 0);
        if (headlineAt is not { } at)
        {
            isNear = !seen.Furniture && !seen.IsLoose && seen.At <= survey.BodyAt + 100;
            return furniture + (isNear ? 1 : 0.5);
        }

        var distance = seen.At - at;
        isNear = !seen.Furniture && !isSentence && distance is > -Before and < After && seen.At <= Math.Max(survey.BodyAt, at) + 100;
        return furniture + (isNear ? distance >= 0 ? 2 : 1.6 : distance > 0 ? 1 : 0.5);
    }

    // What is printed around the date, if it is short: "Published: <b>6 January 2025</b>".
    private static string Context(SeenDate seen)
    {
        if (seen.Element.ParentElement is not { } parent || seen.Text.Length > 60)
        {
            return seen.Text;
        }

        var before = seen.Element.PreviousElementSibling is { } label ? ElementText.Line(label, 40) : null;
        var around = ElementText.Line(parent, 70);
        return around is not null && Digits(around) <= Digits(seen.Text) ? around
            : before is not null && Digits(before) == 0 ? before + " " + seen.Text
            : seen.Text;
    }

    private static int Digits(string text) => text.Count(char.IsDigit);

    private static SearchValues<string> Words(params string[] words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
