using System.Text;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing.Forms;

/// <summary>The body of an article as data: a map for each block, text for each run of text.</summary>
internal static class BodyForm
{
    // A block may be 64 deep. The article's map and its list come before the body, and every level of blocks or inlines costs
    // up to three; what is nested deeper than any reader could tell is kept as plain text.
    private const int MaxDepth = 14;

    public static Node.ListNode Write(Sequence<BodyBlock> body) => Blocks(body, 0);

    public static Sequence<BodyBlock> Read(IReadOnlyList<Node> body, int images) =>
        Sequence.From(body.Select(block => BlockOf(block, images)));

    private static Node.ListNode Blocks(Sequence<BodyBlock> blocks, int depth) =>
        depth < MaxDepth
            ? Node.ListOf(blocks, block => BlockNode(block, depth))
            : Node.List(Node.Map(("p", Node.List(Form.WellFormed(PlainTextOf(blocks))))));

    /// <summary>Whether a list in it begins with another number than 1.</summary>
    public static bool CountsOn(Sequence<BodyBlock> blocks) => blocks.Any(block => block switch
    {
        BodyBlock.ListBlock list => list.First != 1 || list.Items.Any(CountsOn),
        BodyBlock.Quote quote => CountsOn(quote.Blocks),
        _ => false,
    });

    private static Node.ListNode Inlines(Sequence<Inline> inlines, int depth) =>
        depth < MaxDepth
            ? Node.ListOf(inlines, inline => InlineNode(inline, depth))
            : Node.List(Form.WellFormed(PlainTextOf(inlines)));

