using System.Text;

namespace Tearsheet.Reading.Articles;

/// <summary>The plain text of inlines and blocks.</summary>
internal static class InlineText
{
    public static string Of(Sequence<Inline> inlines)
    {
        if (inlines is [Inline.Text only])
        {
            return only.Value;
        }

        var text = new StringBuilder();
        Append(inlines, text);
        return text.ToString();
    }

    /// <summary>Characters of text in <paramref name="blocks"/>; pictures and embeds count nothing.</summary>
    public static int Length(IEnumerable<BodyBlock> blocks) => blocks.Sum(Length);

    /// <summary>The words of running text, lists and quotes among <paramref name="blocks"/>, in order.</summary>
    public static string OfAll(IEnumerable<BodyBlock> blocks)
    {
        var text = new StringBuilder();
        Append(blocks, text);
        return text.ToString();
    }

    private static void Append(IEnumerable<BodyBlock> blocks, StringBuilder text)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case BodyBlock.Paragraph x:
                    Append(x.Inlines, text.Append(' '));
                    break;
                case BodyBlock.Heading x:
                    Append(x.Inlines, text.Append(' '));
                    break;
                case BodyBlock.Quote x:
                    Append(x.Blocks, text);
                    break;
                case BodyBlock.ListBlock x:
                    foreach (var item in x.Items)
                    {
                        Append(item, text);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static int Length(BodyBlock block) => block switch
    {
        BodyBlock.Paragraph x => Of(x.Inlines).Length,
        BodyBlock.Heading x => Of(x.Inlines).Length,
        BodyBlock.ListBlock x => x.Items.Sum(Length),
        BodyBlock.Quote x => Length(x.Blocks) + (x.Cite is null ? 0 : Of(x.Cite).Length),
        BodyBlock.Table x => x.Rows.Sum(row => row.Cells.Sum(cell => Of(cell.Inlines).Length)),
        BodyBlock.Code x => x.Text.Length,
        _ => 0,
    };

    private static void Append(Sequence<Inline> inlines, StringBuilder text)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case Inline.Text x:
                    text.Append(x.Value);
                    break;
                case Inline.CodeSpan x:
                    text.Append(x.Value);
                    break;
                case Inline.LineBreak:
                    text.Append('\n');
                    break;
                case Inline.Emphasis x:
                    Append(x.Inlines, text);
                    break;
                case Inline.Strong x:
                    Append(x.Inlines, text);
                    break;
                case Inline.Link x:
                    Append(x.Inlines, text);
                    break;
                case Inline.Superscript x:
                    Append(x.Inlines, text);
                    break;
                case Inline.Subscript x:
                    Append(x.Inlines, text);
                    break;
            }
        }
    }
}
