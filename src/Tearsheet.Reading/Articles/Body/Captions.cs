using System.Text.RegularExpressions;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Takes what stands under a picture apart: what it shows, and who made it.</summary>
internal static partial class Captions
{
    /// <summary>Either part is null when it is not there.</summary>
    /// <param name="text">The whole caption on one line; null or empty gives nothing.</param>
    /// <param name="credit">A part that the page itself marks as the credit.</param>
    public static (string? Caption, string? Credit) Split(string? text, string? credit)
    {
        var line = Words.Line(text);
        credit = Words.Line(credit);
        if (line is null)
        {
            return (null, credit is null ? null : Maker(credit));
        }

        if (credit is not null && line.EndsWith(credit, StringComparison.Ordinal))
        {
            line = line[..^credit.Length].TrimEnd(' ', '|', '/', '(', '-', '–', '—', '•', '·', '©');
        }
        else if (credit is null && Tail().Match(line) is { Success: true } tail)
        {
            credit = tail.Value;
            line = line[..tail.Index].TrimEnd(' ', '|', '/', '-', '–', '—', '•', '·');
        }

        return (line.Length == 0 ? null : line, credit is null ? null : Maker(credit));
    }

    /// <summary>Whether a line of text that follows a picture is its caption: it begins or ends by saying who made it, or says what the alternative text says.</summary>
    public static bool IsOne(string line, ArticleImage picture)
    {
        const int Longest = 300;
        const int ShortCredit = 120;
        return line.Length <= Longest
            && ((line.Length <= ShortCredit && Head().IsMatch(line))
                || Tail().IsMatch(line)
                || (picture.Caption is null && picture.Alt.Length >= 12 && Words.Key(line) == Words.Key(picture.Alt))
                // A whole paragraph that the caption repeats is text all the same.
                || (line.Length <= ShortCredit && picture.Caption is { } caption && Words.Key(line) == Words.Key(caption)));
    }

    private static string? Maker(string credit)
    {
        var maker = Label().Replace(credit.Trim(), "").Trim(' ', '(', ')', '[', ']', '.', ':', '|', '/', '©');
        return maker.Length == 0 ? null : maker;
    }

    // A caption is a line of a page; a time-out would make the answer depend on the clock.
#pragma warning disable MA0009
    [GeneratedRegex(@"(?:[(\[]|(?<=[.!?…|/”""])\s|^)\s*(?:(?:photo(?:graph)?s?|picture|image|credit|foto|fotos|bild|bilder|quelle|crédit|crédits?\s+photo|fuente|fotografía|imagen|zdj\.|фото)(?:\s+(?:by|credit|credits|de|di|von|courtesy(?:\sof)?))?\s*[:/]\s*|©\s*|(?:photo|photograph|image|picture)\s+by\s+)[^()]{2,80}[)\]]?\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Tail();

    [GeneratedRegex(@"^\s*[(\[]?\s*(?:(?:photo(?:graph)?s?|picture|image|credit|photo credit|image credit|foto|fotos|bild|bildquelle|fotografía|crédits?\s?photos?|crédit|imagen|zdj\.|фото)(?:\s+(?:by|credit|credits|courtesy(?:\sof)?))?\s*[:/©]|©\s*\p{L}|(?:photo|photograph|image|picture)\s+(?:by|courtesy(?:\sof)?)\s+|(?:写真|図|图片来源|图源|圖片來源|資料圖|资料图)\s*[:：/／])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Head();

    [GeneratedRegex(@"^[\s(\[|©]*(?:(?:photo(?:graph)?s?|picture|image|credit|credits|foto|fotos|bild|bilder|quelle|crédits?|fuente|fotografía|imagen|zdj\.|фото)(?:\s+(?:by|credit|credits|de|di|von|photo|courtesy(?:\sof)?))?\s*[:/]\s*|(?:photo|photograph|image|picture)\s+by\s+)?[\s©]*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Label();
#pragma warning restore MA0009
}
