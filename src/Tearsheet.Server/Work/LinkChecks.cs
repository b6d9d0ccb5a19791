using System.Text.Json;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Work;

/// <summary>What is kept of a link's checks in the book.</summary>
/// <param name="State">What the rules go by.</param>
/// <param name="Known">What the last answer was known by.</param>
internal sealed record CheckMemory(RecheckState State, Validators Known);

/// <summary>Asks for filed links again: an edit becomes a capture, a change of what the source answers is noted, and all else leaves no trace in the log.</summary>
/// <param name="book">Where the links stand with their turns.</param>
/// <param name="desk">Visits and files.</param>
/// <param name="policy">How often to ask.</param>
/// <param name="clock">Dates the checks.</param>
/// <param name="chance">From 0 to 1, so that links of one day are not asked for in one minute.</param>
/// <param name="logger">Told of edits and of what is gone.</param>
internal sealed class LinkChecks(WorkBook book, LocalDesk desk, RecheckPolicy policy, TimeProvider clock, Func<double> chance, ILogger logger)
{
    private const string Enrolled = "enrolled";
    private const int AtOnce = 1000;

    // What lies before a robot check or two is still what was read last.
    private const int MostLookedAt = 5;

    private Archive Archive => desk.Reader.Archive;

    /// <summary>Gives every link that was filed since the last time its first turn.</summary>
    public void Enroll()
    {
        var now = clock.GetUtcNow();
        while (Archive.Links(new LinkQuery { After = book.Mark(Enrolled), Limit = AtOnce }) is { Count: > 0 } links)
        {
            book.Add(links.Select(link => First(link, now)).OfType<WorkItem>(), Enrolled, links[^1].Id);
        }
    }

    /// <summary>Asks for one link, and gives it its next turn.</summary>
    public async Task CheckAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (Archive.FindLink(item.Key) is not { State: LinkState.Live or LinkState.Held } link
            || desk.Reader.Addresses.TryParse(link.RawAddress, out var address) != LinkAddressStatus.Ok || address!.Uri is null)
        {
            book.Done(item);
            return;
        }

        var memory = item.Memory is { } text ? JsonSerializer.Deserialize(text, WorkJson.Default.CheckMemory)! : null;
        var known = memory is { Known.Address: not null } ? memory.Known : await KnownAsync(link, cancellationToken);
        CheckVerdict? verdict = null;
        var outcome = await desk.Visit.CheckAsync(
            address,
            Archive.FindSource(link.Host)?.RobotsIgnoredBy,
            known,
            // Not before: most answers are a 304, and what is kept need not be read for them.
            async seen => (verdict = Judge(seen, await NewestArticleAsync(link, address, cancellationToken))) is CheckVerdict.Changed,
            cancellationToken);
        verdict ??= Judge(outcome, newest: null);

        // A reader who is logged in sees more than we do, and so does a browser that runs scripts: where such a page is the newest, what we get
        // cannot tell an edit from a wall, or from a page that is empty until its scripts fill it.
        CheckVerdict Judge(VisitOutcome visit, Article? newest) => (Check.Judge(visit, address, newest), link.LatestCapture?.Provenance) switch
        {
            (CheckVerdict.Changed judged, Provenance.Browser or Provenance.Rendered) => new CheckVerdict.Unchanged { MovedTo = judged.MovedTo },
            (CheckVerdict.NotTheArticle { Instead: InsteadOfArticle.Other }, Provenance.Rendered) => new CheckVerdict.Unchanged(),
            var (judged, _) => judged,
        };

        var now = clock.GetUtcNow();
        var notBefore = (outcome as VisitOutcome.Refused)?.NotBefore;
        var before = memory?.State ?? RecheckState.New(link.FiledAt);
        var after = RecheckRules.After(before, verdict, now, policy, notBefore);
        await KeepAsync(link, address, outcome, verdict, after, now, cancellationToken);
        if (notBefore is { } until)
        {
            book.Hold(item.Host, until);
        }

