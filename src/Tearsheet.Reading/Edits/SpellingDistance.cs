namespace Tearsheet.Reading.Edits;

/// <summary>How many letters two words are apart.</summary>
internal static class SpellingDistance
{
    private const int LongestWord = 48;

    /// <summary>Letters to insert, delete, replace or swap with their neighbour.</summary>
    /// <param name="one">A word.</param>
    /// <param name="other">Another.</param>
    /// <param name="most">What is given for anything farther apart, and for words that are too long to be one.</param>
    /// <remarks>F. Damerau, "A technique for computer detection and correction of spelling errors" (1964); optimal string alignment.</remarks>
    public static int Between(ReadOnlySpan<char> one, ReadOnlySpan<char> other, int most)
    {
        if (Math.Abs(one.Length - other.Length) >= most || Math.Max(one.Length, other.Length) > LongestWord)
        {
            return most;
        }

        Span<int> beforeLast = stackalloc int[other.Length + 1];
        Span<int> last = stackalloc int[other.Length + 1];
        Span<int> row = stackalloc int[other.Length + 1];
        for (var y = 0; y <= other.Length; y++)
        {
            last[y] = y;
        }

        for (var x = 1; x <= one.Length; x++)
        {
            row[0] = x;
            for (var y = 1; y <= other.Length; y++)
            {
                row[y] = Math.Min(Math.Min(last[y] + 1, row[y - 1] + 1), last[y - 1] + (one[x - 1] == other[y - 1] ? 0 : 1));
                if (x > 1 && y > 1 && one[x - 1] == other[y - 2] && one[x - 2] == other[y - 1])
                {
                    row[y] = Math.Min(row[y], beforeLast[y - 2] + 1);
                }
            }

            var free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }

        return Math.Min(last[other.Length], most);
    }
}
