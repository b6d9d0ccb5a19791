namespace Tearsheet.Reading.Articles.Body;

/// <summary>The entries of a live blog are told with their times, which on other pages are furniture.</summary>
internal static class LiveEntries
{
    private const int LongestTime = 40;
    private const int LeastEntries = 3;

    // From the time up to what holds the entry, and down the page to the entry's text.
    private const int MostLevels = 5;
    private const int MostBlocks = 6;

    /// <summary>Keeps each time that stands at the head of an entry of which something is kept.</summary>
    public static void KeepTimes(PageTree tree, Span<bool> kept)
    {
        var times = new List<int>();
        for (var i = 0; i < kept.Length; i++)
        {
            if (!kept[i] && tree.Blocks[i].Length <= LongestTime && HoldsTime(tree.Text(tree.Blocks[i])) && HeadsEntry(tree, i, kept))
            {
                times.Add(i);
            }
        }

        foreach (var i in times.Count < LeastEntries ? [] : times)
        {
            kept[i] = true;
        }
    }

    // "14:32", "14.32 Uhr", "9h05": hour, mark, two digits.
    private static bool HoldsTime(ReadOnlySpan<char> text)
    {
        for (var i = 1; i + 2 < text.Length; i++)
        {
            if (text[i] is ':' or '.' or 'h' or '：' && char.IsAsciiDigit(text[i - 1]) && text[i + 1] is >= '0' and <= '5' && char.IsAsciiDigit(text[i + 2])
                && (i + 3 == text.Length || !char.IsAsciiDigit(text[i + 3])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HeadsEntry(PageTree tree, int time, ReadOnlySpan<bool> kept)
    {
        var node = tree.Blocks[time].Container;
        for (var level = 0; level < MostLevels && node >= 0; level++, node = tree.Nodes[node].Parent)
        {
            for (var i = time + 1; i < Math.Min(tree.Nodes[node].BlockEnd, time + MostBlocks); i++)
            {
                if (kept[i])
                {
                    return true;
                }
            }
        }

        return false;
    }
}
