using System.Globalization;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Pages;

/// <summary>The blocks of an article as HTML of our own.</summary>
/// <param name="page">Where to.</param>
/// <param name="writeFigure">Writes the figure with that index in the article's images.</param>
internal sealed class BodyMarkup(Markup page, Action<int> writeFigure)
{
    /// <summary>Nesting below this is written flat; no real article comes near it.</summary>
    private const int MostDepth = 24;

    public BodyMarkup(Markup page, IReadOnlyDictionary<int, PictureView> pictures)
        : this(page, index =>
        {
            if (pictures.TryGetValue(index, out var picture))
            {
                PictureMarkup.WriteFigure(page, picture, "", eager: false);
            }
        })
    {
    }

    public void Write(IReadOnlyList<BodyBlock> blocks) => WriteBlocks(blocks, 0);

    private void WriteBlocks(IReadOnlyList<BodyBlock> blocks, int depth)
    {
        for (var at = 0; at < blocks.Count; at++)
        {
            WriteBlock(blocks[at], depth);
        }
    }

    private void WriteBlock(BodyBlock block, int depth)
    {
        switch (block)
        {
            case BodyBlock.Paragraph paragraph:
                page.Write("<p>");
                WriteInlines(paragraph.Inlines, 0);
                page.Write("</p>\n");
                break;
            case BodyBlock.Heading heading:
                WriteHeading(heading);
                break;
            case BodyBlock.ListBlock list:
                WriteList(list, depth);
                break;
            case BodyBlock.Quote quote:
                WriteQuote(quote, depth);
                break;
            case BodyBlock.Figure figure:
                writeFigure(figure.Image);
                break;
            case BodyBlock.Table table:
                WriteTable(table);
                break;
            case BodyBlock.Code code:
                page.Write($"<pre tabindex=\"0\"><code>{code.Text}</code></pre>\n");
                break;
            case BodyBlock.Embed embed:
                WriteEmbed(embed);
                break;
            case BodyBlock.Rule:
                page.Write("<hr>\n");
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void WriteHeading(BodyBlock.Heading heading)
    {
        switch (heading.Level)
        {
            case <= 2:
                page.Write("<h2>");
                WriteInlines(heading.Inlines, 0);
                page.Write("</h2>\n");
                break;
            case 3:
                page.Write("<h3>");
                WriteInlines(heading.Inlines, 0);
                page.Write("</h3>\n");
                break;
            default:
                page.Write("<h4>");
                WriteInlines(heading.Inlines, 0);
                page.Write("</h4>\n");
                break;
        }
    }

    private void WriteList(BodyBlock.ListBlock list, int depth)
    {
        var nests = depth < MostDepth;
        if (nests && list is { Ordered: true, First: not 1 })
        {
            page.Write($"<ol start=\"{list.First.ToString(CultureInfo.InvariantCulture)}\">\n");
        }
        else if (nests)
        {
            page.Either(list.Ordered, "<ol>\n", "<ul>\n");
        }

        foreach (var item in list.Items)
        {
            if (!nests)
            {
                WriteBlocks(item, depth);
                continue;
            }

            page.Write("<li>");
            if (item is [BodyBlock.Paragraph only])
            {
                WriteInlines(only.Inlines, 0);
            }
            else
            {
                WriteBlocks(item, depth + 1);
            }

            page.Write("</li>\n");
        }

        if (nests)
        {
            page.Either(list.Ordered, "</ol>\n", "</ul>\n");
        }
    }

    private void WriteQuote(BodyBlock.Quote quote, int depth)
    {
        var nests = depth < MostDepth;
        if (nests)
        {
            page.Write("<blockquote>\n");
        }

        WriteBlocks(quote.Blocks, depth + 1);
        if (quote.Cite is { Count: > 0 } cite)
        {
            page.Write("<p class=\"cite\">");
            WriteInlines(cite, 0);
            page.Write("</p>\n");
        }

        if (nests)
        {
            page.Write("</blockquote>\n");
        }
    }

    private void WriteTable(BodyBlock.Table table)
    {
        page.Write($"<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"{table.Caption ?? "Table"}\">\n<table>\n");
        if (table.Caption is { } caption)
        {
            page.Write($"<caption>{caption}</caption>\n");
        }

        foreach (var row in table.Rows)
        {
            page.Write("<tr>");
            foreach (var cell in row.Cells)
            {
                page.Either(cell.IsHeader, "<th>", "<td>");
                WriteInlines(cell.Inlines, 0);
                page.Either(cell.IsHeader, "</th>", "</td>");
            }

            page.Write("</tr>\n");
        }

        page.Write("</table>\n</div>\n");
    }

    private void WriteEmbed(BodyBlock.Embed embed)
    {
        if (Address.TryOutside(embed.Address, out var address))
        {
            page.Write($"<p class=\"embed\">Shown at the source: <a href=\"{address}\" rel=\"external nofollow\">{embed.Title ?? embed.Address}</a></p>\n");
        }
    }

    private void WriteInlines(Sequence<Inline> inlines, int depth)
    {
        foreach (var inline in inlines.AsSpan())
        {
            WriteInline(inline, depth);
        }
    }

    private void WriteInline(Inline inline, int depth)
    {
        switch (inline)
        {
            case Inline.Text text:
                page.Text(text.Value);
                break;
            case Inline.CodeSpan code:
                page.Write($"<code>{code.Value}</code>");
                break;
            case Inline.LineBreak:
                page.Write("<br>");
                break;
            case Inline.Link link when Address.TryOutside(link.Address, out var address):
                page.Write($"<a href=\"{address}\" rel=\"external nofollow\">");
                WriteInlines(link.Inlines, depth + 1);
                page.Write("</a>");
                break;
            case Inline.Link link:
                WriteInlines(link.Inlines, depth + 1);
                break;
            case Inline.Emphasis emphasis:
                WriteElement("<em>", emphasis.Inlines, "</em>", depth);
                break;
            case Inline.Strong strong:
                WriteElement("<strong>", strong.Inlines, "</strong>", depth);
                break;
            case Inline.Superscript superscript:
                WriteElement("<sup>", superscript.Inlines, "</sup>", depth);
                break;
            case Inline.Subscript subscript:
                WriteElement("<sub>", subscript.Inlines, "</sub>", depth);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void WriteElement(string open, Sequence<Inline> inlines, string close, int depth)
    {
        if (depth >= MostDepth)
        {
            WriteInlines(inlines, depth);
            return;
        }

        page.AppendLiteral(open);
        WriteInlines(inlines, depth + 1);
        page.AppendLiteral(close);
    }
}
