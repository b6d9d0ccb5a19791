namespace Tearsheet.Reading.Feeds;

/// <summary>Why a document is no feed.</summary>
public enum FeedRefusal
{
    Empty,
    TooLarge,
    Html,
    BotChallenge,
    Sitemap,
    Json,
    Binary,
    NoFeed,
}

/// <summary>How the reading of a feed ends.</summary>
public abstract record FeedOutcome
{
    private FeedOutcome()
    {
    }

    public sealed record Read(Feed Feed) : FeedOutcome;

    /// <summary>It is something else.</summary>
    /// <param name="Why">What kind of thing.</param>
    /// <param name="Message">A sentence or two: what it is, and what can be done.</param>
    public sealed record Refused(FeedRefusal Why, string Message) : FeedOutcome;
}

/// <summary>What bounds the reading of a feed.</summary>
public sealed record FeedLimits
{
    public static FeedLimits Usual { get; } = new();

    /// <summary>Bytes of the document after its content codings are undone, inclusive.</summary>
    public int MaxBytes { get; init; } = 16 << 20;

    /// <summary>Entries that are kept; those after them are not looked at.</summary>
    public int MaxEntries { get; init; } = 20_000;

    /// <summary>Characters of one text that are kept.</summary>
    public int MaxText { get; init; } = 4 << 20;

    /// <summary>Authors, tags and files of one entry that are kept, each.</summary>
    public int MaxParts { get; init; } = 100;

    /// <summary>Elements inside one another; what lies deeper is passed over.</summary>
    public int MaxDepth { get; init; } = 128;
}
