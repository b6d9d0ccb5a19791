using System.Collections.Frozen;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Tells interviews and opinion from reports, by what the house itself files them under.</summary>
internal static class Genres
{
    private static readonly FrozenSet<string> s_opinion = Set(
        "opinion", "opinions", "op-ed", "oped", "commentisfree", "commentary", "editorial", "editorials", "column", "columns", "columnists", "viewpoint", "viewpoints", "kommentar", "kommentare", "meinung",
        "meinungen", "leitartikel", "gastbeitrag", "kolumne", "kolumnen", "opinión", "opiniones", "columnas", "editoriales", "tribuna", "tribune", "tribunes", "éditorial", "edito", "édito", "opinioni",
        "editoriali", "opinie", "opinies", "opinião", "opiniao", "ledare", "debatt", "kronikk", "debat", "mielipide", "pääkirjoitus", "felieton", "felietony", "komentarz", "komentáře", "názory", "мнение", "мнения", "колонка",
        "yazarlar", "社説", "社评", "评论", "評論", "사설", "오피니언", "opinion-piece");

    private static readonly FrozenSet<string> s_interview = Set(
        "interview", "interviews", "q-a", "q&a", "entretien", "entretiens", "entrevista", "entrevistas", "intervista", "interviste", "intervju", "intervjuer", "haastattelu", "wywiad", "wywiady", "rozhovor", "rozhovory",
        "интервью", "интерв'ю", "röportaj", "インタビュー", "专访", "專訪", "인터뷰");

    private static readonly string[] s_talks =
        ["interview with ", "interview mit ", "interview avec ", "entretien avec ", "entrevista con ", "entrevista com ", "entrevista a ", "intervista a ", "intervista con ", "interview met ", "intervju med ", "interview med ", "wywiad z "];

    /// <summary>Opinion, interview, or an article like any other.</summary>
    public static ArticleKind Of(PageSurvey survey, JsonLdArticle? jsonLd, string? headline, Uri? page)
    {
        if (jsonLd?.Type == "OpinionNewsArticle")
        {
            return ArticleKind.Opinion;
        }

        string?[] filed = [survey.Meta("article:section", "parsely-section", "og:section"), jsonLd?.Section, jsonLd?.Genre, Label(headline), .. Folders(page)];
        foreach (var name in filed)
        {
            if (name is not null && name.Trim().ToLowerInvariant() is { Length: <= 30 } key)
            {
                if (s_interview.Contains(key))
                {
                    return ArticleKind.Interview;
                }

                if (s_opinion.Contains(key))
                {
                    return ArticleKind.Opinion;
                }
            }
        }

        return headline is not null && Array.Exists(s_talks, talk => headline.StartsWith(talk, StringComparison.OrdinalIgnoreCase)) ? ArticleKind.Interview : ArticleKind.Article;
    }

    // "Interview: ..." and "Opinion | ...": what stands before the first mark.
    private static string? Label(string? headline)
    {
        var end = headline.AsSpan().IndexOfAny(":|：");
        return end is > 0 and < 20 ? headline![..end] : null;
    }

    // The last part of the path is the story's own name, not the drawer it lies in.
    private static IEnumerable<string> Folders(Uri? page)
    {
        var parts = page?.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return parts.Length is > 1 and < 12 ? parts[..^1].Select(Uri.UnescapeDataString) : [];
    }

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
