using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Tearsheet.Reading.Fetching;

/// <summary>The bounds of every fetch. The defaults are safe for a desk that anybody may paste links into.</summary>
public sealed record FetchPolicy
{
    private const string Product = "Tearsheet";

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

    /// <summary>Redirects followed from the first address; one more is refused.</summary>
    [Range(0, 50)]
    public int MaxRedirects { get; init; } = 10;

    /// <summary>Bytes of one body as received, inclusive.</summary>
    [Range(1, 1L << 30)]
    public long MaxBodyBytes { get; init; } = 32L << 20;

    /// <summary>Bytes of one body after its content codings are undone, inclusive.</summary>
    [Range(1, 1L << 30)]
    public long MaxDecodedBytes { get; init; } = 64L << 20;

    /// <summary>Header lines of one response, inclusive.</summary>
    [Range(1, 10_000)]
    public int MaxHeaders { get; init; } = 200;

    /// <summary>Bytes of one response head, inclusive; whole KiB are counted.</summary>
    [Range(1024, 1 << 20)]
    public int MaxHeaderBytes { get; init; } = 64 << 10;

    /// <summary>From the look-up of a name until a connection, with TLS, stands.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From the start of a request, its connection included, until the response's head is there.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between one piece of a body and the next.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>One fetch as a whole, with all its redirects.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Between the end of one visit to a host and the beginning of the next.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan BetweenVisits { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a site's robots.txt is asked before its pages are.</summary>
    public bool AskRobots { get; init; } = true;

    /// <summary>Whether a body that goes beyond <see cref="MaxBodyBytes"/> is kept up to there, marked as cut, instead of refused.</summary>
    public bool CutBodies { get; init; }

    /// <summary>Sent with every request.</summary>
    [Required]
    public string UserAgent { get; init; } = AgentOf("news-link desk");

    /// <summary>
    /// The name in front of <see cref="UserAgent"/>, by which a robots.txt speaks of this program; this program's own where it is
    /// none.
    /// </summary>
    public string ProductToken => UserAgent.AsSpan().IndexOfAnyExcept(TokenCharacters) switch
    {
        0 => Product,
        < 0 => UserAgent,
        var end => UserAgent[..end],
    };

    /// <summary>Networks that may be connected to although they are private, loopback or otherwise not public.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>The usual User-Agent with something about whoever runs the program.</summary>
    /// <param name="about">Such as <c>+https://desk.example/about</c>; printable ASCII without brackets.</param>
    public static string AgentOf(string about) => $"{Product}/0.1 ({about})";
}
