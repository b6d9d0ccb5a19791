namespace Tearsheet.Publishing.Pages;

/// <summary>Cuts long headlines on a word and closes them with three points, as the model page does.</summary>
internal static class Headlines
{
    /// <summary>Characters, most, of a headline in a list; the three points come on top.</summary>
    public const int Most = 90;

    /// <summary>How many characters of <paramref name="headline"/> are shown; its length when all are.</summary>
    public static int Shown(string headline, int most = Most)
    {
        // A cut that saves a word or two costs the reader more than it saves the page.
        if (headline.Length <= most + 12)
        {
            return headline.Length;
        }

        var space = headline.LastIndexOf(' ', most);
        var end = space > most / 2 ? space : most;
        while (end > 0 && (char.IsPunctuation(headline[end - 1]) || headline[end - 1] == ' ') && headline[end - 1] is not (')' or '\'' or '"' or '”' or '’'))
        {
            end--;
        }

        // Scripts without spaces are cut between characters, never inside one.
        while (end > 1 && (char.IsLowSurrogate(headline[end]) || IsMark(headline[end])))
        {
            end--;
        }

        return Math.Max(end, 1);
    }

    private static bool IsMark(char letter) => char.GetUnicodeCategory(letter)
        is System.Globalization.UnicodeCategory.NonSpacingMark
        or System.Globalization.UnicodeCategory.SpacingCombiningMark
        or System.Globalization.UnicodeCategory.EnclosingMark;
}
