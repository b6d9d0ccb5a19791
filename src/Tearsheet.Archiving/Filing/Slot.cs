namespace Tearsheet.Archiving.Filing;

/// <summary>One place of a list; it is given once and never to another link (decision 8).</summary>
/// <param name="Number">From 0, the oldest.</param>
/// <param name="LinkId">Whose place it is.</param>
/// <param name="Link">null for a tombstone: moved away, held again, merged or retracted.</param>
public sealed record Slot(long Number, string LinkId, FiledLink? Link);

/// <summary>Where a link stands or stood.</summary>
/// <param name="List">"all", "topic:ID", "source:HOST" or "day:2026-11-24".</param>
/// <param name="Number">The slot, from 0.</param>
/// <param name="Shown">false for a tombstone.</param>
public readonly record struct SlotRef(string List, long Number, bool Shown);

/// <summary>The keys of lists.</summary>
public static class ListKey
{
    /// <summary>Every visible link.</summary>
    public const string All = "all";

    /// <summary>The links of a topic and of those below it.</summary>
    public static string Topic(string topicId) => "topic:" + topicId;

    public static string Source(string host) => "source:" + host;

    /// <summary>The links that first became visible on a day (UTC).</summary>
    public static string Day(DateOnly day) =>
        "day:" + day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What the log entries after a number touched; the same whatever the order in which the index learned of them.</summary>
/// <param name="Since">The number; entries after it count.</param>
/// <param name="UpTo">The last entry that is taken into account.</param>
/// <param name="Settings">Whether the site's settings changed.</param>
/// <param name="LinkIds">Links of which anything changed that can show: themselves, their topic's path, their source's name or policy. By file order.</param>
/// <param name="TopicIds">Topics that were added, renamed or merged. By id.</param>
/// <param name="Hosts">Sources that were added or changed. By host.</param>
/// <param name="Slots">Every slot that a changed link has, shown or not. By list, then number.</param>
public sealed record ChangesSince(
    long Since,
    long UpTo,
    bool Settings,
    IReadOnlyList<string> LinkIds,
    IReadOnlyList<string> TopicIds,
    IReadOnlyList<string> Hosts,
    IReadOnlyList<SlotRef> Slots)
{
    /// <summary>Whether they may have touched any link's edits, or the words of one that has edits.</summary>
    public bool Edits { get; init; }
}

/// <summary>Which links to list, in the order of filing.</summary>
public sealed record LinkQuery
{
    /// <summary>Id of a topic; the links of topics below it count too.</summary>
    public string? TopicId { get; init; }

    public string? Host { get; init; }

    public LinkState? State { get; init; }

    /// <summary>Newest first instead of oldest first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Only those beyond this link's id, in the direction of the list; null to begin.</summary>
    public string? After { get; init; }

    /// <summary>At most this many; from 1.</summary>
    public int Limit { get; init; } = 100;
}
