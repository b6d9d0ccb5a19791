using System.Globalization;
using System.Text;

namespace Tearsheet.Reading.Feeds.WebSub;

/// <summary>How a feed is subscribed to at its hub: what is asked, what is confirmed, and when it is asked again.</summary>
/// <remarks>
/// Spec: WebSub, "Subscribing and Unsubscribing". A hub that falls silent is no loss: the feed is polled all the same, and a delivery is only
/// a reason to poll it now.
/// </remarks>
public static class SubscriptionRules
{
    /// <summary>What a lease is asked for, and the most that one is believed for.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromDays(10);

    /// <summary>The shortest lease that is taken as said.</summary>
    public static readonly TimeSpan ShortestLease = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of a delivery that are read, inclusive.</summary>
    public const int MaxDelivery = 16 << 20;

    private const int MaxChallenge = 4096;
    private const int MaxSecretBytes = 199;
    private const int MaxReason = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>The form that is posted to the hub, as <c>application/x-www-form-urlencoded</c>, and the subscription that waits for its answer.</summary>
    /// <param name="subscription">As known.</param>
    /// <param name="request">Subscribe, also for a renewal, or Unsubscribe.</param>
    /// <param name="now">The time.</param>
    /// <remarks>A secret is only sent over https, where nobody else hears it.</remarks>
    public static (IReadOnlyList<KeyValuePair<string, string>> Form, HubSubscription Subscription) Ask(HubSubscription subscription, HubRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentOutOfRangeException.ThrowIfEqual((int)request, (int)HubRequest.None, nameof(request));
        var form = new List<KeyValuePair<string, string>>
        {
            new("hub.callback", subscription.Callback),
            new("hub.mode", request == HubRequest.Subscribe ? "subscribe" : "unsubscribe"),
            new("hub.topic", subscription.Topic),
        };
        if (request == HubRequest.Subscribe)
        {
            form.Add(new("hub.lease_seconds", Lease.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)));
            if (IsSigned(subscription))
            {
                form.Add(new("hub.secret", subscription.Secret!));
            }
        }

        // Without a verification it is asked again: the hub may have lost the request.
        return (form, subscription with { Pending = request, Asked = now, NextAsk = now + Backoff(subscription.Failures) });
    }

    /// <summary>Whether deliveries must be signed; others are only believed to say that there is something new.</summary>
    public static bool IsSigned(HubSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return subscription.Secret is { Length: > 0 } secret && Encoding.UTF8.GetByteCount(secret) <= MaxSecretBytes
            && subscription.Hub.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What is said to the hub that verifies, or says no: a challenge is echoed only for what was asked.</summary>
    /// <param name="subscription">The one whose callback was called; null when there is none.</param>
    /// <param name="query">The parameters of the request, untrusted; the first of two of a name counts.</param>
    /// <param name="now">The time.</param>
    public static CallbackVerdict Verify(HubSubscription? subscription, IReadOnlyList<KeyValuePair<string, string>> query, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(query);
        var no = new CallbackVerdict(404, Body: null, subscription);
        if (subscription is null || Value(query, "hub.topic") != subscription.Topic)
        {
            return no;
        }

        var challenge = Value(query, "hub.challenge");
        var isChallenged = challenge is { Length: > 0 and <= MaxChallenge };
        switch (Value(query, "hub.mode"))
        {
            case "denied":
                var reason = Value(query, "hub.reason") ?? "";
                return new CallbackVerdict(200, Body: null, subscription with
                {
                    Pending = HubRequest.None,
                    LeaseEnds = null,
                    NextAsk = now + Lease,
                    Denied = reason.Length == 0 ? "without a reason" : reason.Length <= MaxReason ? reason : reason[..MaxReason],
                });
            case "subscribe" when isChallenged && subscription.Pending == HubRequest.Subscribe:
                var lease = Granted(Value(query, "hub.lease_seconds"));
                return new CallbackVerdict(200, challenge, subscription with
                {
                    Pending = HubRequest.None,
                    LeaseEnds = now + lease,
                    NextAsk = now + (lease * 0.75),
                    Failures = 0,
                    Denied = null,
                });
            case "unsubscribe" when isChallenged && subscription.Pending == HubRequest.Unsubscribe:
                return new CallbackVerdict(200, challenge, subscription with { Pending = HubRequest.None, LeaseEnds = null, NextAsk = null });
            default:
                return no;
        }
    }

    /// <summary>After the hub refused the request, or could not be reached.</summary>
    /// <param name="subscription">As it was when it asked.</param>
    /// <param name="now">The time.</param>
    public static HubSubscription Failed(HubSubscription subscription, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var failures = Math.Min(subscription.Failures, 1000) + 1;
        return subscription with { Pending = HubRequest.None, Failures = failures, NextAsk = now + Backoff(failures) };
    }

    /// <summary>Whether the hub delivers at a time.</summary>
    public static bool IsActive(HubSubscription subscription, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return subscription.LeaseEnds > now;
    }

    /// <summary>Whether a delivery is a reason to poll the feed now. The hub is answered with 202 either way.</summary>
    /// <param name="subscription">The one whose callback was called.</param>
    /// <param name="body">As received.</param>
    /// <param name="signature">The value of X-Hub-Signature; null when it was not sent.</param>
    /// <param name="now">The time.</param>
    /// <remarks>A delivery is not read itself: so what a feed says is heard from the feed only, and its validators stay those of what was read.</remarks>
    public static bool IsDelivered(HubSubscription subscription, ReadOnlySpan<byte> body, string? signature, DateTimeOffset now) =>
        IsActive(subscription, now) && (!IsSigned(subscription) || WebSubSignature.IsValid(subscription.Secret!, body, signature));

    private static TimeSpan Granted(string? seconds)
    {
        var lease = seconds is { Length: > 0 and <= 9 } && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromSeconds(number)
            : Lease;
        return lease < ShortestLease ? ShortestLease : lease > Lease ? Lease : lease;
    }

    private static TimeSpan Backoff(int failures) => Patience * Math.Min(Math.Pow(2, Math.Min(failures, 20)), 24 * 7);

    private static string? Value(IReadOnlyList<KeyValuePair<string, string>> query, string name) => query.FirstOrDefault(pair => pair.Key == name).Value;
}
