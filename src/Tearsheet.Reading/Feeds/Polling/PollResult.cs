using Tearsheet.Reading.Feeds.WebSub;

namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>What a poll taught.</summary>
public sealed record PollResult
{
    /// <summary>What is to be stored in place of the state before.</summary>
    public required FeedState State { get; init; }

    /// <summary>Entries that were never seen, newest first.</summary>
    public IReadOnlyList<FeedEntry> New { get; init; } = [];

    /// <summary>Entries that are known and say something else now.</summary>
    public IReadOnlyList<FeedEntry> Changed { get; init; } = [];

    /// <summary>For a sitemap index: the sitemaps that are new or changed, newest first, each to be followed like a feed.</summary>
    public IReadOnlyList<ChildSitemap> Sitemaps { get; init; } = [];

    /// <summary>Why the poll brought nothing; null for a success.</summary>
    public FeedProblem? Problem { get; init; }

    /// <summary>No address of <see cref="HeldHost"/> is to be asked before this; null when nothing was asked for.</summary>
    public DateTimeOffset? HoldHostUntil { get; init; }

    /// <summary>The host that asked to be left alone, as <see cref="Fetching.VisitTurn.HostOf"/> gives it.</summary>
    public string? HeldHost { get; init; }

    /// <summary>Where the feed can be subscribed to; null when it offers nothing, or was not read this time.</summary>
    public WebSubOffer? WebSub { get; init; }

    /// <summary>Whether a document was read, and not only found to be the one of last time.</summary>
    public bool WasParsed { get; init; }

    /// <summary>The first time that this feed could be read: all its entries are new, and the caller may not want them all.</summary>
    public bool IsFirst { get; init; }
}
