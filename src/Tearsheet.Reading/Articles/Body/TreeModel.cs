using System.Globalization;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Boosted trees over whole numbers: adds up, so that a page has one answer on every machine.</summary>
internal sealed class TreeModel
{
    private readonly int[] _starts;
    private readonly short[] _features;
    private readonly int[] _limits;
    private readonly int[] _lefts;
    private readonly int _base;

    private TreeModel(int @base, int[] starts, short[] features, int[] limits, int[] lefts) =>
        (_base, _starts, _features, _limits, _lefts) = (@base, starts, features, limits, lefts);

    /// <summary>Reads one model from <paramref name="lines"/>: its base, then a tree a line.</summary>
    /// <remarks>
    /// A tree is its nodes, split by spaces: "feature:limit:left" goes to <c>left</c> when the feature is at most the limit and
    /// to <c>left + 1</c> else; "=score" is a leaf. Our own data, so that what does not fit is a fault in the program.
    /// </remarks>
    public static TreeModel Parse(IReadOnlyList<string> lines)
    {
        var starts = new List<int>();
        var (features, limits, lefts) = (new List<short>(), new List<int>(), new List<int>());
        foreach (var line in lines.Skip(1))
        {
            var start = features.Count;
            starts.Add(start);
            foreach (var node in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (node[0] == '=')
                {
                    features.Add(-1);
                    limits.Add(Number(node.AsSpan(1)));
                    lefts.Add(0);
                    continue;
                }

                var parts = node.Split(':');
                features.Add((short)Number(parts[0]));
                limits.Add(Number(parts[1]));
                lefts.Add(start + Number(parts[2]));
            }
        }

        return new(Number(lines[0]), [.. starts], [.. features], [.. limits], [.. lefts]);
    }

    /// <summary>The score, in thousandths of the logit.</summary>
    public int Score(ReadOnlySpan<int> x)
    {
        var score = _base;
        foreach (var start in _starts)
        {
            var node = start;
            while (_features[node] >= 0)
            {
                node = _lefts[node] + (x[_features[node]] > _limits[node] ? 1 : 0);
            }

            score += _limits[node];
        }

        return score;
    }

    /// <summary>A score on the scale from -1000, surely not, to 1000, surely.</summary>
    public static int Verdict(int score) => 1000 * score / (1000 + Math.Abs(score));

    private static int Number(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
