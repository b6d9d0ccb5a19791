namespace Tearsheet.Reading.Articles;

/// <summary>One block of the body. Holds text and addresses only: no HTML of the page ever passes through.</summary>
public abstract record BodyBlock
{
    private BodyBlock()
    {
    }

    public sealed record Paragraph(Sequence<Inline> Inlines) : BodyBlock;

    /// <summary>A subhead.</summary>
    /// <param name="Level">2 to 6: the headline is the only heading of level 1.</param>
    /// <param name="Inlines">Never empty.</param>
    public sealed record Heading(int Level, Sequence<Inline> Inlines) : BodyBlock;

    public sealed record ListBlock(bool Ordered, Sequence<Sequence<BodyBlock>> Items) : BodyBlock
    {
        /// <summary>The number of the first item of an ordered list: 0 to 9,999. A list that pictures or notes part goes on counting.</summary>
        public int First { get; init; } = 1;
    }

    public sealed record Quote(Sequence<BodyBlock> Blocks, Sequence<Inline>? Cite) : BodyBlock;

    /// <summary>A picture at its place in the text.</summary>
    /// <param name="Image">Index in <see cref="Article.Images"/>, which also holds the caption.</param>
    public sealed record Figure(int Image) : BodyBlock;

    public sealed record Table(Sequence<TableRow> Rows, string? Caption) : BodyBlock;

    /// <summary>Preformatted text.</summary>
    /// <param name="Text">Line breaks kept, no final one.</param>
    public sealed record Code(string Text) : BodyBlock;

    /// <summary>Something that plays elsewhere (a video, a post), shown as a link.</summary>
    /// <param name="Address">Absolute http or https address.</param>
    /// <param name="Title">null when the page gives none.</param>
    public sealed record Embed(string Address, string? Title) : BodyBlock;

    public sealed record Rule : BodyBlock;
}

public sealed record TableRow(Sequence<TableCell> Cells);

public sealed record TableCell(Sequence<Inline> Inlines, bool IsHeader);

/// <summary>A piece of running text.</summary>
public abstract record Inline
{
    private Inline()
    {
    }

    /// <summary>Plain text.</summary>
    /// <param name="Value">White space folded to single spaces; never empty.</param>
    public sealed record Text(string Value) : Inline;

    public sealed record Emphasis(Sequence<Inline> Inlines) : Inline;

    public sealed record Strong(Sequence<Inline> Inlines) : Inline;

    /// <summary>A link out of the article.</summary>
    /// <param name="Address">Absolute; http, https or mailto.</param>
    /// <param name="Inlines">Never empty, and holds no other link.</param>
    public sealed record Link(string Address, Sequence<Inline> Inlines) : Inline;

    public sealed record CodeSpan(string Value) : Inline;

    public sealed record LineBreak : Inline;

    public sealed record Superscript(Sequence<Inline> Inlines) : Inline;

    public sealed record Subscript(Sequence<Inline> Inlines) : Inline;
}
