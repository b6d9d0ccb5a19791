using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Rendering;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Reading;

/// <content>Pages that need a browser to be what their readers see.</content>
public sealed partial class Visit
{
    /// <summary>Visits a link, and reads its page as a browser shows it. What is no HTML is captured as it came.</summary>
    /// <param name="address">A link with an address of its own; one of the form "file:" is refused.</param>
    /// <param name="robotsIgnoredBy">Who answers for it where robots.txt disallows it; null when nobody does.</param>
    /// <param name="renderer">Has the browser.</param>
    /// <param name="cancellationToken">A shutdown. Limits of time and memory end in a refusal instead.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<VisitOutcome> RenderAsync(LinkAddress address, string? robotsIgnoredBy, PageRenderer renderer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(renderer);
        if (renderer.Problem is { } problem)
        {
            return Refuse(FetchRefusal.NoBrowser, problem, status: null, address.Host);
        }

        VisitOutcome outcome;
        await using (var first = NewTurn())
        {
            outcome = await LookAsync(address, robotsIgnoredBy, Validators.None, why: null, first, cancellationToken);
        }

        if (outcome is not VisitOutcome.Read { Article.Kind: not ArticleKind.NotHtml } seen)
        {
            return outcome;
        }

        // The document's turn was left: whoever held it while waiting for the browser would keep the host from everybody else.
        await using var turn = NewTurn();
        var notes = seen.Capture.Robots.ToList();
        var job = new RenderJob(
            seen.Capture.Exchanges,
            turn,
            robots is null ? null : (asked, stop) => robots.PassAsync(asked, robotsIgnoredBy, turn, notes, stop));
        return await renderer.RenderAsync(job, cancellationToken) switch
        {
            RenderOutcome.Rendered rendered => await ReadAsync(address, seen.Capture.At, notes, rendered, turn, cancellationToken),
            RenderOutcome.Refused refused => Refuse(refused.Why, refused.Message, status: null, address.Host),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<VisitOutcome> ReadAsync(
        LinkAddress address, DateTimeOffset at, IReadOnlyList<RobotsNote> notes, RenderOutcome.Rendered rendered, VisitTurn? turn, CancellationToken cancellationToken)
    {
        var document = rendered.Documents[^1];
        if (document.Status is < 200 or > 299)
        {
            return Refuse(FetchRefusal.ErrorStatus, VisitMessages.ForStatus(document), document.Status, address.Host);
        }

        var page = rendered.Page;
        var host = rendered.Documents.Count > 1 ? address.WithDestination(document.Address!).Host : address.Host;
        var article = ArticleReader.Read(
            page.Body, page.Header("Content-Type"), page.Address!.OriginalString, why: null,
            furniture: await KnownAsync(host, cancellationToken), robotsTags: document.HeaderLines("X-Robots-Tag"));
        article = Rereading.WithWishesOf(document, article, fetcher.Policy.MaxDecodedBytes);

        // What the browser had, or asked for in vain, need not be asked for again.
        var capture = new Capture(
            Identify(address, rendered.Documents, article), at, [.. rendered.Documents, page, .. rendered.Requests], rendered.Documents.Count) { Robots = notes };
        var known = Rereading.Answers(capture);
        foreach (var asked in rendered.Requests.Concat(rendered.Unanswered).Where(exchange => exchange.Method == "GET"))
        {
            known.TryAdd(asked.Address!.AbsoluteUri, asked);
        }

        var images = new VisitImages(fetcher, clock, _logger, turn);
        await images.FetchAsync(article, address.Host, known, cancellationToken);
        return new VisitOutcome.Read(
            capture with { Exchanges = [.. capture.Exchanges, .. images.Exchanges, .. rendered.Unanswered, .. rendered.Made] },
            article,
            VisitImages.WithEmbedded(page.Body, page.Header("Content-Type"), page.Address.OriginalString, article, isSaved: false, images.Renditions));
    }
}
