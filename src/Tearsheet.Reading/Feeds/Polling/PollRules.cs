using System.Diagnostics;
using System.Security.Cryptography;
using Tearsheet.Reading.Feeds.WebSub;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>How a feed is polled: what is asked, and what is learned from each way that the asking can end.</summary>
public static class PollRules
{
    /// <summary>The times of entries that are kept to know a feed's rhythm.</summary>
    public const int MostRecent = 24;

    /// <summary>Feeds first, then the XML that they are often called, then anything: servers lie about it.</summary>
    public const string Accept =
        "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.7, */*;q=0.1";

    private const int MostFormerAddresses = 10;
    private const int MaxTitle = 500;

    /// <summary>The state of a feed that was never asked.</summary>
    /// <param name="address">Of http or https.</param>
    public static FeedState Begin(string address) => new() { Address = address };

    /// <summary>What is to be asked now.</summary>
    public static PollRequest Ask(FeedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new PollRequest(state.Address, Accept, new Validators
        {
            Address = state.ValidatorsAddress,
            EntityTag = state.ETag,
            LastModified = state.LastModified,
        });
    }

    /// <summary>Whether a feed has failed for so long that it is shown as dead; it is still asked now and then.</summary>
    public static bool IsDead(FeedState state, PollPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        return state.Failures >= policy.DeadAfter;
    }

    /// <summary>What an answer teaches. Never throws, whatever was answered.</summary>
    /// <param name="state">As it was when it was asked.</param>
    /// <param name="outcome">How the fetch ended.</param>
    /// <param name="now">The time of the answer.</param>
    /// <param name="policy">The bounds.</param>
    /// <param name="jitter">From 0 to 1, drawn by the caller, so that feeds that failed together are not asked together.</param>
    public static PollResult Learn(FeedState state, FetchOutcome outcome, DateTimeOffset now, PollPolicy policy, double jitter)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(policy);
        state = state with { LastPoll = now };
        var times = new PollTimes(policy, now, jitter);
        if (outcome is FetchOutcome.Refused refused)
        {
            return Fail(state, PollProblems.Of(refused, now), answer: null, isForGood: false, times);
        }

