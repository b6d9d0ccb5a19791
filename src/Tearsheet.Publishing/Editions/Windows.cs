namespace Tearsheet.Publishing.Editions;

/// <summary>How a list of slots is cut into pages (decision 8): fixed windows, numbered from the oldest, so that a full page never changes again.</summary>
internal static class Windows
{
    /// <summary>Slots in a window.</summary>
    public const int Size = 50;

    /// <summary>A list's first page shows the window before the open one too while the open one holds fewer slots than this.</summary>
    public const int Few = 25;

    /// <summary>How many numbered pages there are: one for each full window and one after them; none before the first is full.</summary>
    public static long Pages(long slots) => slots < Size ? 0 : (slots / Size) + 1;

    /// <summary>The number, from 1, of the page that holds slot <paramref name="slot"/> (from 0).</summary>
    public static long PageOf(long slot) => (slot / Size) + 1;

    /// <summary>Whether page <paramref name="number"/> is full, and so has a newer neighbour.</summary>
    public static bool IsFull(long slots, long number) => slots >= number * Size;

    /// <summary>The slot, from 0, with which page <paramref name="number"/> begins.</summary>
    public static long First(long number) => (number - 1) * Size;

    /// <summary>The oldest slot that the list's first page shows.</summary>
    public static long FirstShown(long slots)
    {
        var open = slots % Size;
        return slots - open - (open < Few && slots >= Size ? Size : 0);
    }
}
