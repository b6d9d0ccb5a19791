using System.ComponentModel.DataAnnotations;
using System.Net;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Settings;

/// <summary>The bounds of fetching as <c>tearsheet.json</c> writes them: what is absent keeps <see cref="FetchPolicy"/>'s default.</summary>
internal sealed record FetchSettings
{
    private const string Time = " must lie between 1 and 3600.";

    [Range(0, 50, ErrorMessage = "fetch.maxRedirects must lie between 0 and 50.")]
    public int? MaxRedirects { get; init; }

    [Range(1, 1024, ErrorMessage = "fetch.maxBodyMegabytes must lie between 1 and 1024.")]
    public int? MaxBodyMegabytes { get; init; }

    [Range(1, 1024, ErrorMessage = "fetch.maxDecodedMegabytes must lie between 1 and 1024.")]
    public int? MaxDecodedMegabytes { get; init; }

    [Range(1, 3600, ErrorMessage = "fetch.connectSeconds" + Time)]
    public int? ConnectSeconds { get; init; }

    [Range(1, 3600, ErrorMessage = "fetch.responseSeconds" + Time)]
    public int? ResponseSeconds { get; init; }

    [Range(1, 3600, ErrorMessage = "fetch.idleSeconds" + Time)]
    public int? IdleSeconds { get; init; }

    [Range(1, 3600, ErrorMessage = "fetch.totalSeconds" + Time)]
    public int? TotalSeconds { get; init; }

    /// <summary>The pause between two visits to a host; 0 for an intranet that does not mind.</summary>
    [Range(0, 3_600_000, ErrorMessage = "fetch.betweenVisitsMilliseconds must lie between 0 and 3600000.")]
    public int? BetweenVisitsMilliseconds { get; init; }

    [StringLength(200, MinimumLength = 1, ErrorMessage = "fetch.userAgent must have 1 to 200 characters.")]
    public string? UserAgent { get; init; }

    /// <summary>Where the owners of sites reach whoever runs this desk, as the User-Agent says: the address of a page, or a mail address.</summary>
    [StringLength(150, MinimumLength = 1, ErrorMessage = "fetch.contact must have 1 to 150 characters.")]
    public string? Contact { get; init; }

    /// <summary>Whether robots.txt is asked before pages are; false suits an intranet of one's own.</summary>
    public bool Robots { get; set; } = true;

    /// <summary>Networks that may be fetched from although they are private, as <c>10.1.0.0/16</c>.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; set; } = [];

    /// <summary>The first entry of <see cref="AllowedNetworks"/> that is none; null when all are.</summary>
    internal string? FaultyNetwork => AllowedNetworks.FirstOrDefault(text => !IPNetwork.TryParse(text, out _));

    /// <summary>Whether <see cref="Contact"/> is none: it must fit between the brackets of a header.</summary>
    internal bool HasFaultyContact => Contact is not null && !IsContact(Contact);

    /// <summary>The policy that these settings come to. They have been checked.</summary>
    /// <param name="site">The address of the desk's own site, which names a contact where the settings name none; null when it has none.</param>
    public FetchPolicy ToPolicy(string? site = null)
    {
        var usual = new FetchPolicy();
        return usual with
        {
            MaxRedirects = MaxRedirects ?? usual.MaxRedirects,
            MaxBodyBytes = ((long?)MaxBodyMegabytes << 20) ?? usual.MaxBodyBytes,
            MaxDecodedBytes = ((long?)MaxDecodedMegabytes << 20) ?? usual.MaxDecodedBytes,
            ConnectTimeout = Seconds(ConnectSeconds) ?? usual.ConnectTimeout,
            ResponseTimeout = Seconds(ResponseSeconds) ?? usual.ResponseTimeout,
            IdleTimeout = Seconds(IdleSeconds) ?? usual.IdleTimeout,
            TotalTimeout = Seconds(TotalSeconds) ?? usual.TotalTimeout,
            BetweenVisits = BetweenVisitsMilliseconds is { } pause ? TimeSpan.FromMilliseconds(pause) : usual.BetweenVisits,
            UserAgent = UserAgent ?? ((Contact ?? site) is { } contact && IsContact(contact) ? FetchPolicy.AgentOf("+" + contact) : usual.UserAgent),
            AskRobots = Robots,
            AllowedNetworks = [.. AllowedNetworks.Select(IPNetwork.Parse)],
        };
    }

    /// <summary>An http or https address or a mail address, in letters that a header may have.</summary>
    private static bool IsContact(string text) =>
        text.All(c => c is > ' ' and < (char)127 and not ('(' or ')' or '\\'))
        && (Uri.TryCreate(text, UriKind.Absolute, out var uri)
            ? uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeMailto
            : text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1);

    private static TimeSpan? Seconds(int? seconds) => seconds is { } number ? TimeSpan.FromSeconds(number) : null;
}
