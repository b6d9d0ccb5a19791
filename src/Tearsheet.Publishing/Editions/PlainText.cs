using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Editions;

/// <summary>The words of an article without its form.</summary>
internal static class PlainText
{
    /// <summary>One string for each paragraph, heading, list item, cell row or line of code.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<BodyBlock> blocks)
    {
        var lines = new List<string>(blocks.Count);
        Add(lines, blocks);
        return lines;
    }

    /// <summary>The words of running text.</summary>
    public static string Of(Sequence<Inline> inlines)
    {
        if (inlines is [Inline.Text only])
        {
            return only.Value;
        }

        var words = new StringBuilder();
        Add(words, inlines);
        return words.ToString();
    }

    private static void Add(List<string> lines, IReadOnlyList<BodyBlock> blocks)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case BodyBlock.Paragraph paragraph:
                    lines.Add(Of(paragraph.Inlines));
                    break;
                case BodyBlock.Heading heading:
                    lines.Add(Of(heading.Inlines));
                    break;
                case BodyBlock.Code code:
                    lines.Add(code.Text);
                    break;
                case BodyBlock.Quote quote:
                    Add(lines, quote.Blocks);
                    break;
                case BodyBlock.ListBlock list:
                    foreach (var item in list.Items)
                    {
                        Add(lines, item);
                    }

                    break;
                case BodyBlock.Table table:
                    foreach (var row in table.Rows)
                    {
                        lines.Add(string.Join('\t', row.Cells.Select(cell => Of(cell.Inlines))));
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static void Add(StringBuilder words, Sequence<Inline> inlines)
    {
        foreach (var inline in inlines.AsSpan())
        {
            switch (inline)
            {
                case Inline.Text text:
                    words.Append(text.Value);
                    break;
                case Inline.CodeSpan code:
                    words.Append(code.Value);
                    break;
                case Inline.LineBreak:
                    words.Append(' ');
                    break;
                case Inline.Link link:
                    Add(words, link.Inlines);
                    break;
                case Inline.Emphasis emphasis:
                    Add(words, emphasis.Inlines);
                    break;
                case Inline.Strong strong:
                    Add(words, strong.Inlines);
                    break;
                case Inline.Superscript superscript:
                    Add(words, superscript.Inlines);
                    break;
                case Inline.Subscript subscript:
                    Add(words, subscript.Inlines);
                    break;
                default:
                    break;
            }
        }
    }
}
