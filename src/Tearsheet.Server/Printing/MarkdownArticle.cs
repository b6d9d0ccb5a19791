using System.Globalization;
using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Server.Printing;

/// <summary>An article as CommonMark with tables as GitHub writes them.</summary>
internal sealed class MarkdownArticle
{
    // Lists and quotes nested deeper than this are written flat.
    private const int MostDepth = 24;

    private readonly Article _article;
    private readonly List<string> _parts = [];

    private MarkdownArticle(Article article) => _article = article;

    public static string Of(Article article)
    {
        var writer = new MarkdownArticle(article);
        writer.WriteHead();
        writer._parts.AddRange(writer.Blocks(article.Body, 0));
        return string.Join("\n\n", writer._parts);
    }

    private void WriteHead()
    {
        _parts.Add("# " + MarkdownInlines.Escape(_article.Headline));
        if (_article.Standfirst is { } standfirst)
        {
            _parts.Add(Emphasised(standfirst));
        }

        List<string> facts = [];
        if (_article.Authors.Count > 0)
        {
            facts.Add("By " + string.Join(", ", _article.Authors));
        }

        if (_article.SiteName is { } source)
        {
            facts.Add(_article.Section is { } section ? $"{source}, {section}" : source);
        }

        if (ArticleText.Of(_article.Published) is { } published)
        {
            facts.Add(published);
        }

        if (ArticleText.Of(_article.Updated) is { } updated)
        {
            facts.Add("updated " + updated);
        }

        if (facts.Count > 0)
        {
            _parts.Add(MarkdownInlines.AsParagraph(MarkdownInlines.Escape(string.Join(" · ", facts))));
        }

        if (_article.CanonicalAddress is { } address)
        {
            _parts.Add(MarkdownInlines.Address(address));
        }

        if (_article.LeadImage is { } lead && !_article.Body.Any(block => block is BodyBlock.Figure figure && figure.Image == lead))
        {
            _parts.Add(Figure(lead));
        }
    }

    private List<string> Blocks(IEnumerable<BodyBlock> blocks, int depth) => [.. blocks.Select(block => Block(block, depth)).Where(text => text.Length > 0)];

    private string Block(BodyBlock block, int depth) => block switch
    {
        BodyBlock.Paragraph x => MarkdownInlines.AsParagraph(MarkdownInlines.Of(x.Inlines)),
        BodyBlock.Heading x => new string('#', x.Level) + " " + MarkdownInlines.Of(x.Inlines).Replace("\\\n", " ", StringComparison.Ordinal),
        BodyBlock.ListBlock x => List(x, depth),
        BodyBlock.Quote x => Quote(x, depth),
        BodyBlock.Figure x => Figure(x.Image),
        BodyBlock.Table x => Table(x),
        BodyBlock.Code x => MarkdownInlines.Fenced(x.Text, '`', 3, "\n"),
        BodyBlock.Embed x => $"[{MarkdownInlines.Escape(x.Title ?? x.Address)}]({MarkdownInlines.Address(x.Address)})",
        BodyBlock.Rule => "---",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private string List(BodyBlock.ListBlock list, int depth)
    {
        if (depth >= MostDepth)
        {
            return string.Join("\n\n", list.Items.SelectMany(item => Blocks(item, depth)));
        }

        var number = list.First - 1;
        var items = list.Items.Select(item =>
        {
            number++;
            var mark = list.Ordered ? number.ToString(CultureInfo.InvariantCulture) + ". " : "- ";
            return mark + Indented(string.Join("\n\n", Blocks(item, depth + 1)), new string(' ', mark.Length));
        });
        return string.Join('\n', items);
    }

    private string Quote(BodyBlock.Quote quote, int depth)
    {
        var blocks = Blocks(quote.Blocks, depth + 1);
        if (quote.Cite is { } cite)
        {
            blocks.Add("— " + MarkdownInlines.Of(cite));
        }

        var text = string.Join("\n\n", blocks);
        return depth >= MostDepth ? text : "> " + Indented(text, "> ");
    }

    private string Figure(int index)
    {
        var image = _article.Images[index];
        var caption = string.Join(' ', new[] { image.Caption, image.Credit is { } credit ? $"({credit})" : null }.OfType<string>());
        var picture = $"![{MarkdownInlines.Escape(image.Alt)}]({MarkdownInlines.Address(image.Address)})";
        return caption.Length == 0 ? picture : picture + "\n\n" + Emphasised(caption);
    }

    private static string Table(BodyBlock.Table table)
    {
        var columns = table.Rows.Count == 0 ? 0 : table.Rows.Max(row => row.Cells.Count);
        if (columns == 0)
        {
            return "";
        }

        var hasHead = table.Rows[0].Cells.All(cell => cell.IsHeader);
        var text = new StringBuilder();
        if (table.Caption is { } caption)
        {
            text.Append(Emphasised(caption)).Append("\n\n");
        }

        Row(hasHead ? table.Rows[0].Cells : [], columns, text);
        text.Append('\n').Append('|').Insert(text.Length, " --- |", columns);
        foreach (var row in table.Rows.Skip(hasHead ? 1 : 0))
        {
            text.Append('\n');
            Row(row.Cells, columns, text);
        }

        return text.ToString();
    }

    private static void Row(Sequence<TableCell> cells, int columns, StringBuilder text)
    {
        text.Append('|');
        for (var column = 0; column < columns; column++)
        {
            var cell = column < cells.Count ? MarkdownInlines.Of(cells[column].Inlines).Replace("\\\n", " ", StringComparison.Ordinal) : "";
            text.Append(' ').Append(cell).Append(" |");
        }
    }

    private static string Emphasised(string text) => "*" + MarkdownInlines.Escape(text.Trim()) + "*";

    private static string Indented(string text, string by) => text.Replace("\n", "\n" + by, StringComparison.Ordinal);
}
