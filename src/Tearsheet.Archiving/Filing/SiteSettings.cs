using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing;

/// <summary>The settings that show on the site; each change is a log entry (decision 2).</summary>
public sealed record SiteSettings
{
    /// <summary>The heading of an entry when the settings name none.</summary>
    public const string DefaultEntryLabel = "IPFS News Link";

    /// <summary>Characters, most for title and entry label.</summary>
    public const int MaxTitleLength = 200;

    /// <summary>Characters, most for the about and imprint texts.</summary>
    public const int MaxTextLength = 20_000;

    /// <summary>The site's name, on one line.</summary>
    public required string Title { get; init; }

    /// <summary>Absolute http(s) address that ends with "/"; null while the site has none.</summary>
    public string? Address { get; init; }

    /// <summary>BCP 47.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Plain text; addresses become links, a blank line parts paragraphs.</summary>
    public string? About { get; init; }

    /// <summary>As <see cref="About"/>.</summary>
    public string? Imprint { get; init; }

    /// <summary>Ids of the topics in the masthead, in order.</summary>
    public Sequence<string> MastheadTopics { get; init; } = [];

    /// <summary>What holds where neither link nor source says anything.</summary>
    public PublicationPolicy DefaultPolicy { get; init; } = PublicationPolicy.Excerpt;

    /// <summary>The first part of an entry's heading.</summary>
    public string EntryLabel { get; init; } = DefaultEntryLabel;

    /// <summary>What is wrong with these settings, as a sentence; null when nothing is.</summary>
    public string? Problem()
    {
        if (OneLineProblem("title", Title) is { } title)
        {
            return title;
        }

        if (OneLineProblem("entry label", EntryLabel) is { } label)
        {
            return label;
        }

        if (Address is not null && !IsSiteAddress(Address))
        {
            return $"'{Address}' cannot be the site's address: it must be an absolute http or https address without "
                + "user, query or fragment, and end with '/'.";
        }

        if (!IsLanguageTag(Language))
        {
            return $"'{Language}' is no language tag; write it as in 'en' or 'de-AT'.";
        }

        return LongTextProblem("about text", About) ?? LongTextProblem("imprint", Imprint);
    }

    private static string? OneLineProblem(string what, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"The {what} is empty.";
        }

        if (text.Length > MaxTitleLength)
        {
            return $"The {what} has {text.Length} characters; at most {MaxTitleLength} are taken.";
        }

        return PlainText.IsOneLine(text) ? null : $"The {what} holds a line break or another control character.";
    }

    private static string? LongTextProblem(string what, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > MaxTextLength)
        {
            return $"The {what} has {text.Length} characters; at most {MaxTextLength} are taken.";
        }

        return PlainText.IsWellFormed(text) ? null : $"The {what} holds a control character.";
    }

    private static bool IsSiteAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length == 0
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
        && address.EndsWith('/')
        && PlainText.IsOneLine(address);

    private static bool IsLanguageTag(string tag)
    {
        var parts = tag.Split('-');
        return tag.Length <= 35
            && parts[0].Length is >= 2 and <= 8
            && parts[0].All(char.IsAsciiLetter)
            && parts.All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit));
    }
}
