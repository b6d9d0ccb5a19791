using System.Globalization;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Reads the robots metas. Where two contradict each other the stricter one holds.</summary>
internal static class Wishes
{
    public static PageWishes Read(PageSurvey survey)
    {
        var wishes = PageWishes.None;
        foreach (var directives in survey.Metas("robots"))
        {
            foreach (var directive in directives.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                wishes = With(wishes, directive);
            }
        }

        return wishes;
    }

    private static PageWishes With(PageWishes wishes, string directive)
    {
        var colon = directive.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? directive : directive[..colon].TrimEnd();
        var value = colon < 0 ? "" : directive[(colon + 1)..].TrimStart();
        switch (name)
        {
            case "noarchive" or "nocache":
                return wishes with { NoArchive = true };
            case "noindex" or "none":
                return wishes with { NoIndex = true };
            case "nosnippet":
                return wishes with { NoSnippet = true };
            case "max-snippet" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var most):
                return wishes with { MaxSnippet = Math.Min(most, wishes.MaxSnippet ?? int.MaxValue) };
            case "max-image-preview":
                ImagePreview? preview = value switch
                {
                    "none" => ImagePreview.None,
                    "standard" => ImagePreview.Standard,
                    "large" => ImagePreview.Large,
                    _ => null,
                };
                return preview is null || preview > wishes.MaxImagePreview ? wishes : wishes with { MaxImagePreview = preview };
            default:
                return wishes;
        }
    }
}
