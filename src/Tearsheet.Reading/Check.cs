using System.Diagnostics;
using System.Globalization;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading;

/// <summary>Says what a check of a filed link found. Pure.</summary>
public static class Check
{
    /// <summary>The verdict on a visit.</summary>
    /// <param name="visit">How the visit ended.</param>
    /// <param name="link">The link as it is filed.</param>
    /// <param name="newest">Its newest whole article, read by the engine and with the furniture of the visit's own; null while it has none.</param>
    public static CheckVerdict Judge(VisitOutcome visit, LinkAddress link, Article? newest)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentNullException.ThrowIfNull(link);
        return visit switch
        {
            VisitOutcome.Refused { Status: { } status } refused => Answered(status, refused.Message),
            VisitOutcome.Refused refused => new CheckVerdict.Lost(LinkReach.Unreachable, null, refused.Message),
            VisitOutcome.Read read => Read(read, link, newest),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The verdict on a fetch that brought no page to read; null when it did, and a visit has to say more.</summary>
    public static CheckVerdict? Judge(FetchOutcome fetch)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        return fetch switch
        {
            FetchOutcome.Captured { Answer.Status: 304 } => new CheckVerdict.Unchanged(),
            FetchOutcome.Captured { Answer.Status: >= 200 and <= 299 } => null,
            FetchOutcome.Captured { Answer: var answer } => Answered(answer.Status ?? 0, VisitMessages.ForStatus(answer)),
            FetchOutcome.Refused { Status: { } status } refused => Answered(status, refused.Message),
            FetchOutcome.Refused refused => new CheckVerdict.Lost(LinkReach.Unreachable, null, refused.Message),
            _ => throw new UnreachableException(),
        };
    }

    private static CheckVerdict Answered(int status, string reason) => status switch
    {
        304 => new CheckVerdict.Unchanged(),
        401 or 403 or 407 or 429 or 451 => new CheckVerdict.Lost(LinkReach.Blocked, status, reason),
        404 or 410 => new CheckVerdict.Lost(LinkReach.Gone, status, reason),
        402 => new CheckVerdict.NotTheArticle(InsteadOfArticle.PaywallStub, reason),
        _ => new CheckVerdict.Lost(LinkReach.Unreachable, status is >= 100 and <= 599 ? status : null, reason),
    };

    private static CheckVerdict Read(VisitOutcome.Read read, LinkAddress link, Article? newest)
    {
        var article = read.Article;
        if (Instead(read, link, newest) is { } instead)
        {
            return instead;
        }

        var diff = newest is null ? ArticleDiff.None : ArticleDiff.Compare(newest, article);
        var moved = MovedTo(read, link);
        return diff.IsEmpty
            ? new CheckVerdict.Unchanged { MovedTo = moved }
            : new CheckVerdict.Changed(diff) { MovedTo = moved };
    }

    private static CheckVerdict.NotTheArticle? Instead(VisitOutcome.Read read, LinkAddress link, Article? newest)
    {
        var article = read.Article;
        var reason = article.KindReason ?? "The page that came is not the article.";
        var final = Final(read, link);
        InsteadOfArticle? instead = article.Kind switch
        {
            ArticleKind.BotWall => InsteadOfArticle.BotWall,
            ArticleKind.ConsentWall => InsteadOfArticle.ConsentWall,
            ArticleKind.ErrorPage => InsteadOfArticle.SoftNotFound,
            ArticleKind.LoginPage => InsteadOfArticle.Login,
            // What was a stub from the start may be edited like anything else.
            ArticleKind.PaywallStub when newest is not null && newest.IsWhole => InsteadOfArticle.PaywallStub,
            ArticleKind.Listing when newest is not null && newest.Kind != ArticleKind.Listing => InsteadOfArticle.Other,
            ArticleKind.Empty => InsteadOfArticle.Other,
            ArticleKind.NotHtml when newest is not null && newest.Kind != ArticleKind.NotHtml => InsteadOfArticle.Other,
            _ => null,
        };
        if (final is not null && final.Canonical != link.Canonical)
        {
            if (final.Uri is { } uri && LoginAddress.Is(uri))
            {
                return new(InsteadOfArticle.Login, $"The address led to {uri.AbsolutePath}, which asks for a login.");
            }

            if (final.IsFrontPage)
            {
                return new(InsteadOfArticle.SoftNotFound, $"The address led to the front page of {final.Host}.");
            }
        }

        return instead is { } kind ? new(kind, reason) : null;
    }

    private static LinkAddress? Final(VisitOutcome.Read read, LinkAddress link) =>
        read.Capture.PageExchange.Address is { } address ? link.Beside(address.OriginalString) : null;

    /// <summary>Where the page is for good: every redirect on the way said so, and it is another address for us.</summary>
    private static string? MovedTo(VisitOutcome.Read read, LinkAddress link)
    {
        if (Final(read, link) is not { } final || final.Canonical == link.Canonical)
        {
            return null;
        }

        for (var hop = 0; hop < read.Capture.Page; hop++)
        {
            if (read.Capture.Exchanges[hop].Status is not (301 or 308))
            {
                return null;
            }
        }

        return read.Capture.Page == 0 ? null : read.Capture.PageExchange.Address!.GetLeftPart(UriPartial.Query).ToString(CultureInfo.InvariantCulture);
    }
}
