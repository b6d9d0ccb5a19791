using System.Text.Json;
using CsCheck;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Fetching;
using static Tearsheet.Reading.Tests.Feeds.Polling.Polls;

namespace Tearsheet.Reading.Tests.Feeds.Polling;

/// <summary>When a feed is asked again, and what is made of each answer.</summary>
public sealed class PollRulesTests
{
    private static readonly FetchOutcome.Refused Silence = new(FetchRefusal.ConnectFailed, null, "No connection.", []);

    [Fact]
    public void A_busy_feed_is_asked_often_and_a_silent_one_less_and_less()
    {
        var busy = After([.. Enumerable.Range(0, 20).Select(n => Item($"guid-{n}", $"{n}", $"T{n}", Start.AddMinutes(-40 * n)))]);
        var daily = After([.. Enumerable.Range(0, 10).Select(n => Item($"guid-{n}", $"{n}", $"T{n}", Start.AddDays(-n)))]);

        Assert.InRange(busy.NextPoll - Start, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(25));
        Assert.InRange(daily.NextPoll - Start, TimeSpan.FromHours(8), TimeSpan.FromHours(12));
        var later = busy.Learn(Answer("", 304), Start.AddDays(10)).State;
        Assert.InRange(later.NextPoll - Start.AddDays(10), TimeSpan.FromHours(4), TimeSpan.FromHours(8));
    }

    [Fact]
    public void Twenty_entries_that_came_at_once_are_one_appearance()
    {
        var items = Enumerable.Range(0, 5).SelectMany(day => Enumerable.Range(0, 20).Select(n => Item($"guid-{day}-{n}", $"{day}/{n}", $"T{day} {n}", Start.AddDays(-day).AddSeconds(-n))));

        Assert.InRange(After([.. items]).Interval, TimeSpan.FromHours(7), TimeSpan.FromHours(12));
    }

    [Fact]
    public void A_feed_without_dates_is_asked_at_the_pace_at_which_entries_were_found()
    {
        var state = After(Item("guid-1", "1", "One"));
        Assert.Equal(TimeSpan.FromHours(1), state.Interval);
        Assert.Equal(TimeSpan.FromHours(1.5), state.Learn(Answer("", 304), Start.AddHours(1)).State.Interval);
        for (var n = 2; n < 8; n++)
        {
            state = state.Learn(Answer(Rss(Item($"guid-{n}", $"{n}", $"T{n}"))), Start.AddHours(3 * n)).State;
        }

        Assert.InRange(state.Interval, TimeSpan.FromHours(1), TimeSpan.FromHours(1.6));
    }

    [Theory]
    [InlineData("<ttl>120</ttl>", 120)]
    [InlineData("<sy:updatePeriod xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\">daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 360)]
    [InlineData("<skipHours><hour>11</hour><hour>12</hour></skipHours>", 180)]
    [InlineData("<skipDays><day>Tuesday</day></skipDays>", 840)]
    [InlineData("<ttl>525600</ttl>", 1440)]
    public void What_the_feed_asks_for_is_heeded_within_the_limits(string asked, int minutes)
    {
        var result = PollRules.Begin(Address).Learn(Answer(Channel(asked, Item("guid-1", "1", "One"))));

        Assert.Equal(TimeSpan.FromMinutes(minutes), result.State.NextPoll - Start);
    }

    [Theory]
    [InlineData("Cache-Control", "max-age=7200", 120)]
    [InlineData("Cache-Control", "public, max-age=\"7200\"", 120)]
    [InlineData("Cache-Control", "max-age=7200, no-cache", 60)]
    [InlineData("Cache-Control", "s-maxage=7200", 60)]
    [InlineData("Cache-Control", "max-age=99999999999999999999", 1440)]
    [InlineData("Expires", "0", 60)]
    public void What_the_server_says_of_caching_is_heeded(string name, string value, int minutes)
    {
        var result = PollRules.Begin(Address).Learn(Answer(Rss(Item("guid-1", "1", "One")), headers: [(name, value)]));

        Assert.Equal(TimeSpan.FromMinutes(minutes), result.State.NextPoll - Start);
    }

    [Fact]
    public void Failures_wait_twice_as_long_each_time_until_the_feed_is_dead_and_one_success_makes_all_well()
    {
        var state = After(Item("guid-1", "1", "One", Start));
        var waits = new List<TimeSpan>();
        var now = Start;
        for (var n = 0; n < 12; n++)
        {
            state = state.Learn(Silence, now, jitter: 1).State;
            waits.Add(state.NextPoll - now);
            now = state.NextPoll;
        }

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 24, 24, 24, 24, 24, 24 * 7], waits.Select(wait => wait.TotalHours));
        Assert.True(PollRules.IsDead(state, PollPolicy.Usual));
        Assert.Equal(Start, state.Problem!.Since);
        state = state.Learn(Answer(Rss(Item("guid-1", "1", "One", Start))), now).State;
        Assert.Equal((0, null), (state.Failures, state.Problem));
    }

    [Fact]
    public void Feeds_that_failed_together_are_not_asked_together()
    {
        var state = PollRules.Begin(Address) with { Failures = 5 };

        Assert.Equal(4, new[] { 0, 0.3, 0.6, 1 }.Select(jitter => state.Learn(Silence, jitter: jitter).State.NextPoll).Distinct().Count());
    }

    [Fact]
    public void A_host_that_asks_for_patience_gets_it_for_all_of_its_feeds_and_not_for_ever()
    {
        var soon = PollRules.Begin(Address).Learn(Answer("", 429, ("Retry-After", "3600")));
        var never = PollRules.Begin(Address).Learn(Answer("", 503, ("Retry-After", "99999999999")));
        var fault = PollRules.Begin(Address).Learn(Answer("", 503));

        Assert.Equal((Start.AddHours(1), "news.example"), (soon.HoldHostUntil, soon.HeldHost));
        Assert.Equal(Start.AddDays(1), never.HoldHostUntil);
        Assert.Null(fault.HoldHostUntil);
    }

