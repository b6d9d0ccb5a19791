using System.Diagnostics.CodeAnalysis;

namespace Tearsheet.Publishing.Pages;

/// <summary>What may stand in an href or src: a place in the edition, or an http, https or mailto address outside.</summary>
internal readonly struct Address
{
    private Address(string prefix, string rest)
    {
        Prefix = prefix;
        Rest = rest;
    }

    internal string Prefix { get; }

    internal string Rest { get; }

    /// <summary>A file of the edition.</summary>
    /// <param name="prefix">"../" once for each folder of the page, or the site's absolute address.</param>
    /// <param name="place">From <see cref="Editions.Places"/>.</param>
    public static Address Inside(string prefix, string place) => new(prefix, place);

    /// <summary>An anchor on the same page.</summary>
    public static Address Anchor([ConstantExpected] string name) => new("#", name);

    /// <summary>An address that came from elsewhere; false for whatever is not plainly http, https or mailto.</summary>
    public static bool TryOutside([NotNullWhen(true)] string? text, out Address address)
    {
        // No trimming and no decoding: what a browser would have to repair first is not taken.
        var safe = text is not null
            && (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            && !HoldsSpaceOrControl(text);
        address = safe ? new Address("", text!) : default;
        return safe;
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + Rest;

    private static bool HoldsSpaceOrControl(string text)
    {
        foreach (var letter in text)
        {
            if (letter is <= ' ' or '\u007F' or '<' or '>' or '"')
            {
                return true;
            }
        }

        return false;
    }
}
