using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Articles.Body;

namespace Tearsheet.Bench.Training;

/// <summary>Grows the model that chooses the body, from the development sets; says how it does on sites that it has not seen.</summary>
internal static class BodyTraining
{
    private const int Folds = 5;

    // What a set's gold is worth as a teacher. Sets whose gold is another tool's output teach only not to lose things.
    private static readonly Dictionary<string, double> s_sets = new(StringComparer.Ordinal)
    {
        ["fundus"] = 1, ["fundus-eval"] = 1.2, ["scrapinghub"] = 1.2, ["wcxb-article"] = 0.9, ["wcxb-other"] = 0.3, ["trafilatura"] = 1,
        ["chinese"] = 1.2, ["readability"] = 0.4, ["smartreader"] = 0.4, ["newspaper4k"] = 0.4, ["defuddle"] = 0.25,
    };

    public static async Task<int> RunAsync(string file)
    {
        if (ExtractionPages.Folder() is not { } folder)
        {
            Console.Error.WriteLine("needs ../shared/data/extraction beside this clone");
            return 1;
        }

        var pages = await PagesAsync(folder);
        var rows = pages.Sum(page => page.Tree.Blocks.Count);
        Console.WriteLine($"{pages.Count} pages, {rows} blocks");
        var (labels, weights, folds) = (new double[rows], new double[rows], new int[rows]);
        var columns = Enumerable.Range(0, (int)BlockFeature.Count).Select(_ => new int[rows]).ToArray();
        Fill(pages, columns, 0, (int)BlockFeature.FirstLook);
        var at = 0;
        foreach (var page in pages)
        {
            page.Labels.CopyTo(labels, at);
            page.Weights.CopyTo(weights, at);
            Array.Fill(folds, page.Fold, at, page.Labels.Length);
            at += page.Labels.Length;
        }

        // What choosing alone could reach: the rest is lost in parting the page into blocks.
        Report("perfect choice", pages, [.. labels.Select(label => label > 0.5 ? 1 : -1_000_000)], 0);

        // Nine of ten blocks are furniture, and furniture is alike: every other stands for two.
        for (var r = 0; r < rows; r++)
        {
            weights[r] = labels[r] > 0 ? weights[r] : (r & 1) == 0 ? 2 * weights[r] : 0;
        }

        // First look, on sites unseen: what the second look will meet in life.
        var first = Enumerable.Range(0, (int)BlockFeature.FirstLook).ToArray();
        var second = Enumerable.Range(0, (int)BlockFeature.Count).ToArray();
        var settings = new TreeSettings();
        var unseen = Unseen(new BoostedTrees(columns[..(int)BlockFeature.FirstLook]), labels, weights, folds, first, settings);
        Report("first look", pages, unseen, 0);
        Verdicts(pages, unseen);
        Fill(pages, columns, (int)BlockFeature.FirstLook, (int)BlockFeature.Count);
        var trees = new BoostedTrees(columns);
        var again = Unseen(trees, labels, weights, folds, second, settings);
        Report("second look", pages, again, 0);
        int[] both = [.. unseen.Zip(again, BodyModel.Both)];
        foreach (var limit in new[] { -400, -200, 0, 200 })
        {
            Report($"both > {limit}", pages, both, limit);
        }

        await UnseenTextsAsync(file + ".unseen", pages, both);

        var one = trees.Grow(labels, weights, first, settings, 7);
        var two = trees.Grow(labels, weights, second, settings, 8);
        var text = new StringBuilder();
        text.AppendLine("tearsheet-body-model 1");
        text.AppendLine(CultureInfo.InvariantCulture, $"data {string.Join(' ', pages.GroupBy(page => page.Dataset).Select(set => $"{set.Key}:{set.Count()}"))}");
        foreach (var lines in new[] { one.Lines, two.Lines })
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"look {lines.Count - 1}");
            text.AppendJoin('\n', lines).AppendLine();
        }

        await File.WriteAllTextAsync(file, text.ToString());
        Report("seen", pages, [.. one.Scores.Zip(two.Scores, BodyModel.Both)], 0);
        return 0;
    }

    private static async Task<List<TrainingPage>> PagesAsync(string folder)
    {
        var golds = new Dictionary<string, JsonDocument>(StringComparer.Ordinal);
        var pages = new List<TrainingPage>();
        await foreach (var page in ExtractionPages.ReadAsync(folder))
        {
            if (!s_sets.TryGetValue(page.Dataset, out var weight))
            {
                continue;
            }

            if (!golds.TryGetValue(page.Dataset, out var gold))
            {
                await using var packed = new GZipStream(File.OpenRead(Path.Combine(folder, page.Dataset, "gold.json.gz")), CompressionMode.Decompress);
                using var reader = new StreamReader(packed);
                golds.Add(page.Dataset, gold = JsonDocument.Parse((await reader.ReadToEndAsync()).Replace(": NaN", ": null", StringComparison.Ordinal)));
            }

            var answer = gold.RootElement.GetProperty(page.Id);
            if (ArticleReader.Measure(page.Bytes, page.Address) is not { } measured)
            {
                continue;
            }

            var text = answer.TryGetProperty("text", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            var training = new TrainingPage
            {
                Dataset = page.Dataset,
                Id = page.Id,
                Fold = FoldOf(page.Address ?? page.Id),
                Tree = measured.Tree,
                Features = measured.Features,
                Witnesses = measured.Witnesses,
                Gold = text is null ? null : GoldTokens.Of(text),
                With = Snippets(answer, "with"),
                Without = Snippets(answer, "without"),
            };
            training.Label(weight);
            pages.Add(training);
        }

        return pages;

        static List<string> Snippets(JsonElement answer, string name) => answer.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => string.Join(' ', (item.GetString() ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))]
            : [];
    }

    private static int FoldOf(string address)
    {
        var host = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Host : address;
        var labels = host.Split('.');
        var site = host == "fakehost" || labels.Length < 2 ? address : string.Join('.', labels[^(labels[^1].Length == 2 && labels[^2].Length <= 3 && labels.Length > 2 ? 3 : 2)..]);
        var hash = 2166136261u;
        foreach (var c in site)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)((hash >> 8) % Folds);
    }

    private static void Fill(List<TrainingPage> pages, int[][] columns, int from, int end)
    {
        var at = 0;
        foreach (var page in pages)
        {
            for (var i = 0; i < page.Tree.Blocks.Count; i++, at++)
            {
                var row = page.Features.Row(i);
                for (var c = from; c < end; c++)
                {
                    columns[c][at] = row[c];
                }
            }
        }
    }

    private static int[] Unseen(BoostedTrees trees, double[] labels, double[] weights, int[] folds, int[] columns, TreeSettings settings)
    {
        var result = new int[labels.Length];
        Parallel.For(0, Folds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, fold =>
        {
            var mine = weights.Select((weight, r) => folds[r] == fold ? 0 : weight).ToArray();
            var (_, scores) = trees.Grow(labels, mine, columns, settings, fold + 1);
            for (var r = 0; r < result.Length; r++)
            {
                result[r] = folds[r] == fold ? scores[r] : result[r];
            }
        });
        return result;
    }

    private static void Verdicts(List<TrainingPage> pages, int[] scores)
    {
        var at = 0;
        foreach (var page in pages)
        {
            page.Features.FillSecond([.. scores.Skip(at).Take(page.Tree.Blocks.Count).Select(TreeModel.Verdict)]);
            at += page.Tree.Blocks.Count;
        }
    }

    private static string Text(TrainingPage page, int[] scores, int at, int limit)
    {
        var kept = BodyFinder.Choose(page.Tree, [.. scores.Skip(at).Take(page.Tree.Blocks.Count).Select(score => score - limit)], page.Witnesses, Furniture.None);
        return string.Join('\n', page.Tree.Blocks.Where((_, i) => kept[i]).Select(block => new string(page.Tree.Text(block))));
    }

    // What sites unseen would have given, for score-extraction.py and its --worst.
    private static async Task UnseenTextsAsync(string folder, List<TrainingPage> pages, int[] scores)
    {
        Directory.CreateDirectory(folder);
        var answers = new SortedDictionary<string, Dictionary<string, object>>(StringComparer.Ordinal);
        var at = 0;
        foreach (var page in pages)
        {
            (answers.TryGetValue(page.Dataset, out var known) ? known : answers[page.Dataset] = new(StringComparer.Ordinal))
                .Add(page.Id, new { text = Text(page, scores, at, 0) });
            at += page.Tree.Blocks.Count;
        }

        foreach (var (dataset, answer) in answers)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, dataset + ".json"), JsonSerializer.Serialize(answer));
        }
    }

    private static void Report(string name, List<TrainingPage> pages, int[] scores, int limit)
    {
        var results = new SortedDictionary<string, List<(double P, double R)>>(StringComparer.Ordinal);
        var snippets = new SortedDictionary<string, int[]>(StringComparer.Ordinal);
        var at = 0;
        foreach (var page in pages)
        {
            var text = Text(page, scores, at, limit);
            at += page.Tree.Blocks.Count;
            if (page.Gold is { Length: > 0 } gold)
            {
                (results.TryGetValue(page.Dataset, out var list) ? list : results[page.Dataset] = []).Add(GoldTokens.Score(gold, GoldTokens.Of(text)));
            }
            else
            {
                text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                var counts = snippets.TryGetValue(page.Dataset, out var known) ? known : snippets[page.Dataset] = new int[3];
                counts[0] += page.With.Count(text.Contains);
                counts[1] += page.Without.Count(text.Contains);
                counts[2] += page.With.Count(snippet => !text.Contains(snippet, StringComparison.Ordinal));
            }
        }

        Console.WriteLine(name + ": " + string.Join("  ", results.Select(set =>
        {
            var (p, r) = (set.Value.Where(x => !double.IsNaN(x.P)).Average(x => x.P), set.Value.Where(x => !double.IsNaN(x.R)).Average(x => x.R));
            return string.Create(CultureInfo.InvariantCulture, $"{set.Key} {2 * p * r / (p + r):F3} ({p:F3} {r:F3})");
        }).Concat(snippets.Select(set => string.Create(CultureInfo.InvariantCulture, $"{set.Key} {2.0 * set.Value[0] / ((2 * set.Value[0]) + set.Value[1] + set.Value[2]):F3} ({1.0 * set.Value[0] / (set.Value[0] + set.Value[1]):F3} {1.0 * set.Value[0] / (set.Value[0] + set.Value[2]):F3})")))));
    }
}
