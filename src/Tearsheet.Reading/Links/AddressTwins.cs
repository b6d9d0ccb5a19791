using System.Globalization;

namespace Tearsheet.Reading.Links;

/// <summary>The other addresses under which a page is shown: copies in AMP caches, versions for phones, the pages of one text.</summary>
/// <remarks>Spec: AMP, "AMP Cache URL format".</remarks>
internal static class AddressTwins
{
    private static readonly string[] PhoneLabels = ["m", "mobile", "amp", "touch", "wap"];

    private static readonly string[] PageNumbers = ["page", "p", "pg", "paged", "pagenum", "seite", "pagina"];

    /// <summary>The address that an AMP cache or viewer shows, when this is one of theirs; else the address itself.</summary>
    public static HttpUrl OutOfCache(HttpUrl url)
    {
        var start = url.Host.EndsWith(".cdn.ampproject.org", StringComparison.Ordinal) || url.Host.EndsWith(".bing-amp.com", StringComparison.Ordinal)
            ? CacheStart(url.Path)
            : IsGoogle(url.Host) && url.Path.StartsWith("/amp/", StringComparison.Ordinal) ? "/amp/".Length : -1;
        if (start < 0 || url.Port is not null)
        {
            return url;
        }

        var rest = url.Path[start..];
        var isSecure = rest.StartsWith("s/", StringComparison.Ordinal);
        rest = isSecure ? rest[2..] : rest;
        var query = url.Query is null ? "" : "?" + url.Query;
        return rest.IndexOf('.', StringComparison.Ordinal) > 0
            && HttpUrl.TryRead($"{(isSecure ? "https" : "http")}://{rest}{query}", context: null, out var origin) == LinkAddressStatus.Ok
            && !origin!.HasCredentials
            ? origin
            : url;
    }

    /// <summary>A host without the label that marks its version for phones: <c>en.m.news.example</c> is <c>en.news.example</c>.</summary>
    public static string WithoutPhone(string host)
    {
        var labels = host.Split('.');
        var phone = labels.Length < 3 ? -1 : Array.FindIndex(labels, 0, labels.Length - 2, label => PhoneLabels.Contains(label, StringComparer.Ordinal));
        return phone < 0 ? host : string.Join('.', labels.Where((_, index) => index != phone));
    }

    /// <summary>Whether a page is a later page of a text whose first page is named: by its number in query or path.</summary>
    public static bool IsPart(HttpUrl page, HttpUrl whole)
    {
        var (here, there) = (page.Path.TrimEnd('/'), whole.Path.TrimEnd('/'));
        if (here == there)
        {
            return Number(page) is { } number && Number(whole) is var first && first != number;
        }

        if (!here.StartsWith(there + "/", StringComparison.Ordinal))
        {
            return false;
        }

        var tail = here[(there.Length + 1)..].Split('/');
        return tail is [.., var last] && IsPageNumber(last)
            && (tail.Length == 1 || (tail is [var word, _] && PageNumbers.Contains(word, StringComparer.OrdinalIgnoreCase)));
    }

    private static int CacheStart(string path)
    {
        foreach (var front in (ReadOnlySpan<string>)["/c/", "/v/", "/wp/"])
        {
            if (path.StartsWith(front, StringComparison.Ordinal))
            {
                return front.Length;
            }
        }

        return -1;
    }

    private static bool IsGoogle(string host) =>
        host.StartsWith("www.google.", StringComparison.Ordinal) && host.Count(c => c == '.') <= 3;

    private static string? Number(HttpUrl url) => url.Query?.Split('&')
        .Select(parameter => parameter.Split('=', 2))
        .FirstOrDefault(pair => pair.Length == 2 && PageNumbers.Contains(pair[0], StringComparer.OrdinalIgnoreCase) && IsPageNumber(pair[1]))?[1];

    private static bool IsPageNumber(string text) =>
        text.Length <= 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1;
}
