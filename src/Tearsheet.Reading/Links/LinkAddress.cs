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
    public const int RulesVersion = 2;

    /// <summary>Most characters of an address, as given and in canonical form.</summary>
    public const int MaxLength = 8192;

    private const string FileScheme = "file:";

    // What a template leaves behind when it has nothing to fill in.
    private static readonly string[] Unfilled = ["/undefined", "/null", "/NaN", "/[object Object]"];

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly HttpUrl? _url;
    private readonly ClearUrlsRules? _rules;

    private LinkAddress(string raw, string canonical, string host, HttpUrl? url, Uri? uri, ClearUrlsRules? rules)
    {
        _rules = rules;
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
    /// fragment or tracking parameter, out of an AMP cache; http on its default port is written https, for the desk holds both to be one item.
    /// It is an address, but <see cref="Uri"/> is the one to ask.
    /// </summary>
    public string Canonical { get; }

    /// <summary>The source's key: the host in lower case without a leading "www."; "file" for a saved page without address.</summary>
    public string Host { get; }

    /// <summary>The address to ask and to link to: the scheme as given, no fragment or tracking parameter; null for "file:".</summary>
    public Uri? Uri { get; }

    /// <summary>
    /// What tells the rules apart that somebody loaded and that <see cref="Canonical"/> was made with beside ours: see
    /// <see cref="ClearUrlsRules.Mark"/>. null when there are none.
    /// </summary>
    public string? RulesMark => _rules?.Mark;

    /// <summary>The canonical form by our own rules alone, by which the link is found whatever else was loaded.</summary>
    public string CanonicalByOurs => _rules is null || TryParse(Raw, out var plain) != LinkAddressStatus.Ok ? Canonical : plain!.Canonical;

    /// <summary>Whether this is the address of a site's front page, which no story has for its own.</summary>
    internal bool IsFrontPage => _url is not null && IsFront(_url);

    /// <summary>Reads an address that somebody gave.</summary>
    /// <param name="text">Untrusted; any text.</param>
    /// <param name="address">null unless the result is Ok.</param>
    public static LinkAddressStatus TryParse(string text, out LinkAddress? address) => TryParse(text, rules: null, out address);

    /// <summary>Reads an address that somebody gave, with rules beside our own.</summary>
    /// <param name="text">Untrusted; any text.</param>
    /// <param name="rules">Applied to this address and to all that are made of it; null for none.</param>
    /// <param name="address">null unless the result is Ok.</param>
    public static LinkAddressStatus TryParse(string text, ClearUrlsRules? rules, out LinkAddress? address)
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
            address = new LinkAddress(raw, raw, "file", url: null, uri: null, rules);
            return LinkAddressStatus.Ok;
        }

        var status = HttpUrl.TryRead(raw, context: null, out var url);
        return status == LinkAddressStatus.Ok ? Build(raw, url!, rules, out address) : status;
    }

    /// <summary>The same link, cleaned by rules beside our own.</summary>
    /// <param name="rules">null for none.</param>
    public LinkAddress Under(ClearUrlsRules? rules) =>
        _url is not null && Build(Raw, _url, rules, out var cleaned) == LinkAddressStatus.Ok ? cleaned! : this;

    /// <summary>Another address, under the rules of this one.</summary>
    /// <returns>null for what is no address.</returns>
    internal LinkAddress? Beside(string text) => TryParse(text, _rules, out var other) == LinkAddressStatus.Ok ? other : null;

    /// <summary>The address of a saved page that names none: its bytes.</summary>
    public static LinkAddress ForSavedPage(ReadOnlySpan<byte> bytes)
    {
        var name = FileScheme + Convert.ToHexStringLower(SHA256.HashData(bytes));
        return new LinkAddress(name, name, "file", url: null, uri: null, rules: null);
    }

    /// <summary>The same link known by the address where its page was found in the end.</summary>
    /// <param name="destination">Where the last redirect led.</param>
    /// <returns>This address when the destination is a front page, which is where sites send what they no longer have.</returns>
    public LinkAddress WithDestination(Uri destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return TryParse(destination.OriginalString, out var found) == LinkAddressStatus.Ok && found!._url is { } url
            && !found.IsFrontPage && Build(Raw, url, _rules, out var moved) == LinkAddressStatus.Ok
            ? moved!
            : this;
    }

    /// <summary>The same link known by the address that its page claims, when the claim can be trusted.</summary>
    /// <param name="rel">The page's rel=canonical or og:url, absolute or relative to this address.</param>
    /// <returns>
    /// This address unless the claim is an http(s) address of the same site, not its front page, and not the whole of which
    /// this page is the second page or a later one.
    /// </returns>
    public LinkAddress WithCanonical(string rel)
    {
        ArgumentNullException.ThrowIfNull(rel);
        return _url is not null && rel.Length <= MaxLength && !string.IsNullOrWhiteSpace(rel)
            && HttpUrl.TryRead(rel, _url, out var claimed) == LinkAddressStatus.Ok
            && TrustOf(_url, claimed!) == CanonicalTrust.Yes
            && Build(Raw, claimed!, _rules, out var known) == LinkAddressStatus.Ok
            ? known!
            : this;
    }

    /// <summary>How far a page at this address can be believed about its address.</summary>
    /// <param name="rel">As for <see cref="WithCanonical"/>, which follows what is believed wholly.</param>
    public CanonicalTrust TrustOf(string rel)
    {
        ArgumentNullException.ThrowIfNull(rel);
        return _url is not null && rel.Length <= MaxLength && HttpUrl.TryRead(rel, _url, out var claimed) == LinkAddressStatus.Ok
            ? TrustOf(_url, claimed!)
            : CanonicalTrust.No;
    }

    private static CanonicalTrust TrustOf(HttpUrl page, HttpUrl claimed)
    {
        // What lies inside a network can be the page's own only when the page lies there too.
        var isInside = !claimed.Host.Contains('.') || claimed.Host[0] == '[' || char.IsAsciiDigit(claimed.Host[^1]);
        if (claimed.HasCredentials || IsFront(claimed) || IsUnfilled(claimed) || (isInside && claimed.Host != page.Host))
        {
            return CanonicalTrust.No;
        }

        return !IsSameSite(page, claimed) ? CanonicalTrust.Syndication
            : AddressTwins.IsPart(page, claimed) ? CanonicalTrust.Part
            : CanonicalTrust.Yes;
    }

    private static LinkAddressStatus Build(string raw, HttpUrl url, ClearUrlsRules? rules, out LinkAddress? address)
    {
        address = null;
        if (url.HasCredentials)
        {
            return LinkAddressStatus.HasCredentials;
        }

        url = AddressTwins.OutOfCache(url);
        var found = rules?.Clean(url.ToString());
        if (found is not null && HttpUrl.TryRead(found, context: null, out var cleaned) == LinkAddressStatus.Ok && !cleaned!.HasCredentials)
        {
            url = cleaned;
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

        address = new LinkAddress(raw, canonical, SourceHost(clean.Host), clean, uri, rules);
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
        return page.Port == claimed.Port
            && (one == other || IsInside(one, other) || IsInside(other, one)
                || SourceHost(AddressTwins.WithoutPhone(one)) == SourceHost(AddressTwins.WithoutPhone(other)));

        static bool IsInside(string inner, string outer) =>
            outer.Contains('.', StringComparison.Ordinal) && !char.IsAsciiDigit(outer[^1])
            && inner.EndsWith("." + outer, StringComparison.Ordinal);
    }
}