        var hops = ((FetchOutcome.Captured)outcome).Hops;
        var answer = hops[^1];
        return answer.Status switch
        {
            304 => NotModified(state, answer, times),
            >= 200 and <= 299 => Read(state, hops, times, policy.Limits),
            _ => Fail(state, PollProblems.OfStatus(answer, now), answer, isForGood: answer.Status == 410 && StoredAfter(hops) == hops.Count - 1, times),
        };
    }

    private static PollResult Fail(FeedState state, FeedProblem problem, Exchange? answer, bool isForGood, PollTimes times)
    {
        problem = problem with { Since = state.Problem?.Since ?? problem.Since };
        state = state with { Failures = Math.Min(state.Failures, int.MaxValue - 1) + 1, Problem = problem, IsEnded = state.IsEnded || isForGood };
        var asked = answer?.Status is 429 or 503 ? ServerHints.RetryAfter(answer, times.Now) : null;
        return new PollResult
        {
            State = state with { NextPoll = times.AfterFailure(state, asked) },
            Problem = problem,
            HoldHostUntil = asked is not null || answer?.Status == 429 ? times.Held(asked) : null,
            HeldHost = (asked is not null || answer?.Status == 429) && answer!.Address is { } held ? VisitTurn.HostOf(held) : null,
        };
    }

    private static PollResult NotModified(FeedState state, Exchange answer, PollTimes times)
    {
        var wasAsked = answer.RequestHeaders.Any(header =>
            header.Name.Equals("If-None-Match", StringComparison.OrdinalIgnoreCase)
            || header.Name.Equals("If-Modified-Since", StringComparison.OrdinalIgnoreCase));
        if (!wasAsked || state.LastSuccess is null)
        {
            return Fail(
                state with { ETag = null, LastModified = null, ValidatorsAddress = null },
                PollProblems.NotModifiedUnasked(answer, times.Now), answer, isForGood: false, times);
        }

        // Spec: RFC 9111, "Freshening Stored Responses upon Validation": a 304 may bring a new validator.
        var fresh = Validators.Of(answer);
        state = Succeeded(state, times.Now) with
        {
            ETag = fresh.EntityTag ?? state.ETag,
            LastModified = fresh.LastModified ?? state.LastModified,
        };
        return new PollResult { State = times.AfterSuccess(state, answer, hasNew: false) };
    }

    private static PollResult Read(FeedState state, IReadOnlyList<Exchange> hops, PollTimes times, FeedLimits limits)
    {
        var answer = hops[^1];
        var now = times.Now;
        if (answer.Cut)
        {
            return Fail(state, PollProblems.Cut(answer, now), answer, isForGood: false, times);
        }

        var coding = ContentCoding.Decode(answer.Body, answer.Header("Content-Encoding"), limits.MaxBytes, out var body);
        if (coding != ContentCodingStatus.Ok)
        {
            return Fail(state, PollProblems.OfCoding(coding, answer, limits, now), answer, isForGood: false, times);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        var moved = hops[StoredAfter(hops)].Address?.OriginalString ?? state.Address;
        if (hash == state.BodyHash)
        {
            state = Moved(Validated(Succeeded(state, now), answer), moved);
            return new PollResult { State = times.AfterSuccess(state, answer, hasNew: false) };
        }

        switch (Document(body, answer, limits))
        {
            case FeedOutcome.Refused refused:
                return Fail(state, PollProblems.OfRefusal(refused, answer, now), answer, isForGood: false, times);
            case FeedOutcome.Read { Feed: var feed }:
                return Learned(state, feed, hash, moved, answer, times);
            default:
                throw new UnreachableException();
        }
    }

    private static FeedOutcome Document(ReadOnlyMemory<byte> body, Exchange answer, FeedLimits limits)
    {
        // Sitemaps are served as gzip files, which is no content coding.
        if (body.Span is [0x1F, 0x8B, ..] && ContentCoding.Decode(body, "gzip", limits.MaxBytes, out var inflated) == ContentCodingStatus.Ok)
        {
            body = inflated;
        }

        var (type, address) = (answer.Header("Content-Type"), answer.Address?.OriginalString);
        var outcome = FeedReader.Read(body.Span, type, address, limits);
        return outcome switch
        {
            FeedOutcome.Refused { Why: FeedRefusal.Sitemap } => SitemapReader.Read(body.Span, type, address, limits),
            FeedOutcome.Refused { Why: FeedRefusal.NoFeed } when TextSitemap.Read(body.Span, type, address, limits) is { } sitemap => new FeedOutcome.Read(sitemap),
            _ => outcome,
        };
    }

    private static PollResult Learned(
        FeedState state, Feed feed, string hash, string moved, Exchange answer, PollTimes times)
    {
        var isIndex = feed.Sitemaps.Count > 0;
        var told = EntryMatch.Tell(state.Memory, isIndex ? [.. feed.Sitemaps.Select(AsEntry)] : feed.Entries, times.Now);
        var isFirst = state.LastSuccess is null;
        var hasNew = told.New.Count > 0;
        state = Moved(Validated(Succeeded(state, times.Now), answer), moved) with
        {
            BodyHash = hash,
            Title = Short(feed.Title?.Words()) ?? state.Title,
            Page = feed.Link ?? state.Page,
            Rhythm = feed.Rhythm,
            Recent = times.Recent(state.Recent, told.New, isFirst),
            Memory = told.Memory,
            Notice = feed.IsCut ? $"The feed has more entries than are read; those after the first {feed.Entries.Count} are left out." : null,
        };

        // What is not told yet must come again, although nobody may change the feed any more.
        state = told.IsSomethingHeldBack ? state with { BodyHash = null, ETag = null, LastModified = null, ValidatorsAddress = null } : state;
        return new PollResult
        {
            State = times.AfterSuccess(state, answer, hasNew),
            New = isIndex ? [] : told.New,
            Changed = isIndex ? [] : told.Changed,
            Sitemaps = isIndex ? [.. told.New.Concat(told.Changed).Select(entry => new ChildSitemap(entry.Link!, entry.Updated))] : [],
            WebSub = WebSubDiscovery.Find(answer.ResponseHeaders, feed, answer.Address?.OriginalString),
            WasParsed = true,
            IsFirst = isFirst,
        };
    }

    // A sitemap is another one when its date is.
    private static FeedEntry AsEntry(ChildSitemap child) => new()
    {
        Link = child.Address,
        Updated = child.Modified,
        Title = child.Modified is { } date ? new FeedText(date.ToString("O", System.Globalization.CultureInfo.InvariantCulture), FeedTextKind.Text) : null,
    };

    private static FeedState Succeeded(FeedState state, DateTimeOffset now) =>
        state with { Failures = 0, Problem = null, LastSuccess = now, IsEnded = false };

    private static FeedState Validated(FeedState state, Exchange answer)
    {
        var validators = Validators.Of(answer);
        return state with { ETag = validators.EntityTag, LastModified = validators.LastModified, ValidatorsAddress = validators.Address };
    }

    /// <summary>The hop at which the feed is to be asked from now on: behind the unbroken run of permanent redirects that it begins with.</summary>
    private static int StoredAfter(IReadOnlyList<Exchange> hops)
    {
        var at = 0;
        while (at < hops.Count - 1 && hops[at].Status is 301 or 308)
        {
            at++;
        }

        return at;
    }

    private static FeedState Moved(FeedState state, string address) => address == state.Address ? state : state with
    {
        Address = address,
        FormerAddresses = [state.Address, .. state.FormerAddresses.Where(former => former != state.Address && former != address).Take(MostFormerAddresses - 1)],
    };

    private static string? Short(string? title) => title is null or "" ? null : title.Length <= MaxTitle ? title : title[..MaxTitle];
}
