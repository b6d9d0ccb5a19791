namespace Tearsheet.Reading.Articles.Body;

/// <summary>A text that the page gives a second time for machines: tells how much of a block it holds.</summary>
internal sealed class WitnessText
{
    // Long enough to be rare, short enough to fit into a caption; letters and digits only, so that markup does not matter.
    private const int Window = 14;
    private const int MaxText = 300_000;

    private readonly HashSet<ulong> _windows;

    private WitnessText(HashSet<ulong> windows) => _windows = windows;

    /// <summary>null when the text is too short to tell anything.</summary>
    public static WitnessText? Of(string? text)
    {
        if (text is null || text.Length < Window)
        {
            return null;
        }

        var letters = Letters(text.AsSpan(0, Math.Min(text.Length, MaxText)));
        if (letters.Length < Window)
        {
            return null;
        }

        var windows = new HashSet<ulong>(letters.Length);
        for (var i = 0; i + Window <= letters.Length; i++)
        {
            windows.Add(Hash(letters.AsSpan(i, Window)));
        }

        return new(windows);
    }

    /// <summary>Thousandths of <paramref name="block"/> that stand in this text; -1 when the block is too short to tell.</summary>
    public int ShareOf(ReadOnlySpan<char> block)
    {
        var letters = Letters(block[..Math.Min(block.Length, 4_000)]);
        if (letters.Length < Window)
        {
            return -1;
        }

        var (found, asked) = (0, 0);
        for (var i = 0; i + Window <= letters.Length; i += Window)
        {
            asked++;
            found += _windows.Contains(Hash(letters.AsSpan(i, Window))) ? 1 : 0;
        }

        return 1000 * found / asked;
    }

    private static string Letters(ReadOnlySpan<char> text)
    {
        var letters = new char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                letters[length++] = char.ToLowerInvariant(c);
            }
        }

        return new string(letters, 0, length);
    }

    private static ulong Hash(ReadOnlySpan<char> letters)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in letters)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }
}
