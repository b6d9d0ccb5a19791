using System.Globalization;
using System.Security.Cryptography;
using Tearsheet.Reading.Feeds.WebSub;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Work;

/// <summary>Feeds that a hub announces: subscribed to where one is offered, verified, renewed, and polled at once when it says that there is something new.</summary>
/// <param name="book">Where the subscriptions stand.</param>
/// <param name="fetcher">Asks the hubs.</param>
/// <param name="turns">Where the asking stands in line.</param>
/// <param name="address">Where this desk's site is reached from outside; null while nobody could call back.</param>
/// <param name="clock">Dates the leases.</param>
/// <param name="logger">Told what hubs answer.</param>
internal sealed class HubSubscriptions(
    WorkBook book, PageFetcher fetcher, IHostTurns turns, Func<string?> address, TimeProvider clock, ILogger logger)
{
    /// <summary>What the path of every callback begins with.</summary>
    public const string Prefix = "/api/v1/websub/";

    private const int TokenBytes = 24;

    /// <summary>Takes up what a feed offers, unless it is subscribed to already or nobody could call back.</summary>
    public void Offer(long feed, WebSubOffer offer)
    {
        var known = book.FindHub(feed);
        if (offer.Topic is not { } topic || (known is not null && known.Topic == topic && offer.Hubs.Contains(known.Hub, StringComparer.Ordinal))
            || address() is not { } site || offer.Hubs.FirstOrDefault(IsHttp) is not { } hub)
        {
            return;
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        book.Keep(feed, token, new HubSubscription
        {
            Hub = hub,
            Topic = topic,
            Callback = site.TrimEnd('/') + Prefix + token,
            Secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes)),
            NextAsk = clock.GetUtcNow(),
        });
    }

    /// <summary>Asks the hub of a feed.</summary>
    public async Task AskAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var feed = long.Parse(item.Key, CultureInfo.InvariantCulture);
        if (book.FindHub(feed) is not { } known)
        {
            book.Done(item);
            return;
        }

        // A request that nobody verified within its time was one in vain.
        var now = clock.GetUtcNow();
        known = known.Pending == HubRequest.None ? known : SubscriptionRules.Failed(known, now);
        var (form, asked) = SubscriptionRules.Ask(known, HubRequest.Subscribe, now);
        var token = TokenOf(asked);

        // Stored before it is sent: some hubs verify before they answer.
        book.Keep(feed, token, asked);
        await using var turn = new VisitTurn(turns);
        var outcome = await fetcher.PostAsync(new Uri(asked.Hub), form, turn, cancellationToken);
        if (outcome is FetchOutcome.Captured { Answer.Status: >= 200 and <= 299 })
        {
            return;
        }

        book.Keep(feed, token, SubscriptionRules.Failed(book.FindHub(feed) ?? asked, clock.GetUtcNow()));
        logger.HubRefused(asked.Hub, outcome is FetchOutcome.Captured { Answer.Status: { } status } ? status : null);
    }

    /// <summary>Answers a hub that verifies what it was asked.</summary>
    public CallbackVerdict Verify(string token, IReadOnlyList<KeyValuePair<string, string>> query)
    {
        var known = book.FindHub(token);
        var verdict = SubscriptionRules.Verify(known?.Subscription, query, clock.GetUtcNow());
        if (known is var (before, feed) && verdict.Subscription is { } after && after != before)
        {
            book.Keep(feed, token, after);
        }

        return verdict;
    }

    /// <summary>Takes a delivery: the feed becomes due, if it was rightly signed.</summary>
    /// <returns>false when there is no such subscription.</returns>
    public bool Deliver(string token, ReadOnlySpan<byte> body, string? signature)
    {
        if (book.FindHub(token) is not var (subscription, feed))
        {
            return false;
        }

        var now = clock.GetUtcNow();
        if (SubscriptionRules.IsDelivered(subscription, body, signature, now))
        {
            book.Keep(feed, token, subscription with { LastDelivery = now });
            book.PollNow(feed, now);
            OnDelivery(feed);
        }
        else
        {
            logger.DeliveryIgnored(subscription.Hub);
        }

        return true;
    }

    /// <summary>Told the number of each feed of which there is something new.</summary>
    public Action<long> OnDelivery { get; set; } = _ => { };

    private static string TokenOf(HubSubscription subscription) => subscription.Callback[(subscription.Callback.LastIndexOf('/') + 1)..];

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
