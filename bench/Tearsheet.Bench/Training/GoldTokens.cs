using System.Text.RegularExpressions;

namespace Tearsheet.Bench.Training;

/// <summary>The tokens of the scorer (../shared/tools/score-extraction.py) and its shingles.</summary>
internal static partial class GoldTokens
{
    public static string[] Of(string text) => [.. Token().Matches(text).Select(match => match.Value)];

    /// <summary>Hashes of the four tokens from each place on, with multiplicity.</summary>
    public static Dictionary<ulong, int> Shingles(IReadOnlyList<string> tokens)
    {
        var shingles = new Dictionary<ulong, int>();
        for (var i = 0; i < Math.Max(1, tokens.Count - 3); i++)
        {
            var hash = Shingle(tokens, i);
            if (tokens.Count > 0)
            {
                shingles[hash] = shingles.GetValueOrDefault(hash) + 1;
            }
        }

        return shingles;
    }

    public static ulong Shingle(IReadOnlyList<string> tokens, int at)
    {
        var hash = 14695981039346656037UL;
        for (var i = at; i < Math.Min(at + 4, tokens.Count); i++)
        {
            foreach (var c in tokens[i])
            {
                hash = (hash ^ c) * 1099511628211UL;
            }

            hash = (hash ^ 0x1F) * 1099511628211UL;
        }

        return hash;
    }

    /// <summary>Precision and recall of one page.</summary>
    public static (double Precision, double Recall) Score(string[] gold, string[] found)
    {
        var (a, b) = (Shingles(gold), Shingles(found));
        var hit = a.Sum(pair => Math.Min(pair.Value, b.GetValueOrDefault(pair.Key)));
        var (golds, founds) = (a.Values.Sum(), b.Values.Sum());
        return (founds == 0 ? double.NaN : (double)hit / founds, golds == 0 ? double.NaN : (double)hit / golds);
    }

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
