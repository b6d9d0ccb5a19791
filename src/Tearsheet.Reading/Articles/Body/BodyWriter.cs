using System.Globalization;
using AngleSharp.Dom;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Writes our own blocks from the element that holds the body. What it does not know becomes plain text.</summary>
/// <param name="links">Resolves addresses.</param>
/// <param name="pictures">Takes the pictures met on the way.</param>
/// <param name="headline">Is not said a second time at the top.</param>
/// <param name="kept">The nodes that belong to the body, with all above them; null for all.</param>
internal sealed class BodyWriter(PageLinks links, PictureBook pictures, string headline, IReadOnlySet<INode>? kept = null)
{
    public const int MaxBlocks = 5_000;
    public const int MaxText = 1_000_000;

    private const int MaxLongest = 2 * MaxText;

    // Lists and quotes in each other beyond this become plain blocks: the archive's codec ends at a depth of its own.
    private const int MaxNesting = 5;
    private const int LongestHeading = 200;
    private const int MaxRows = 1_000;
    private const int MaxCells = 50;

    private readonly string _headlineKey = Words.Key(headline);
    private readonly PagePlaces _places = new();
    private readonly List<string> _origins = [];
    private List<BodyBlock>? _top;
    private int _blocks;
    private int _text;

    private bool IsFull => _blocks >= MaxBlocks || _text >= MaxText;

    /// <summary>The blocks below <paramref name="body"/>, and where each came from, as <see cref="Article.Origins"/>.</summary>
    public (Sequence<BodyBlock> Blocks, Sequence<string> Origins) Write(IElement body)
    {
        var blocks = _top = [];
        Flow(body, blocks, 0);
        NoteOrigins(blocks, body);
        while (blocks is [.., BodyBlock.Rule])
        {
            blocks.RemoveAt(blocks.Count - 1);
        }

        return (Sequence.From(blocks), Sequence.From(_origins.Take(blocks.Count)));
    }

    private List<BodyBlock> Flow(INode parent, List<BodyBlock> blocks, int nesting)
    {
        var inlines = new InlineWriter();
        Children(parent, blocks, inlines, nesting);
        EndParagraph(blocks, inlines);
        return blocks;
    }

    // The innermost element that had a part in a block is done first.
    private void NoteOrigins(List<BodyBlock> blocks, IElement? element)
    {
        while (blocks == _top && element is not null && _origins.Count < blocks.Count)
        {
            _origins.Add(_places.Of(element));
        }
    }

    private void Children(INode parent, List<BodyBlock> blocks, InlineWriter inlines, int nesting, IElement? except = null)
    {
        // By index: the next sibling is looked for from the start, which is quadratic in a long row of siblings.
        var children = parent.ChildNodes;
        for (var i = 0; i < children.Length && !IsFull; i++)
        {
            if (!IsKept(children[i]))
            {
                continue;
            }

            if (children[i] is IText text)
            {
                // One paragraph of a whole megabyte is no text for readers; what lies beyond would be held several times over.
                inlines.Text(text.Data.AsSpan(0, Math.Clamp(MaxLongest - inlines.Length, 0, text.Data.Length)));
            }
            else if (children[i] is IElement element && element != except)
            {
                Element(element, blocks, inlines, nesting);
            }
        }
    }

