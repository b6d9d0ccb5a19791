using System.Text;

namespace Tearsheet.Publishing.Editions;

/// <summary>Counts words, also where a script writes none apart.</summary>
internal static class Words
{
    /// <summary>
    /// Runs of anything but white space; in scripts without spaces two characters count as one word, or a whole article
    /// would pass as an excerpt.
    /// </summary>
    public static int Count(string text)
    {
        var runs = 0;
        var unspaced = 0;
        var inRun = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                inRun = false;
            }
            else if (IsUnspaced(rune.Value))
            {
                unspaced++;
                inRun = false;
            }
            else if (!inRun)
            {
                runs++;
                inRun = true;
            }
        }

        return runs + ((unspaced + 1) / 2);
    }

    private static bool IsUnspaced(int value) => value
        is (>= 0x0E00 and <= 0x0EFF) // Thai, Lao
        or (>= 0x1000 and <= 0x109F) // Myanmar
        or (>= 0x1780 and <= 0x17FF) // Khmer
        or (>= 0x3040 and <= 0x30FF) // kana
        or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) // Han
        or (>= 0x20000 and <= 0x323AF);
}
