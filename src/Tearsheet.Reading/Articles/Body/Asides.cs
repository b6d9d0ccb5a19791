using System.Buffers;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Lines that ask something of the reader or lead to other stories: told by what they say and where they stand, whatever their shape.</summary>
internal static class Asides
{
    private const int LongestLabel = 70;
    private const int LongestLink = 220;
    private const int LongestPlea = 260;
    private const int LongestLastPlea = 500;
    private const int LongestTags = 300;

    // Labels over lists of other stories. A whole line, but for a mark at its end or a few words more.
    private static readonly string[] s_related =
    [
        "related content", "related articles", "related article", "related stories", "related story", "related posts", "related links", "related news", "related coverage", "related reading", "related:", "read more", "read also", "read next", "more stories", "more like this",
        "more from ", "more on this", "more in ", "you may also like", "you might also like", "recommended", "see also:", "also read", "up next", "most read", "latest news", "weitere beiträge", "weitere artikel", "weitere themen", "mehr zum thema", "mehr aus ", "lesen sie auch", "lesen sie mehr", "das könnte sie",
        "auch interessant", "verwandte artikel", "ähnliche artikel", "lire aussi", "à lire aussi", "à lire également", "articles liés", "sur le même sujet", "articles similaires", "lea también", "lee también", "artículos relacionados", "noticias relacionadas", "te puede interesar", "le puede interesar",
        "más noticias", "leia também", "leia mais", "veja também", "notícias relacionadas", "artigos relacionados", "mais notícias", "leggi anche", "articoli correlati", "potrebbe interessarti", "lees ook", "lees meer", "meer over", "läs också", "läs även", "läs mer", "les også", "læs også", "lue myös", "czytaj też",
        "czytaj także", "zobacz też", "zobacz także", "powiązane artykuły", "čtěte také", "související články", "pročitajte i", "povezane vijesti", "читайте также", "по теме", "похожие статьи", "ilgili haberler", "baca juga", "xem thêm", "διαβάστε ", "citește și", "相关阅读", "相关新闻", "相关文章", "延伸阅读", "延伸閱讀", "相關新聞",
        "関連記事", "あわせて読みたい", "関連リンク", "관련기사", "اقرأ أيضا", "اقرأ المزيد", "यह भी पढ़ें",
    ];

    private static readonly string[] s_tags =
    [
        "tags:", "tags ", "tag:", "tagged:", "tagged with", "filed under", "topics:", "categories:", "category:", "keywords:", "schlagwörter", "schlagworte", "stichwörter:", "themen:", "etiquetas:", "mots-clés", "mots clés", "parole chiave", "trefwoorden:", "avainsanat", "tagi:", "теги:", "метки:", "ключевые слова", "标签", "標籤", "关键词", "關鍵字", "タグ:", "タグ：", "태그",
    ];

    private static readonly SearchValues<string> s_anyRelated = Any(s_related);
    private static readonly SearchValues<string> s_anyTags = Any(s_tags);
    private static readonly SearchValues<string> s_letters = Any("newsletter", "our mailing list", "our email list", "in your inbox", "to your inbox", "our youtube channel", "our telegram channel", "our whatsapp channel", "our daily digest");
    private static readonly SearchValues<string> s_asking = Any("subscribe to", "subscribe for", "subscribe now", "subscribe today", "subscribing", "sign up", "signing up", "get our", "join our", "abonnier", "melden sie sich", "jetzt anmelden", "bestellen", "abonnez", "inscrivez", "suscríb", "suscrib", "inscreva", "iscriviti", "prenumerera", "meld je aan", "tilmeld", "zapisz się", "подпис");
    private static readonly SearchValues<string> s_shares = Any(
        "share this post", "share this article", "share this story", "share this page", "share this with", "consider sharing", "liking, sharing", "artikel teilen", "teilen sie diesen", "partagez cet", "partager cet", "comparte est", "compartilhe est", "condividi quest", "deel dit artikel", "dela artikeln", "del artikkelen", "поделитесь", "分享本文", "分享此文", "この記事をシェア");
    private static readonly SearchValues<string> s_scripts = Any("requires javascript", "enable javascript", "javascript is disabled", "javascript aktivieren", "activer javascript", "habilitar javascript", "activar javascript");

    /// <summary>Whether the line is a label over links to other stories.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text) => text.Length <= LongestLabel && text.ContainsAny(s_anyRelated) && Begins(text, s_related);

    /// <summary>Whether the line names the tags under which the article is filed.</summary>
    public static bool IsTags(ReadOnlySpan<char> text) => text.Length <= LongestTags && text[..Math.Min(text.Length, 30)].ContainsAny(s_anyTags) && Begins(text, s_tags);

    /// <summary>Whether the block is a line that is nothing but a link.</summary>
    public static bool IsLink(TextBlock block) => block.Length <= LongestLink && 10 * block.LinkLength >= 8 * block.Length;

    /// <summary>Whether the line asks to share, to subscribe or to switch on scripts.</summary>
    public static bool IsPlea(ReadOnlySpan<char> text) =>
        text.Length <= LongestPlea
        && (text.ContainsAny(s_shares) || (text.Length <= 80 && text.ContainsAny(s_scripts)) || (text.ContainsAny(s_letters) && text.ContainsAny(s_asking)));

    /// <summary>As <see cref="IsPlea"/>, of what stands last: there a house asks at more length.</summary>
    public static bool IsLastPlea(ReadOnlySpan<char> text) => IsPlea(text) || (text.Length <= LongestLastPlea && text.ContainsAny(s_shares));

    private static bool Begins(ReadOnlySpan<char> text, string[] words)
    {
        text = text.TrimStart(" -–—•»>▸►→*|#([【");
        foreach (var word in words)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static SearchValues<string> Any(params string[] words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
