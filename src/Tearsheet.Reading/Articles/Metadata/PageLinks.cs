using System.Buffers;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Turns the addresses that stand in a page into absolute ones, and refuses what must not go out.</summary>
/// <param name="page">What relative addresses are relative to; null when nobody knows.</param>
internal sealed class PageLinks(Uri? page)
{
    private const int MaxLength = 4096;

    private static readonly SearchValues<char> s_schemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

    public Uri? Page => page;

    /// <summary>The absolute http or https address that <paramref name="address"/> is; null when it is none.</summary>
    public static Uri? Absolute(string? address) =>
        address is { Length: > 0 and <= MaxLength } && Uri.TryCreate(address.Trim(), UriKind.Absolute, out var uri)
            && IsWeb(uri)
            ? uri
            : null;

    /// <summary>As this one, but relative to a base that the page itself names.</summary>
    public PageLinks WithBase(string? href) =>
        string.IsNullOrWhiteSpace(href) || Resolve(href) is not { } uri || !IsWeb(uri) ? this : new(uri);

    /// <summary>An absolute http or https address; null for anything else.</summary>
    public string? Web(string? href) => Resolve(href) is { } uri && IsWeb(uri) ? uri.AbsoluteUri : null;

    /// <summary>An absolute http, https or mailto address; null for anything else and for places in the same page.</summary>
    public string? Link(string? href)
    {
        if (href is null || href.AsSpan().TrimStart() is [] or ['#', ..] || Resolve(href) is not { } uri)
        {
            return null;
        }

        return IsWeb(uri) || (uri.Scheme == Uri.UriSchemeMailto && uri.AbsoluteUri.Length > 8) ? uri.AbsoluteUri : null;
    }

    private static bool IsWeb(Uri uri) =>
        (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0;

    private Uri? Resolve(string? href)
    {
        if (href is null || href.Length > MaxLength)
        {
            return null;
        }

        // Browsers drop line breaks and tabs inside addresses.
        href = href.AsSpan().IndexOfAny('\n', '\r', '\t') < 0
            ? href.Trim()
            : string.Concat(href.Where(c => c is not ('\n' or '\r' or '\t'))).Trim();
        if (href.Length == 0 || href.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // What names a scheme is never relative, however badly it goes on: "http://", "javascript:...".
        if (HasScheme(href))
        {
            return Uri.TryCreate(href, UriKind.Absolute, out var named) ? named : null;
        }

        // On Unix a leading slash alone would be a file's absolute address.
        return page is not null && Uri.TryCreate(page, href, out var uri) ? uri : null;
    }

    private static bool HasScheme(string href)
    {
        var colon = href.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(href[0])
            && href.AsSpan(0, colon).IndexOfAnyExcept(s_schemeCharacters) < 0;
    }
}
