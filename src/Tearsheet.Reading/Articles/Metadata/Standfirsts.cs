namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Finds the lines between headline and text.</summary>
internal static class Standfirsts
{
    private const int MinLength = 30;
    private const int MaxLength = 700;

    /// <summary>What is printed as one; null when nothing is marked so.</summary>
    public static string? Printed(PageSurvey survey, string? headline)
    {
        foreach (var element in survey.Standfirsts)
        {
            if (PageSurvey.Text(element, MaxLength) is { Length: >= MinLength } text && (headline is null || Words.Key(text) != Words.Key(headline)))
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The standfirst; null when it would only say what the body begins with.</summary>
    public static string? Choose(string? printed, PageSurvey survey, JsonLdArticle? jsonLd, Sequence<BodyBlock> body, string headline)
    {
        var opening = Words.Key(string.Join(' ', body.Take(6).OfType<BodyBlock.Paragraph>().Take(4).Select(block => InlineText.Of(block.Inlines))));
        var headlineKey = Words.Key(headline);
        string?[] candidates =
        [
            Agrees(printed, survey) ? printed : null,
            survey.Meta("og:description"), survey.Meta("description"), jsonLd?.Description, survey.Meta("twitter:description"),
        ];
        foreach (var candidate in candidates)
        {
            if (Words.Line(candidate) is { Length: >= MinLength and <= MaxLength } text
                && !text.EndsWith("...", StringComparison.Ordinal) && !text.EndsWith('…') && !text.EndsWith("[…]", StringComparison.Ordinal)
                && Words.Key(text) is var key && key != headlineKey
                && !opening.Contains(key[..Math.Min(key.Length, 60)], StringComparison.Ordinal))
            {
                return text;
            }
        }

        return null;
    }

    // Class names promise much; the page's description must share some words with what is printed.
    private static bool Agrees(string? printed, PageSurvey survey)
    {
        var description = Words.Line(survey.Meta("og:description", "description"));
        return printed is not null && (description is null || Words.Overlap(Words.Key(printed), Words.Key(description)) > 0.4);
    }
}
