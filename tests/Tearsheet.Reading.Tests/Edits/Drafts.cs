using System.Globalization;
using System.Text;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Reading.Tests.Edits;

/// <summary>Articles written in the short hand of edits.md, and edits written in it.</summary>
internal static class Drafts
{
    public static Article Article(string draft)
    {
        var article = new Article { EngineVersion = "test/1", Headline = "The headline", Kind = ArticleKind.Article, Language = "en" };
        var body = new List<BodyBlock>();
        foreach (var part in draft.Split('¶', StringSplitOptions.TrimEntries))
        {
            var text = part.Length > 2 ? part[2..].Trim() : "";
            article = part.Split(' ')[0] switch
            {
                "H:" => article with { Headline = text },
                "S:" => article with { Standfirst = text },
                "B:" => article with { Authors = Sequence.From(text.Split(", ")) },
                "P:" => article with { Published = ArticleDate.OfDay(DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)) },
                "I:" => article with { Images = [new ArticleImage(text, "", null, null, null, null)], LeadImage = 0 },
                _ => article,
            };
            if (part.Split(' ')[0] is not ("H:" or "S:" or "B:" or "P:" or "I:"))
            {
                body.Add(Block(part));
            }
        }

        return article with { Body = Sequence.From(body) };
    }

    public static string Written(ArticleDiff diff) =>
        diff.IsEmpty ? "nothing" : string.Join(" ¶ ", diff.Edits.Select(edit => $"{edit.Kind}: {Written(edit)}"));

    private static string Written(ArticleEdit edit)
    {
        var text = new StringBuilder();
        foreach (var piece in edit.Pieces)
        {
            text.Append(piece.IsDeleted ? "[-" + piece.Before + "-]" : piece.IsInserted ? "{+" + piece.After + "+}" : piece.After);
        }

        return text.Replace('\n', '⏎').ToString();
    }

    private static BodyBlock Block(string part) => part.Length > 0 ? part[0] switch
    {
        '>' => new BodyBlock.Quote([new BodyBlock.Paragraph([new Inline.Text(part[1..].Trim())])], null),
        '#' => new BodyBlock.Heading(2, [new Inline.Text(part[1..].Trim())]),
        '=' => new BodyBlock.Table([new TableRow([new TableCell([new Inline.Text(part[1..].Trim())], IsHeader: false)])], null),
        _ => new BodyBlock.Paragraph(Inlines(part)),
    } : new BodyBlock.Rule();

    private static Sequence<Inline> Inlines(string text)
    {
        var open = text.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
        {
            return [new Inline.Text(text)];
        }

        var link = new Inline.Link("https://other.example/", [new Inline.Text(text[(open + 1)..].TrimEnd(']'))]);
        return open == 0 ? [link] : [new Inline.Text(text[..open]), link];
    }
}