    private void Element(IElement element, List<BodyBlock> blocks, InlineWriter inlines, int nesting)
    {
        switch (element.LocalName)
        {
            case "script" or "style" or "template" or "noscript" or "button" or "select" or "textarea" or "input" or "form" or "label"
                or "nav" or "meta" or "link" or "source" or "track" or "map" or "area" or "dialog" or "math" or "svg":
                if (element.LocalName is "form" or "label" or "nav")
                {
                    Children(element, blocks, inlines, nesting); // What is kept in a form is a page wrapped whole in it.
                }

                return;
            case "em" or "i" or "dfn" or "var" or "cite":
                Wrapped(InlineWriter.Wrap.Emphasis, null, element, blocks, inlines, nesting);
                return;
            case "strong" or "b":
                Wrapped(InlineWriter.Wrap.Strong, null, element, blocks, inlines, nesting);
                return;
            case "sup":
                Wrapped(InlineWriter.Wrap.Superscript, null, element, blocks, inlines, nesting);
                return;
            case "sub":
                Wrapped(InlineWriter.Wrap.Subscript, null, element, blocks, inlines, nesting);
                return;
            case "a":
                Wrapped(InlineWriter.Wrap.Link, links.Link(element.GetAttribute("href")), element, blocks, inlines, nesting);
                return;
            case "code" or "kbd" or "samp" or "tt" when nesting >= MaxNesting || !CodeText.HasLines(element):
                inlines.CodeSpan(element.TextContent);
                return;
            case "q":
                inlines.Text("“");
                Children(element, blocks, inlines, nesting);
                inlines.Text("”");
                return;
            case "br":
                if (!inlines.TryBreak())
                {
                    EndParagraph(blocks, inlines);
                    NoteOrigins(blocks, element.ParentElement);
                }

                return;
            case "wbr":
                return;
            case "img":
                Picture(element, blocks, inlines);
                NoteOrigins(blocks, element);
                return;
            case "span" or "u" or "small" or "mark" or "abbr" or "time" or "ins" or "font" or "bdi" or "bdo" or "s" or "del" or "big"
                or "ruby" or "rb" or "rt" or "rp" or "data" or "picture" or "nobr" or "acronym" or "strike" or "center" when !IsCaption(element):
                if (element.LocalName is not ("rt" or "rp"))
                {
                    Children(element, blocks, inlines, nesting);
                }

                return;
        }

        EndParagraph(blocks, inlines);
        NoteOrigins(blocks, element.ParentElement);
        Block(element, blocks, inlines, nesting);
        EndParagraph(blocks, inlines);
        NoteOrigins(blocks, element);
    }

