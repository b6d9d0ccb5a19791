namespace Tearsheet.Reading.Articles;

/// <summary>What was read out of one captured page. Equals by content.</summary>
public sealed record Article
{
    /// <summary>Which engine read it; see <see cref="ArticleReader.EngineVersion"/>.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>The headline on one line; never empty: at worst the page's address or "Untitled page".</summary>
    public required string Headline { get; init; }

    /// <summary>The headline cut on a word and closed with "..."; null when the headline is short enough as it is.</summary>
    public string? ShortHeadline { get; init; }

    public string? Standfirst { get; init; }

    /// <summary>One name each, as printed, without "By" and without job titles.</summary>
    public Sequence<string> Authors { get; init; } = [];

    public ArticleDate? Published { get; init; }

    /// <summary>null when the page names no update, or one equal to <see cref="Published"/>.</summary>
    public ArticleDate? Updated { get; init; }

    public string? SiteName { get; init; }

    public string? Section { get; init; }

    /// <summary>BCP 47, as the page claims it: "en", "de-AT", "zh-Hant".</summary>
    public string? Language { get; init; }

    public bool RightToLeft { get; init; }

    /// <summary>The page's rel=canonical, else og:url; absolute http(s). A claim: the caller decides whether to trust it.</summary>
    public string? CanonicalAddress { get; init; }

    public required ArticleKind Kind { get; init; }

    /// <summary>Why it is not a whole article, as a sentence that quotes the page; null when it is one.</summary>
    public string? KindReason { get; init; }

    /// <summary>Whether it is a whole article: neither a stub, nor what stood in the article's place.</summary>
    public bool IsWhole => IsWholeArticle(Kind);

    /// <summary>Each picture once, in page order; figures and <see cref="LeadImage"/> point into it.</summary>
    public Sequence<ArticleImage> Images { get; init; } = [];

    /// <summary>Index in <see cref="Images"/>.</summary>
    public int? LeadImage { get; init; }

    public Sequence<BodyBlock> Body { get; init; } = [];

    /// <summary>
    /// For each block of <see cref="Body"/> where it stands in the captured page: the way down from the html element, "/2/1/7" being XPath
    /// <c>/*/*[2]/*[1]/*[7]</c>. Empty when the body was not read out of the page's elements, and for articles read before it was noted.
    /// </summary>
    public Sequence<string> Origins { get; init; } = [];

    /// <summary>
    /// What was known to repeat across the source's pages when the page was read: with the bytes and the address all that the article
    /// depends on. The archive keeps it beside the article and names it by its CID.
    /// </summary>
    public Furniture Furniture { get; init; } = Furniture.None;

    public PageWishes Wishes { get; init; } = PageWishes.None;

    /// <summary>Whether pages of <paramref name="kind"/> hold a whole article.</summary>
    public static bool IsWholeArticle(ArticleKind kind) =>
        kind is ArticleKind.Article or ArticleKind.LiveBlog or ArticleKind.Gallery or ArticleKind.Video or ArticleKind.Interview or ArticleKind.Opinion;
}

/// <summary>What kind of page it is. The numbers are kept in indexes: a new kind gets a new one.</summary>
public enum ArticleKind
{
    Article = 0,
    LiveBlog = 1,
    Gallery = 2,
    Video = 3,

    /// <summary>Questions and answers.</summary>
    Interview = 11,

    /// <summary>A column, an editorial, a guest's view: the author's own judgement.</summary>
    Opinion = 12,

    /// <summary>Only the beginning is there; the rest is for subscribers.</summary>
    PaywallStub = 4,

    /// <summary>A page that asks whether its reader is a robot, instead of the article.</summary>
    BotWall = 5,

    /// <summary>A page that asks for consent to cookies, instead of the article.</summary>
    ConsentWall = 6,

    /// <summary>A page that says that the article is not there.</summary>
    ErrorPage = 7,

    /// <summary>A page that asks its reader to log in, instead of the article.</summary>
    LoginPage = 13,

    /// <summary>A front page or section page: links to articles.</summary>
    Listing = 8,

    /// <summary>The bytes are no HTML page (a PDF, a picture).</summary>
    NotHtml = 9,

    /// <summary>HTML with nothing to read in it.</summary>
    Empty = 10,
}

/// <summary>A date as the page gives it.</summary>
/// <param name="Moment">null when only the day is known. Without a zone its offset is zero and says nothing.</param>
/// <param name="Day">The calendar day as written, in the zone as written.</param>
/// <param name="HasTime">Whether a time of day was given.</param>
/// <param name="HasZone">Whether the time came with an offset or "Z"; false when <paramref name="HasTime"/> is.</param>
public readonly record struct ArticleDate(DateTimeOffset? Moment, DateOnly Day, bool HasTime, bool HasZone)
{
    public static ArticleDate OfDay(DateOnly day) => new(null, day, HasTime: false, HasZone: false);
}

/// <summary>A picture of the article.</summary>
/// <param name="Address">Absolute http or https address; for a picture that the page carries in itself and says no other of, <c>ni:///sha-256;HASH</c> (RFC 6920).</param>
/// <param name="Alt">The alternative text; empty when there is none.</param>
/// <param name="Caption">null when there is none.</param>
/// <param name="Credit">Photographer or agency, without "Photo:"; null when there is none.</param>
/// <param name="Width">As the page claims it, in pixels.</param>
/// <param name="Height">As the page claims it, in pixels.</param>
public sealed record ArticleImage(string Address, string Alt, string? Caption, string? Credit, int? Width, int? Height)
{
    /// <summary>The other addresses under which the page offers the same picture, in page order; without <see cref="Address"/>.</summary>
    public Sequence<ImageSize> Sizes { get; init; } = [];
}

/// <summary>One size or crop of a picture.</summary>
/// <param name="Address">Absolute http or https address.</param>
/// <param name="Width">As the page claims it, in pixels; null when it does not say.</param>
/// <param name="Height">As the page claims it, in pixels; null when it does not say.</param>
public sealed record ImageSize(string Address, int? Width, int? Height);

/// <summary>What the page asks of those who quote it (meta robots, X-Robots-Tag).</summary>
public sealed record PageWishes
{
    public static PageWishes None { get; } = new();

    public bool NoArchive { get; init; }

    public bool NoIndex { get; init; }

    public bool NoSnippet { get; init; }

    /// <summary>Most characters of a snippet; null when unlimited or not said. 0 means the same as <see cref="NoSnippet"/>.</summary>
    public int? MaxSnippet { get; init; }

    public ImagePreview? MaxImagePreview { get; init; }
}

/// <summary>The largest picture that may be shown beside a link, from the strictest to the most open.</summary>
public enum ImagePreview
{
    None,
    Standard,
    Large,
}
