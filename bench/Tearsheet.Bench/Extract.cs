using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Bench;

/// <summary>Reads the development pages and writes what came out, for ../shared/tools/score-extraction.py.</summary>
internal static class Extract
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(string outFolder)
    {
        if (ExtractionPages.Folder() is not { } folder)
        {
            Console.Error.WriteLine("needs ../shared/data/extraction beside this clone");
            return 1;
        }

        Directory.CreateDirectory(outFolder);
        var answers = new SortedDictionary<string, SortedDictionary<string, object>>(StringComparer.Ordinal);
        await foreach (var page in ExtractionPages.ReadAsync(folder))
        {
            var article = ArticleReader.Read(page.Bytes, contentTypeHeader: null, page.Address);
            if (!answers.TryGetValue(page.Dataset, out var answer))
            {
                answers.Add(page.Dataset, answer = new(StringComparer.Ordinal));
            }

            answer.Add(page.Id, new
            {
                text = Text(article),
                title = article.Headline,
                author = article.Authors,
                date = Date(article.Published),
                image = article.LeadImage is { } lead ? article.Images[lead].Address : null,
                kind = article.Kind.ToString(),
            });
        }

        foreach (var (dataset, answer) in answers)
        {
            await File.WriteAllTextAsync(Path.Combine(outFolder, dataset + ".json"), JsonSerializer.Serialize(answer, s_readable));
            Console.WriteLine($"{dataset}: {answer.Count} pages");
        }

        return 0;
    }

    private static string? Date(ArticleDate? date) => date switch
    {
        // Where the page's own day is not that of the moment in UTC, the day is what it says to its readers.
        { HasZone: true, Moment: { } moment, Day: var day } when DateOnly.FromDateTime(moment.DateTime) == day => moment.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        { Day: var day } => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        null => null,
    };

    private static string Text(Article article)
    {
        var text = new StringBuilder();
        Append(article.Body, text);
        return text.ToString();
    }

    private static void Append(IEnumerable<BodyBlock> blocks, StringBuilder text)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case BodyBlock.Paragraph x:
                    Line(x.Inlines, text);
                    break;
                case BodyBlock.Heading x:
                    Line(x.Inlines, text);
                    break;
                case BodyBlock.ListBlock x:
                    foreach (var item in x.Items)
                    {
                        Append(item, text);
                    }

                    break;
                case BodyBlock.Quote x:
                    Append(x.Blocks, text);
                    if (x.Cite is not null)
                    {
                        Line(x.Cite, text);
                    }

                    break;
                case BodyBlock.Table x:
                    foreach (var cell in x.Rows.SelectMany(row => row.Cells))
                    {
                        Line(cell.Inlines, text);
                    }

                    break;
                case BodyBlock.Code x:
                    text.AppendLine(x.Text);
                    break;
            }
        }
    }

    private static void Line(Sequence<Inline> inlines, StringBuilder text)
    {
        Append(inlines, text);
        text.Append('\n');
    }

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
