using System.Text;
using System.Text.Json;
using Tearsheet.Reading.Feeds;
using Tearsheet.Reading.Feeds.WebSub;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Feeds.WebSub;

/// <summary>Where a feed is subscribed to, what is confirmed, and what is believed.</summary>
public sealed class WebSubTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private static readonly HubSubscription Wanted = new()
    {
        Hub = "https://hub.example/",
        Topic = "https://news.example/feed",
        Callback = "https://desk.example/websub/9x",
        Secret = "s3cret",
    };

    [Fact]
    public void Every_case_of_the_table_ends_as_it_says()
    {
        var wrong = SharedData.Lines("feeds", "websub.jsonl").Select(line => (Id: line.GetProperty("id").GetString(), Found: line.GetProperty("kind").GetString() switch
        {
            "discover" => Discover(line),
            "signature" => Sign(line),
            "callback" => Call(line),
            _ => "nobody knows what that is",
        })).Where(found => found.Found is not null);

        Assert.Equal([], wrong);
    }

    [Fact]
    public void The_secret_is_only_told_where_nobody_else_hears_it()
    {
        Assert.Contains(SubscriptionRules.Ask(Wanted, HubRequest.Subscribe, Now).Form, pair => pair is { Key: "hub.secret", Value: "s3cret" });
        Assert.DoesNotContain(SubscriptionRules.Ask(Wanted with { Hub = "http://hub.example/" }, HubRequest.Subscribe, Now).Form, pair => pair.Key == "hub.secret");
        Assert.DoesNotContain(SubscriptionRules.Ask(Wanted with { Secret = new string('é', 100) }, HubRequest.Subscribe, Now).Form, pair => pair.Key == "hub.secret");
    }

    [Fact]
    public void The_form_asks_for_what_the_specification_names()
    {
        var (form, asked) = SubscriptionRules.Ask(Wanted, HubRequest.Subscribe, Now);

        Assert.Equal(["hub.callback", "hub.mode", "hub.topic", "hub.lease_seconds", "hub.secret"], form.Select(pair => pair.Key));
        Assert.Equal(["https://desk.example/websub/9x", "subscribe", "https://news.example/feed", "864000", "s3cret"], form.Select(pair => pair.Value));
        Assert.Equal(HubRequest.Subscribe, asked.Pending);
    }

    [Theory]
    [InlineData("hub.mode=subscribe&hub.topic=https://news.example/other&hub.challenge=abc")]
    [InlineData("hub.mode=subscribe&hub.topic=https://news.example/feed")]
    [InlineData("hub.mode=unsubscribe&hub.topic=https://news.example/feed&hub.challenge=abc")]
    [InlineData("hub.mode=publish&hub.topic=https://news.example/feed&hub.challenge=abc")]
    [InlineData("hub.challenge=abc")]
    public void A_challenge_is_echoed_only_for_what_was_asked(string query)
    {
        var asked = SubscriptionRules.Ask(Wanted, HubRequest.Subscribe, Now).Subscription;

        var verdict = SubscriptionRules.Verify(asked, Query(query), Now);

        Assert.Equal((404, null), (verdict.Status, verdict.Body));
        Assert.Equal(asked, verdict.Subscription);
    }

    [Theory]
    [InlineData("86400", 24)]
    [InlineData("1", 1.0 / 12)]
    [InlineData("999999999", 240)]
    [InlineData("never", 240)]
    [InlineData(null, 240)]
    public void A_lease_is_believed_within_bounds_and_renewed_before_it_ends(string? seconds, double hours)
    {
        var asked = SubscriptionRules.Ask(Wanted, HubRequest.Subscribe, Now).Subscription;

        var known = SubscriptionRules.Verify(asked, Query($"hub.mode=subscribe&hub.topic={Wanted.Topic}&hub.challenge=abc{(seconds is null ? "" : "&hub.lease_seconds=" + seconds)}"), Now).Subscription!;

        Assert.Equal(Now.AddHours(hours), known.LeaseEnds);
        Assert.True(known.NextAsk < known.LeaseEnds);
        Assert.True(SubscriptionRules.IsActive(known, known.NextAsk!.Value));
        Assert.False(SubscriptionRules.IsActive(known, known.LeaseEnds!.Value));
    }

    [Fact]
    public void A_second_verification_that_nobody_asked_for_is_refused()
    {
        var query = Query($"hub.mode=subscribe&hub.topic={Wanted.Topic}&hub.challenge=abc&hub.lease_seconds=86400");
        var known = SubscriptionRules.Verify(SubscriptionRules.Ask(Wanted, HubRequest.Subscribe, Now).Subscription, query, Now).Subscription;

        Assert.Equal(404, SubscriptionRules.Verify(known, query, Now).Status);
    }

    [Fact]
    public void A_hub_that_says_no_or_nothing_is_asked_more_and_more_rarely()
    {
        var asked = SubscriptionRules.Ask(Wanted, HubRequest.Subscribe, Now).Subscription;
        Assert.Equal(Now.AddHours(1), asked.NextAsk);
        var denied = SubscriptionRules.Verify(asked, Query($"hub.mode=denied&hub.topic={Wanted.Topic}&hub.reason=no"), Now).Subscription!;
        Assert.Equal(("no", Now.AddDays(10)), (denied.Denied, denied.NextAsk));

        var waits = new List<double>();
        var failing = asked;
        for (var n = 0; n < 10; n++)
        {
            failing = SubscriptionRules.Failed(failing, Now);
            waits.Add((failing.NextAsk!.Value - Now).TotalHours);
        }

        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 168, 168, 168], waits);
    }

    [Fact]
    public void A_delivery_counts_when_it_is_signed_as_agreed_and_the_lease_runs()
    {
        var known = Wanted with { LeaseEnds = Now.AddDays(1) };
        var body = "<rss/>"u8;
        var signature = "sha256=" + Convert.ToHexString(System.Security.Cryptography.HMACSHA256.HashData("s3cret"u8, body));

        Assert.True(SubscriptionRules.IsDelivered(known, body, signature, Now));
        Assert.False(SubscriptionRules.IsDelivered(known, body, signature, Now.AddDays(2)));
        Assert.False(SubscriptionRules.IsDelivered(known, "<rss />"u8, signature, Now));
        Assert.False(SubscriptionRules.IsDelivered(known, body, signature: null, Now));
        Assert.True(SubscriptionRules.IsDelivered(known with { Hub = "http://hub.example/" }, body, signature: null, Now));
    }

    [Fact]
    public void A_link_in_the_body_of_a_page_leads_to_no_hub() =>
        Assert.Null(WebSubDiscovery.Find([], "<html><head></head><body><link rel=hub href=https://evil.example/></body></html>"u8, null, "https://news.example/"));

    private static string? Discover(JsonElement line)
    {
        var headers = line.GetProperty("headers").EnumerateArray().Select(pair => new HeaderPair(pair[0].GetString()!, pair[1].GetString()!)).ToList();
        var (body, type, url) = (Encoding.UTF8.GetBytes(line.GetProperty("body").GetString()!), line.GetProperty("content_type").GetString(), line.GetProperty("url").GetString());
        var offer = FeedReader.Read(body, type, url) is FeedOutcome.Read { Feed: var feed }
            ? WebSubDiscovery.Find(headers, feed, url)
            : WebSubDiscovery.Find(headers, body, type, url);
        var expect = line.GetProperty("expect");
        var wanted = string.Join(' ', expect.GetProperty("hubs").EnumerateArray()) + " for " + expect.GetProperty("topic");
        var found = string.Join(' ', offer?.Hubs ?? []) + " for " + offer?.Topic;
        return wanted == found ? null : found;
    }

    private static string? Sign(JsonElement line)
    {
        var header = line.GetProperty("header").GetString()?.Split(": ")[1];
        var found = WebSubSignature.IsValid(line.GetProperty("secret").GetString()!, line.GetProperty("body_b64").GetBytesFromBase64(), header);
        return found == line.GetProperty("valid").GetBoolean() ? null : $"{found}";
    }

    private static string? Call(JsonElement line)
    {
        var query = line.GetProperty("query").EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, pair.Value.GetString()!)).ToList();
        var known = line.GetProperty("pending").GetBoolean() ? SubscriptionRules.Ask(
            Wanted, query.Any(pair => pair is { Key: "hub.mode", Value: "unsubscribe" }) ? HubRequest.Unsubscribe : HubRequest.Subscribe, Now).Subscription : null;
        var verdict = SubscriptionRules.Verify(known, query, Now);
        var expect = line.GetProperty("expect");
        return verdict.Status == expect.GetProperty("status").GetInt32() && verdict.Body == expect.GetProperty("body").GetString() ? null : verdict.ToString();
    }

    private static List<KeyValuePair<string, string>> Query(string text) =>
        [.. text.Split('&').Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1]))];
}
