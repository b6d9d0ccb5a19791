namespace Tearsheet.Reading.Feeds;

/// <summary>How a feed is written.</summary>
public enum FeedFormat
{
    /// <summary>RSS that does not say which version it is.</summary>
    Rss,
    Rss090,
    Rss091,
    Rss092,
    Rss093,
    Rss094,
    Rss10,
    Rss20,

    /// <summary>Atom that does not say which version it is.</summary>
    Atom,
    Atom03,
    Atom10,
    JsonFeed,

    /// <summary>Channel Definition Format, older than RSS.</summary>
    Cdf,
    Sitemap,
    NewsSitemap,
}

/// <summary>A feed as it was read.</summary>
public sealed record Feed
{
    public required FeedFormat Format { get; init; }

    /// <summary>What it was decoded from, by the WHATWG name.</summary>
    public required string Encoding { get; init; }

    /// <summary>Whether nothing had to be forgiven on the way.</summary>
    public bool IsWellFormed { get; init; }

    /// <summary>Whether entries were left out because there were more than the limits allow.</summary>
    public bool IsCut { get; init; }

    public string? Id { get; init; }

    public FeedText? Title { get; init; }

    public FeedText? Subtitle { get; init; }

    /// <summary>The page that the feed belongs to; absolute where the feed's own address is known.</summary>
    public string? Link { get; init; }

    public DateTimeOffset? Updated { get; init; }

    public string? Language { get; init; }

    public string? Author { get; init; }

    public FeedText? Rights { get; init; }

    public string? Generator { get; init; }

    /// <summary>What the feed calls its own address.</summary>
    public string? Self { get; init; }

    /// <summary>Where WebSub subscriptions are taken.</summary>
    public IReadOnlyList<string> Hubs { get; init; } = [];

    /// <summary>The document with the entries before these, for a feed in pages (RFC 5005).</summary>
    public string? PreviousArchive { get; init; }

    /// <summary>Whether an entry that is missing was withdrawn (RFC 5005, "Complete Feeds").</summary>
    public bool IsComplete { get; init; }

    public FeedRhythm Rhythm { get; init; } = FeedRhythm.Unsaid;

    /// <summary>For a sitemap index: the sitemaps that it names, newest first. Such a feed has no entries.</summary>
    public IReadOnlyList<ChildSitemap> Sitemaps { get; init; } = [];

    /// <summary>In the order of the document.</summary>
    public IReadOnlyList<FeedEntry> Entries { get; init; } = [];
}

/// <summary>What a feed says of how often it wants to be asked.</summary>
/// <param name="Every">From RSS's ttl or the syndication module; null when it says nothing.</param>
/// <param name="SkipHours">Hours of the day in UTC, 0 to 23, in which nothing changes.</param>
/// <param name="SkipDays">Days of the week in which nothing changes.</param>
public sealed record FeedRhythm(TimeSpan? Every, IReadOnlyList<int> SkipHours, IReadOnlyList<DayOfWeek> SkipDays)
{
    public static FeedRhythm Unsaid { get; } = new(null, [], []);
}

/// <summary>One entry of a feed.</summary>
public sealed record FeedEntry
{
    /// <summary>As it stands in the feed, never resolved against an address; null for none or an empty one.</summary>
    public string? Id { get; init; }

    public FeedText? Title { get; init; }

    /// <summary>An http or https address, or one that cannot be resolved because the feed's own is not known.</summary>
    public string? Link { get; init; }

    public DateTimeOffset? Published { get; init; }

    public DateTimeOffset? Updated { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    public FeedText? Summary { get; init; }

    public FeedText? Content { get; init; }

    /// <summary>Where the content stands when it is not in the feed.</summary>
    public string? ContentSource { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<FeedEnclosure> Enclosures { get; init; } = [];

    /// <summary>The picture that the feed names for the entry; else the first of its content that is no counter.</summary>
    public string? Image { get; init; }
}

/// <summary>A file that an entry brings.</summary>
/// <param name="Address">Absolute where the feed's own address is known.</param>
/// <param name="MediaType">As the feed says; null for nothing.</param>
/// <param name="Length">In bytes as the feed says, not to be believed.</param>
public sealed record FeedEnclosure(string Address, string? MediaType, string? Length);
