namespace Tearsheet.Reading.Edits;

/// <summary>What stood in the article's place.</summary>
public enum InsteadOfArticle
{
    /// <summary>A page that asks whether its reader is a robot.</summary>
    BotWall,

    /// <summary>A page that asks for consent to cookies.</summary>
    ConsentWall,

    /// <summary>A page that asks who its reader is.</summary>
    Login,

    /// <summary>A page that says, with the status of success, that the article is not there; or the front page.</summary>
    SoftNotFound,

    /// <summary>Only the beginning, of what was there in whole before.</summary>
    PaywallStub,

    /// <summary>A list of links, an empty page, no page at all.</summary>
    Other,
}

/// <summary>Every way a check of a filed link can end.</summary>
public abstract record CheckVerdict
{
    private CheckVerdict()
    {
    }

    /// <summary>The address, absolute, at which the page is now for good; null when it is where it was.</summary>
    public string? MovedTo { get; init; }

    /// <summary>The article reads as it did. There is nothing to file.</summary>
    public sealed record Unchanged : CheckVerdict;

    /// <summary>The article was edited: a new capture is to be filed.</summary>
    /// <param name="Diff">Never empty.</param>
    public sealed record Changed(ArticleDiff Diff) : CheckVerdict;

    /// <summary>There is no article to be had.</summary>
    /// <param name="Reach">Blocked, gone or unreachable.</param>
    /// <param name="Status">What the server answered; null when it did not.</param>
    /// <param name="Reason">A sentence or two.</param>
    public sealed record Lost(LinkReach Reach, int? Status, string Reason) : CheckVerdict;

    /// <summary>A page came and is not the article. Never an edit, and nothing to file.</summary>
    /// <param name="Instead">What it is.</param>
    /// <param name="Reason">A sentence that says how that is known.</param>
    public sealed record NotTheArticle(InsteadOfArticle Instead, string Reason) : CheckVerdict;
}
