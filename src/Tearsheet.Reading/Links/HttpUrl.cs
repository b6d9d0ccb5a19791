using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tearsheet.Reading.Links;

/// <summary>An http or https address in its parts, read as browsers read it.</summary>
/// <remarks>
/// Spec: WHATWG URL, "URL parsing", for the schemes http and https. <see cref="Uri"/> disagrees with it on a third of the
/// public cases, so it is only ever handed what <see cref="ToUri"/> writes.
/// </remarks>
internal sealed record HttpUrl(string Scheme, string Host, int? Port, string Path, string? Query, string? Fragment)
{
    private static readonly SearchValues<char> EndsAuthority = SearchValues.Create("/\\?#");

    /// <summary>Whether a user name or password stood in the address; the parts do not keep it.</summary>
    public bool HasCredentials { get; init; }

    /// <summary>Scheme, host and port, without the path.</summary>
    public string Origin => Port is { } port
        ? string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{port}")
        : $"{Scheme}://{Host}";

    /// <summary>Reads an address.</summary>
    /// <param name="text">As given; white space around it, tabs and line breaks do not count.</param>
    /// <param name="context">The page it stands on, for a relative one; null when only an absolute one will do.</param>
    /// <param name="url">null unless the result is Ok.</param>
    /// <returns>Ok also for one with credentials: see <see cref="HasCredentials"/>.</returns>
    public static LinkAddressStatus TryRead(string text, HttpUrl? context, out HttpUrl? url)
    {
        url = null;
        var rest = Clean(text).AsSpan();
        if (TryReadScheme(rest, out var scheme))
        {
            if (scheme is not ("http" or "https"))
            {
                return LinkAddressStatus.NotHttp;
            }

            rest = rest[(scheme.Length + 1)..];
            // "https:story" on an https page is a relative address, a leftover from the days of RFC 1630.
            if (context?.Scheme != scheme || rest is ['/' or '\\', '/' or '\\', ..])
            {
                return ReadAuthority(scheme, rest, out url);
            }
        }

        if (context is null)
        {
            return rest.IsEmpty ? LinkAddressStatus.Empty : LinkAddressStatus.NotAbsolute;
        }

        if (rest is ['/' or '\\', '/' or '\\', ..])
        {
            return ReadAuthority(context.Scheme, rest, out url);
        }

        url = Resolve(context, rest);
        return LinkAddressStatus.Ok;
    }

    public override string ToString() => Write(Fragment);

    /// <summary>The address without its fragment, which is never sent.</summary>
    /// <returns>null for the few hosts that <see cref="Uri"/> does not accept.</returns>
    public Uri? ToUri()
    {
        // What was asked is what is sent: without the flag Uri undoes and adds escapes in the path on its own.
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return Uri.TryCreate(Write(fragment: null), in options, out var uri) ? uri : null;
    }

    private string Write(string? fragment)
    {
        var target = new StringBuilder(Origin).Append(Path);
        if (Query is not null)
        {
            target.Append('?').Append(Query);
        }

        if (fragment is not null)
        {
            target.Append('#').Append(fragment);
        }

        return target.ToString();
    }

    private static string Clean(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && text[start] <= ' ')
        {
            start++;
        }

        while (end > start && text[end - 1] <= ' ')
        {
            end--;
        }

