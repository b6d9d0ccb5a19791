using System.Text.RegularExpressions;
using Tearsheet.Reading.Articles.Body;

namespace Tearsheet.Bench.Training;

/// <summary>One page of the development sets with what each of its blocks should be.</summary>
internal sealed partial class TrainingPage
{
    public required string Dataset { get; init; }

    public required string Id { get; init; }

    /// <summary>0 to 4, by the site, so that no site is on both sides.</summary>
    public required int Fold { get; init; }

    public required PageTree Tree { get; init; }

    public required BlockFeatures Features { get; init; }

    public required BodyWitnesses Witnesses { get; init; }

    public string[]? Gold { get; init; }

    public IReadOnlyList<string> With { get; init; } = [];

    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>A block: 0 to 1; NaN when nothing is known of it.</summary>
    public double[] Labels { get; private set; } = [];

    public double[] Weights { get; private set; } = [];

    public void Label(double weight)
    {
        var count = Tree.Blocks.Count;
        Labels = new double[count];
        Weights = new double[count];
        if (Gold is { Length: > 0 })
        {
            LabelByText();
            var total = Math.Max(400.0, Enumerable.Range(0, count).Sum(i => Labels[i] * Tree.Blocks[i].Length));
            for (var i = 0; i < count; i++)
            {
                Weights[i] = weight * (0.018 + Math.Min(0.35, Tree.Blocks[i].Length / total));
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            var text = Space().Replace(new string(Tree.Text(Tree.Blocks[i])), " ");
            var good = With.Any(snippet => text.Contains(snippet, StringComparison.Ordinal));
            var bad = Without.Any(snippet => text.Contains(snippet, StringComparison.Ordinal));
            Labels[i] = good == bad ? double.NaN : good ? 1 : 0;
            Weights[i] = good == bad ? 0 : weight * 0.2;
        }
    }

    private void LabelByText()
    {
        var places = new Dictionary<ulong, List<int>>();
        for (var i = 0; i < Math.Max(1, Gold!.Length - 3); i++)
        {
            var hash = GoldTokens.Shingle(Gold, i);
            (places.TryGetValue(hash, out var list) ? list : places[hash] = []).Add(i);
        }

        var count = Tree.Blocks.Count;
        var tokens = new string[count][];
        var starts = new int[count];
        for (var i = 0; i < count; i++)
        {
            tokens[i] = GoldTokens.Of(new string(Tree.Text(Tree.Blocks[i])));
            starts[i] = -1;
            if (tokens[i].Length < 4)
            {
                continue;
            }

            var hits = 0;
            for (var k = 0; k + 4 <= tokens[i].Length; k++)
            {
                if (places.TryGetValue(GoldTokens.Shingle(tokens[i], k), out var list))
                {
                    hits++;
                    starts[i] = starts[i] < 0 ? list[0] - k : starts[i];
                }
            }

            Labels[i] = (double)hits / (tokens[i].Length - 3);
        }

        Unrepeat();
        Short(tokens, starts);
    }

    // A text that stands in the page twice is in the gold once: there where most of its neighbours are.
    private void Unrepeat()
    {
        var blocks = Tree.Blocks;
        foreach (var group in Enumerable.Range(0, blocks.Count).Where(i => Labels[i] > 0.3).GroupBy(i => blocks[i].Hash).Where(group => group.Count() > 1))
        {
            var best = group.MaxBy(i => Enumerable.Range(Math.Max(0, i - 8), Math.Min(blocks.Count, i + 9) - Math.Max(0, i - 8))
                .Where(k => k != i && blocks[k].Hash != blocks[i].Hash).Sum(k => Labels[k] * blocks[k].Length));
            foreach (var i in group.Where(i => i != best))
            {
                Labels[i] = 0;
            }
        }
    }

    // Less than four words match by chance; they must also follow or go before what the gold has beside them.
    private void Short(string[][] tokens, int[] starts)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Length is 0 or >= 4)
            {
                continue;
            }

            var (previous, next) = (i - 1, i + 1);
            while (previous >= 0 && i - previous < 6 && (starts[previous] < 0 || Labels[previous] < 0.5))
            {
                previous--;
            }

            while (next < tokens.Length && next - i < 6 && (starts[next] < 0 || Labels[next] < 0.5))
            {
                next++;
            }

            var after = previous >= 0 && starts[previous] >= 0 && Labels[previous] >= 0.5
                && Near(tokens[i], starts[previous] + tokens[previous].Length, 4);
            var before = next < tokens.Length && starts[next] >= 0 && Labels[next] >= 0.5
                && Near(tokens[i], starts[next] - tokens[i].Length, 4);
            Labels[i] = after || before ? 1 : 0;
        }
    }

    private bool Near(string[] tokens, int at, int slack)
    {
        for (var start = Math.Max(0, at - slack); start <= at + slack && start + tokens.Length <= Gold!.Length; start++)
        {
            if (Gold.AsSpan(start, tokens.Length).SequenceEqual(tokens))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Space();
}
