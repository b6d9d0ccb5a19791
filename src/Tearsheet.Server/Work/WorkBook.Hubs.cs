using System.Globalization;
using System.Text.Json;
using Tearsheet.Reading.Feeds.WebSub;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Work;

/// <content>Subscriptions at hubs.</content>
internal sealed partial class WorkBook
{
    /// <summary>The subscription of a feed; null when it has none.</summary>
    public HubSubscription? FindHub(long feed)
    {
        lock (_gate)
        {
            return Hubs("select state, feed from hub where feed = $key", feed).Select(found => found.Subscription).FirstOrDefault();
        }
    }

    /// <summary>The subscription whose callback ends with a token; null when there is none.</summary>
    public (HubSubscription Subscription, long Feed)? FindHub(string token)
    {
        lock (_gate)
        {
            return Hubs("select state, feed from hub where token = $key", token) is [var found, ..] ? found : null;
        }
    }

    /// <summary>Stores a subscription, and when its hub is to be asked next.</summary>
    /// <param name="feed">The feed's number; nothing is stored when it is followed no longer.</param>
    /// <param name="token">What its callback ends with.</param>
    public void Keep(long feed, string token, HubSubscription subscription) => Atomically(() =>
    {
        if (Number("select count(*) from feed where id = $id", ("$id", feed)) == 0)
        {
            return false;
        }

        Change(
            "insert into hub (feed, token, state) values ($feed, $token, $state) on conflict (feed) do update set token = $token, state = $state",
            ("$feed", feed),
            ("$token", token),
            ("$state", JsonSerializer.Serialize(subscription, WorkJson.Default.HubSubscription)));
        var key = feed.ToString(CultureInfo.InvariantCulture);
        Change("delete from work where kind = $kind and key = $key", ("$kind", (int)WorkKind.Subscribe), ("$key", key));
        if (subscription.NextAsk is { } next)
        {
            Put(new WorkItem
            {
                Kind = WorkKind.Subscribe,
                Key = key,
                Host = VisitTurn.HostOf(new Uri(subscription.Hub)),
                Address = subscription.Hub,
                Due = next,
                Since = next,
                Feed = feed,
            });
        }

        return true;
    });

    /// <summary>Makes a feed due now.</summary>
    public void PollNow(long feed, DateTimeOffset now) => Atomically(() => Change(
        "update work set due = min(due, $now) where kind = 0 and key = $key",
        ("$now", Millis(now)),
        ("$key", feed.ToString(CultureInfo.InvariantCulture))) > 0);

    private List<(HubSubscription Subscription, long Feed)> Hubs(string sql, object key) => All(
        sql, row => (JsonSerializer.Deserialize(row.GetString(0), WorkJson.Default.HubSubscription)!, row.GetInt64(1)), ("$key", key));
}
