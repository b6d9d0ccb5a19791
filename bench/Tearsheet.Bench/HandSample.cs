using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tearsheet.Reading.Articles;
using Tearsheet.Server.Printing;

namespace Tearsheet.Bench;

/// <summary>Draws fifty pages of the development sets and lays each beside what is read out of it, for a person to compare.</summary>
internal static class HandSample
{
    private const int Drawn = 50;

    /// <summary>Another seed draws other pages; the figures in docs/extraction.md name this one.</summary>
    private const string Seed = "tearsheet sample 1\n";

    /// <summary>The sets by which the engine is measured: no regression sets, and no pages that are no articles by design.</summary>
    private static readonly string[] s_sets =
        ["fundus", "fundus-eval", "scrapinghub", "wcxb-article", "trafilatura", "chinese", "postlight", "mediacloud", "htmldate"];

    public static async Task<int> WriteAsync(string outFolder)
    {
        if (ExtractionPages.Folder() is not { } folder)
        {
            await Console.Error.WriteLineAsync("needs ../shared/data/extraction beside this clone");
            return 1;
        }

        Directory.CreateDirectory(outFolder);
        var index = new StringBuilder("# Fifty pages, read by " + ArticleReader.EngineVersion + "\n");
        var number = 0;
        foreach (var page in (await DrawAsync(folder)).Values)
        {
            number++;
            var name = string.Create(CultureInfo.InvariantCulture, $"{number:00}-{page.Dataset}");
            var article = ArticleReader.Read(page.Bytes, contentTypeHeader: null, page.Address);
            await File.WriteAllBytesAsync(Path.Combine(outFolder, name + ".html"), page.Bytes);
            await File.WriteAllTextAsync(Path.Combine(outFolder, name + ".md"), Facts(article) + MarkdownArticle.Of(article) + "\n");
            index.Append(CultureInfo.InvariantCulture, $"\n- [{name}]({name}.md) ([page]({name}.html)): {page.Address ?? page.Id}");
        }

        await File.WriteAllTextAsync(Path.Combine(outFolder, "index.md"), index.Append('\n').ToString());
        Console.WriteLine($"{number} pages in {outFolder}; begin with index.md");
        return 0;
    }

    /// <summary>The pages with the smallest SHA-256 of the seed, the set's name, a slash and the page's id: the same on any machine.</summary>
    private static async Task<SortedDictionary<string, ExtractionPage>> DrawAsync(string folder)
    {
        var drawn = new SortedDictionary<string, ExtractionPage>(StringComparer.Ordinal);
        await foreach (var page in ExtractionPages.ReadAsync(folder))
        {
            if (s_sets.Contains(page.Dataset, StringComparer.Ordinal))
            {
                drawn.Add(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed}{page.Dataset}/{page.Id}"))), page);
                if (drawn.Count > Drawn)
                {
                    drawn.Remove(drawn.Keys.Last());
                }
            }
        }

        return drawn;
    }

    /// <summary>What the Markdown of an article leaves unsaid.</summary>
    private static string Facts(Article article) =>
        $"""
        kind: {article.Kind}{(article.KindReason is { } reason ? $" ({reason})" : "")}
        headline: {article.Headline}
        standfirst: {article.Standfirst ?? "-"}
        authors: {string.Join(" | ", article.Authors)}
        published: {ArticleText.Of(article.Published) ?? "-"}
        updated: {ArticleText.Of(article.Updated) ?? "-"}
        lead image: {(article.LeadImage is { } lead ? article.Images[lead].Address : "-")}


        """;
}
