namespace Tearsheet.Reading.Articles.Body;

/// <summary>What an element is to the reader of a page; everything of its own making is a division.</summary>
internal enum PageTag : byte
{
    Text,

    /// <summary>Inline, and says nothing of its own: span, u, time.</summary>
    Inline,
    Emphasis,
    Strong,
    Link,
    CodeSpan,
    InlineQuote,
    Superscript,
    Subscript,
    Break,

    /// <summary>The reading of a character beside it (rt): no text of its own.</summary>
    Ruby,
    Image,
    Picture,

    // All that follow begin a new block.
    Division,
    Paragraph,
    Heading1,
    Heading2,
    Heading3,
    Heading4,
    Heading5,
    Heading6,
    List,
    OrderedList,
    Item,
    Term,
    Quote,
    Preformatted,
    Table,
    Row,
    Cell,
    HeaderCell,
    TableCaption,
    Figure,
    Caption,
    Embed,
    Rule,
    Article,
    Main,
    Section,
    Header,
    Footer,
    Aside,
    Navigation,
    Form,
    Address,

    /// <summary>Nothing in it is read.</summary>
    Skipped,
}

internal static class PageTags
{
    public static PageTag Of(string localName) => localName switch
    {
        "a" => PageTag.Link,
        "span" or "u" or "small" or "mark" or "abbr" or "time" or "ins" or "font" or "bdi" or "bdo" or "s" or "del" or "big" or "ruby"
            or "rb" or "data" or "nobr" or "acronym" or "strike" or "label" or "wbr" or "output" or "relative-time" => PageTag.Inline,
        "em" or "i" or "dfn" or "var" or "cite" => PageTag.Emphasis,
        "strong" or "b" => PageTag.Strong,
        "code" or "kbd" or "samp" or "tt" => PageTag.CodeSpan,
        "q" => PageTag.InlineQuote,
        "sup" => PageTag.Superscript,
        "sub" => PageTag.Subscript,
        "br" => PageTag.Break,
        "rt" or "rp" => PageTag.Ruby,
        "img" or "amp-img" => PageTag.Image,
        "picture" => PageTag.Picture,
        "p" => PageTag.Paragraph,
        "h1" => PageTag.Heading1,
        "h2" => PageTag.Heading2,
        "h3" => PageTag.Heading3,
        "h4" => PageTag.Heading4,
        "h5" => PageTag.Heading5,
        "h6" => PageTag.Heading6,
        "ul" or "menu" or "dir" => PageTag.List,
        "ol" => PageTag.OrderedList,
        "li" => PageTag.Item,
        "dt" => PageTag.Term,
        "blockquote" => PageTag.Quote,
        "pre" or "listing" or "xmp" => PageTag.Preformatted,
        "table" => PageTag.Table,
        "tr" => PageTag.Row,
        "td" => PageTag.Cell,
        "th" => PageTag.HeaderCell,
        "caption" => PageTag.TableCaption,
        "figure" => PageTag.Figure,
        "figcaption" => PageTag.Caption,
        "iframe" or "video" or "audio" or "embed" or "object" => PageTag.Embed,
        "hr" => PageTag.Rule,
        "article" => PageTag.Article,
        "main" => PageTag.Main,
        "section" => PageTag.Section,
        "header" => PageTag.Header,
        "footer" => PageTag.Footer,
        "aside" => PageTag.Aside,
        "nav" => PageTag.Navigation,
        "form" => PageTag.Form,
        "address" => PageTag.Address,
        "script" or "style" or "template" or "noscript" or "button" or "select" or "textarea" or "input" or "option" or "meta" or "link"
            or "source" or "track" or "map" or "area" or "dialog" or "math" or "svg" or "head" or "title" or "base" or "param" => PageTag.Skipped,
        _ => PageTag.Division,
    };

    public static bool IsInline(PageTag tag) => tag < PageTag.Division;

    public static bool IsHeading(PageTag tag) => tag is >= PageTag.Heading1 and <= PageTag.Heading6;
}
