using System.Globalization;
using Tearsheet.Reading.Feeds;
using Tearsheet.Reading.Feeds.Polling;
using static Tearsheet.Reading.Tests.Feeds.Polling.Polls;

namespace Tearsheet.Reading.Tests.Feeds.Polling;

/// <summary>What is a new entry, what is an edited one, and what is only the same again.</summary>
public sealed class EntryIdentityTests
{
    private static readonly DateTimeOffset Monday = Start.AddHours(-9);

    [Fact]
    public void The_first_document_is_all_new_and_the_newest_stands_first()
    {
        var result = PollRules.Begin(Address).Learn(Answer(Rss(Item("a1", "1", "Old", Monday), Item("a2", "2", "Young", Monday.AddHours(1)))));

        Assert.True(result.IsFirst);
        Assert.Equal("+Young +Old", result.Told());
    }

    [Theory]
    [InlineData("another guid", "1", "One")]
    [InlineData("first", "renamed", "One")]
    [InlineData("another guid", "renamed", "One")]
    [InlineData(null, "1?utm_source=feed", "One")]
    public void An_entry_whose_guid_or_address_changed_is_not_new(string? guid, string link, string title)
    {
        var state = After(Item("first", "1", "One", Monday), Item("second", "2", "Two", Monday));

        var result = state.Learn(Answer(Rss(Item(guid, link, title, Monday), Item("second", "2", "Two", Monday))));

        Assert.Equal("", result.Told());
        Assert.Equal(2, result.State.Memory.Entries.Count);
    }

    [Fact]
    public void An_entry_that_says_something_else_is_changed_once()
    {
        var state = After(Item("first", "1", "One", Monday), Item("second", "2", "Two", Monday));
        var edited = Answer(Rss(Item("first", "1", "One, corrected", Monday), Item("second", "2", "Two", Monday)));

        var result = state.Learn(edited, Start.AddHours(1));

        Assert.Equal("~One, corrected", result.Told());
        Assert.Equal("", result.State.Learn(edited, Start.AddHours(2)).Told());
    }

    [Fact]
    public void An_entry_that_left_the_feed_and_came_back_is_known()
    {
        var state = After(Item("first", "1", "One", Monday), Item("second", "2", "Two", Monday));
        state = state.Learn(Answer(Rss(Item("second", "2", "Two", Monday))), Start.AddDays(40)).State;

        Assert.Equal("", state.Learn(Answer(Rss(Item("first", "1", "One", Monday))), Start.AddDays(80)).Told());
    }

    [Fact]
    public void One_id_for_all_entries_loses_none_of_them()
    {
        var state = After(Item("news", "1", "One", Monday), Item("news", "2", "Two", Monday));
        Assert.Equal(2, state.Memory.Entries.Count);

        var result = state.Learn(Answer(Rss(Item("news", "3", "Three", Start), Item("news", "1", "One", Monday), Item("news", "2", "Two", Monday))));

        Assert.Equal("+Three", result.Told());
    }

    [Fact]
    public void Ids_that_only_count_the_places_of_a_document_do_not_turn_a_new_story_into_an_old_one()
    {
        var state = After(Item("1", "a", "Alpha", Monday), Item("2", "b", "Beta", Monday));

        var result = state.Learn(Answer(Rss(Item("1", "c", "Gamma", Start.AddMinutes(-1)), Item("2", "a", "Alpha", Monday))));

        Assert.Equal("+Gamma", result.Told());
    }

    [Fact]
    public void One_page_under_many_entries_is_one_link_and_then_a_page_that_changed()
    {
        var first = PollRules.Begin(Address).Learn(Answer(Rss(Item("g-one-1", "live", "10:01", Monday), Item("g-one-2", "live", "10:02", Monday))));
        Assert.Single(first.New);

        var result = first.State.Learn(Answer(Rss(Item("g-one-3", "live", "10:03", Start), Item("g-one-1", "live", "10:01", Monday), Item("g-one-2", "live", "10:02", Monday))));

        Assert.Equal("~10:03", result.Told());
    }

    [Fact]
    public void Dates_that_the_program_writes_anew_each_time_change_nothing_and_one_among_many_does()
    {
        static string Feed(params int[] hours) => "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>x</title>" + string.Concat(hours.Select((hour, i) => string.Create(
            CultureInfo.InvariantCulture, $"<entry><id>urn:x:{i}</id><link href=\"https://news.example/{i}\"/><title>T{i}</title><updated>2026-11-24T{hour:00}:00:00Z</updated></entry>"))) + "</feed>";
        var state = PollRules.Begin(Address).Learn(Answer(Feed(1, 1, 1, 1, 1, 1, 1, 1))).State;

        Assert.Equal("", state.Learn(Answer(Feed(2, 2, 2, 2, 2, 2, 2, 2))).Told());
        Assert.Equal("~T3", state.Learn(Answer(Feed(1, 1, 1, 2, 1, 1, 1, 1))).Told());
    }

    [Fact]
    public void A_text_that_never_stands_still_is_told_more_and_more_rarely_and_its_last_words_are_not_lost()
    {
        var state = After(Item("first", "1", "One", Monday, "0 comments"));
        var told = 0;
        var body = "";
        for (var quarter = 1; quarter <= 96; quarter++)
        {
            body = Rss(Item("first", "1", "One", Monday, quarter.ToString(CultureInfo.InvariantCulture) + " comments"));
            var result = state.Learn(Answer(body, headers: ("ETag", "\"a\"")), Start.AddMinutes(15 * quarter));
            told += result.Changed.Count;
            state = result.State;
        }

        Assert.InRange(told, 4, 8);
        Assert.Null(state.ETag);
        Assert.Equal("~One", state.Learn(Answer(body), Start.AddDays(4)).Told());
    }

    [Fact]
    public void A_feed_that_grows_without_end_is_remembered_within_bounds_and_nothing_of_its_document_is_forgotten()
    {
        var policy = new PollPolicy { Limits = new FeedLimits { MaxEntries = 500 } };
        var state = PollRules.Begin(Address);
        for (var round = 0; round < 20; round++)
        {
            var items = Enumerable.Range(round * 400, 600).Reverse().Select(n => Item($"guid-{n}", $"{n}", $"Story {n}", Monday)).ToArray();
            var result = state.Learn(Answer(Rss(items)), Start.AddDays(round), policy);
            state = result.State;
            Assert.Equal("", state.Learn(Answer(Rss(items) + " "), Start.AddDays(round), policy).Told());
            Assert.NotNull(state.Notice);
        }

        Assert.InRange(state.Memory.Entries.Count, 500, 2500);
    }

    [Fact]
    public void A_poll_that_changes_nothing_leaves_the_very_same_memory()
    {
        var state = After(Item("first", "1", "One", Monday));

        Assert.Same(state.Memory, state.Learn(Answer(Rss(Item("first", "1", "One", Monday)) + " "), Start.AddHours(1)).State.Memory);
    }
}
