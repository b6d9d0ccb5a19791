using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Edits;

/// <summary>A stretch of words: equal on both sides, or replaced.</summary>
/// <param name="IsSame">Whether both sides are equal but for typography.</param>
/// <param name="Before">First token of the old text.</param>
/// <param name="BeforeEnd">One beyond the last.</param>
/// <param name="After">First token of the new text.</param>
/// <param name="AfterEnd">One beyond the last.</param>
internal readonly record struct Stretch(bool IsSame, int Before, int BeforeEnd, int After, int AfterEnd)
{
    public int Deleted => BeforeEnd - Before;

    public int Inserted => AfterEnd - After;
}

/// <summary>The words of two texts side by side, cut where a reader would cut.</summary>
internal static class WordDiff
{
    // How far a deletion is pushed about in a repetitive text to begin with a sentence.
    private const int MostShift = 400;

    /// <summary>Equal and replaced stretches by turns.</summary>
    public static List<Stretch> Of(UnitTokens before, UnitTokens after, Aligner aligner)
    {
        var stretches = new List<Stretch>();
        var (x, y) = (0, 0);
        foreach (var run in aligner.Align(before.Keys, after.Keys))
        {
            AddChange(stretches, x, run.Before, y, run.After);
            stretches.Add(new Stretch(true, run.Before, run.Before + run.Length, run.After, run.After + run.Length));
            (x, y) = (run.Before + run.Length, run.After + run.Length);
        }

        AddChange(stretches, x, before.Count, y, after.Count);
        stretches = JoinedOverScraps(stretches, before);
        Shift(stretches, before, after);
        return stretches;
    }

    /// <summary>What a reader is shown.</summary>
    public static Sequence<EditPiece> Pieces(List<Stretch> stretches, UnitTokens before, UnitTokens after)
    {
        var pieces = new List<EditPiece>((stretches.Count * 2) + 1);
        foreach (var stretch in stretches)
        {
            var old = before.Text(stretch.Before, stretch.BeforeEnd);
            var young = after.Text(stretch.After, stretch.AfterEnd);
            if (stretch.IsSame)
            {
                pieces.Add(new EditPiece(old, young));
                continue;
            }

            // The space before both is before neither: "in [-May-]{+June+}".
            var space = SharedSpace(old, young);
            if (space > 0)
            {
                var last = pieces.Count > 0 && pieces[^1] is { IsDeleted: false, IsInserted: false } same ? same : default;
                if (pieces.Count > 0 && last != default)
                {
                    pieces.RemoveAt(pieces.Count - 1);
                }

                pieces.Add(new EditPiece(last.Before + old[..space], last.After + young[..space]));
                (old, young) = (old[space..], young[space..]);
            }

            if (old.Length > 0)
            {
                pieces.Add(new EditPiece(old, ""));
            }

            if (young.Length > 0)
            {
                pieces.Add(new EditPiece("", young));
            }
        }

        return Sequence.From(pieces);
    }

    private static int SharedSpace(string old, string young)
    {
        var length = 0;
        while (length < old.Length && length < young.Length && old[length] == young[length] && EditTokens.IsSpace(old[length]))
        {
            length++;
        }

        return length;
    }

    private static void AddChange(List<Stretch> stretches, int before, int beforeEnd, int after, int afterEnd)
    {
        if (before < beforeEnd || after < afterEnd)
        {
            stretches.Add(new Stretch(false, before, beforeEnd, after, afterEnd));
        }
    }

    // A lone "the" that two rewritten halves have in common tells a reader nothing.
    private static List<Stretch> JoinedOverScraps(List<Stretch> stretches, UnitTokens before)
    {
        var joined = new List<Stretch>(stretches.Count);
        for (var at = 0; at < stretches.Count; at++)
        {
            var stretch = stretches[at];
            if (stretch.IsSame && joined.Count > 0 && at + 1 < stretches.Count && IsScrap(stretch, joined[^1], stretches[at + 1], before))
            {
                var next = stretches[++at];
                joined[^1] = joined[^1] with { BeforeEnd = next.BeforeEnd, AfterEnd = next.AfterEnd };
            }
            else
            {
                joined.Add(stretch);
            }
        }

        return joined;
    }

