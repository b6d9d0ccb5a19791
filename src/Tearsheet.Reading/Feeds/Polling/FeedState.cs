namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>All that is known of a feed between one poll and the next: plain values, to be stored as they are.</summary>
public sealed record FeedState
{
    /// <summary>Where the feed is asked; moves when a permanent redirect led to a feed.</summary>
    public required string Address { get; init; }

    /// <summary>Addresses that it had before, the latest first, so that a wrong move can be undone.</summary>
    public IReadOnlyList<string> FormerAddresses { get; init; } = [];

    /// <summary>The validator as it was received, byte for byte; null for none.</summary>
    public string? ETag { get; init; }

    /// <summary>The date as it was received, never written anew; null for none.</summary>
    public string? LastModified { get; init; }

    /// <summary>The address whose answer the two validators came with; they are sent to no other.</summary>
    public string? ValidatorsAddress { get; init; }

    /// <summary>SHA-256 of the body that was read last, content codings undone, in hexadecimal.</summary>
    public string? BodyHash { get; init; }

    /// <summary>Polls without success, one after another.</summary>
    public int Failures { get; init; }

    /// <summary>What is wrong since the last success; null for nothing.</summary>
    public FeedProblem? Problem { get; init; }

    /// <summary>A sentence on what was left out although the feed could be read; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>Not to be asked before; the default of a new feed is at once.</summary>
    public DateTimeOffset NextPoll { get; init; }

    /// <summary>When it was asked last, with whatever result.</summary>
    public DateTimeOffset? LastPoll { get; init; }

    /// <summary>When it last answered with a feed, or said that nothing had changed.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>The server said 410: it is asked no more unless somebody wants it.</summary>
    public bool IsEnded { get; init; }

    /// <summary>The feed's own title, as plain words.</summary>
    public string? Title { get; init; }

    /// <summary>The page that the feed belongs to.</summary>
    public string? Page { get; init; }

    /// <summary>What the feed says of how often it wants to be asked.</summary>
    public FeedRhythm Rhythm { get; init; } = FeedRhythm.Unsaid;

    /// <summary>When its latest entries appeared, oldest first, at most <see cref="PollRules.MostRecent"/>.</summary>
    public IReadOnlyList<DateTimeOffset> Recent { get; init; } = [];

    /// <summary>The wait after the last success, before what the server asked for.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>
    /// What is remembered of entries. The very same object after a poll that changed nothing in it, so that it need not be stored again.
    /// </summary>
    public FeedMemory Memory { get; init; } = FeedMemory.Empty;
}

/// <summary>What is remembered of entries, so that each is told apart from a new one and from itself before an edit.</summary>
/// <param name="Entries">Those of the last document in its order, then those that left it, the latest first.</param>
public sealed record FeedMemory(IReadOnlyList<KnownEntry> Entries)
{
    public static FeedMemory Empty { get; } = new([]);
}

/// <summary>What is remembered of one entry: the first 64 bits of SHA-256 of what tells it apart, 0 for what it does not have.</summary>
public sealed record KnownEntry
{
    /// <summary>Of its id, whatever the scheme.</summary>
    public ulong Id { get; init; }

    /// <summary>Of the canonical form of its link.</summary>
    public ulong Link { get; init; }

    /// <summary>Of the words of its title.</summary>
    public ulong Title { get; init; }

    /// <summary>Of all its words.</summary>
    public ulong Words { get; init; }

    /// <summary>When it says that it was published, in seconds of Unix time; 0 for never.</summary>
    public long Published { get; init; }

    /// <summary>When it says that it was changed, in seconds of Unix time; 0 for never.</summary>
    public long Updated { get; init; }

    /// <summary>When it last stood in the feed, in seconds of Unix time.</summary>
    public long Seen { get; init; }

    /// <summary>How often it was reported as changed.</summary>
    public int Changes { get; init; }

    /// <summary>When it was last reported as changed, in seconds of Unix time; 0 for never.</summary>
    public long Changed { get; init; }
}
