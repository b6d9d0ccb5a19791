using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>What lines that are no text of an article begin with or hold, in the languages of the news.</summary>
internal static class Phrases
{
    public const int Kinds = 9;

    /// <summary>The kind that leads to other stories.</summary>
    public const int Related = 0;

    /// <summary>The kind that what readers wrote begins with.</summary>
    public const int Comments = 4;

    // Only the first letters of a block are looked at: further on, the words are part of what is told.
    private const int Beginning = 70;
    private const int LongBlock = 600;

    private static readonly string[][] s_phrases =
    [
        ["read more", "read also", "also read", "related:", "related article", "related stor", "related news", "see also", "more on ", "more from", "read next", "recommended", "you may also", "you might also", "you may like", "you might like", "you may be interested",
            "don't miss", "don’t miss", "mehr zum thema", "lesen sie", "weiterlesen", "siehe auch", "das könnte sie", "auch interessant", "mehr dazu", "lire aussi", "à lire", "lire la suite", "lea también", "lee también",
            "le puede interesar", "te puede interesar", "te puede gustar", "más noticias", "otras noticias", "mais notícias", "você pode gostar", "você também pode", "outras notícias", "altre notizie", "potrebbe interessarti", "autres articles", "vous aimerez", "à voir aussi", "weitere artikel", "weitere themen", "mehr aus", "das könnte dich", "meer over", "fler artiklar", "flere saker", "inne artykuły", "другие новости", "ver también", "lea además", "leia também", "leia mais", "leia ainda", "veja também", "saiba mais", "leggi anche", "lees ook", "lees meer", "läs också", "läs mer", "läs även", "les også", "læs også",
            "lue myös", "czytaj też", "czytaj także", "zobacz też", "zobacz także", "czytaj więcej", "читайте также", "читать далее", "читайте:", "по теме", "ayrıca", "ilgili haber", "相关阅读", "相关新闻", "延伸阅读", "相关链接", "推荐阅读", "相关文章", "関連記事", "あわせて読みたい",
            "관련기사", "اقرأ أيضا", "اقرأ المزيد", "إقرأ", "यह भी पढ़ें", "ये भी पढ़ें", "also watch", "watch:", "watch |", "listen:", "continue reading", "click here", "next article", "previous article", "top stories", "most read",
            "most popular", "trending", "in pics", "más información", "baca juga", "xem thêm", "další", "čtěte", "citește și", "διαβάστε"],
        ["photo:", "photo by", "(photo", "photos:", "image:", "image source", "getty", "reuters/", "ap photo", "afp", "(ap)", "picture:", "foto:", "foto ", "bild:", "credit:", "crédit", "quelle:", "©", "shutterstock", "istock",
            "pixabay", "unsplash", "courtesy of", "file photo", "file image", "pictured", "archivbild", "symbolbild", "imago", "dpa/", "picture alliance", "keystone", "via getty", "screenshot", "wikimedia", "图源", "資料圖", "资料图", "写真", "图为", "圖：", "图：", "фото", "imagen de", "photo credit"],
        ["subscribe", "newsletter", "sign up", "signup", "follow us", "follow @", "join our", "download our", "our app", "whatsapp", "telegram", "facebook", "twitter", "instagram", "abonnier", "abonnez", "folgen sie", "suivez",
            "síguenos", "siguenos", "suscríb", "inscreva", "siga ", "seguici", "iscriviti", "volg ons", "prenumerera", "подпис", "关注", "订阅", "公众号", "扫码", "扫一扫", "フォロー", "log in", "sign in", "register", "support us", "donate", "to continue reading", "become a member", "google news", "youtube", "linkedin", "google preferred"],
        ["copyright", "all rights reserved", "alle rechte", "tous droits", "todos los derechos", "todos os direitos", "tutti i diritti", "wszelkie prawa", "terms of", "privacy policy", "disclaimer", "may not be", "版权", "著作权", "impressum", "责任编辑", "责编", "編輯", "编辑：",
            "来源", "來源", "источник", "source:", "sources:", "fonte:", "fuente:", "quellen:", "免责声明", "转载", "声明：", "corrections", "topics:", "tags:", "filed under", "schlagw", "themen:", "etiquetas", "标签", "关键词", "タグ"],
        ["comment", "leave a reply", "reply", "kommentare", "kommentier", "commentaires", "comentarios", "comentários", "commenti", "комментар", "评论", "留言", "コメント", "join the discussion", "join the conversation", "your email", "notify me"],
        ["advertisement", "anzeige", "werbung", "sponsored", "publicité", "publicidad", "publicidade", "pubblicità", "advertentie", "реклама", "广告", "廣告", "annons", "reklam", "story continues below", "article continues", "skip ad", "continue reading the main", "paid content", "promoted", "this article contains affiliate"],
        ["contributed to", "reporting by", "editing by", "written by", "e-mail:", "email:", "email ", "contact", "about the author", "can be reached", "follow him", "follow her", "follow me", "is the author", "writes about", "der autor", "über den autor", "is a reporter", "is a writer", "is a freelance", "is a journalist",
            "is a senior", "is a staff", "is an editor", "is the editor", "is a correspondent", "is a columnist", "ist redakteur", "@", "author:", "autor:", "por ", "by ", "von ", "par ", "reporter", "作者", "记者", "文：", "文/", "撰文"],
        ["share", "tweet", "print", "teilen", "partag", "compart", "condivid", "delen", "dela", "drucken", "imprimer", "分享", "copy link", "bookmark", "save", "merken", "whats", "pinterest", "reddit", "listen to", "close", "open", "show", "menu", "search", "skip to", "back to", "home", "cookies", "we use cookies", "javascript", "your browser"],
        ["updated", "published", "posted", "last modified", "min read", "minute read", "minutes ago", "hours ago", "lesezeit", "stand:", "aktualisiert", "veröffentlicht", "publié", "mis à jour", "actualizado", "publicado", "atualizado", "pubblicato", "aggiornato", "опубликован", "обновлен", "发布时间", "时间：", "date:", "ngày", "a.m.", "p.m.", " ist", " edt", " gmt", " est", "uhr"],
    ];

    private static readonly WordSearch s_search = new(s_phrases);

    /// <summary>Sets a place of <paramref name="kinds"/> for each kind of phrase: 2 when the block begins with one, 1 when one is near its beginning.</summary>
    public static void Find(ReadOnlySpan<char> text, Span<int> kinds)
    {
        if (text.Length > LongBlock)
        {
            text = text[..25];
        }

        var found = s_search.Kinds(text[..Math.Min(text.Length, Beginning)], near: 3, out var first);
        for (var kind = 0; found != 0 && kind < Kinds; kind++)
        {
            kinds[kind] = (int)(((found >> kind) & 1) + ((first >> kind) & 1));
        }
    }
}
