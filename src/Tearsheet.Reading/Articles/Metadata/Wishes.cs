using System.Globalization;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Reads what robots metas and X-Robots-Tag headers ask. Where two contradict each other the stricter one holds.</summary>
/// <remarks>
/// No standard says what they mean; search engines publish what they heed. What is addressed to one program by name is for that
/// program: "tearsheet" is this one, whatever the desk calls itself.
/// </remarks>
internal static class Wishes
{
    private const string OwnName = "tearsheet";

    // Directives that have a value behind a colon, which in a header could also stand behind a program's name.
    private static readonly string[] WithValue = ["max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"];

    public static PageWishes Read(PageSurvey survey)
    {
        var wishes = PageWishes.None;
        foreach (var directives in survey.Metas("robots").Concat(survey.Metas(OwnName)))
        {
            foreach (var directive in Split(directives))
            {
                wishes = With(wishes, directive);
            }
        }

        return wishes;
    }

    /// <summary>What the headers ask.</summary>
    /// <param name="lines">Values of X-Robots-Tag, untrusted, one for each line: a program's name counts until the end of its line, or the next name.</param>
    public static PageWishes OfHeaders(IReadOnlyList<string> lines)
    {
        var wishes = PageWishes.None;
        foreach (var line in lines.Take(100))
        {
            var isForUs = true;
            foreach (var part in Split(line))
            {
                var directive = part;
                var colon = part.IndexOf(':', StringComparison.Ordinal);
                var name = colon < 0 ? "" : part[..colon].TrimEnd();
                if (colon >= 0 && !WithValue.Contains(name, StringComparer.Ordinal) && (name == "*" || RobotsFile.IsProductToken(name)))
                {
                    isForUs = name is "*" or "robots" or OwnName;
                    directive = part[(colon + 1)..].TrimStart();
                }

                wishes = isForUs ? With(wishes, directive) : wishes;
            }
        }

        return wishes;
    }

    /// <summary>What both ask together.</summary>
    public static PageWishes Stricter(PageWishes one, PageWishes other) => new()
    {
        NoArchive = one.NoArchive || other.NoArchive,
        NoIndex = one.NoIndex || other.NoIndex,
        NoSnippet = one.NoSnippet || other.NoSnippet,
        MaxSnippet = one.MaxSnippet is { } first && other.MaxSnippet is { } second ? Math.Min(first, second) : one.MaxSnippet ?? other.MaxSnippet,
        MaxImagePreview = one.MaxImagePreview is { } here && other.MaxImagePreview is { } there
            ? (ImagePreview)Math.Min((int)here, (int)there)
            : one.MaxImagePreview ?? other.MaxImagePreview,
    };

    private static string[] Split(string directives) =>
        directives.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

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
