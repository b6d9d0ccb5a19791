using System.ComponentModel.DataAnnotations;

namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>Between which bounds feeds are asked.</summary>
public sealed record PollPolicy
{
    public static PollPolicy Usual { get; } = new();

    /// <summary>The shortest wait between two polls of a feed; <c>--every</c> sets it for one.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Least { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest wait, whatever the server asks for; where it is shorter than <see cref="Least"/>, that counts.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Most { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The wait for a feed of which nothing is known yet.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Unknown { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest that a host is left alone because of its Retry-After.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LongestHold { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Failures one after another after which a feed counts as dead; about a week with the defaults.</summary>
    [Range(1, 1000)]
    public int DeadAfter { get; init; } = 12;

    /// <summary>How often a dead feed is still asked.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan DeadEvery { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What bounds the reading of a feed.</summary>
    public FeedLimits Limits { get; init; } = FeedLimits.Usual;
}
