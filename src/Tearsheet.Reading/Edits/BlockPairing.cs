namespace Tearsheet.Reading.Edits;

/// <summary>Pieces of text of both versions that belong together: usually one and one.</summary>
/// <param name="Before">Indexes on the old side, rising; empty for what is new.</param>
/// <param name="After">Indexes on the new side, rising; empty for what is gone.</param>
/// <param name="Moved">Whether it stands elsewhere among the others.</param>
internal readonly record struct BlockPair(int[] Before, int[] After, bool Moved);

/// <summary>Finds which paragraph became which: equal ones first, then moved ones, then those that are alike.</summary>
internal sealed class BlockPairing(UnitTokens[] before, UnitTokens[] after, KeyBook book, Aligner aligner)
{
    /// <summary>Permille of the words, rare ones counting more, that two paragraphs must share to be one.</summary>
    private const int LeastAlike = 400;

    // A paragraph that moved and was edited must be hardly edited to be known again.
    private const int LeastAlikeElsewhere = 800;

    /// <summary>How far from its own height a paragraph's other half is looked for in a long gap.</summary>
    private const int Band = 24;

    private const int MostElsewhere = 64;

    // Paragraphs that one is cut into.
    private const int MostTogether = 12;

    // A subhead of three words that stands twice is not the same one moved.
    private const int LeastMovedWords = 5;

    private readonly int[] _partner = Filled(before.Length);
    private readonly bool[] _taken = new bool[after.Length];
    private readonly bool[] _moved = new bool[before.Length];

    /// <summary>Every piece of both sides exactly once.</summary>
    public List<BlockPair> Pair()
    {
        var gaps = AlignEqual();
        FindMoved();
        foreach (var gap in gaps)
        {
            PairAlike(gap);
        }

        FindAlikeElsewhere();
        return Absorbed();
    }

    private static int[] Filled(int length)
    {
        var filled = new int[length];
        filled.AsSpan().Fill(-1);
        return filled;
    }

    private List<(int Before, int BeforeEnd, int After, int AfterEnd)> AlignEqual()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var (old, young) = (Array.ConvertAll(before, Number), Array.ConvertAll(after, Number));
        var gaps = new List<(int, int, int, int)>();
        var (x, y) = (0, 0);
        foreach (var run in aligner.Align(old, young))
        {
            AddGap(run.Before, run.After);
            for (var at = 0; at < run.Length; at++)
            {
                Link(run.Before + at, run.After + at);
            }

            (x, y) = (run.Before + run.Length, run.After + run.Length);
        }

        AddGap(before.Length, after.Length);
        return gaps;

        void AddGap(int beforeEnd, int afterEnd)
        {
            if (x < beforeEnd && y < afterEnd)
            {
                gaps.Add((x, beforeEnd, y, afterEnd));
            }
        }