        var trimmed = text[start..end];
        return trimmed.AsSpan().IndexOfAny('\t', '\n', '\r') < 0
            ? trimmed
            : string.Concat(trimmed.Where(c => c is not ('\t' or '\n' or '\r')));
    }

    private static bool TryReadScheme(ReadOnlySpan<char> text, out string scheme)
    {
        scheme = "";
        var colon = text.IndexOf(':');
        if (colon < 1 || !char.IsAsciiLetter(text[0]))
        {
            return false;
        }

        foreach (var c in text[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        scheme = text[..colon].ToString().ToLowerInvariant();
        return true;
    }

    private static LinkAddressStatus ReadAuthority(string scheme, ReadOnlySpan<char> rest, out HttpUrl? url)
    {
        url = null;
        rest = rest.TrimStart("/\\");
        var length = rest.IndexOfAny(EndsAuthority);
        var authority = length < 0 ? rest : rest[..length];
        rest = rest[authority.Length..];

        var at = authority.LastIndexOf('@');
        var credentials = at > 0 && authority[..at] is not ":";
        authority = authority[(at + 1)..];

        // A colon inside brackets belongs to an IPv6 address.
        var colon = authority.LastIndexOf(':');
        colon = colon > authority.LastIndexOf(']') ? colon : -1;
        var host = colon < 0 ? authority : authority[..colon];
        if (host.IsEmpty)
        {
            return LinkAddressStatus.NoHost;
        }

        if (!HostName.TryRead(host, out var name))
        {
            return LinkAddressStatus.BadHost;
        }

        if (!TryReadPort(colon < 0 ? default : authority[(colon + 1)..], scheme, out var port))
        {
            return LinkAddressStatus.BadPort;
        }

        url = ReadPath(new HttpUrl(scheme, name, port, "/", Query: null, Fragment: null), [], rest) with
        {
            HasCredentials = credentials,
        };
        return LinkAddressStatus.Ok;
    }

    private static bool TryReadPort(ReadOnlySpan<char> digits, string scheme, out int? port)
    {
        port = null;
        if (digits.IsEmpty)
        {
            return true;
        }

        // Leading zeros are allowed, any number of them.
        if (digits.ContainsAnyExceptInRange('0', '9')
            || !ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        port = number == (scheme == "https" ? 443 : 80) ? null : number;
        return true;
    }

    private static HttpUrl Resolve(HttpUrl context, ReadOnlySpan<char> rest)
    {
        var bare = context with { Fragment = null, HasCredentials = false };
        if (rest is ['/' or '\\', ..])
        {
            return ReadPath(bare with { Query = null }, [], rest);
        }

        if (rest.IsEmpty || rest[0] == '#')
        {
            return rest.IsEmpty ? bare : bare with { Fragment = PercentCoding.Fragment(rest[1..]) };
        }

        if (rest[0] == '?')
        {
            return ReadQuery(bare with { Query = null }, rest);
        }

        var folders = context.Path.Split('/')[1..^1];
        return ReadPath(bare with { Query = null }, folders, rest);
    }

    private static HttpUrl ReadPath(HttpUrl url, IEnumerable<string> folders, ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny('?', '#');
        var path = end < 0 ? rest : rest[..end];
        rest = rest[path.Length..];

        var segments = new List<string>(folders);
        if (path is ['/' or '\\', ..])
        {
            path = path[1..];
        }

        while (true)
        {
            var slash = path.IndexOfAny('/', '\\');
            var segment = slash < 0 ? path : path[..slash];
            var dots = Dots(segment);
            if (dots == 2 && segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }

            if (dots == 0)
            {
                var encoded = new StringBuilder(segment.Length);
                PercentCoding.AppendPath(encoded, segment);
                segments.Add(encoded.ToString());
            }
            else if (slash < 0)
            {
                segments.Add("");
            }

            if (slash < 0)
            {
                break;
            }

            path = path[(slash + 1)..];
        }

        return ReadQuery(url with { Path = "/" + string.Join('/', segments) }, rest);
    }

    private static HttpUrl ReadQuery(HttpUrl url, ReadOnlySpan<char> rest)
    {
        var hash = rest.IndexOf('#');
        var query = hash < 0 ? rest : rest[..hash];
        return url with
        {
            Query = query.IsEmpty ? null : PercentCoding.Query(query[1..]),
            Fragment = hash < 0 ? null : PercentCoding.Fragment(rest[(hash + 1)..]),
        };
    }

    /// <summary>1 for "." and 2 for "..", plain or escaped; else 0.</summary>
    private static int Dots(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (!segment.IsEmpty && dots < 3)
        {
            var width = segment[0] == '.' ? 1 : segment is ['%', '2', 'e' or 'E', ..] ? 3 : 0;
            if (width == 0)
            {
                return 0;
            }

            segment = segment[width..];
            dots++;
        }

        return dots < 3 ? dots : 0;
    }
}
