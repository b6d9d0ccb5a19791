using System.Globalization;
using System.Text;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Feeds.Polling;

/// <summary>Answers as tests write them.</summary>
internal static class Polls
{
    public const string Address = "https://news.example/feed";

    public static DateTimeOffset Start { get; } = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    public static FetchOutcome.Captured Answer(string body, int status = 200, params (string Name, string Value)[] headers) =>
        Answer(Encoding.UTF8.GetBytes(body), status, headers);

    public static FetchOutcome.Captured Answer(byte[] body, int status = 200, params (string Name, string Value)[] headers) => new([new Exchange
    {
        Provenance = Provenance.Fetched,
        Address = new Uri(Address),
        Method = "GET",
        Status = status,
        Started = Start,
        Ended = Start,
        Body = body,
        ResponseHeaders = [.. headers.Select(header => new HeaderPair(header.Name, header.Value))],
        RequestHeaders = [new HeaderPair("If-None-Match", "\"a\"")],
    }]);

    public static string Rss(params string[] items) => Channel("", items);

    public static string Channel(string more, params string[] items) =>
        $"<rss version=\"2.0\"><channel><title>Desk</title>{more}{string.Concat(items)}</channel></rss>";

    public static string Item(string? guid, string? link, string title, DateTimeOffset? at = null, string text = "") =>
        $"<item><title>{title}</title>{(link is null ? "" : $"<link>https://news.example/{link}</link>")}{(guid is null ? "" : $"<guid isPermaLink=\"false\">{guid}</guid>")}"
        + $"{(at is { } date ? $"<pubDate>{date.ToString("R", CultureInfo.InvariantCulture)}</pubDate>" : "")}<description>{text}</description></item>";

    public static PollResult Learn(this FeedState state, FetchOutcome outcome, DateTimeOffset? now = null, PollPolicy? policy = null, double jitter = 0) =>
        PollRules.Learn(state, outcome, now ?? Start, policy ?? PollPolicy.Usual, jitter);

    /// <summary>The titles of what is new and of what changed.</summary>
    public static string Told(this PollResult result) =>
        string.Join(' ', result.New.Select(entry => "+" + entry.Title?.Words()).Concat(result.Changed.Select(entry => "~" + entry.Title?.Words())));

    public static FeedState After(params string[] items) => PollRules.Begin(Address).Learn(Answer(Rss(items))).State;
}
