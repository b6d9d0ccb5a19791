namespace Tearsheet.Reading.Articles.Decoding;

/// <summary>Tells by the bytes alone what a page without a declaration is written in, where whole scripts differ.</summary>
/// <remarks>
/// The standard leaves this guess to the browser. Here: the double-byte encodings of East Asia and the two of Cyrillic. What bytes a script
/// uses most decides, for nearly every pair of bytes means something in nearly every encoding.
/// </remarks>
internal static class EncodingGuess
{
    private const int MaxBytes = 1 << 18;
    private const int LeastPairs = 30;

    // Two of three pairs are frequent ones in any text of the right encoding; chance gives one of three.
    private const double LeastFrequent = 0.62;

    /// <summary>The encoding's name; null when nothing speaks for one of these.</summary>
    /// <param name="page">Untrusted bytes that are not UTF-8.</param>
    public static string? Find(ReadOnlySpan<byte> page)
    {
        page = page[..Math.Min(page.Length, MaxBytes)];
        var (high, together, letters, late) = (0, 0, 0, 0);
        for (var i = 0; i < page.Length; i++)
        {
            if (page[i] < 0x80)
            {
                continue;
            }

            high++;
            together += (i > 0 && page[i - 1] >= 0x80) || (i + 1 < page.Length && page[i + 1] >= 0x80) ? 1 : 0;
            letters += page[i] >= 0xC0 ? 1 : 0;
            late += page[i] >= 0xE0 ? 1 : 0;
        }

        // Latin text has its accents one by one between letters of ASCII.
        if (high < 2 * LeastPairs || together * 2 < high)
        {
            return null;
        }

        // Cyrillic has all its letters at the end of the table; small ones last in windows-1251, first in KOI8.
        if (letters * 20 > high * 19)
        {
            return together * 5 < high * 4 ? null : late * 2 > letters ? "windows-1251" : "koi8-r";
        }

        // The first of equals: Korean uses a part of what Chinese uses.
        (string Name, double Share)[] shares = HasLowTrails(page)
            ? [("big5", Share(page, Taiwanese)), ("shift_jis", Share(page, ShiftJis)), ("gb18030", Share(page, Chinese))]
            : [("euc-kr", Share(page, Korean)), ("euc-jp", Share(page, Japanese)), ("gb18030", Share(page, Chinese))];
        var best = shares.MaxBy(item => item.Share);
        return best.Share >= LeastFrequent ? best.Name : null;
    }

    // In Big5 and Shift_JIS the second byte of a pair is one of ASCII as often as not, in the others hardly ever.
    private static bool HasLowTrails(ReadOnlySpan<byte> page)
    {
        var (pairs, low) = (0, 0);
        for (var i = 0; i + 1 < page.Length; i++)
        {
            if (page[i] >= 0x80)
            {
                pairs++;
                low += page[++i] < 0x80 ? 1 : 0;
            }
        }

        return low * 12 > pairs;
    }

    // Each says of a pair: 1 frequent, 0 possible, -1 impossible, 2 when the first byte stands alone.
    private static double Share(ReadOnlySpan<byte> page, Func<byte, byte, int> judge)
    {
        var (pairs, points) = (0, 0.0);
        for (var i = 0; i + 1 < page.Length; i++)
        {
            if (page[i] < 0x80)
            {
                continue;
            }

            var verdict = judge(page[i], page[i + 1]);
            pairs++;
            points += verdict == 1 ? 1 : verdict == -1 ? -2 : 0;
            i += verdict is 0 or 1 ? 1 : 0;
        }

        return pairs < LeastPairs ? 0 : points / pairs;
    }

    // Marks, then the 3,755 characters of level 1.
    private static int Chinese(byte first, byte second) => second is < 0x40 or 0x7F or 0xFF || first is 0x80 or 0xFF ? -1
        : second >= 0xA1 && first is 0xA1 or 0xA3 or (>= 0xB0 and <= 0xD7) ? 1 : 0;

    private static int Taiwanese(byte first, byte second) => first is < 0xA1 or > 0xF9 || second is not ((>= 0x40 and <= 0x7E) or (>= 0xA1 and <= 0xFE)) ? -1
        : first is 0xA1 or (>= 0xA4 and <= 0xC6) ? 1 : 0;

    // Kana, marks and the characters of level 1. Half-width kana stand alone and are rare.
    private static int ShiftJis(byte first, byte second) => first is >= 0xA1 and <= 0xDF ? 2
        : first is 0x80 or 0xA0 or > 0xFC || second is < 0x40 or 0x7F or > 0xFC ? -1
        : first is (>= 0x81 and <= 0x83) or (>= 0x88 and <= 0x97) ? 1 : 0;

    // Kana make half of any Japanese text, and hardly any of other texts.
    private static int Japanese(byte first, byte second) => first is 0x8E or 0x8F ? 0
        : first < 0xA1 || second < 0xA1 ? -1 : first is 0xA4 or 0xA5 or 0xA1 or (>= 0xB0 and <= 0xCF and not (>= 0xB4 and <= 0xBA)) ? 1 : 0;

    // The syllables; nothing of Korean lies among the later characters, where four of ten Chinese ones are.
    private static int Korean(byte first, byte second) => first < 0x81 || second is < 0x41 or 0xFF ? -1
        : second >= 0xA1 && first is 0xA1 or (>= 0xB0 and <= 0xC8) ? 1 : first is >= 0xC9 and <= 0xFD ? -1 : 0;
}
