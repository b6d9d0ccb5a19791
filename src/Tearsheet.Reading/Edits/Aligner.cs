namespace Tearsheet.Reading.Edits;

/// <summary>A run of equal elements in two rows.</summary>
internal readonly record struct Run(int Before, int After, int Length);

/// <summary>Finds a longest common subsequence of two rows of numbers, or a good one when that would take too long.</summary>
/// <remarks>
/// E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), "The basic algorithm". Rows that differ in more than
/// <see cref="MostDifferences"/> places are cut at what stands exactly once in both (patience), and what is left without such an anchor counts
/// as replaced. All steps are counted against one budget, so that no input takes long.
/// </remarks>
internal sealed class Aligner
{
    /// <summary>Differences, most, that are looked for step by step.</summary>
    public const int MostDifferences = 600;

    private const int MostDepth = 12;

    private readonly List<Run> _runs = [];
    private int[] _furthest = [];
    private long _budget;

    /// <summary>An aligner for one comparison.</summary>
    /// <param name="budget">Steps that all calls together may take.</param>
    public Aligner(long budget) => _budget = budget;

    /// <summary>The runs that both rows share, in order; each run is as long as it can be. Valid until the next call.</summary>
    public IReadOnlyList<Run> Align(ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        _runs.Clear();
        Align(before, after, 0, 0, 0);
        return _runs;
    }

    private void Align(ReadOnlySpan<int> before, ReadOnlySpan<int> after, int atBefore, int atAfter, int depth)
    {
        var head = before.CommonPrefixLength(after);
        Add(atBefore, atAfter, head);
        before = before[head..];
        after = after[head..];
        var tail = CommonTail(before, after);
        var middleBefore = before[..^tail];
        var middleAfter = after[..^tail];
        if (!middleBefore.IsEmpty && !middleAfter.IsEmpty
            && !TryStepByStep(middleBefore, middleAfter, atBefore + head, atAfter + head)
            && depth < MostDepth && _budget > 0)
        {
            AtAnchors(middleBefore, middleAfter, atBefore + head, atAfter + head, depth);
        }

        Add(atBefore + head + middleBefore.Length, atAfter + head + middleAfter.Length, tail);
    }

    private static int CommonTail(ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        var length = 0;
        while (length < before.Length && length < after.Length && before[^(length + 1)] == after[^(length + 1)])
        {
            length++;
        }

        return length;
    }

    private void Add(int before, int after, int length)
    {
        if (length == 0)
        {
            return;
        }

        if (_runs.Count > 0 && _runs[^1] is var last && last.Before + last.Length == before && last.After + last.Length == after)
        {
            _runs[^1] = last with { Length = last.Length + length };
        }
        else
        {
            _runs.Add(new Run(before, after, length));
        }
    }

    private bool TryStepByStep(ReadOnlySpan<int> before, ReadOnlySpan<int> after, int atBefore, int atAfter)
    {
        var most = Math.Min(MostDifferences, before.Length + after.Length);
        var size = (2 * most) + 3;
        if (_furthest.Length < size)
        {
            _furthest = new int[size];
        }

        var furthest = _furthest.AsSpan(0, size);
        furthest.Clear();
        var middle = most + 1;
        var trace = new List<int[]>();
        for (var differences = 0; differences <= most; differences++)
        {
            for (var diagonal = -differences; diagonal <= differences; diagonal += 2)
            {
                var isDown = diagonal == -differences
                    || (diagonal != differences && furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1]);
                var x = isDown ? furthest[middle + diagonal + 1] : furthest[middle + diagonal - 1] + 1;
                var y = x - diagonal;
                if (x > before.Length || y > after.Length)
                {
                    // Outside of the rows: nothing is further on this diagonal, and its neighbours must not think so.
                    furthest[middle + diagonal] = x;
                    continue;
                }

                var snake = before[x..].CommonPrefixLength(after[y..]);
                _budget -= 1 + (snake / 8);
                x += snake;
                y += snake;
                furthest[middle + diagonal] = x;
                if (x == before.Length && y == after.Length)
                {
                    Trace(trace, differences, before, after, atBefore, atAfter);
                    return true;
                }
            }

            if (_budget <= 0)
            {
                return false;
            }

            trace.Add(furthest.Slice(middle - differences - 1, (2 * differences) + 3).ToArray());
        }

        return false;
    }

    // trace[d] holds the furthest points after d differences, for the diagonals -d-1 to d+1.
    private void Trace(List<int[]> trace, int differences, ReadOnlySpan<int> before, ReadOnlySpan<int> after, int atBefore, int atAfter)
    {
        var found = new Stack<Run>();
        var (x, y) = (before.Length, after.Length);
        for (var step = differences; step > 0; step--)
        {
            var row = trace[step - 1];
            var middle = step;
            var diagonal = x - y;
            var isDown = diagonal == -step || (diagonal != step && row[middle + diagonal - 1] < row[middle + diagonal + 1]);
            var from = isDown ? diagonal + 1 : diagonal - 1;
            var fromX = row[middle + from];
            var startX = isDown ? fromX : fromX + 1;
            found.Push(new Run(startX, startX - diagonal, x - startX));
            (x, y) = (fromX, fromX - from);
        }

        found.Push(new Run(0, 0, x));
        foreach (var run in found)
        {
            Add(atBefore + run.Before, atAfter + run.After, run.Length);
        }
    }

    private void AtAnchors(ReadOnlySpan<int> before, ReadOnlySpan<int> after, int atBefore, int atAfter, int depth)
    {
        _budget -= before.Length + after.Length;
        var anchors = Anchors(before, after);
        var (x, y) = (0, 0);
        foreach (var (anchorBefore, anchorAfter) in anchors)
        {
            Align(before[x..anchorBefore], after[y..anchorAfter], atBefore + x, atAfter + y, depth + 1);
            Add(atBefore + anchorBefore, atAfter + anchorAfter, 1);
            (x, y) = (anchorBefore + 1, anchorAfter + 1);
        }

        if (anchors.Count > 0)
        {
            Align(before[x..], after[y..], atBefore + x, atAfter + y, depth + 1);
        }
    }

    /// <summary>The longest rising row of what stands exactly once on both sides.</summary>
    private static List<(int Before, int After)> Anchors(ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        var once = new Dictionary<int, int>(after.Length);
        for (var at = 0; at < after.Length; at++)
        {
            once[after[at]] = once.ContainsKey(after[at]) ? -1 : at;
        }

        var counts = new Dictionary<int, int>(before.Length);
        foreach (var element in before)
        {
            counts[element] = counts.GetValueOrDefault(element) + 1;
        }

        var pairs = new List<(int Before, int After, int Previous)>();
        var ends = new List<int>();
        for (var at = 0; at < before.Length; at++)
        {
            if (counts[before[at]] != 1 || once.GetValueOrDefault(before[at], -1) is not (>= 0 and var place))
            {
                continue;
            }

            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var half = (low + high) / 2;
                (low, high) = pairs[ends[half]].After < place ? (half + 1, high) : (low, half);
            }

            pairs.Add((at, place, low == 0 ? -1 : ends[low - 1]));
            if (low == ends.Count)
            {
                ends.Add(pairs.Count - 1);
            }
            else
            {
                ends[low] = pairs.Count - 1;
            }
        }

        var found = new List<(int, int)>(ends.Count);
        for (var at = ends.Count == 0 ? -1 : ends[^1]; at >= 0; at = pairs[at].Previous)
        {
            found.Add((pairs[at].Before, pairs[at].After));
        }

        found.Reverse();
        return found;
    }
}
