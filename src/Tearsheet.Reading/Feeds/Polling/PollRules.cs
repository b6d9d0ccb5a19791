using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>How a feed is polled: what is asked, and what is learned from each way that the asking can end.</summary>
public static partial class PollRules
{
    /// <summary>The times of entries that are kept to know a feed's rhythm.</summary>
    public const int MostRecent = 24;

    /// <summary>Feeds first, then the XML that they are often called, then anything: servers lie about it.</summary>
    public const string Accept =
        "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.7, */*;q=0.1";

    /// <summary>The state of a feed that was never asked.</summary>
    /// <param name="address">Of http or https.</param>
    public static FeedState Begin(string address) => new() { Address = address };

    /// <summary>What is to be asked now.</summary>
    public static PollRequest Ask(FeedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var isOwn = state.ValidatorsAddress == state.Address;
        return new PollRequest(state.Address, Accept, isOwn ? state.ETag : null, isOwn ? state.LastModified : null);
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
        return outcome switch
        {
            _ => new PollResult { State = state with { NextPoll = now + policy.Least + (policy.Least * jitter) } },
        };
    }
}
