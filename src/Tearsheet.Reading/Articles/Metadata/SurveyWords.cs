using System.Buffers;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>What the class and id of an element mark it as.</summary>
[Flags]
internal enum NameMark : uint
{
    None = 0,
    Furniture = 1 << 0,
    Byline = 1 << 1,
    Date = 1 << 2,
    Standfirst = 1 << 3,

    /// <summary>A footer of the article itself: where some pages sign and date it.</summary>
    OwnFooter = 1 << 4,
    Trail = 1 << 5,
    Paywall = 1 << 6,
}

/// <summary>The class and id words that say something of an element, in the languages in which pages are made.</summary>
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

    // In the order of the bits of NameMark.
    private static readonly WordSearch s_search = new(
    [
        s_furnitureWords, s_bylineWords, s_dateWords, s_standfirstWords,
        ["post-footer", "entry-footer", "article-footer", "article__footer"], ["breadcrumb"], ["paywall"],
    ]);

    /// <summary>Parts of an address that lead to people.</summary>
    public static SearchValues<string> People { get; } = Any(
        "/author", "/autor", "/auteur", "/people/", "/staff/", "/profile/", "/profil/", "/contributor", "/journalist", "/reporter", "/editors/", "/writer", "/columnist",
        "/redakt", "/redaktor", "/yazar", "/by/", "/user/", "/users/", "/team/", "/our-professionals/", "/our-people/", "_author=", "/expert", "/forfatter/", "/kirjoittaja",
        "/bio/", "/persona/", "/firma/", "/firmas/", "/periodista", "/giornalist", "/avtor", "/authors/");

    /// <summary>What class and id of an element say; <see cref="NameMark.None"/> for most.</summary>
    public static NameMark Of(string? className, string? id) => (NameMark)(s_search.Kinds(className) | s_search.Kinds(id));

    private static SearchValues<string> Any(params string[] words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
