using CsCheck;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Reading.Tests.Edits;

public sealed class AlignerTests
{
    private static readonly Gen<int[]> s_row = Gen.Int[0, 5].Array[0, 40];

    [Fact]
    public void What_two_rows_share_is_as_long_as_it_can_be() => Gen.Select(s_row, s_row).Sample((before, after) =>
    {
        var runs = new Aligner(long.MaxValue).Align(before, after);
        var (x, y) = (0, 0);
        foreach (var run in runs)
        {
            Assert.True(run.Before >= x && run.After >= y && run.Length > 0);
            Assert.Equal(before.AsSpan(run.Before, run.Length), after.AsSpan(run.After, run.Length));
            (x, y) = (run.Before + run.Length, run.After + run.Length);
        }

        Assert.Equal(Longest(before, after), runs.Sum(run => run.Length));
    }, iter: 5_000, threads: 1);

    [Fact]
    public void Rows_that_share_next_to_nothing_are_cut_where_something_stands_once()
    {
        int[] before = [.. Enumerable.Range(0, 5_000).Select(at => at % 1_000 == 500 ? at : 1_000_000 + at)];
        int[] after = [.. Enumerable.Range(0, 5_000).Select(at => at % 1_000 == 500 ? at : 2_000_000 + at)];

        Assert.Equal([500, 1_500, 2_500, 3_500, 4_500], new Aligner(100_000_000).Align(before, after).Select(run => run.Before));
    }

    [Fact]
    public void Without_a_budget_both_rows_count_as_replaced_but_for_their_ends() =>
        Assert.Equal([new Run(0, 0, 1), new Run(3, 4, 1)], new Aligner(0).Align([1, 2, 3, 4], [1, 3, 2, 5, 4]));

    private static int Longest(int[] before, int[] after)
    {
        var table = new int[before.Length + 1, after.Length + 1];
        for (var x = 1; x <= before.Length; x++)
        {
            for (var y = 1; y <= after.Length; y++)
            {
                table[x, y] = before[x - 1] == after[y - 1] ? table[x - 1, y - 1] + 1 : Math.Max(table[x - 1, y], table[x, y - 1]);
            }
        }

        return table[before.Length, after.Length];
    }
}