        // The keys as characters, two each: equal texts are equal strings.
        int Number(UnitTokens unit)
        {
            var text = string.Create(unit.Keys.Length * 2, unit.Keys, static (span, keys) =>
            {
                for (var at = 0; at < keys.Length; at++)
                {
                    span[at * 2] = (char)(keys[at] >> 16);
                    span[(at * 2) + 1] = (char)keys[at];
                }
            });
            if (!numbers.TryGetValue(text, out var number))
            {
                numbers.Add(text, number = numbers.Count);
            }

            return number;
        }
    }

    private void Link(int old, int young)
    {
        _partner[old] = young;
        _taken[young] = true;
    }

    private void FindMoved()
    {
        var waiting = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (var young = 0; young < after.Length; young++)
        {
            if (!_taken[young] && after[young].Words >= LeastMovedWords)
            {
                var text = after[young].Unit.Text;
                if (!waiting.TryGetValue(text, out var queue))
                {
                    waiting.Add(text, queue = new Queue<int>());
                }

                queue.Enqueue(young);
            }
        }

        for (var old = 0; old < before.Length; old++)
        {
            if (_partner[old] < 0 && waiting.TryGetValue(before[old].Unit.Text, out var queue) && queue.TryDequeue(out var young))
            {
                Link(old, young);
                _moved[old] = true;
            }
        }
    }

    /// <summary>Pairs what is alike in a gap without crossing: the best sum of likenesses, by dynamic programming within a band.</summary>
    private void PairAlike((int Before, int BeforeEnd, int After, int AfterEnd) gap)
    {
        var old = Free(gap.Before, gap.BeforeEnd, at => _partner[at] < 0);
        var young = Free(gap.After, gap.AfterEnd, at => !_taken[at]);
        if (old.Count == 0 || young.Count == 0)
        {
            return;
        }

        var isWhole = (long)old.Count * young.Count <= 4 * Band * Band;
        var width = isWhole ? young.Count : (2 * Band) + 1;
        var best = new int[(old.Count + 1) * (long)(width + 2)];
        var from = new byte[best.Length];
        var first = new int[old.Count + 1];
        for (var row = 0; row <= old.Count; row++)
        {
            first[row] = isWhole ? 0 : Math.Clamp((int)((long)row * young.Count / old.Count) - Band, 0, Math.Max(0, young.Count - width));
        }

        // best[row, column]: of the first "row" old ones and the first "first[row] + column" new ones.
        long At(int row, int column) => (row * (long)(width + 2)) + column;
        int Best(int row, int end) =>
            end < first[row] ? 0 : best[At(row, Math.Min(end - first[row], width))];
        for (var row = 1; row <= old.Count; row++)
        {
            for (var column = 0; column <= width; column++)
            {
                var end = first[row] + column;
                if (end > young.Count)
                {
                    break;
                }

                var (value, way) = (Best(row - 1, end), (byte)1);
                if (column > 0 && best[At(row, column - 1)] > value)
                {
                    (value, way) = (best[At(row, column - 1)], 2);
                }

                if (column > 0)
                {
                    var alike = Likeness(before[old[row - 1]], after[young[end - 1]]);
                    if (alike >= LeastAlike && Best(row - 1, end - 1) + alike > value)
                    {
                        (value, way) = (Best(row - 1, end - 1) + alike, 3);
                    }
                }

                best[At(row, column)] = value;
                from[At(row, column)] = way;
            }
        }

        var (x, y) = (old.Count, young.Count);
        while (x > 0)
        {
            y = Math.Min(y, first[x] + width);
            if (y < first[x])
            {
                x--;
                continue;
            }

            switch (from[At(x, y - first[x])])
            {
                case 3:
                    Link(old[--x], young[--y]);
                    break;
                case 2:
                    y--;
                    break;
                default:
                    x--;
                    break;
            }
        }
    }

    private static List<int> Free(int from, int to, Predicate<int> isFree)
    {
        var free = new List<int>();
        for (var at = from; at < to; at++)
        {
            if (isFree(at))
            {
                free.Add(at);
            }
        }

        return free;
    }

    private void FindAlikeElsewhere()
    {
        var old = Free(0, before.Length, at => _partner[at] < 0 && before[at].Words >= LeastMovedWords);
        var young = Free(0, after.Length, at => !_taken[at] && after[at].Words >= LeastMovedWords);
        if (old.Count is 0 or > MostElsewhere || young.Count is 0 or > MostElsewhere)
        {
            return;
        }

        foreach (var one in old)
        {
            var (best, found) = (LeastAlikeElsewhere - 1, -1);
            foreach (var other in young)
            {
                if (!_taken[other] && Likeness(before[one], after[other]) is var alike && alike > best)
                {
                    (best, found) = (alike, other);
                }
            }

            if (found >= 0)
            {
                Link(one, found);
                _moved[one] = true;
            }
        }
    }

    /// <summary>A paragraph that was cut in two is no paragraph edited and another one added.</summary>
    private List<BlockPair> Absorbed()
    {
        var pairs = new List<BlockPair>(before.Length);
        var owner = new int[after.Length];
        owner.AsSpan().Fill(-1);
        for (var old = 0; old < before.Length; old++)
        {
            if (_partner[old] >= 0)
            {
                owner[_partner[old]] = old;
            }
        }

        var isGone = new bool[before.Length];
        for (var old = 0; old < before.Length; old++)
        {
            if (_partner[old] < 0 || isGone[old])
            {
                continue;
            }

            int[] olds = [old];
            int[] youngs = [_partner[old]];
            if (before[old].Keys.AsSpan().SequenceEqual(after[youngs[0]].Keys))
            {
                pairs.Add(new BlockPair(olds, youngs, _moved[old]));
                continue;
            }

            var alike = Likeness(before[old], after[youngs[0]]);
            while (Grown(olds, youngs, alike, owner, isGone) is { } grown)
            {
                (olds, youngs, alike) = grown;
            }

            pairs.Add(new BlockPair(olds, youngs, _moved[old]));
        }

        for (var old = 0; old < before.Length; old++)
        {
            if (_partner[old] < 0 && !isGone[old])
            {
                pairs.Add(new BlockPair([old], [], Moved: false));
            }
        }

        for (var young = 0; young < after.Length; young++)
        {
            if (owner[young] < 0)
            {
                pairs.Add(new BlockPair([], [young], Moved: false));
            }
        }

        return pairs;
    }

    /// <summary>The pair with a lonely neighbour, where that makes both sides more alike.</summary>
    private (int[] Olds, int[] Youngs, int Alike)? Grown(int[] olds, int[] youngs, int alike, int[] owner, bool[] isGone)
    {
        if (alike == 1000 || olds.Length + youngs.Length > MostTogether)
        {
            return null;
        }

        foreach (var young in new[] { youngs[0] - 1, youngs[^1] + 1 })
        {
            if (young >= 0 && young < after.Length && owner[young] < 0)
            {
                int[] more = young < youngs[0] ? [young, .. youngs] : [.. youngs, young];
                if (Likeness(olds, more) is var now && now > alike)
                {
                    owner[young] = olds[0];
                    return (olds, more, now);
                }
            }
        }

        foreach (var old in new[] { olds[0] - 1, olds[^1] + 1 })
        {
            if (old >= 0 && old < before.Length && _partner[old] < 0 && !isGone[old])
            {
                int[] more = old < olds[0] ? [old, .. olds] : [.. olds, old];
                if (Likeness(more, youngs) is var now && now > alike)
                {
                    isGone[old] = true;
                    return (more, youngs, now);
                }
            }
        }

        return null;
    }

    private int Likeness(int[] olds, int[] youngs) => Likeness(
        UnitTokens.Joined(Array.ConvertAll(olds, at => before[at])), UnitTokens.Joined(Array.ConvertAll(youngs, at => after[at])));

    /// <summary>Permille of the words that both have, twice what is shared over what there is; a rare word counts up to four times.</summary>
    private int Likeness(UnitTokens one, UnitTokens other)
    {
        var (mine, theirs) = (one.Bag, other.Bag);
        long shared = 0, all = 0;
        var (x, y) = (0, 0);
        while (x < mine.Length || y < theirs.Length)
        {
            if (y == theirs.Length || (x < mine.Length && mine[x] < theirs[y]))
            {
                all += Weight(mine[x++]);
            }
            else if (x == mine.Length || theirs[y] < mine[x])
            {
                all += Weight(theirs[y++]);
            }
            else
            {
                var weight = Weight(mine[x]);
                shared += 2 * weight;
                all += 2 * weight;
                (x, y) = (x + 1, y + 1);
            }
        }

        return all == 0 ? 0 : (int)(shared * 1000 / all);
    }

    private int Weight(int key) => book.CountOf(key) switch
    {
        <= 4 => 4,
        <= 16 => 2,
        _ => 1,
    };
}
