using System.Globalization;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Boosted trees over whole numbers: adds up, so that a page has one answer on every machine.</summary>
internal sealed class TreeModel
{
    private readonly int[] _starts;
    private readonly TreeNode[] _nodes;
    private readonly int _base;

    private TreeModel(int @base, int[] starts, TreeNode[] nodes) => (_base, _starts, _nodes) = (@base, starts, nodes);

    // Small and in one piece: a page asks for half a million of them.
    private readonly record struct TreeNode(int Limit, short Feature, short Left);

    /// <summary>Reads one model from <paramref name="lines"/>: its base, then a tree a line.</summary>
    /// <remarks>
    /// A tree is its nodes, split by spaces: "feature:limit:left" goes to <c>left</c> when the feature is at most the limit and
    /// to <c>left + 1</c> else; "=score" is a leaf. Our own data, so that what does not fit is a fault in the program.
    /// </remarks>
    public static TreeModel Parse(IReadOnlyList<string> lines)
    {
        var starts = new List<int>();
        var nodes = new List<TreeNode>();
        foreach (var line in lines.Skip(1))
        {
            starts.Add(nodes.Count);
            foreach (var node in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (node[0] == '=')
                {
                    nodes.Add(new(Number(node.AsSpan(1)), -1, 0));
                    continue;
                }

                var parts = node.Split(':');
                nodes.Add(new(Number(parts[1]), (short)Number(parts[0]), (short)Number(parts[2])));
            }
        }

        return new(Number(lines[0]), [.. starts], [.. nodes]);
    }

    /// <summary>The score, in thousandths of the logit.</summary>
    /// <param name="x">The features.</param>
    /// <param name="enough">A third of the trees do where they are already below this.</param>
    public int Score(ReadOnlySpan<int> x, int enough)
    {
        var score = _base;
        var third = _starts[_starts.Length / 3];
        foreach (var start in _starts)
        {
            if (start == third && score < enough)
            {
                break;
            }

            var node = _nodes[start];
            while (node.Feature >= 0)
            {
                node = _nodes[start + node.Left + (x[node.Feature] > node.Limit ? 1 : 0)];
            }

            score += node.Limit;
        }

        return score;
    }

    /// <summary>A score on the scale from -1000, surely not, to 1000, surely.</summary>
    public static int Verdict(int score) => 1000 * score / (1000 + Math.Abs(score));

    private static int Number(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
