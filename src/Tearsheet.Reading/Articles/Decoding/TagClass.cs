namespace Tearsheet.Reading.Articles.Decoding;

/// <summary>What the pre-scan must know of a tag's name to follow the parser's stack of open elements.</summary>
internal enum TagClass
{
    /// <summary>Anything else, names of its own making too: a search for an open tag does not pass it.</summary>
    Block,

    /// <summary>No content and no end.</summary>
    Void,

    /// <summary>An inline element that a new paragraph or list item closes on the way.</summary>
    Inline,

    /// <summary>Inline, and opened again by the parser in every later block until it is closed by name.</summary>
    Formatting,

    /// <summary>Closes an open paragraph.</summary>
    Paragraph,

    /// <summary>div and address: a list item or term closes them on the way, a paragraph does not.</summary>
    Division,

    /// <summary>Closes an open item.</summary>
    Item,

    /// <summary>Closes an open term or definition.</summary>
    Term,

    /// <summary>Closes another option right above it.</summary>
    Option,

    /// <summary>Closes an open cell of the same table.</summary>
    Cell,

    /// <summary>Closes an open row of the same table.</summary>
    Row,

    /// <summary>Closes an open row group of the same table.</summary>
    RowGroup,

    Table,

    /// <summary>Raw text that no reader sees: cut out whole.</summary>
    Hidden,

    /// <summary>A script: cut out, and kept beside the page when it is JSON-LD.</summary>
    Script,

    /// <summary>The title: raw text that is kept.</summary>
    Title,

    /// <summary>iframe: the tag says something, its raw text does not.</summary>
    Frame,

    /// <summary>Drawing: cut out whole, because inside it other rules of parsing hold.</summary>
    Drawing,

    /// <summary>Tags that change how all that follows is parsed: the tag is dropped, the content stays.</summary>
    Mode,
}

internal static class TagClasses
{
    public static TagClass Of(ReadOnlySpan<char> lowerName) => lowerName switch
    {
        "area" or "base" or "basefont" or "bgsound" or "br" or "col" or "embed" or "frame" or "hr" or "image"
            or "img" or "input" or "keygen" or "link" or "meta" or "param" or "source" or "track" or "wbr"
            => TagClass.Void,
        "span" or "abbr" or "cite" or "time" or "mark" or "label" or "sub" or "sup" or "ins" or "del" or "q"
            => TagClass.Inline,
        "a" or "b" or "big" or "code" or "em" or "font" or "i" or "nobr" or "s" or "small" or "strike" or "strong"
            or "tt" or "u" => TagClass.Formatting,
        "p" => TagClass.Paragraph,
        "div" or "address" => TagClass.Division,
        "li" => TagClass.Item,
        "dd" or "dt" => TagClass.Term,
        "option" or "optgroup" or "rp" or "rt" => TagClass.Option,
        "td" or "th" or "caption" => TagClass.Cell,
        "tr" => TagClass.Row,
        "tbody" or "thead" or "tfoot" => TagClass.RowGroup,
        "table" => TagClass.Table,
        "style" or "noscript" or "textarea" or "xmp" or "noembed" or "noframes" => TagClass.Hidden,
        "script" => TagClass.Script,
        "title" => TagClass.Title,
        "iframe" => TagClass.Frame,
        "svg" => TagClass.Drawing,
        "math" or "plaintext" or "frameset" => TagClass.Mode,
        _ => TagClass.Block,
    };

    /// <summary>Whether a tag of class <paramref name="opening"/> closes <paramref name="open"/> on the way to its own kind.</summary>
    public static bool Passes(TagClass opening, TagClass open) => opening switch
    {
        TagClass.Paragraph => open is TagClass.Inline or TagClass.Formatting,
        TagClass.Item or TagClass.Term
            => open is TagClass.Inline or TagClass.Formatting or TagClass.Paragraph or TagClass.Division,
        TagClass.Cell or TagClass.Row or TagClass.RowGroup => open is not TagClass.Table,
        _ => false,
    };
}
