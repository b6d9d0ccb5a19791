using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Tearsheet.Reading.Fetching;

/// <summary>The bounds of every fetch. The defaults are safe for a desk that anybody may paste links into.</summary>
public sealed record FetchPolicy
{
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

    /// <summary>Sent with every request.</summary>
    [Required]
    public string UserAgent { get; init; } = "Tearsheet/0.1 (news-link desk)";

    /// <summary>Networks that may be connected to although they are private, loopback or otherwise not public.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];
}