    private static bool IsScrap(Stretch same, Stretch left, Stretch right, UnitTokens before)
    {
        var words = 0;
        for (var at = same.Before; at < same.BeforeEnd && words <= 2; at++)
        {
            words += before[at].Kind == TokenKind.Mark ? 0 : 1;
        }

        // A comma between two rewritten halves, or one word between two that are replaced on both sides.
        var least = Math.Min(Math.Min(left.Deleted, left.Inserted), Math.Min(right.Deleted, right.Inserted));
        return same.Deleted <= 3 && words <= 1 && least >= 1 + (2 * words);
    }

    private static void Shift(List<Stretch> stretches, UnitTokens before, UnitTokens after)
    {
        for (var at = 0; at < stretches.Count; at++)
        {
            var stretch = stretches[at];
            if (stretch.IsSame || (stretch.Deleted > 0) == (stretch.Inserted > 0))
            {
                continue;
            }

            var isDeletion = stretch.Deleted > 0;
            var text = isDeletion ? before : after;
            var (from, to) = isDeletion ? (stretch.Before, stretch.BeforeEnd) : (stretch.After, stretch.AfterEnd);
            var left = at > 0 ? stretches[at - 1].Deleted : 0;
            var right = at + 1 < stretches.Count ? stretches[at + 1].Deleted : 0;
            var best = Best(text, from, to, Math.Min(left, MostShift), Math.Min(right, MostShift));
            if (best != 0)
            {
                Move(stretches, at, best);
            }
        }

        stretches.RemoveAll(stretch => stretch.Deleted == 0 && stretch.Inserted == 0);
    }

    /// <summary>By how many tokens to push a stretch, left of it negative, so that it begins and ends as a sentence does.</summary>
    private static int Best(UnitTokens text, int from, int to, int left, int right)
    {
        var (best, bestScore) = (0, Score(text, from, to));
        var keys = text.Keys;
        for (var by = 1; by <= left && keys[from - by] == keys[to - by]; by++)
        {
            Consider(-by);
        }

        for (var by = 1; by <= right && to + by <= keys.Length && keys[from + by - 1] == keys[to + by - 1]; by++)
        {
            Consider(by);
        }

        return best;

        void Consider(int by)
        {
            var score = Score(text, from + by, to + by);
            if (score > bestScore)
            {
                (best, bestScore) = (by, score);
            }
        }
    }

    private static int Score(UnitTokens text, int from, int to) =>
        (text.StartsSentence(from) ? 2 : 0) + (text.EndsSentence(to) ? 2 : 0) + (from < text.Count && text[from].Kind != TokenKind.Mark ? 1 : 0);

    private static void Move(List<Stretch> stretches, int at, int by)
    {
        var stretch = stretches[at];
        stretches[at] = stretch with
        {
            Before = stretch.Before + by, BeforeEnd = stretch.BeforeEnd + by, After = stretch.After + by, AfterEnd = stretch.AfterEnd + by,
        };
        if (at > 0)
        {
            stretches[at - 1] = stretches[at - 1] with { BeforeEnd = stretches[at - 1].BeforeEnd + by, AfterEnd = stretches[at - 1].AfterEnd + by };
        }
        else if (by > 0)
        {
            stretches.Insert(0, new Stretch(true, stretch.Before, stretch.Before + by, stretch.After, stretch.After + by));
            at++;
        }

        if (at + 1 < stretches.Count)
        {
            stretches[at + 1] = stretches[at + 1] with { Before = stretches[at + 1].Before + by, After = stretches[at + 1].After + by };
        }
        else if (by < 0)
        {
            stretches.Add(new Stretch(true, stretch.BeforeEnd + by, stretch.BeforeEnd, stretch.AfterEnd + by, stretch.AfterEnd));
        }
    }
}
