namespace Tearsheet.Reading.Articles.Decoding;

/// <summary>Attributes that scripts and screen readers read and this engine does not: a third of what a parser would build from a page of today.</summary>
internal static class UnreadAttributes
{
    // What is read although its name begins as those of the unread do.
    private static readonly string[] s_read =
    [
        "aria-hidden", "data-src", "data-srcset", "data-lazy", "data-lazy-src", "data-lazy-srcset", "data-original", "data-original-src", "data-image", "data-url", "data-img-url",
        "data-hi-res-src", "data-full-src", "data-sf-original-src", "data-breadcrumb-headline", "data-definition",
    ];

    /// <summary>Whether the attribute at the beginning of <paramref name="text"/> is one.</summary>
    public static bool Has(ReadOnlySpan<char> text)
    {
        if (Begins(text, "on"))
        {
            return true;
        }

        if (!Begins(text, "data-") && !Begins(text, "aria-"))
        {
            return false;
        }

        foreach (var name in s_read)
        {
            if (Begins(text, name) && (text.Length == name.Length || text[name.Length] is '=' or ' ' or '>' or '/' or '\t' or '\n' or '\f' or '\r'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Begins(ReadOnlySpan<char> text, string name) => text.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
