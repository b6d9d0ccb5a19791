using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Work;

/// <content>What is followed.</content>
internal sealed partial class WorkBook
{
    private const string FeedColumns = "id, address, topic, policy, hold, every, added, state";

    /// <summary>All feeds in the order in which they were followed, without their memory.</summary>
    public IReadOnlyList<FollowedFeed> Feeds()
    {
        lock (_gate)
        {
            return All($"select {FeedColumns} from feed order by id", Feed);
        }
    }

    /// <summary>A feed with its memory; null when it is not followed.</summary>
    public FollowedFeed? FindFeed(long id)
    {
        lock (_gate)
        {
            return All($"select {FeedColumns}, memory from feed where id = $id", FeedWithMemory, ("$id", id)).FirstOrDefault();
        }
    }

    /// <summary>What is wanted of a feed, without its memory; null when it is not followed.</summary>
    public FollowedFeed? FindWish(long id)
    {
        lock (_gate)
        {
            return All($"select {FeedColumns} from feed where id = $id", Feed, ("$id", id)).FirstOrDefault();
        }
    }

    /// <summary>A feed by the address by which it was followed, by where it is asked now, or by its number; null when it is not followed.</summary>
    public FollowedFeed? FindFeed(string name)
    {
        lock (_gate)
        {
            return All(
                $"select {FeedColumns}, memory from feed where address = $name or state ->> 'address' = $name or id = $id order by address = $name desc limit 1",
                FeedWithMemory,
                ("$name", name),
                ("$id", long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1)).FirstOrDefault();
        }
    }

    /// <summary>Follows a feed, or changes what is wanted of one that is followed already.</summary>
    /// <returns>The feed as it stands now, with its number.</returns>
    public FollowedFeed Follow(FollowedFeed feed, IReadOnlyList<WorkItem> work, string host) => Atomically(() =>
    {
        Change(
            """
            insert into feed (address, topic, policy, hold, every, added, state, memory) values ($address, $topic, $policy, $hold, $every, $added, $state, $memory)
            on conflict (address) do update set topic = $topic, policy = $policy, hold = $hold, every = $every, state = $state, memory = $memory
            """,
            ("$address", feed.Address),
            ("$topic", feed.Topic),
            ("$policy", PolicyWord.Of(feed.Policy)),
            ("$hold", feed.Hold),
            ("$every", (long?)feed.Every?.TotalSeconds),
            ("$added", Millis(feed.AddedAt)),
            ("$state", StateText(feed.State)),
            ("$memory", FeedMemoryForm.Write(feed.State.Memory)));
        var stored = All($"select {FeedColumns}, memory from feed where address = $address", FeedWithMemory, ("$address", feed.Address))[0];
        Schedule(stored, host);
        foreach (var item in work)
        {
            Put(item with { Feed = stored.Id });
        }

        return stored;
    });

    /// <summary>Stores what a poll taught, and what is to be done because of it.</summary>
    /// <param name="feed">With the state of before the poll replaced by that of after it.</param>
    /// <param name="memoryMoved">Whether its memory is another one than before.</param>
    public void Learn(FollowedFeed feed, bool memoryMoved, IReadOnlyList<WorkItem> work, string host) => Atomically(() =>
    {
        if (memoryMoved)
        {
            Change(
                "update feed set state = $state, memory = $memory where id = $id",
                ("$state", StateText(feed.State)),
                ("$memory", FeedMemoryForm.Write(feed.State.Memory)),
                ("$id", feed.Id));
        }
        else
        {
            Change("update feed set state = $state where id = $id", ("$state", StateText(feed.State)), ("$id", feed.Id));
        }

        // Somebody may have stopped following it meanwhile: then nothing is done on its account any more.
        if (Number("select count(*) from feed where id = $id", ("$id", feed.Id)) == 0)
        {
            return false;
        }

        Schedule(feed, host);
        foreach (var item in work)
        {
            Put(item with { Feed = feed.Id });
        }

        return true;
    });

    /// <summary>Follows a feed no longer; what still waits on its account is dropped.</summary>
    /// <returns>false when it was not followed.</returns>
    public bool Unfollow(long id) => Atomically(() =>
    {
        Change("delete from work where feed = $id", ("$id", id));
        Change("delete from hub where feed = $id", ("$id", id));
        return Change("delete from feed where id = $id", ("$id", id)) > 0;
    });

    private void Schedule(FollowedFeed feed, string host)
    {
        var key = feed.Id.ToString(CultureInfo.InvariantCulture);
        if (feed.State.IsEnded)
        {
            Change("delete from work where kind = 0 and key = $key", ("$key", key));
            return;
        }

        Change(
            """
            insert into work (kind, key, host, address, due, since, feed) values (0, $key, $host, $address, $due, $due, $feed)
            on conflict (kind, key) do update set host = $host, address = $address, due = $due
            """,
            ("$key", key),
            ("$host", host),
            ("$address", feed.State.Address),
            ("$due", Millis(feed.State.NextPoll)),
            ("$feed", feed.Id));
    }

    private static string StateText(FeedState state) => JsonSerializer.Serialize(state with { Memory = FeedMemory.Empty }, WorkJson.Default.FeedState);

    private static FollowedFeed Feed(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Address = row.GetString(1),
        Topic = Text(row, 2),
        Policy = PolicyWord.Parse(Text(row, 3)),
        Hold = row.GetBoolean(4),
        Every = row.IsDBNull(5) ? null : TimeSpan.FromSeconds(row.GetInt64(5)),
        AddedAt = Time(row.GetInt64(6)),
        State = JsonSerializer.Deserialize(row.GetString(7), WorkJson.Default.FeedState) ?? PollRules.Begin(row.GetString(1)),
    };

    private static FollowedFeed FeedWithMemory(SqliteDataReader row)
    {
        var feed = Feed(row);
        return feed with { State = feed.State with { Memory = FeedMemoryForm.Read(row.GetFieldValue<byte[]>(8)) } };
    }
}
