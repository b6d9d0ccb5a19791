using System.Diagnostics.CodeAnalysis;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Feeds;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Work;

/// <summary>What an editor does about feeds: follow, change, stop.</summary>
internal sealed class Following(WorkBook book, FeedPolls polls, TimeProvider clock)
{
    /// <summary>Feeds of a page that are tried before it is refused.</summary>
    private const int MostTried = 3;

    /// <summary>Told the number of each feed of which something else is wanted now.</summary>
    public Func<long, Task> OnChange { get; set; } = _ => Task.CompletedTask;

    /// <summary>
    /// Follows a feed; it is asked now, so that what is followed is known to be one. Of a feed that is followed already the wishes are changed, and
    /// it becomes due at once.
    /// </summary>
    public async Task<DeskAnswer<FeedView>> FollowAsync(FollowRequest request, CancellationToken cancellationToken)
    {
        if (!TryRead(request, clock.GetUtcNow(), out var feed, out var refusal))
        {
            return new DeskAnswer<FeedView>.Refused(refusal);
        }

        if (book.FindFeed(feed.Address) is { } known)
        {
            var changed = known with
            {
                Topic = request.Topic is "" ? null : request.Topic ?? known.Topic,
                Policy = request.Policy is "" ? null : feed.Policy ?? known.Policy,
                Hold = request.Hold ?? known.Hold,
                Every = request.Every is null ? known.Every : feed.Every,
                // Whoever follows a feed once more wants to hear from it, even from one that was given up.
                State = known.State with { NextPoll = clock.GetUtcNow(), IsEnded = false },
            };
            return await FollowedAsync(book.Follow(changed, [], FeedPolls.HostOf(changed.State.Address)));
        }

        if (request.Unasked)
        {
            return await FollowedAsync(book.Follow(feed, [], FeedPolls.HostOf(feed.State.Address)));
        }

        FetchOutcome? answer = null;
        var learnt = await polls.AskAsync(feed.State, feed.Bounded(polls.Policy), cancellationToken, outcome => answer = outcome);
        return learnt.Problem switch
        {
            null => await TakenUpAsync(book.Follow(feed with { State = learnt.State }, polls.Work(learnt), FeedPolls.HostOf(learnt.State.Address)), learnt),
            { Kind: FeedProblemKind.NotAFeed } problem => await DiscoverAsync(request, problem, answer as FetchOutcome.Captured, cancellationToken),
            { } problem => Refused(problem),
        };
    }

    /// <summary>What is no feed may be a page that names one.</summary>
    private async Task<DeskAnswer<FeedView>> DiscoverAsync(
        FollowRequest request, FeedProblem problem, FetchOutcome.Captured? answer, CancellationToken cancellationToken)
    {
        if (request.Discovered || answer?.Answer is not { Address: { } address } page
            || ContentCoding.Decode(page.Body, page.Header("Content-Encoding"), polls.Policy.Limits.MaxBytes, out var bytes) != ContentCodingStatus.Ok)
        {
            return Refused(problem);
        }

        DeskAnswer<FeedView> last = Refused(problem);
        string[] found = [.. FeedDiscovery.Find(bytes.Span, page.Header("Content-Type"), address.OriginalString, page.ResponseHeaders).Select(feed => feed.Address)];
        if (found.Length == 0 && address.PathAndQuery == "/")
        {
            // A site without a feed may list its pages for search engines. Only for its front page: of another one nobody meant the whole site.
            found = [.. await polls.SitemapsAsync(address, cancellationToken)];
        }

        foreach (var feed in found.Take(MostTried))
        {
            last = await FollowAsync(request with { Url = feed, Discovered = true }, cancellationToken);
            if (last is DeskAnswer<FeedView>.Done)
            {
                break;
            }
        }

        return last;
    }

    private static DeskAnswer<FeedView>.Refused Refused(FeedProblem problem) => new(new Refusal(FeedProblem.Name(problem.Kind), problem.Message));

    /// <summary>Follows a feed no longer. The links that it brought stay.</summary>
    public async Task<DeskAnswer<FeedView>> UnfollowAsync(string name)
    {
        if (book.FindFeed(name) is not { } feed)
        {
            return new DeskAnswer<FeedView>.Refused(NoSuchFeed(name));
        }

        var view = FeedViews.Of(feed, book, polls.Policy);
        book.Unfollow(feed.Id);
        await OnChange(feed.Id);
        return new DeskAnswer<FeedView>.Done(view);
    }

    public static Refusal NoSuchFeed(string name) =>
        new("no-such-feed", $"\"{name}\" is not followed. `tearsheet feeds` lists what is, with numbers and addresses.");

    private Task<DeskAnswer<FeedView>> TakenUpAsync(FollowedFeed feed, PollResult learnt)
    {
        polls.TakeUp(feed.Id, learnt);
        return FollowedAsync(feed);
    }

    private async Task<DeskAnswer<FeedView>> FollowedAsync(FollowedFeed feed)
    {
        await OnChange(feed.Id);
        return new DeskAnswer<FeedView>.Done(FeedViews.Of(feed, book, polls.Policy));
    }

    private static bool TryRead(
        FollowRequest request,
        DateTimeOffset now,
        [NotNullWhen(true)] out FollowedFeed? feed,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        feed = null;
        refusal = null;
        if (LinkAddress.TryParse(request.Url, out var address) is var status && status != LinkAddressStatus.Ok)
        {
            refusal = new Refusal(ReasonWord.Of(status), AddressWords.Of(status));
        }
        else if (address!.Uri is null)
        {
            refusal = new Refusal("not-http", "Only feeds at http and https addresses can be followed.");
        }
        else if (request.Topic is { Length: > 0 } topic && TopicPath.TryParse(topic, out _) is var path && path != TopicPathStatus.Ok)
        {
            refusal = new Refusal("bad-topic", TopicPath.Sentence(path, topic));
        }
        else if (!PolicyWord.TryParse(request.Policy, out var policy) && request.Policy is not "")
        {
            refusal = new Refusal("bad-policy", $"\"{request.Policy}\" is no policy; write headline, excerpt or full.");
        }
        else if (!PollInterval.TryParse(request.Every, out var every))
        {
            refusal = new Refusal("bad-interval", PollInterval.Sentence(request.Every!));
        }
        else
        {
            feed = new FollowedFeed
            {
                Address = address.Uri.OriginalString,
                Topic = request.Topic is "" ? null : request.Topic,
                Policy = policy,
                Hold = request.Hold ?? false,
                Every = every,
                AddedAt = now,
                State = PollRules.Begin(address.Uri.OriginalString),
            };
        }

        return feed is not null;
    }
}