    [Fact]
    public void A_304_may_bring_a_new_validator()
    {
        var state = PollRules.Begin(Address).Learn(Answer(Rss(Item("guid-1", "1", "One")), headers: [("ETag", "\"a\""), ("Last-Modified", "then")])).State;

        state = state.Learn(Answer("", 304, ("ETag", "\"b\""))).State;

        Assert.Equal(("\"b\"", "then"), (state.ETag, state.LastModified));
    }

    [Fact]
    public void A_feed_that_ended_comes_back_when_somebody_asks_it_after_all()
    {
        var state = After(Item("guid-1", "1", "One")).Learn(Answer("", 410)).State;
        Assert.True(state.IsEnded);

        Assert.False(state.Learn(Answer(Rss(Item("guid-1", "1", "One")) + " ")).State.IsEnded);
    }

    [Fact]
    public void A_page_in_place_of_the_feed_keeps_what_is_known_and_says_what_it_is()
    {
        var state = After(Item("guid-1", "1", "One"));

        var result = state.Learn(Answer("<!doctype html><html><title>Login</title></html>"));

        Assert.Equal(FeedProblemKind.NotAFeed, result.Problem!.Kind);
        Assert.Same(state.Memory, result.State.Memory);
        Assert.Equal(state.BodyHash, result.State.BodyHash);
    }

    [Fact]
    public void The_state_comes_back_from_JSON_as_it_was()
    {
        var state = PollRules.Begin(Address).Learn(Answer(
            Channel("<skipDays><day>Sunday</day></skipDays><ttl>30</ttl>", Item("guid-1", "1", "One", Start)), headers: ("ETag", "\"é\""))).State.Learn(Silence).State;

        var json = JsonSerializer.Serialize(state);

        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<FeedState>(json)));
        Assert.Equal("", JsonSerializer.Deserialize<FeedState>(json)!.Learn(Answer(Rss(Item("guid-1", "1", "One", Start)))).Told());
    }

    [Fact]
    public void Whatever_is_answered_something_is_learned_and_the_next_poll_lies_within_the_limits()
    {
        var pieces = OneOf(
            "<rss><channel>", "<item>", "</item>", "<guid>1</guid>", "<guid>2</guid>", "<link>https://a.example/", "</link>", "<title>", "x", "\0", "&#x0;", "<ttl>9</ttl>",
            "<skipHours><hour>1</hour>", "<pubDate>Mon, 06 Jan 9999 10:00:00 GMT</pubDate>", "<feed>", "<entry>", "<urlset>", "<sitemapindex>", "<sitemap>", "<loc>", "{", "\"", "\uD800");
        var header = Gen.Select(
            OneOf("ETag", "Retry-After", "Date", "Expires", "Age", "Cache-Control", "Content-Encoding", "Content-Type", "Link"),
            OneOf("", "0", "-1", "9999999999999", "gzip", "max-age=1", "Fri, 31 Dec 9999 23:59:59 GMT", "text/html; charset=utf-16", "<a>; rel=hub", "\u00FF"));
        var answer = Gen.Select(pieces.Array[0, 30], header.Array[0, 4], OneOf(200, 204, 206, 304, 400, 401, 403, 404, 410, 418, 429, 451, 500, 503, 999), Gen.Double[0, 1])
            .Select((text, headers, status, jitter) => (Outcome: (FetchOutcome)Answer(string.Concat(text), status, headers), jitter));
        Gen.Select(answer.Array[1, 8], Gen.Long[0, DateTimeOffset.MaxValue.UtcTicks]).Sample((polls, ticks) =>
        {
            var policy = PollPolicy.Usual;
            var state = PollRules.Begin(Address);
            var now = new DateTimeOffset(ticks, TimeSpan.Zero);
            foreach (var (outcome, jitter) in polls)
            {
                state = PollRules.Learn(state, outcome, now, policy, jitter).State;
                var wait = state.NextPoll - now;
                Assert.True(state.NextPoll == DateTimeOffset.MaxValue || (wait >= policy.Least && wait <= (state.IsEnded ? policy.DeadEvery : policy.Most)), $"{wait}");
                Assert.InRange(state.Recent.Count, 0, PollRules.MostRecent);
                now = state.NextPoll;
            }
        });
    }

    [Fact]
    public void Whatever_the_limits_and_the_stored_state_the_next_poll_lies_within_them()
    {
        var span = Gen.Long[TimeSpan.TicksPerMinute, TimeSpan.FromDays(30).Ticks].Select(ticks => new TimeSpan(ticks));
        Gen.Select(span, span, span, Gen.Int[0, int.MaxValue], Gen.Double, Gen.Bool, OneOf(TimeSpan.Zero, TimeSpan.MaxValue, TimeSpan.MinValue, TimeSpan.FromHours(2)))
            .Sample((least, most, unknown, failures, jitter, fails, interval) =>
            {
                var policy = new PollPolicy { Least = least, Most = most, Unknown = unknown, DeadAfter = int.MaxValue };
                var state = PollRules.Begin(Address) with { Failures = failures, Interval = interval };
                var wait = PollRules.Learn(state, fails ? Silence : Answer(Rss(Item("guid-1", "1", "One"))), Start, policy, jitter).State.NextPoll - Start;
                Assert.InRange(wait, least, failures == int.MaxValue && fails ? TimeSpan.FromDays(30) : most < least ? least : most);
            });
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}