        if (RecheckRules.Next(after, policy, chance()) is { } next)
        {
            var page = (outcome as VisitOutcome.Read)?.Capture.PageExchange;
            book.Again(item, next, JsonSerializer.Serialize(new CheckMemory(after, page is null ? known : Validators.Of(page)), WorkJson.Default.CheckMemory));
        }
        else
        {
            book.Done(item);
        }
    }

    private async Task KeepAsync(
        FiledLink link, LinkAddress address, VisitOutcome outcome, CheckVerdict verdict, RecheckState after, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (verdict is CheckVerdict.Changed changed)
        {
            await desk.FileAgainAsync(address, (VisitOutcome.Read)outcome, cancellationToken);
            logger.LinkEdited(link.Id, changed.Diff.Edits.Count);
        }

        // A robots.txt that forbids the page now is a reason to ask less often, and nothing that the page itself answered.
        if (outcome is not VisitOutcome.Refused { Why: FetchRefusal.RobotsDisallow or FetchRefusal.RobotsUnreachable }
            && RecheckRules.ToNote(verdict, after, policy) is { } reach
            && await desk.NoteReachAsync(link.Id, reach, now, (verdict as CheckVerdict.Lost)?.Status, reach == LinkReach.Moved ? verdict.MovedTo : null, cancellationToken))
        {
            logger.LinkReached(link.Id, reach);
        }
    }

    private WorkItem? First(FiledLink link, DateTimeOffset now)
    {
        // What came as a file was not to be had by asking.
        if (link.State is not (LinkState.Live or LinkState.Held) || link.LatestCapture?.Provenance is not (Provenance.Fetched or Provenance.Rendered)
            || desk.Reader.Addresses.TryParse(link.RawAddress, out var address) != LinkAddressStatus.Ok || address!.Uri is not { } uri)
        {
            return null;
        }

        // A link of last year has had its early turns, whoever did not take them.
        var age = now - link.FiledAt;
        var step = 0;
        for (var sum = policy.Waits[0]; step < policy.Waits.Count - 1 && sum <= age; sum += policy.Waits[step])
        {
            step++;
        }

        var state = RecheckState.New(link.FiledAt) with { LastCheck = step == 0 ? link.FiledAt : now, Step = step };
        return RecheckRules.Next(state, policy, chance()) is { } due
            ? new WorkItem
            {
                Kind = WorkKind.Recheck,
                Key = link.Id,
                Address = uri.OriginalString,
                Host = VisitTurn.HostOf(uri),
                Due = due,
                Since = now,
                Memory = JsonSerializer.Serialize(new CheckMemory(state, Validators.None), WorkJson.Default.CheckMemory),
            }
            : null;
    }

    private async Task<Validators> KnownAsync(FiledLink link, CancellationToken cancellationToken) =>
        link.LatestCapture is { } capture && await PageAsync(capture, cancellationToken) is { } page ? Validators.Of(page) : Validators.None;

    private async Task<Exchange?> PageAsync(CaptureRef capture, CancellationToken cancellationToken) =>
        await Archive.ReadCaptureAsync(capture.Cid, cancellationToken) is { } stored && stored.Page >= 0 && stored.Page < stored.Exchanges.Count
            ? await Archive.ReadWholeExchangeAsync(stored.Exchanges[stored.Page], cancellationToken)
            : null;

    /// <summary>The newest whole article, read as today's pages are; else the newest of any kind.</summary>
    private async Task<Article?> NewestArticleAsync(FiledLink link, LinkAddress address, CancellationToken cancellationToken)
    {
        Article? newest = null;
        foreach (var capture in Archive.Captures(link.Id).Reverse().Take(MostLookedAt))
        {
            if (await PageAsync(capture, cancellationToken) is not { } page
                || Rereading.Read(
                    new Capture(address, capture.At, [page], Page: 0), desk.MaxDecodedBytes, await desk.Furniture.OfAsync(link.Host, cancellationToken))
                    is not VisitOutcome.Read { Article: var article })
            {
                continue;
            }

            if (article.IsWhole)
            {
                return article;
            }

            newest ??= article;
        }

        return newest;
    }
}
