using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tearsheet.Server.Work;

/// <summary>What is due now.</summary>
/// <param name="Feeds">Numbers of the feeds to be asked, the longest due first.</param>
/// <param name="Hosts">The hosts at which pages wait.</param>
/// <param name="Next">When something is due next, beyond what is named here; null for never.</param>
internal sealed record DueWork(IReadOnlyList<long> Feeds, IReadOnlyList<string> Hosts, DateTimeOffset? Next);

/// <summary>How much waits on a feed's account.</summary>
/// <param name="Waiting">Pages that are still to be visited.</param>
/// <param name="GivenUp">Pages that could not be had.</param>
/// <param name="LastProblem">Why the latest of those could not.</param>
internal sealed record FeedBacklog(int Waiting, int GivenUp, string? LastProblem);

/// <content>What is to be done.</content>
internal sealed partial class WorkBook
{
    /// <summary>How long a page that was given up stays on the list.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    // Beyond any clock: what was given up is due never.
    private const long Never = long.MaxValue;

    private const string ItemColumns = "id, kind, key, host, address, due, since, feed, attempts, problem, changed, memory";

    /// <summary>Puts something on the list; what waits there already stays as it is, and what was given up is tried anew.</summary>
    public void Add(WorkItem item) => Atomically(() =>
    {
        Put(item);
        return true;
    });

    public DueWork Due(DateTimeOffset now)
    {
        lock (_gate)
        {
            var feeds = All(
                "select cast(key as integer) from work left join host on name = work.host where kind = 0 and due <= $now and coalesce(hold, 0) <= $now order by due, id limit 4096",
                row => row.GetInt64(0),
                ("$now", Millis(now)));
            var hosts = All(
                "select host from work left join host on name = work.host where kind > 0 and due <= $now and coalesce(hold, 0) <= $now group by host order by min(due)",
                row => row.GetString(0),
                ("$now", Millis(now)));
            var next = Number(
                "select min(max(due, coalesce(hold, 0))) from work left join host on name = work.host where max(due, coalesce(hold, 0)) > $now",
                ("$now", Millis(now)));
            return new DueWork(feeds, hosts, next is 0 or Never ? null : Time(next));
        }
    }

    /// <summary>Whether a feed is to be asked.</summary>
    public bool IsPollDue(long feed, DateTimeOffset now)
    {
        lock (_gate)
        {
            return Number(
                "select count(*) from work where kind = 0 and key = $key and due <= $now",
                ("$key", feed.ToString(CultureInfo.InvariantCulture)),
                ("$now", Millis(now))) > 0;
        }
    }

    /// <summary>The page that has waited longest at a host; null when none is due, or the host asked to be left alone.</summary>
    public WorkItem? NextAt(string host, DateTimeOffset now)
    {
        lock (_gate)
        {
            return All(
                $"select {ItemColumns} from work where host = $host and due <= $now and kind > 0 and not exists (select 1 from host where name = $host and hold > $now) order by due, id limit 1",
                Item,
                ("$host", host),
                ("$now", Millis(now))).FirstOrDefault();
        }
    }

    /// <summary>Whether a page is due at a host.</summary>
    public bool IsDueAt(string host, DateTimeOffset now) => NextAt(host, now) is not null;

    public void Done(WorkItem item) => Atomically(() => Change("delete from work where id = $id", ("$id", item.Id)) > 0);

    /// <summary>Does it again at another time, with something else to remember.</summary>
    public void Again(WorkItem item, DateTimeOffset due, string memory) => Atomically(() => Change(
        "update work set due = $due, memory = $memory where id = $id", ("$due", Millis(due)), ("$memory", memory), ("$id", item.Id)) > 0);

    /// <summary>Puts many things on the list, and remembers how far whoever looked for them has come.</summary>
    public void Add(IEnumerable<WorkItem> items, string mark, string value) => Atomically(() =>
    {
        foreach (var item in items)
        {
            Put(item);
        }

        return Change("insert into mark (name, value) values ($name, $value) on conflict (name) do update set value = $value", ("$name", mark), ("$value", value));
    });

    /// <summary>How far somebody has come; null before the first time.</summary>
    public string? Mark(string name)
    {
        lock (_gate)
        {
            return All("select value from mark where name = $name", row => row.GetString(0), ("$name", name)).FirstOrDefault();
        }
    }

    /// <summary>Tries again later.</summary>
    public void Retry(WorkItem item, DateTimeOffset due, string problem) => Atomically(() => Change(
        "update work set due = $due, attempts = attempts + 1, problem = $problem where id = $id",
        ("$due", Millis(due)),
        ("$problem", problem),
        ("$id", item.Id)) > 0);

    /// <summary>Tries no more, and remembers why for a while.</summary>
    public void GiveUp(WorkItem item, DateTimeOffset now, string problem) => Atomically(() =>
    {
        Change("delete from work where due = $never and since < $old", ("$never", Never), ("$old", Millis(now - Remembered)));
        return Change(
            "update work set due = $never, since = $now, attempts = attempts + 1, problem = $problem where id = $id",
            ("$never", Never),
            ("$now", Millis(now)),
            ("$problem", problem),
            ("$id", item.Id)) > 0;
    });

    /// <summary>Leaves a host alone until a time; one that is longer already stays.</summary>
    public void Hold(string host, DateTimeOffset until) => Atomically(() => Change(
        "insert into host (name, hold) values ($host, $hold) on conflict (name) do update set hold = max(hold, $hold)",
        ("$host", host),
        ("$hold", Millis(until))) > 0);

    /// <summary>Until when each host is to be left alone; those that are not are not there.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Holds(DateTimeOffset now)
    {
        lock (_gate)
        {
            return All("select name, hold from host where hold > $now", row => (row.GetString(0), Time(row.GetInt64(1))), ("$now", Millis(now)))
                .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
        }
    }

    public FeedBacklog Backlog(long feed)
    {
        lock (_gate)
        {
            return All(
                """
                select count(*) filter (where due < $never), count(*) filter (where due = $never),
                  (select problem from work where feed = $feed and kind = 1 and due = $never order by since desc, id desc limit 1)
                from work where feed = $feed and kind = 1
                """,
                row => new FeedBacklog(row.GetInt32(0), row.GetInt32(1), Text(row, 2)),
                ("$feed", feed),
                ("$never", Never))[0];
        }
    }

    private void Put(WorkItem item) => Change(
        """
        insert into work (kind, key, host, address, due, since, feed, changed, memory) values ($kind, $key, $host, $address, $due, $since, $feed, $changed, $memory)
        on conflict (kind, key) do update set due = $due, since = $since, changed = $changed, attempts = 0, problem = null where due = $never
        """,
        ("$kind", (int)item.Kind),
        ("$key", item.Key),
        ("$host", item.Host),
        ("$address", item.Address),
        ("$due", Millis(item.Due)),
        ("$since", Millis(item.Since)),
        ("$feed", item.Feed),
        ("$changed", item.IsChanged),
        ("$memory", item.Memory),
        ("$never", Never));

    private static WorkItem Item(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Kind = (WorkKind)row.GetInt32(1),
        Key = row.GetString(2),
        Host = row.GetString(3),
        Address = row.GetString(4),
        Due = Time(row.GetInt64(5)),
        Since = Time(row.GetInt64(6)),
        Feed = row.IsDBNull(7) ? null : row.GetInt64(7),
        Attempts = row.GetInt32(8),
        Problem = Text(row, 9),
        IsChanged = row.GetBoolean(10),
        Memory = Text(row, 11),
    };
}
