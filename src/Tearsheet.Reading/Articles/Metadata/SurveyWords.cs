using System.Buffers;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>What class and id words say of an element, in the languages in which pages are made.</summary>
internal static class SurveyWords
{
    private static readonly string[] s_furnitureWords =
    [
        "comment", "related", "sidebar", "footer", "recommend", "teaser", "promo", "newsletter", "widget", "popular", "trending", "most-read", "mostread",
        "more-from", "read-more", "readmore", "carousel", "outbrain", "taboola", "kommentar", "coment", "nav-", "navbar", "menu", "latest", "advert",
        "sponsor", "read-next", "disqus", "see-also", "seealso", "bookmark-card", "recirc",
    ];

    private static readonly string[] s_bylineWords =
    [
        "author", "byline", "by-line", "writer", "autor", "auteur", "verfasser", "redacteur", "journalist", "contributor", "reporter", "forfatter", "skribent",
        "giornalista", "firma-", "vcard",
    ];

    private static readonly string[] s_dateWords =
        ["date", "time", "publi", "posted", "datum", "fecha", "meta", "updated", "modified", "changed", "stand", "datetime", "entry-info"];

    private static readonly string[] s_standfirstWords =
    [
        "standfirst", "subhead", "sub-head", "subtitle", "sub-title", "deck", "dek", "lede", "summary", "article-intro", "article__intro", "articleintro",
        "excerpt", "description", "vorspann", "chapo", "sottotitolo", "bajada", "entradilla", "ingress", "lead-text", "article__lead", "article-lead", "leadtext",
    ];

    private static readonly SearchValues<string> s_any = Any([.. s_furnitureWords, .. s_bylineWords, .. s_dateWords, .. s_standfirstWords, "breadcrumb", "paywall"]);

    public static SearchValues<string> Furniture { get; } = Any(s_furnitureWords);

    public static SearchValues<string> Byline { get; } = Any(s_bylineWords);

    public static SearchValues<string> Date { get; } = Any(s_dateWords);

    public static SearchValues<string> Standfirst { get; } = Any(s_standfirstWords);

    /// <summary>Parts of an address that lead to people.</summary>
    public static SearchValues<string> People { get; } = Any(
        "/author", "/autor", "/auteur", "/people/", "/staff/", "/profile/", "/profil/", "/contributor", "/journalist", "/reporter", "/editors/", "/writer", "/columnist",
        "/redakt", "/redaktor", "/yazar", "/by/", "/user/", "/users/", "/team/", "/our-professionals/", "/our-people/", "_author=", "/expert", "/forfatter/", "/kirjoittaja",
        "/bio/", "/persona/", "/firma/", "/firmas/", "/periodista", "/giornalist", "/avtor", "/authors/");

    /// <summary>A footer of the article itself: where some pages sign and date it.</summary>
    public static SearchValues<string> OwnFooter { get; } = Any("post-footer", "entry-footer", "article-footer", "article__footer");

    /// <summary>Whether any of the words stands in <paramref name="names"/>; most elements stop here.</summary>
    public static bool Speak(ReadOnlySpan<char> names) => names.ContainsAny(s_any);

    private static SearchValues<string> Any(params string[] words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
