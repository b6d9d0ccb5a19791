namespace Tearsheet.Reading.Feeds.Opml;

/// <summary>A list of outlines as it was read.</summary>
/// <remarks>Spec: OPML 2.0; OPML 1.0.</remarks>
public sealed record OpmlDocument
{
    /// <summary><c>opml</c>, or <c>outlineDocument</c> as it was called before version 1.0.</summary>
    public required string Root { get; init; }

    public string? Version { get; init; }

    public string? Title { get; init; }

    public IReadOnlyList<OpmlOutline> Outlines { get; init; } = [];

    /// <summary>Whether nothing had to be forgiven on the way.</summary>
    public bool IsWellFormed { get; init; }

    /// <summary>Whether outlines were left out because there were more, or deeper ones, than the limits allow.</summary>
    public bool IsCut { get; init; }
}

/// <summary>One outline: a folder, a feed, or a line of text. Attributes as they stand in the document, their escapes undone.</summary>
public sealed record OpmlOutline
{
    public string? Text { get; init; }

    public string? Title { get; init; }

    public string? Type { get; init; }

    /// <summary>The feed.</summary>
    public string? XmlUrl { get; init; }

    /// <summary>The page that the feed belongs to.</summary>
    public string? HtmlUrl { get; init; }

    /// <summary>What a link or an included list leads to.</summary>
    public string? Url { get; init; }

    public string? Category { get; init; }

    public IReadOnlyList<OpmlOutline> Children { get; init; } = [];
}

/// <summary>How the reading of a list ends.</summary>
public abstract record OpmlOutcome
{
    private OpmlOutcome()
    {
    }

    public sealed record Read(OpmlDocument Document) : OpmlOutcome;

    /// <summary>It is something else.</summary>
    /// <param name="Message">A sentence or two: what it is, and what can be done.</param>
    public sealed record Refused(string Message) : OpmlOutcome;
}
