using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Feeds.Polling;

namespace Tearsheet.Server.Work;

/// <summary>A feed that the desk follows: what the editor wants of it, and what is known of it.</summary>
internal sealed record FollowedFeed
{
    public long Id { get; init; }

    /// <summary>The address by which it was followed; where it is asked now is in <see cref="State"/>.</summary>
    public required string Address { get; init; }

    /// <summary>Path of the topic under which its links are filed.</summary>
    public string? Topic { get; init; }

    public PublicationPolicy? Policy { get; init; }

    /// <summary>Whether its links wait for an editor before they enter an edition.</summary>
    public bool Hold { get; init; }

    /// <summary>The time between two polls, where the editor named one; without it the feed's own rhythm counts.</summary>
    public TimeSpan? Every { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    public required FeedState State { get; init; }

    /// <summary>The bounds of its polling.</summary>
    public PollPolicy Bounded(PollPolicy usual) =>
        Every is { } every ? usual with { Least = every, Unknown = every, Most = every } : usual;
}