    private static Node.MapNode BlockNode(BodyBlock block, int depth) => block switch
    {
        BodyBlock.Paragraph paragraph => Node.Map(("p", Inlines(paragraph.Inlines, depth + 1))),
        BodyBlock.Heading heading => Node.Map(("h", Inlines(heading.Inlines, depth + 1)), ("level", (long)heading.Level)),
        BodyBlock.ListBlock list => Node.Map(
            ("list", Node.ListOf(list.Items, item => Blocks(item, depth + 1))), ("ordered", Form.Flag(list.Ordered)),
            ("first", list.First == 1 ? null : (long)list.First)),
        BodyBlock.Quote quote => Node.Map(
            ("quote", Blocks(quote.Blocks, depth + 1)),
            ("cite", quote.Cite is null ? null : Inlines(quote.Cite, depth + 1))),
        BodyBlock.Figure figure => Node.Map(("figure", (long)figure.Image)),
        BodyBlock.Table table => Node.Map(
            ("table", Node.ListOf(table.Rows, row => Node.ListOf(row.Cells, cell => Node.Map(
                ("cell", Inlines(cell.Inlines, depth + 1)), ("header", Form.Flag(cell.IsHeader)))))),
            ("caption", Form.OptionalText(table.Caption))),
        BodyBlock.Code code => Node.Map(("code", Form.WellFormed(code.Text))),
        BodyBlock.Embed embed => Node.Map(
            ("embed", Form.WellFormed(embed.Address)), ("title", Form.OptionalText(embed.Title))),
        BodyBlock.Rule => Node.Map(("rule", true)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Node InlineNode(Inline inline, int depth) => inline switch
    {
        Inline.Text text => Form.WellFormed(text.Value),
        Inline.Emphasis emphasis => Node.Map(("em", Inlines(emphasis.Inlines, depth + 1))),
        Inline.Strong strong => Node.Map(("strong", Inlines(strong.Inlines, depth + 1))),
        Inline.Link link => Node.Map(("a", Inlines(link.Inlines, depth + 1)), ("href", Form.WellFormed(link.Address))),
        Inline.CodeSpan code => Node.Map(("code", Form.WellFormed(code.Value))),
        Inline.LineBreak => Node.Map(("br", true)),
        Inline.Superscript superscript => Node.Map(("sup", Inlines(superscript.Inlines, depth + 1))),
        Inline.Subscript subscript => Node.Map(("sub", Inlines(subscript.Inlines, depth + 1))),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static BodyBlock BlockOf(Node node, int images)
    {
        switch (node)
        {
            case var _ when node.TryGet("p", out _):
                node.OnlyKeys("p");
                return new BodyBlock.Paragraph(InlinesAt(node, "p"));
            case var _ when node.TryGet("h", out _):
                node.OnlyKeys("h", "level");
                return new BodyBlock.Heading((int)node.Integer("level", 2, 6), InlinesAt(node, "h"));
            case var _ when node.TryGet("list", out _):
                node.OnlyKeys("list", "ordered", "first");
                return new BodyBlock.ListBlock(
                    Form.Flag(node, "ordered"),
                    Sequence.From(node.ListAt("list").Select(item => Read(ItemsOf(item), images))))
                {
                    First = node.TryGet("first", out _) ? (int)node.Integer("first", 0, 9_999) : 1,
                };
            case var _ when node.TryGet("quote", out _):
                node.OnlyKeys("quote", "cite");
                return new BodyBlock.Quote(
                    Read(node.ListAt("quote"), images), node.TryGet("cite", out _) ? InlinesAt(node, "cite") : null);
            case var _ when node.TryGet("figure", out _):
                node.OnlyKeys("figure");
                return new BodyBlock.Figure((int)node.Integer("figure", 0, images - 1));
            case var _ when node.TryGet("table", out _):
                node.OnlyKeys("table", "caption");
                return new BodyBlock.Table(
                    Sequence.From(node.ListAt("table").Select(row => new TableRow(Sequence.From(ItemsOf(row).Select(Cell))))),
                    node.OptionalText("caption"));
            case var _ when node.TryGet("code", out _):
                node.OnlyKeys("code");
                return new BodyBlock.Code(node.Text("code"));
            case var _ when node.TryGet("embed", out _):
                node.OnlyKeys("embed", "title");
                return new BodyBlock.Embed(node.Text("embed"), node.OptionalText("title"));
            case var _ when node.TryGet("rule", out _):
                node.OnlyKeys("rule");
                return Mark(node, "rule", new BodyBlock.Rule());
            default:
                throw new NodeShapeException("body: a block of no kind that is known");
        }
    }

    private static Inline InlineOf(Node node)
    {
        switch (node)
        {
            case Node.TextNode text:
                return new Inline.Text(text.Value);
            case var _ when node.TryGet("em", out _):
                node.OnlyKeys("em");
                return new Inline.Emphasis(InlinesAt(node, "em"));
            case var _ when node.TryGet("strong", out _):
                node.OnlyKeys("strong");
                return new Inline.Strong(InlinesAt(node, "strong"));
            case var _ when node.TryGet("a", out _):
                node.OnlyKeys("a", "href");
                return new Inline.Link(node.Text("href"), InlinesAt(node, "a"));
            case var _ when node.TryGet("code", out _):
                node.OnlyKeys("code");
                return new Inline.CodeSpan(node.Text("code"));
            case var _ when node.TryGet("br", out _):
                node.OnlyKeys("br");
                return Mark(node, "br", new Inline.LineBreak());
            case var _ when node.TryGet("sup", out _):
                node.OnlyKeys("sup");
                return new Inline.Superscript(InlinesAt(node, "sup"));
            case var _ when node.TryGet("sub", out _):
                node.OnlyKeys("sub");
                return new Inline.Subscript(InlinesAt(node, "sub"));
            default:
                throw new NodeShapeException("body: a run of text of no kind that is known");
        }
    }

    private static TableCell Cell(Node node)
    {
        node.OnlyKeys("cell", "header");
        return new TableCell(InlinesAt(node, "cell"), Form.Flag(node, "header"));
    }

    private static Sequence<Inline> InlinesAt(Node node, string key) => Sequence.From(node.ListAt(key).Select(InlineOf));

    private static IReadOnlyList<Node> ItemsOf(Node node) =>
        node is Node.ListNode list ? list.Items : throw new NodeShapeException("body: expected a list");

    private static T Mark<T>(Node node, string key, T value) =>
        node.Boolean(key) ? value : throw new NodeShapeException($"{key}: false is spelled by leaving it out");

    private static string PlainTextOf(Sequence<BodyBlock> blocks)
    {
        var text = new StringBuilder();
        foreach (var block in blocks)
        {
            Append(text, block);
        }

        return text.ToString();
    }

    private static string PlainTextOf(Sequence<Inline> inlines)
    {
        var text = new StringBuilder();
        Append(text, inlines);
        return text.ToString();
    }

    private static void Append(StringBuilder text, BodyBlock block)
    {
        if (text.Length > 0 && text[^1] != ' ')
        {
            text.Append(' ');
        }

        switch (block)
        {
            case BodyBlock.Paragraph paragraph:
                Append(text, paragraph.Inlines);
                break;
            case BodyBlock.Heading heading:
                Append(text, heading.Inlines);
                break;
            case BodyBlock.ListBlock list:
                foreach (var inner in list.Items.SelectMany(item => item))
                {
                    Append(text, inner);
                }

                break;
            case BodyBlock.Quote quote:
                foreach (var inner in quote.Blocks)
                {
                    Append(text, inner);
                }

                break;
            case BodyBlock.Table table:
                foreach (var cell in table.Rows.SelectMany(row => row.Cells))
                {
                    Append(text, cell.Inlines);
                    text.Append(' ');
                }

                break;
            case BodyBlock.Code code:
                text.Append(code.Text);
                break;
            default:
                break;
        }
    }

    private static void Append(StringBuilder text, Sequence<Inline> inlines)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case Inline.Text plain:
                    text.Append(plain.Value);
                    break;
                case Inline.CodeSpan code:
                    text.Append(code.Value);
                    break;
                case Inline.LineBreak:
                    text.Append(' ');
                    break;
                case Inline.Emphasis { Inlines: var inner }:
                    Append(text, inner);
                    break;
                case Inline.Strong { Inlines: var inner }:
                    Append(text, inner);
                    break;
                case Inline.Link { Inlines: var inner }:
                    Append(text, inner);
                    break;
                case Inline.Superscript { Inlines: var inner }:
                    Append(text, inner);
                    break;
                case Inline.Subscript { Inlines: var inner }:
                    Append(text, inner);
                    break;
                default:
                    break;
            }
        }
    }
}
