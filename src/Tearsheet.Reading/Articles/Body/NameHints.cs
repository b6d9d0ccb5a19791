using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>What the class and id of an element say about it, in the words that sites use, in many languages.</summary>
[Flags]
internal enum NameHint : uint
{
    None = 0,
    Body = 1 << 0,
    Comment = 1 << 1,
    Related = 1 << 2,
    Share = 1 << 3,
    Person = 1 << 4,
    Subscribe = 1 << 5,
    Menu = 1 << 6,
    Legal = 1 << 7,
    Advert = 1 << 8,
    Caption = 1 << 9,
    Facts = 1 << 10,
    Side = 1 << 11,
    Consent = 1 << 12,
    Standfirst = 1 << 13,
    Title = 1 << 14,
    Quote = 1 << 15,
    Hidden = 1 << 16,
    Contents = 1 << 17,
    Box = 1 << 18,
    Player = 1 << 19,
    Main = 1 << 20,
    Live = 1 << 21,
    Footnote = 1 << 22,
    Shop = 1 << 23,
    Media = 1 << 24,
    Tags = 1 << 25,
    Teaser = 1 << 26,
}

/// <summary>Reads hints out of class and id; remembers each name, for pages repeat them by the hundred.</summary>
internal sealed class NameHints
{
    public const int Kinds = 27;

    private const int MaxName = 300;

    // Names are compared as "-article-body-": in lower case, with one hyphen for all between two words and at both ends.
    private static readonly string[][] s_words =
    [
        ["article-body", "articlebody", "article-content", "articlecontent", "article-text", "articletext", "story-body", "storybody", "story-content",
            "story-text", "storytext", "entry-content", "post-content", "postcontent", "post-body", "postbody", "post-text", "content-body",
            "body-text", "bodytext", "body-copy", "bodycopy", "artikeltext", "artikel-text", "artikel-body", "artikelbody", "richtext", "rich-text", "news-text", "newstext", "news-body",
            "news-content", "cuerpo", "corpo", "cuerpo-noticia", "texto", "testo", "brodtext", "article-paragraph", "paragraph", "wysiwyg", "td-post",
            "nota-body", "articolo", "maintext", "main-text", "article-main", "detail-content", "text-content", "article-p", "prose", "js-article", "texte"],
        ["comment", "kommentar", "coment", "disqus", "discuss", "replies", "-reply", "-respond-", "forum", "commentaire", "-koment", "opinary", "reader-"],
        ["related", "recommend", "more-from", "read-more", "readmore", "see-also", "seealso", "similar", "weiterlesen", "lire-aussi", "a-lire", "leia", "puede-interesar",
            "relacionad", "relacion", "verwandt", "correlati", "up-next", "read-next", "-next-", "-prev", "pagination", "popular", "trending", "most-", "latest", "outbrain", "taboola",
            "recirc", "linklist", "link-list", "more-stories", "more-news", "also-", "empfehl", "mehr-", "lesen", "voir-aussi", "suggest", "further", "morelike", "inline-link", "topstories"],
        ["share", "sharing", "social", "facebook", "twitter", "whatsapp", "addthis", "-follow", "compartir", "partage", "teilen", "sharedaddy", "likes", "like-button"],
        ["author", "byline", "by-line", "-bio-", "-autor", "writer", "contributor", "profile", "about-the", "auteur", "firma", "redakt", "vcard", "journalist", "credits"],
        ["newsletter", "subscri", "signup", "sign-up", "mailing", "paywall", "-abo-", "donat", "membership", "-piano", "regwall", "login", "register", "abonn", "support-us", "promo-box", "call-to-action", "-cta"],
        ["-nav", "navbar", "menu", "breadcrumb", "crumb", "toolbar", "skip-", "sitemap", "masthead", "-tabs-", "topbar", "navigation", "site-header", "page-header"],
        ["footer", "copyright", "legal", "disclaimer", "imprint", "colophon", "-foot-", "impressum", "correction"],
        ["-ad-", "-ads-", "advert", "sponsor", "-dfp", "-gpt-", "banner", "werbung", "anzeige", "promoted", "-adv-", "publicidad", "publicite", "adslot", "ad-slot", "-ads", "reklama", "affiliate", "partner"],
        ["caption", "-credit", "photo-credit", "bildunterschrift", "legend", "-cutline", "bildtext", "pie-foto", "imgcap", "image-desc", "photo-desc", "didascalia", "-bu-"],
        ["-meta", "-date", "-time-", "timestamp", "published", "posted", "-info-", "reading-time", "readtime", "views", "rating", "dateline", "datum", "fecha", "pubdate", "article-info"],
        ["sidebar", "side-bar", "-side-", "-aside", "widget", "-rail", "right-col", "left-col", "secondary", "complementary", "rightcol", "leftcol", "column-right", "-marg"],
        ["cookie", "consent", "gdpr", "popup", "pop-up", "modal", "overlay", "lightbox", "dialog", "tooltip", "-notice", "notification", "adblock", "alert", "privacy"],
        ["standfirst", "subtitle", "sub-title", "subhead", "sub-head", "-deck", "-dek-", "lede", "-lead", "summary", "-intro", "excerpt", "description", "chapo", "vorspann", "bajada",
            "entradilla", "sottotitolo", "ingress", "sapo", "abstract", "kicker", "sumario", "teaser-text", "preamble", "subline", "perex"],
        ["title", "headline", "heading", "-titel", "titre", "titulo", "titolo", "-hed-", "overskrift", "rubrik"],
        ["quote", "zitat", "citat", "citation", "blockquote"],
        ["hidden", "-hide-", "sr-only", "screen-reader", "visually-hidden", "visuallyhidden", "print-only", "no-print", "noprint", "display-none", "-d-none-", "offscreen", "invisible", "assistive"],
        ["-toc-", "-toc", "table-of-contents", "tableofcontents", "inhaltsverzeichnis", "jump-", "anchor", "sommaire", "-outline"],
        ["factbox", "infobox", "fact-box", "info-box", "-box", "faktaruta", "fakta", "-faq", "key-points", "keypoints", "highlights", "takeaway", "explainer", "infokasten", "callout", "accordion", "-panel"],
        ["video", "player", "audio", "podcast", "embed", "-jw-", "brightcove", "youtube", "playlist", "vjs"],
        ["content", "-main", "-body", "-text", "-story", "-entry", "-post-", "article", "artikel", "noticia", "nota-", "-news-", "conteudo", "contenido", "contenu", "inhalt", "detail"],
        ["-live", "liveblog", "ticker", "-update", "timeline", "live-blog"],
        ["footnote", "-reference", "-endnote", "-citations", "reflist", "fussnote", "-notes-"],
        ["product", "price", "-shop", "affiliate", "-buy", "coupon", "-deal", "-offer", "-cart", "-ecommerce", "stock-", "ticket"],
        ["image", "photo", "figure", "gallery", "picture", "-media", "-foto", "-bild", "slide", "-img", "carousel", "galerie", "galeria", "thumb"],
        ["-tag-", "-tags", "category", "categor", "topic", "keyword", "-label", "kategorie", "schlagwort", "-themen", "-section-name"],
        ["teaser", "promo", "-card", "-tile", "-item-", "-list-", "grid", "-feed", "-stream", "-river", "headlines", "newslist", "news-list", "-block-link"],
    ];

