namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>Why a poll brought no feed.</summary>
public enum FeedProblemKind
{
    /// <summary>The server wants a login (401, 407).</summary>
    Auth,

    /// <summary>A check for robots stands in the way.</summary>
    Challenge,

    /// <summary>403 without a check that can be recognised.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>410: it is gone for good.</summary>
    Gone,

    /// <summary>451: refused for legal reasons.</summary>
    Legal,

    /// <summary>429: asked too often.</summary>
    RateLimited,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>A status that brings no feed, of no other kind here.</summary>
    Status,

    /// <summary>A 304 although nothing was asked that it could answer.</summary>
    NotModifiedUnasked,

    /// <summary>The answer is something else than a feed.</summary>
    NotAFeed,

    /// <summary>The answer has no body.</summary>
    Empty,

    /// <summary>More bytes than the limits allow, as received or when its content codings are undone.</summary>
    TooLarge,

    /// <summary>The body is not what its content coding says, or in one that was not asked for.</summary>
    Encoding,

    /// <summary>The encrypted connection cannot be trusted.</summary>
    Tls,
    Timeout,

    /// <summary>The name has no address.</summary>
    Name,

    /// <summary>Nobody answers at the address, or the connection broke off.</summary>
    Unreachable,

    /// <summary>More redirects than are followed, or in circles.</summary>
    TooManyRedirects,

    /// <summary>A redirect to nowhere, or to what cannot be fetched.</summary>
    BadRedirect,

    /// <summary>The address is private or otherwise not public.</summary>
    NotAllowed,

    /// <summary>What was answered is not HTTP, or not within its limits.</summary>
    BadAnswer,
}

/// <summary>What is wrong with a feed.</summary>
/// <param name="Kind">For whoever sorts and counts.</param>
/// <param name="Message">One or two sentences for the reader: what was wrong, and what can be done.</param>
/// <param name="Status">Of the last answer; null when there was none.</param>
/// <param name="Since">When the first poll of this run of failures went wrong.</param>
public sealed record FeedProblem(FeedProblemKind Kind, string Message, int? Status, DateTimeOffset Since)
{
    /// <summary>The kind as it is written to logs and JSON, such as <c>not-a-feed</c>.</summary>
    public static string Name(FeedProblemKind kind) => kind switch
    {
        FeedProblemKind.NotAFeed => "not-a-feed",
        FeedProblemKind.NotFound => "not-found",
        FeedProblemKind.RateLimited => "rate-limited",
        FeedProblemKind.ServerError => "server-error",
        FeedProblemKind.NotModifiedUnasked => "not-modified-unasked",
        FeedProblemKind.TooLarge => "too-large",
        FeedProblemKind.TooManyRedirects => "too-many-redirects",
        FeedProblemKind.BadRedirect => "bad-redirect",
        FeedProblemKind.NotAllowed => "not-allowed",
        FeedProblemKind.BadAnswer => "bad-answer",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
