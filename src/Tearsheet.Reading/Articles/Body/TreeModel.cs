using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Boosted trees over whole numbers: adds up, so that a page has one answer on every machine.</summary>
internal sealed class TreeModel
{
    /// <summary>Questions from the root of a tree to any leaf.</summary>
    public const int Depth = 5;

    private const int Forks = (1 << Depth) - 1;
    private const int Leaves = 1 << Depth;
    private const int AtOnce = 4;

    private readonly Fork[] _forks;
    private readonly int[] _leaves;
    private readonly int _base;
    private readonly int _features;

    private TreeModel(int @base, Fork[] forks, int[] leaves)
    {
        (_base, _forks, _leaves) = (@base, forks, leaves);
        _features = forks.Max(fork => fork.Feature) + 1;
    }

    private readonly record struct Fork(int Feature, int Limit);

    /// <summary>Reads one model from <paramref name="lines"/>: its base, then a tree a line.</summary>
    /// <remarks>
    /// A tree is its nodes, split by spaces: "feature:limit:left" goes to <c>left</c> when the feature is at most the limit and
    /// to <c>left + 1</c> else; "=score" is a leaf. Our own data, so that what does not fit is a fault in the program.
    /// </remarks>
    public static TreeModel Parse(IReadOnlyList<string> lines)
    {
        // Whole trees in fours: a leaf that comes early is asked on, and every answer leads to it.
        var trees = (lines.Count - 1 + AtOnce - 1) / AtOnce * AtOnce;
        var (forks, leaves) = (new Fork[trees * Forks], new int[trees * Leaves]);
        Array.Fill(forks, new Fork(0, int.MaxValue));
        for (var tree = 0; tree < lines.Count - 1; tree++)
        {
            Fill(lines[tree + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries), 0, forks.AsSpan(tree * Forks, Forks), leaves.AsSpan(tree * Leaves, Leaves), 0);
        }

        return new(Number(lines[0]), forks, leaves);
    }

    /// <summary>The score, in thousandths of the logit.</summary>
    /// <param name="x">The features.</param>
    /// <param name="enough">A third of the trees do where they are already below this.</param>
    public int Score(ReadOnlySpan<int> x, int enough)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, _features, nameof(x));
        var trees = _leaves.Length / Leaves;
        var third = trees / 3 / AtOnce * AtOnce;
        var score = Add(x, 0, third, _base);
        return score < enough ? score : Add(x, third, trees, score);
    }

    // Four trees in step and no branch: one at a time, the processor waited for each answer and guessed half of them wrong.
    // The forks' features were checked against the row's length, and a path of Depth steps cannot leave its tree.
    private int Add(ReadOnlySpan<int> x, int from, int to, int score)
    {
        ref var row = ref MemoryMarshal.GetReference(x);
        for (var tree = from; tree < to; tree += AtOnce)
        {
            ref var a = ref _forks[tree * Forks];
            ref var b = ref Unsafe.Add(ref a, Forks);
            ref var c = ref Unsafe.Add(ref b, Forks);
            ref var d = ref Unsafe.Add(ref c, Forks);
            var (atA, atB, atC, atD) = (0, 0, 0, 0);
            for (var level = 0; level < Depth; level++)
            {
                atA = Next(ref a, atA, ref row);
                atB = Next(ref b, atB, ref row);
                atC = Next(ref c, atC, ref row);
                atD = Next(ref d, atD, ref row);
            }

            var leaves = _leaves.AsSpan(tree * Leaves, AtOnce * Leaves);
            score += leaves[atA - Forks] + leaves[Leaves + atB - Forks] + leaves[(2 * Leaves) + atC - Forks] + leaves[(3 * Leaves) + atD - Forks];
        }

        return score;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ref Fork tree, int at, ref int row)
    {
        ref var fork = ref Unsafe.Add(ref tree, at);
        return (2 * at) + 1 + (Unsafe.Add(ref row, fork.Feature) > fork.Limit ? 1 : 0);
    }

    /// <summary>A score on the scale from -1000, surely not, to 1000, surely.</summary>
    public static int Verdict(int score) => 1000 * score / (1000 + Math.Abs(score));

    private static void Fill(string[] nodes, int node, Span<Fork> forks, Span<int> leaves, int at)
    {
        if (nodes[node][0] == '=')
        {
            var (first, last) = (at, at);
            for (; first < Forks; (first, last) = ((2 * first) + 1, (2 * last) + 2))
            {
            }

            leaves[(first - Forks)..(last - Forks + 1)].Fill(Number(nodes[node].AsSpan(1)));
            return;
        }

        var parts = nodes[node].Split(':');
        forks[at] = new(Number(parts[0]), Number(parts[1]));
        Fill(nodes, Number(parts[2]), forks, leaves, (2 * at) + 1);
        Fill(nodes, Number(parts[2]) + 1, forks, leaves, (2 * at) + 2);
    }

    private static int Number(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
