using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tearsheet.Bench;

/// <summary>Our engine over all sets, by the shared scorer, beside the best peer, the least and the aim.</summary>
internal static class ExtractionScore
{
    private const string Begin = "<!-- written by: Bench score -->";
    private const string End = "<!-- end of what Bench score wrote -->";

    // What the best of the peers reached on the same pages, what must be reached, and what is aimed at.
    private static readonly Goal[] s_goals =
    [
        new("scrapinghub", "text F1", ".971 rs-trafilatura", .973, .983),
        new("fundus", "text F1", ".948 trafilatura", .962, .974),
        new("fundus-eval", "text F1", ".932 trafilatura", .955, .966),
        new("wcxb-article", "text F1", ".946 defuddle", .957, .976),
        new("trafilatura", "snippet F1", ".927 trafilatura", .940, .960),
        new("chinese", "text F1", ".794 Readability.js", .860, .900),
        new("fundus", "title", ".812", .90, .95),
        new("wcxb-article", "title", ".798 (.830 plain metadata)", .88, .95),
        new("trafilatura", "title", ".776", .85, .95),
        new("postlight", "title", ".908", .92, .95),
        new("fundus", "author", ".832", .88, .92),
        new("wcxb-article", "author", ".681", .75, .85),
        new("trafilatura", "author", ".570", .68, .80),
        new("postlight", "author", ".708", .78, .85),
        new("fundus", "date", ".955", .975, .99),
        new("wcxb-article", "date", ".843", .90, .95),
        new("mediacloud", "date", ".855", .90, .95),
        new("htmldate", "date", ".962", .97, 1.0),
        new("trafilatura", "date", ".871", .90, .95),
        new("postlight", "date", ".924", .94, .97),
        new("postlight", "image", ".955 (1.0 on its own pages)", .97, 1.0),
        new("fundus", "image, lenient", ".82", .88, .95),
    ];

    public static async Task<int> RunAsync(string outFolder)
    {
        if (ExtractionPages.Folder() is not { } gold || Repository() is not { } repository)
        {
            Console.Error.WriteLine("needs ../shared/data/extraction beside this clone");
            return 1;
        }

        if (await Extract.RunAsync(outFolder) is var ended and not 0)
        {
            return ended;
        }

        var scorer = Path.GetFullPath(Path.Combine(gold, "..", "..", "tools", "score-extraction.py"));
        var scores = Path.Combine(Path.GetFullPath(outFolder), "scores", "scores.json");
        Directory.CreateDirectory(Path.GetDirectoryName(scores)!);
        using (var python = Process.Start(new ProcessStartInfo("python3", [scorer, gold, outFolder, "--json", scores])))
        {
            await python!.WaitForExitAsync();
            if (python.ExitCode != 0)
            {
                Console.Error.WriteLine($"{scorer} ended with {python.ExitCode}");
                return 1;
            }
        }

        using var measured = JsonDocument.Parse(await File.ReadAllTextAsync(scores));
        var table = Table(measured.RootElement);
        Console.WriteLine(table);
        var page = Path.Combine(repository, "docs", "benchmarks.md");
        var text = await File.ReadAllTextAsync(page);
        var from = text.IndexOf(Begin, StringComparison.Ordinal);
        var to = text.IndexOf(End, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            Console.Error.WriteLine($"{page} has no place for the table: {Begin} and {End}");
            return 1;
        }

        await File.WriteAllTextAsync(page, text[..(from + Begin.Length)] + "\n" + table + text[to..]);
        return 0;
    }

    private static string Table(JsonElement measured)
    {
        var table = new StringBuilder("| set | measure | best peer | at least | aim | ours | pages | |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var goal in s_goals)
        {
            var (value, pages) = goal.In(measured);
            var verdict = value >= goal.Aim ? "aim" : value >= goal.Least ? "reached" : "**missed**";
            table.Append(CultureInfo.InvariantCulture,
                $"| {goal.Set} | {goal.Measure} | {goal.Peer} | {Figure(goal.Least)} | {Figure(goal.Aim)} | {Figure(value)} | {pages} | {verdict} |\n");
        }

        return table.ToString();
    }

    private static string Figure(double value) => value.ToString(value >= 0.9995 ? "0.0" : ".000", CultureInfo.InvariantCulture);

    private static string? Repository()
    {
        for (var up = new DirectoryInfo(AppContext.BaseDirectory); up is not null; up = up.Parent)
        {
            if (File.Exists(Path.Combine(up.FullName, "Tearsheet.slnx")))
            {
                return up.FullName;
            }
        }

        return null;
    }

    private sealed record Goal(string Set, string Measure, string Peer, double Least, double Aim)
    {
        public (double Value, int Pages) In(JsonElement measured)
        {
            var set = measured.GetProperty(Set);
            var (value, pages) = Measure switch
            {
                "text F1" => ("f1", "items"),
                "snippet F1" => ("snippet_f1", "items"),
                "image, lenient" => ("image_lenient", "image_n"),
                _ => (Measure, Measure + "_n"),
            };
            return (set.GetProperty(value).GetDouble(), set.GetProperty(pages).GetInt32());
        }
    }
}
