using Tearsheet.Reading.Feeds;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Work;

/// <summary>One poll of a feed: ask, learn, and store what is to be done because of it.</summary>
/// <param name="book">Where the feeds stand.</param>
/// <param name="fetcher">Asks.</param>
/// <param name="turns">Where the poll stands in line.</param>
/// <param name="policy">The bounds of polling.</param>
/// <param name="clock">Dates the polls.</param>
/// <param name="chance">From 0 to 1, for the waits after a failure.</param>
/// <param name="hubs">Takes up what a feed offers.</param>
/// <param name="logger">Told of what changed in a feed's health.</param>
/// <param name="addresses">By which address an entry's page is known; null where nothing is filed.</param>
/// <param name="robots">What the sites' robots.txt say; null where nobody asks them.</param>
internal sealed class FeedPolls(
    WorkBook book, PageFetcher fetcher, IHostTurns turns, PollPolicy policy, TimeProvider clock, Func<double> chance, HubSubscriptions hubs, ILogger logger, FiledAddresses? addresses = null, RobotsGate? robots = null)
{
    /// <summary>Entries that are taken of a feed that is read for the first time.</summary>
    public const int MostAtFirst = 50;

    /// <summary>Sitemaps that are asked for after one sitemap index.</summary>
    private const int MostSitemaps = 10;

    public PollPolicy Policy => policy;

    /// <summary>Asks a feed if it is due.</summary>
    /// <param name="feed">As it stands; null to read it from the book.</param>
    /// <returns>The feed as it stands afterwards; null when it is not followed.</returns>
    public async Task<FollowedFeed?> PollAsync(long id, FollowedFeed? feed, CancellationToken cancellationToken)
    {
        feed ??= book.FindFeed(id);
        if (feed is null || !book.IsPollDue(id, clock.GetUtcNow()))
        {
            return feed;
        }

        var learnt = await AskAsync(feed.State, feed.Bounded(policy), cancellationToken);
        Report(feed, learnt);
        var after = feed with { State = learnt.State };
        if (learnt is { HeldHost: { } held, HoldHostUntil: { } until })
        {
            book.Hold(held, until);
        }

        TakeUp(id, learnt);
        book.Learn(after, !ReferenceEquals(after.State.Memory, feed.State.Memory), Work(learnt), HostOf(after.State.Address));
        return after;
    }

    /// <summary>Asks for a feed and learns from the answer; nothing is stored.</summary>
    /// <param name="looked">Told the answer, whatever came of it; null when nobody asks.</param>
    public async Task<PollResult> AskAsync(
        FeedState state, PollPolicy bounds, CancellationToken cancellationToken, Action<FetchOutcome>? looked = null)
    {
        await using var turn = new VisitTurn(turns);
        var learnt = await AskAsync(state, bounds, turn, looked, cancellationToken);
        foreach (var child in learnt.Sitemaps.Take(MostSitemaps))
        {
            // Its entries are remembered with those of the index, whose own answer is what the next poll asks about.
            var index = learnt.State;
            var part = await AskAsync(
                PollRules.Begin(child.Address) with { Memory = index.Memory, LastSuccess = state.LastSuccess }, bounds, turn, looked: null, cancellationToken);
            if (part.Problem is { } problem)
            {
                logger.FeedFailed(child.Address, FeedProblem.Name(problem.Kind), problem.Message);
                continue;
            }

            learnt = learnt with { State = index with { Memory = part.State.Memory }, New = [.. learnt.New, .. part.New], Changed = [.. learnt.Changed, .. part.Changed] };
        }

        return learnt;
    }

    private async Task<PollResult> AskAsync(
        FeedState state, PollPolicy bounds, VisitTurn turn, Action<FetchOutcome>? looked, CancellationToken cancellationToken)
    {
        var ask = PollRules.Ask(state);
        var outcome = await fetcher.FetchAsync(new Uri(ask.Address), ask.Accept, ask.Validators, turn, cancellationToken);
        looked?.Invoke(outcome);
        return PollRules.Learn(state, outcome, clock.GetUtcNow(), bounds, chance());
    }

    /// <summary>The sitemaps that a site's robots.txt names, those of news first.</summary>
    public async Task<IReadOnlyList<string>> SitemapsAsync(Uri site, CancellationToken cancellationToken)
    {
        if (robots is null)
        {
            return [];
        }

        await using var turn = new VisitTurn(turns);
        await turn.MoveToAsync(site, cancellationToken);
        return [.. (await robots.SitemapsAsync(site, turn, cancellationToken)).OrderByDescending(address => address.Contains("news", StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>The pages to visit because of a poll, in the order in which they appeared.</summary>
    public IReadOnlyList<WorkItem> Work(PollResult learnt)
    {
        var now = clock.GetUtcNow();
        var fresh = learnt.IsFirst ? learnt.New.Take(MostAtFirst) : learnt.New;
        return [.. learnt.Changed.Select(entry => Visit(entry, now, isChanged: true)).Concat(fresh.Reverse().Select(entry => Visit(entry, now, isChanged: false))).OfType<WorkItem>()];
    }

    /// <summary>Subscribes to a feed at the hub that it offers, if it offers one.</summary>
    public void TakeUp(long id, PollResult learnt)
    {
        if (learnt.WebSub is { } offer)
        {
            hubs.Offer(id, offer);
        }
    }

    public static string HostOf(string address) => VisitTurn.HostOf(new Uri(address));

    private WorkItem? Visit(FeedEntry entry, DateTimeOffset now, bool isChanged) =>
        entry.Link is { } link && TryParse(link, out var address) == LinkAddressStatus.Ok && address!.Uri is { } uri
            ? new WorkItem
            {
                Kind = WorkKind.Fetch,
                Key = address.Canonical,
                Address = address.Raw,
                Host = VisitTurn.HostOf(uri),
                Due = now,
                Since = now,
                IsChanged = isChanged,
            }
            : null;

    private LinkAddressStatus TryParse(string link, out LinkAddress? address) =>
        addresses is null ? LinkAddress.TryParse(link, out address) : addresses.TryParse(link, out address);

    private void Report(FollowedFeed feed, PollResult learnt)
    {
        switch (learnt)
        {
            case { State.IsEnded: true }:
                logger.FeedEnded(feed.State.Address);
                break;
            case { Problem: { } problem }:
                logger.FeedFailed(feed.State.Address, FeedProblem.Name(problem.Kind), problem.Message);
                break;
            case { Problem: null } when feed.State.Problem is not null:
                logger.FeedRecovered(feed.State.Address);
                break;
        }

        if (learnt.New.Count + learnt.Changed.Count > 0)
        {
            logger.FeedBrought(feed.State.Address, learnt.New.Count, learnt.Changed.Count);
        }
    }
}