    private static readonly WordSearch s_search = new(s_words);

    private readonly Dictionary<string, (NameHint Hints, uint Hash)> _known = new(StringComparer.Ordinal);
    private readonly char[] _buffer = new char[2 * MaxName];

    /// <summary>The hints in a name, and a hash that leaves digits out of account.</summary>
    public (NameHint Hints, uint Hash) Read(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return default;
        }

        if (_known.TryGetValue(name, out var known))
        {
            return known;
        }

        var folded = Fold(name);
        var hash = 2166136261u;
        foreach (var c in folded)
        {
            hash = char.IsAsciiDigit(c) ? hash : (hash ^ c) * 16777619u;
        }

        var hints = (NameHint)s_search.Kinds(folded);
        _known[name] = (hints, hash);
        return (hints, hash);
    }

    private ReadOnlySpan<char> Fold(string name)
    {
        var length = 0;
        _buffer[length++] = '-';
        var wasLower = false;
        foreach (var c in name.AsSpan(0, Math.Min(name.Length, MaxName)))
        {
            if (length >= _buffer.Length - 3)
            {
                break;
            }

            if (!char.IsLetterOrDigit(c))
            {
                if (_buffer[length - 1] != '-')
                {
                    _buffer[length++] = '-';
                }

                wasLower = false;
                continue;
            }

            if (wasLower && char.IsUpper(c))
            {
                _buffer[length++] = '-';
            }

            wasLower = char.IsLower(c);
            _buffer[length++] = char.ToLowerInvariant(c);
        }

        if (_buffer[length - 1] != '-')
        {
            _buffer[length++] = '-';
        }

        return _buffer.AsSpan(0, length);
    }
}
