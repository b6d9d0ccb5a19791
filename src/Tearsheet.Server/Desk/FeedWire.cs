using System.Text.Json.Serialization;

namespace Tearsheet.Server.Desk;

// What the API's routes and --json say of feeds.

/// <summary>A feed to follow, or what to change of one.</summary>
internal sealed record FollowRequest
{
    public required string Url { get; init; }

    /// <summary>Path of the topic for its links; empty for none; null leaves it.</summary>
    public string? Topic { get; init; }

    /// <summary>Policy of its links; empty leaves it to their sources; null leaves it.</summary>
    public string? Policy { get; init; }

    /// <summary>Whether its links are held back from editions; null leaves it.</summary>
    public bool? Hold { get; init; }

    /// <summary>The time between two polls, as 30m, 2h or 1d; auto leaves it to the feed; null leaves it as it is.</summary>
    public string? Every { get; init; }

    /// <summary>Whether it is taken to be a feed without asking, as when a whole list is imported; it is asked when its time comes.</summary>
    public bool Unasked { get; init; }

    /// <summary>Whether a page named it; such a one is not taken for a page that names others.</summary>
    [JsonIgnore]
    public bool Discovered { get; init; }
}

/// <summary>What is wrong with a feed.</summary>
/// <param name="Kind">Stable, for machines, such as <c>not-a-feed</c>.</param>
/// <param name="Failures">Polls in vain, one after another.</param>
internal sealed record FeedProblemView(string Kind, string Message, int? Status, DateTimeOffset Since, int Failures);

internal sealed record FeedView
{
    public required long Id { get; init; }

    /// <summary>The address by which it was followed.</summary>
    public required string Url { get; init; }

    /// <summary>Where it is asked since it moved; absent when it did not.</summary>
    public string? AskedAt { get; init; }

    public string? Title { get; init; }

    public string? Topic { get; init; }

    public string? Policy { get; init; }

    public bool? Hold { get; init; }

    public string? Every { get; init; }

    /// <summary><c>new</c>, <c>ok</c>, <c>failing</c>, <c>dead</c> (asked rarely) or <c>ended</c> (410: asked no more).</summary>
    public required string State { get; init; }

    public FeedProblemView? Problem { get; init; }

    /// <summary>What was left out although the feed could be read.</summary>
    public string? Notice { get; init; }

    public DateTimeOffset? LastPoll { get; init; }

    public DateTimeOffset? LastSuccess { get; init; }

    public DateTimeOffset? NextPoll { get; init; }

    /// <summary>Pages that are still to be visited on its account.</summary>
    public required int Waiting { get; init; }

    /// <summary>Pages that could not be had within the last thirty days.</summary>
    public required int GivenUp { get; init; }

    /// <summary>Why the latest of those could not.</summary>
    public string? LastGivenUp { get; init; }
}

internal sealed record FeedList(IReadOnlyList<FeedView> Feeds);
