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
            var why = new Explanation();
            var article = ArticleReader.Read(page.Bytes, contentTypeHeader: null, page.Address, why: why);
            if (!answers.TryGetValue(page.Dataset, out var answer))
            {
                answers.Add(page.Dataset, answer = new(StringComparer.Ordinal));
            }

            answer.Add(page.Id, new
            {
                text = ArticleText.Of(article),
                title = article.Headline,
                author = article.Authors,
                date = ArticleText.Of(article.Published),
                image = article.LeadImage is { } lead ? article.Images[lead].Address : null,
                standfirst = article.Standfirst,
                kind = article.Kind.ToString(),
                why = why.Fields,
            });
        }

        foreach (var (dataset, answer) in answers)
        {
            await File.WriteAllTextAsync(Path.Combine(outFolder, dataset + ".json"), JsonSerializer.Serialize(answer, s_readable));
            Console.WriteLine($"{dataset}: {answer.Count} pages");
        }

        return 0;
    }
}
