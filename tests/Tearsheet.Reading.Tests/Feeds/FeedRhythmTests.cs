using System.Text;
using Tearsheet.Reading.Feeds;

namespace Tearsheet.Reading.Tests.Feeds;

/// <summary>What a feed says of itself that polling needs.</summary>
public sealed class FeedRhythmTests
{
    private const string Syndication = "xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"";

    [Theory]
    [InlineData("<ttl>90</ttl>", 90)]
    [InlineData("<ttl> 90 </ttl>", 90)]
    [InlineData("<ttl>0</ttl>", null)]
    [InlineData("<ttl>-5</ttl>", null)]
    [InlineData("<ttl>soon</ttl>", null)]
    [InlineData("<sy:updatePeriod>hourly</sy:updatePeriod>", 60)]
    [InlineData("<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 720)]
    [InlineData("<sy:updateFrequency>2</sy:updateFrequency>", null)]
    [InlineData("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 1440)]
    [InlineData("<sy:updatePeriod>daily</sy:updatePeriod><ttl>30</ttl>", 30)]
    [InlineData("<item><ttl>5</ttl></item>", null)]
    public void How_often_a_feed_wants_to_be_asked_is_read(string text, int? minutes) =>
        Assert.Equal(minutes is { } wanted ? TimeSpan.FromMinutes(wanted) : null, Rss(text).Rhythm.Every);

    [Fact]
    public void Hours_and_days_without_news_are_read_and_wrong_ones_left_out()
    {
        var rhythm = Rss("<skipHours><hour>3</hour><hour>24</hour><hour>3</hour><hour>25</hour><hour>x</hour></skipHours><skipDays><day>Sunday</day><day>saturday</day><day>7</day><day>Someday</day></skipDays>").Rhythm;

        Assert.Equal([0, 3], rhythm.SkipHours);
        Assert.Equal([DayOfWeek.Sunday, DayOfWeek.Saturday], rhythm.SkipDays);
    }

    [Fact]
    public void Hubs_the_own_address_the_page_before_and_completeness_are_read_from_Atom()
    {
        var feed = Read("""
            <feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"><title>x</title>
            <link rel="hub" href="https://h1.example/"/><link rel="hub" href="/h2"/><link rel="self" href="feed"/><link rel="self" href="/other"/>
            <link rel="prev-archive" href="https://news.example/2025"/><fh:complete/>
            <entry><id>1</id><link rel="self" href="/1"/><link rel="hub" href="https://evil.example/"/></entry></feed>
            """);

        Assert.Equal(["https://h1.example/", "https://news.example/h2"], feed.Hubs);
        Assert.Equal(("https://news.example/feed", "https://news.example/2025", true), (feed.Self, feed.PreviousArchive, feed.IsComplete));
    }

    [Fact]
    public void An_Atom_link_inside_RSS_says_the_same()
    {
        var feed = Rss("<a:link xmlns:a=\"http://www.w3.org/2005/Atom\" rel=\"self hub\" href=\"https://both.example/\"/>");

        Assert.Equal("https://both.example/", feed.Self);
        Assert.Equal(["https://both.example/"], feed.Hubs);
        Assert.False(feed.IsComplete);
    }

    [Fact]
    public void JSON_Feed_has_words_of_its_own_for_them()
    {
        var feed = Read("""
            {"version": "https://jsonfeed.org/version/1.1", "title": "x", "feed_url": "https://news.example/feed", "next_url": "/2",
             "hubs": [{"type": "WebSub", "url": "https://hub.example/"}, {"type": "rssCloud", "url": "https://cloud.example/"}, 5], "items": []}
            """);

        Assert.Equal(("https://news.example/feed", "https://news.example/2"), (feed.Self, feed.PreviousArchive));
        Assert.Equal(["https://hub.example/"], feed.Hubs);
    }

    private static Feed Rss(string text) => Read($"<rss version=\"2.0\" {Syndication}><channel><title>x</title>{text}</channel></rss>");

    private static Feed Read(string text) =>
        Assert.IsType<FeedOutcome.Read>(FeedReader.Read(Encoding.UTF8.GetBytes(text), contentType: null, "https://news.example/feed")).Feed;
}
