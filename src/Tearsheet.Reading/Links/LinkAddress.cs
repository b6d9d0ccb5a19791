using System.Buffers;
using System.Security.Cryptography;

namespace Tearsheet.Reading.Links;

/// <summary>The address of a link: as it was given, and in the one form by which the desk knows it.</summary>
/// <remarks>
/// Valid once built. Two links whose <see cref="Canonical"/> is equal are one link. A saved page without an address has one
/// of the form <c>file:</c> and the SHA-256 of its bytes in hexadecimal.
/// </remarks>
public sealed record LinkAddress
{
    /// <summary>Number of the rules that make <see cref="Canonical"/>; logged with every link.</summary>
    public const int RulesVersion = 1;

    /// <summary>Most characters of an address, as given and in canonical form.</summary>
    public const int MaxLength = 8192;

    private const string FileScheme = "file:";

    // What a template leaves behind when it has nothing to fill in.
    private static readonly string[] Unfilled = ["/undefined", "/null", "/NaN", "/[object Object]"];

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly HttpUrl? _url;

    private LinkAddress(string raw, string canonical, string host, HttpUrl? url, Uri? uri)
    {
        Raw = raw;
        Canonical = canonical;
        Host = host;
        Uri = uri;
        _url = url;
    }

    /// <summary>As pasted, without the white space around it.</summary>
    public string Raw { get; }

    /// <summary>
    /// The key by which the link is known: host in lower case and punycode, escapes written one way, no default port,
    /// fragment or tracking parameter; http on its default port is written https, for the desk holds both to be one item.
    /// It is an address, but <see cref="Uri"/> is the one to ask.
    /// </summary>
    public string Canonical { get; }

    /// <summary>The source's key: the host in lower case without a leading "www."; "file" for a saved page without address.</summary>
    public string Host { get; }

    /// <summary>The address to ask and to link to: the scheme as given, no fragment or tracking parameter; null for "file:".</summary>
    public Uri? Uri { get; }

    /// <summary>Whether this is the address of a site's front page, which no story has for its own.</summary>
    internal bool IsFrontPage => _url is not null && IsFront(_url);

    /// <summary>Reads an address that somebody gave.</summary>
    /// <param name="text">Untrusted; any text.</param>
    /// <param name="address">null unless the result is Ok.</param>
    public static LinkAddressStatus TryParse(string text, out LinkAddress? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        if (text.Length > MaxLength)
        {
            return LinkAddressStatus.TooLong;
        }

        var raw = text.Trim();
        if (raw.Length == FileScheme.Length + 64 && raw.StartsWith(FileScheme, StringComparison.Ordinal)
            && raw.AsSpan(FileScheme.Length).IndexOfAnyExcept(LowerHex) < 0)
        {
            address = new LinkAddress(raw, raw, "file", url: null, uri: null);
            return LinkAddressStatus.Ok;
        }

        var status = HttpUrl.TryRead(raw, context: null, out var url);
        return status == LinkAddressStatus.Ok ? Build(raw, url!, out address) : status;
    }

    /// <summary>The address of a saved page that names none: its bytes.</summary>
    public static LinkAddress ForSavedPage(ReadOnlySpan<byte> bytes)
    {
        var name = FileScheme + Convert.ToHexStringLower(SHA256.HashData(bytes));
        return new LinkAddress(name, name, "file", url: null, uri: null);
    }

    /// <summary>The same link known by the address where its page was found in the end.</summary>
    /// <param name="destination">Where the last redirect led.</param>
    /// <returns>This address when the destination is a front page, which is where sites send what they no longer have.</returns>
    public LinkAddress WithDestination(Uri destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return TryParse(destination.OriginalString, out var found) == LinkAddressStatus.Ok && found!._url is { } url
            && !found.IsFrontPage && Build(Raw, url, out var moved) == LinkAddressStatus.Ok
            ? moved!
            : this;
    }

    /// <summary>The same link known by the address that its page claims, when the claim can be trusted.</summary>
    /// <param name="rel">The page's rel=canonical or og:url, absolute or relative to this address.</param>
    /// <returns>
    /// This address unless the claim is an http(s) address of the same site and not its front page. Another host may be
    /// right (syndication, AMP), but to believe it would let any page take the place of any other.
    /// </returns>
    public LinkAddress WithCanonical(string rel)
    {
        ArgumentNullException.ThrowIfNull(rel);
        return _url is not null && rel.Length <= MaxLength && !string.IsNullOrWhiteSpace(rel)
            && HttpUrl.TryRead(rel, _url, out var claimed) == LinkAddressStatus.Ok
            && !IsFront(claimed!) && IsSameSite(_url, claimed!) && !IsUnfilled(claimed!)
            && Build(Raw, claimed!, out var known) == LinkAddressStatus.Ok
            ? known!
            : this;
    }

    private static LinkAddressStatus Build(string raw, HttpUrl url, out LinkAddress? address)
    {
        address = null;
        if (url.HasCredentials)
        {
            return LinkAddressStatus.HasCredentials;
        }

        var clean = url with { Query = TrackingParameters.RemoveFrom(url.Query), Fragment = null };
        var key = clean with
        {
            Scheme = clean.Port is null ? "https" : clean.Scheme,
            Path = PercentCoding.Normalize(clean.Path),
            Query = clean.Query is null ? null : PercentCoding.Normalize(clean.Query),
        };
        var canonical = key.ToString();
        if (canonical.Length > MaxLength)
        {
            return LinkAddressStatus.TooLong;
        }

        if (clean.ToUri() is not { } uri)
        {
            return LinkAddressStatus.BadHost;
        }

        address = new LinkAddress(raw, canonical, SourceHost(clean.Host), clean, uri);
        return LinkAddressStatus.Ok;
    }

    private static string SourceHost(string host)
    {
        host = host.TrimEnd('.');
        return host.StartsWith("www.", StringComparison.Ordinal) && host.AsSpan(4).Contains('.') ? host[4..] : host;
    }

    private static bool IsFront(HttpUrl url) => url.Path == "/" && string.IsNullOrEmpty(url.Query);

    private static bool IsUnfilled(HttpUrl url) =>
        PercentCoding.Decode(url.Path) is var path
        && (path.Contains("{{", StringComparison.Ordinal)
            || Array.Exists(Unfilled, end => path.EndsWith(end, StringComparison.Ordinal)));

    /// <summary>Equal hosts, or one inside the other; a port must be the same.</summary>
    private static bool IsSameSite(HttpUrl page, HttpUrl claimed)
    {
        var (one, other) = (SourceHost(page.Host), SourceHost(claimed.Host));
        return page.Port == claimed.Port && (one == other || IsInside(one, other) || IsInside(other, one));

        static bool IsInside(string inner, string outer) =>
            outer.Contains('.', StringComparison.Ordinal) && !char.IsAsciiDigit(outer[^1])
            && inner.EndsWith("." + outer, StringComparison.Ordinal);
    }
}
