namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>The language a page claims, as a BCP 47 tag.</summary>
internal static class Languages
{
    private static readonly HashSet<string> s_rightToLeft = new(StringComparer.Ordinal)
    {
        "ar", "he", "iw", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "arc", "azb",
    };

    public static string? Choose(PageSurvey survey, JsonLdArticle? jsonLd) =>
        Tag(survey.Language)
        ?? Tag(jsonLd?.Language)
        ?? Tag(survey.Meta("og:locale", "content-language", "language", "dc.language", "dcterms.language"))
        ?? (survey.Property("inLanguage") is [var first, ..] ? Tag(first) : null);

    public static bool IsRightToLeft(string? language)
    {
        if (language is null)
        {
            return false;
        }

        var parts = language.Split('-');
        return s_rightToLeft.Contains(parts[0]) ? !parts.Contains("Latn", StringComparer.Ordinal)
            : parts.Contains("Arab", StringComparer.Ordinal) || parts.Contains("Hebr", StringComparer.Ordinal);
    }

    /// <summary>"EN_us" becomes "en-US"; null for what is no tag.</summary>
    public static string? Tag(string? raw)
    {
        var parts = (raw ?? "").Trim().Replace('_', '-').Split('-');
        if (parts[0].Length is not (2 or 3) || parts.Length > 5 || !Array.TrueForAll(parts, IsPart) || !parts[0].All(char.IsAsciiLetter))
        {
            return null;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = i > 0 && parts[i].Length == 2
                ? parts[i].ToUpperInvariant()
                : i > 0 && parts[i].Length == 4 && char.IsAsciiLetter(parts[i][0])
                    ? char.ToUpperInvariant(parts[i][0]) + parts[i][1..].ToLowerInvariant()
                    : parts[i].ToLowerInvariant();
        }

        return string.Join('-', parts);
    }

    private static bool IsPart(string part) => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit);
}