    private void Block(IElement element, List<BodyBlock> blocks, InlineWriter inlines, int nesting)
    {
        switch (element.LocalName)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                Heading(element, blocks);
                break;
            case "ul" or "ol" when nesting < MaxNesting:
                List(element, blocks, nesting);
                break;
            case "blockquote" when nesting < MaxNesting:
                Quote(element, blocks, nesting);
                break;
            case "pre" or "code" or "kbd" or "samp" or "tt":
                Code(element, blocks);
                break;
            case "table":
                Table(element, blocks, inlines, nesting);
                break;
            case "figure":
                Figure(element, blocks, nesting);
                break;
            case "iframe" or "video" or "audio" or "embed" or "object":
                Embed(element, blocks);
                break;
            case "hr":
                if (blocks.Count > 0 && blocks[^1] is not BodyBlock.Rule)
                {
                    Add(blocks, new BodyBlock.Rule(), 0);
                }

                break;
            case "dt":
                if (inlines.TryOpen(InlineWriter.Wrap.Strong))
                {
                    Children(element, blocks, inlines, nesting);
                    inlines.Close();
                }

                break;
            case "figcaption":
                CaptionOf(blocks, element);
                break;
            default:
                if (IsCaption(element) && PageSurvey.Text(element, 400) is not null)
                {
                    CaptionOf(blocks, element);
                }
                else
                {
                    Children(element, blocks, inlines, nesting);
                }

                break;
        }
    }

    private bool IsKept(INode node) => kept is null || kept.Contains(node);

    private void Wrapped(InlineWriter.Wrap wrap, string? address, IElement element, List<BodyBlock> blocks, InlineWriter inlines, int nesting)
    {
        var opened = (wrap != InlineWriter.Wrap.Link || address is not null) && inlines.TryOpen(wrap, address);
        Children(element, blocks, inlines, nesting);
        if (opened)
        {
            inlines.Close();
        }
    }

    private void EndParagraph(List<BodyBlock> blocks, InlineWriter inlines)
    {
        if (!inlines.HasContent)
        {
            return;
        }

        var text = inlines.Take();
        if (text.Count == 0 || IsLabel(text) || (blocks.Count == 0 && IsHeadline(text)) || IsUnderPicture(blocks, text))
        {
            return;
        }

        Add(blocks, new BodyBlock.Paragraph(text), InlineText.Of(text).Length);
    }

    // What stands under a picture as a line of text, and says who made it or what its alternative text says, is its caption.
    private bool IsUnderPicture(List<BodyBlock> blocks, Sequence<Inline> text)
    {
        if (blocks is not [.., BodyBlock.Figure { Image: var image }])
        {
            return false;
        }

        var line = Words.Line(InlineText.Of(text));
        if (line is null || !Captions.IsOne(line, pictures[image]))
        {
            return false;
        }

        var (caption, credit) = Captions.Split(line, null);
        pictures.Describe(image, null, caption, credit);
        return true;
    }

    private void Add(List<BodyBlock> blocks, BodyBlock block, int length)
    {
        // Cut at a block, never inside one; only the first may be longer than all.
        if (_blocks >= MaxBlocks || (_blocks > 0 && _text + length > MaxText))
        {
            (_blocks, _text) = (MaxBlocks, MaxText);
            return;
        }

        _blocks++;
        _text += length;
        blocks.Add(block);
    }

    private bool IsHeadline(Sequence<Inline> text) => _headlineKey.Length > 0 && Words.Key(InlineText.Of(text)) == _headlineKey;

    // What advertising left behind when it was taken out.
    private static bool IsLabel(Sequence<Inline> text) => text is [Inline.Text { Value.Length: < 40 } or Inline.Strong or Inline.Emphasis]
        && Words.Key(InlineText.Of(text)) is "advertisement" or "advertisment" or "advertising" or "anzeige" or "werbung" or "publicité" or "publicidad"
            or "pubblicità" or "publicidade" or "reklama" or "reklame" or "annons" or "annonse" or "advertentie" or "реклама" or "広告" or "广告" or "廣告"
            or "story continues below advertisement" or "article continues below advertisement" or "advertisement continue reading the main story"
            or "continue reading the main story" or "skip advertisement" or "artikel fortsetzen" or "la suite après cette publicité";

    private void Heading(IElement element, List<BodyBlock> blocks)
    {
        var inlines = new InlineWriter();
        var inside = new List<BodyBlock>();
        Children(element, inside, inlines, MaxNesting);
        var text = inlines.Take();
        foreach (var picture in inside.OfType<BodyBlock.Figure>())
        {
            Add(blocks, picture, 0);
        }

        if (text.Count == 0)
        {
            text = inside.OfType<BodyBlock.Paragraph>().FirstOrDefault()?.Inlines ?? [];
        }

        if (text.Count == 0 || IsLabel(text) || (blocks.TrueForAll(block => block is BodyBlock.Figure) && IsHeadline(text)))
        {
            return;
        }

        var length = InlineText.Of(text).Length;
        Add(blocks, length > LongestHeading ? new BodyBlock.Paragraph(text) : new BodyBlock.Heading(Math.Clamp(element.LocalName[1] - '0', 2, 6), text), length);
    }

    private void List(IElement element, List<BodyBlock> blocks, int nesting)
    {
        var items = new List<Sequence<BodyBlock>>();
        var loose = new List<BodyBlock>();
        foreach (var child in element.Children)
        {
            if (IsFull)
            {
                break;
            }

            if (!IsKept(child))
            {
                continue;
            }

            var item = child.LocalName is "li" or "div" or "p" or "span" or "a" ? Flow(child, [], nesting + 1) : FlowOf(child, nesting + 1);
            if (item.Count > 0)
            {
                items.Add(Sequence.From(item));
            }
        }

        // A list of pictures is how galleries are marked up.
        if (items.Count > 0 && items.TrueForAll(item => item.All(block => block is BodyBlock.Figure)))
        {
            blocks.AddRange(items.SelectMany(item => item));
        }
        else if (items.Count > 0)
        {
            Add(blocks, new BodyBlock.ListBlock(element.LocalName == "ol", Sequence.From(items)) { First = FirstNumber(element) }, 0);
        }
    }

    private static int FirstNumber(IElement list) =>
        list.LocalName == "ol" && int.TryParse(list.GetAttribute("start"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 9_999 ? number : 1;

    private List<BodyBlock> FlowOf(IElement element, int nesting)
    {
        var blocks = new List<BodyBlock>();
        var inlines = new InlineWriter();
        Element(element, blocks, inlines, nesting);
        EndParagraph(blocks, inlines);
        return blocks;
    }

    private void Quote(IElement element, List<BodyBlock> blocks, int nesting)
    {
        var source = element.Children.LastOrDefault(child => IsKept(child) && SaysWho(child));
        Sequence<Inline>? cite = null;
        if (source is not null && PageSurvey.Text(source, 300) is { Length: > 0 })
        {
            var writer = new InlineWriter();
            Children(source, [], writer, MaxNesting);
            cite = writer.Take() is { Count: > 0 } taken ? taken : null;
        }

        var inside = new List<BodyBlock>();
        var inlines = new InlineWriter();
        Children(element, inside, inlines, nesting + 1, cite is null ? null : source);
        EndParagraph(inside, inlines);
        if (inside.Count > 0)
        {
            Add(blocks, new BodyBlock.Quote(Sequence.From(inside), cite), 0);
        }
    }

    // By its element, or by the names that sites give it.
    private static bool SaysWho(IElement element) => element.LocalName is "footer" or "cite" or "figcaption"
        || (element.LocalName is "p" or "div" or "span" && element.NextElementSibling is null && element.ClassName is { } name
            && (name.Contains("cite", StringComparison.OrdinalIgnoreCase) || name.Contains("attribution", StringComparison.OrdinalIgnoreCase)
                || name.Contains("quote-author", StringComparison.OrdinalIgnoreCase) || name.Contains("quote__author", StringComparison.OrdinalIgnoreCase)));

    private void Code(IElement element, List<BodyBlock> blocks)
    {
        if (CodeText.Of(element) is { Length: > 0 } text)
        {
            Add(blocks, new BodyBlock.Code(text), text.Length);
        }
    }

    private void Table(IElement element, List<BodyBlock> blocks, InlineWriter inlines, int nesting)
    {
        var rows = element.GetElementsByTagName("tr").Take(MaxRows).ToList();
        if (IsLayout(element, rows))
        {
            Children(element, blocks, inlines, nesting);
            return;
        }

        var written = new List<TableRow>();
        var length = 0;
        foreach (var row in rows)
        {
            var cells = new List<TableCell>();
            foreach (var cell in row.Children.Where(child => child.LocalName is "td" or "th").Take(MaxCells))
            {
                var writer = new InlineWriter();
                var inside = new List<BodyBlock>();
                Children(cell, inside, writer, MaxNesting);
                var text = writer.Take();
                if (text.Count == 0)
                {
                    text = Joined(inside);
                }

                length += InlineText.Of(text).Length;
                cells.Add(new(text, cell.LocalName == "th"));
            }

            if (cells.Exists(cell => cell.Inlines.Count > 0))
            {
                written.Add(new(Sequence.From(cells)));
            }
        }

        if (written.Count > 0)
        {
            var caption = element.Children.FirstOrDefault(child => child.LocalName == "caption");
            Add(blocks, new BodyBlock.Table(Sequence.From(written), caption is null ? null : Words.Line(PageSurvey.Text(caption, 500))), length);
        }
    }

    private static bool IsLayout(IElement table, List<IElement> rows) =>
        rows.Count == 0
        || table.GetAttribute("role") is "presentation" or "none"
        || rows.TrueForAll(row => row.Children.Length < 2)
        || table.QuerySelector("table, ul, ol, figure, blockquote, h1, h2, h3, pre, iframe, p + p") is not null;

    // Paragraphs of a cell, one line each.
    private static Sequence<Inline> Joined(List<BodyBlock> blocks)
    {
        var inlines = new List<Inline>();
        foreach (var paragraph in blocks.OfType<BodyBlock.Paragraph>())
        {
            if (inlines.Count > 0)
            {
                inlines.Add(new Inline.LineBreak());
            }

            inlines.AddRange(paragraph.Inlines);
        }

        return Sequence.From(inlines);
    }

    private void Figure(IElement element, List<BodyBlock> blocks, int nesting)
    {
        var caption = element.QuerySelector("figcaption");
        var images = element.GetElementsByTagName("img").Take(30).ToList();
        if (images.Count == 0 || element.QuerySelector("table, pre, blockquote, iframe, video") is not null)
        {
            var before = blocks.Count;
            blocks.AddRange(FlowOfChildren(element, nesting, caption));
            if (caption is not null && before < blocks.Count)
            {
                CaptionOf(blocks, caption);
            }

            return;
        }

        var (text, credit) = CaptionIn(element, caption);
        var first = true;
        foreach (var image in images)
        {
            if (ImageSource.Find(image, links) is not { } found || PictureMarks.IsElsewhere(image, links))
            {
                continue;
            }

            // One caption under several pictures is said once.
            Place(found with { Caption = first ? text : null, Credit = credit }, image.GetAttribute("alt"), blocks);
            first = false;
        }
    }

    private List<BodyBlock> FlowOfChildren(IElement element, int nesting, IElement? except)
    {
        var blocks = new List<BodyBlock>();
        var inlines = new InlineWriter();
        Children(element, blocks, inlines, nesting, except);
        EndParagraph(blocks, inlines);
        return blocks;
    }

    private static (string? Caption, string? Credit) CaptionIn(IElement figure, IElement? caption)
    {
        var holder = caption ?? figure;
        var credit = holder.QuerySelector("[class*=credit], [class*=Credit], [class*=copyright], [itemprop=copyrightHolder]")
            ?? (caption is null ? null : figure.QuerySelector("[class*=credit], [class*=Credit], [itemprop=copyrightHolder]"));
        return Captions.Split(PageSurvey.Text(holder, 1500), credit is null ? null : PageSurvey.Text(credit, 200));
    }

    private void Picture(IElement image, List<BodyBlock> blocks, InlineWriter inlines)
    {
        // Emoji are letters that some sites draw.
        if (image.ClassName is { } name && (name.Contains("emoji", StringComparison.OrdinalIgnoreCase) || name.Contains("smiley", StringComparison.OrdinalIgnoreCase)))
        {
            inlines.Text(image.GetAttribute("alt") ?? "");
            return;
        }

        if (ImageSource.Find(image, links) is { } found && !PictureMarks.IsElsewhere(image, links))
        {
            EndParagraph(blocks, inlines);
            NoteOrigins(blocks, image.ParentElement);
            Place(found, image.GetAttribute("alt"), blocks);
        }
    }

    private void Place(NamedImage image, string? alt, List<BodyBlock> blocks)
    {
        if (!pictures.IsOfAuthor(image, alt) && pictures.Add(image, alt) is { } index && !blocks.Contains(new BodyBlock.Figure(index)))
        {
            Add(blocks, new BodyBlock.Figure(index), 0);
        }
    }

    private void CaptionOf(List<BodyBlock> blocks, IElement element)
    {
        // A caption without its picture is no part of the text.
        if (blocks is [.., BodyBlock.Figure figure])
        {
            var (caption, credit) = CaptionIn(element, element);
            pictures.Describe(figure.Image, null, caption, credit);
        }
    }

    private static bool IsCaption(IElement element) =>
        element.ClassName is { Length: > 0 } name
        && (name.Contains("caption", StringComparison.OrdinalIgnoreCase) || name.Contains("photo-credit", StringComparison.OrdinalIgnoreCase)
            || name.Contains("image-credit", StringComparison.OrdinalIgnoreCase) || name.Contains("bildunterschrift", StringComparison.OrdinalIgnoreCase))
        && element.QuerySelector("img, figure, p + p") is null;

    private void Embed(IElement element, List<BodyBlock> blocks)
    {
        var source = element.GetAttribute("src") ?? element.GetAttribute("data-src") ?? element.GetAttribute("data")
            ?? element.QuerySelector("source")?.GetAttribute("src");
        if (links.Web(source) is { } address && !blocks.Contains(new BodyBlock.Embed(address, Title(element))))
        {
            Add(blocks, new BodyBlock.Embed(address, Title(element)), 0);
        }

        static string? Title(IElement element) =>
            Words.Line(element.GetAttribute("title")) is { Length: <= 300 } title && !title.Contains("player", StringComparison.OrdinalIgnoreCase)
                ? title
                : null;
    }
}
