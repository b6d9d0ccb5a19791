using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>What is known of the text beside the page's own shape.</summary>
/// <param name="TitleHashes">Of the headline in the forms that the page gives, as <see cref="TextBlock.Hash"/>.</param>
/// <param name="Structured">The articleBody of JSON-LD; null when there is none.</param>
/// <param name="Description">The page's description of itself; null when there is none.</param>
/// <param name="IsLive">Whether the page calls itself a live blog, whose entries have times.</param>
internal sealed record BodyWitnesses(IReadOnlyCollection<ulong> TitleHashes, WitnessText? Structured, WitnessText? Description, bool IsLive)
{
    public static BodyWitnesses Of(PageSurvey survey, JsonLdArticle? jsonLd, string? headline)
    {
        string?[] titles = [headline, survey.Meta("og:title"), survey.Meta("twitter:title"), jsonLd?.Headline, survey.Title];
        return new(
            titles.OfType<string>().Select(title => TextBlock.HashOf(Words.Line(title))).Where(hash => hash != TextBlock.HashOf("")).ToHashSet(),
            jsonLd?.Body is { Length: > 200 } body ? WitnessText.Of(Words.Line(body)) : null,
            WitnessText.Of(Words.Line(survey.Meta("og:description", "description") ?? jsonLd?.Description)),
            jsonLd?.Type == "LiveBlogPosting");
    }
}
