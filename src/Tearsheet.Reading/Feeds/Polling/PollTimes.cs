using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>When a feed is asked next.</summary>
internal readonly struct PollTimes(PollPolicy policy, DateTimeOffset now, double jitter)
{
    private readonly double _jitter = jitter is >= 0 and <= 1 ? jitter : 0;

    public DateTimeOffset Now => now;

    private TimeSpan Most => policy.Most < policy.Least ? policy.Least : policy.Most;

    /// <summary>
    /// After a success: half the gap that the feed's rhythm leads to expect, never sooner than the feed or its server asks, spread a
    /// little, and not in hours in which the feed says that nothing happens.
    /// </summary>
    public FeedState AfterSuccess(FeedState state, Exchange answer, bool hasNew)
    {
        var interval = Clamp(Own(state, hasNew));
        var wait = Longest(interval, state.Rhythm.Every ?? default, ServerHints.Fresh(answer) ?? default);
        wait = Clamp(Clamp(wait) * (1 + (0.1 * _jitter)));
        return state with { Interval = interval, NextPoll = Later(Clamp(Awake(state.Rhythm, wait))) };
    }

    /// <summary>After a failure: twice as long as after the one before, and not sooner than the server asks.</summary>
    public DateTimeOffset AfterFailure(FeedState state, TimeSpan? asked)
    {
        if (state.IsEnded || state.Failures >= policy.DeadAfter)
        {
            return Later(Longest(policy.DeadEvery, Most));
        }

        var wait = TimeSpan.FromSeconds(Math.Min(policy.Least.TotalSeconds * Math.Pow(2, Math.Min(state.Failures, 30)), Most.TotalSeconds));
        return Later(Clamp(Longest(wait * (0.75 + (0.25 * _jitter)), asked ?? default)));
    }

    /// <summary>Until when a host is left alone.</summary>
    public DateTimeOffset Held(TimeSpan? asked)
    {
        var wait = asked ?? policy.Least;
        return Later(wait > policy.LongestHold ? policy.LongestHold : wait);
    }

    /// <summary>The times at which entries appeared, with those that are new; what came together counts once.</summary>
    public IReadOnlyList<DateTimeOffset> Recent(IReadOnlyList<DateTimeOffset> known, IReadOnlyList<FeedEntry> added, bool isFirst)
    {
        if (added.Count == 0)
        {
            return known;
        }

        var times = known.ToList();
        foreach (var entry in added)
        {
            var said = entry.Published ?? entry.Updated;
            if (said <= now && (isFirst || now - said < Most))
            {
                times.Add(said.Value);
            }
            else if (!isFirst)
            {
                times.Add(now);
            }
        }

        times.Sort();
        var kept = new List<DateTimeOffset>();
        for (var i = times.Count - 1; i >= 0 && kept.Count < PollRules.MostRecent; i--)
        {
            if (kept.Count == 0 || kept[^1] - times[i] >= policy.Least)
            {
                kept.Add(times[i]);
            }
        }

        kept.Reverse();
        return kept;
    }

    private TimeSpan Own(FeedState state, bool hasNew)
    {
        if (state.Recent.Count >= 2 && state.Recent[0] < now)
        {
            // The gap that is still open counts, so that a feed that fell silent is asked less and less.
            return (now - state.Recent[0]) / state.Recent.Count / 2;
        }

        return state.Interval == default ? policy.Unknown : Clamp(state.Interval) * (hasNew ? 0.5 : 1.5);
    }

    private TimeSpan Awake(FeedRhythm rhythm, TimeSpan wait)
    {
        if (rhythm.SkipHours.Count == 0 && rhythm.SkipDays.Count == 0)
        {
            return wait;
        }

        var at = Later(wait).ToUniversalTime();
        for (var hours = 0; hours < 24 * 7; hours++)
        {
            var then = hours == 0 || at > DateTimeOffset.MaxValue.AddDays(-8) ? at
                : new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero).AddHours(hours);
            if (!rhythm.SkipHours.Contains(then.Hour) && !rhythm.SkipDays.Contains(then.DayOfWeek))
            {
                return then - now;
            }
        }

        return wait;
    }

    private TimeSpan Clamp(TimeSpan wait) => wait < policy.Least ? policy.Least : wait > Most ? Most : wait;

    private DateTimeOffset Later(TimeSpan wait) => now > DateTimeOffset.MaxValue - wait ? DateTimeOffset.MaxValue : now + wait;

    private static TimeSpan Longest(params ReadOnlySpan<TimeSpan> waits)
    {
        var longest = TimeSpan.Zero;
        foreach (var wait in waits)
        {
            longest = wait > longest ? wait : longest;
        }

        return longest;
    }
}
