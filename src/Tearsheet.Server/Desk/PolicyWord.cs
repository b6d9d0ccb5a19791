using Tearsheet.Archiving.Filing;

namespace Tearsheet.Server.Desk;

/// <summary>The words of a publication policy, as commands and the API write them.</summary>
internal static class PolicyWord
{
    public static string Of(PublicationPolicy policy) => policy switch
    {
        PublicationPolicy.Headline => "headline",
        PublicationPolicy.Excerpt => "excerpt",
        _ => "full",
    };

    public static string? Of(PublicationPolicy? policy) => policy is { } set ? Of(set) : null;

    /// <summary>null for null; false for anything that is no policy.</summary>
    public static bool TryParse(string? word, out PublicationPolicy? policy)
    {
        policy = word switch
        {
            "headline" => PublicationPolicy.Headline,
            "excerpt" => PublicationPolicy.Excerpt,
            "full" => PublicationPolicy.Full,
            _ => null,
        };
        return policy is not null || word is null;
    }

    /// <summary>The policy of a word that has been checked.</summary>
    public static PublicationPolicy? Parse(string? word) =>
        TryParse(word, out var policy) ? policy : throw new FormatException($"'{word}' is no policy.");
}
