using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Publishing.Editions;

/// <summary>The entry of a link in the edition before and in this one; null where it is not.</summary>
internal readonly record struct EntryChange(string LinkId, Cid? Before, Cid? After);

/// <summary>
/// <c>.well-known/tearsheet/changes.json</c>: which entries an edition added, changed and withdrew. Ids and CIDs only, so
/// that it can be kept when what it names is gone.
/// </summary>
internal static class ChangeList
{
    /// <summary>Version of the format.</summary>
    public const int Version = 1;

    /// <summary>The file: canonical DAG-JSON, each list by id.</summary>
    /// <param name="previous">ROOT of the edition before; null for the first.</param>
    /// <param name="changes">In any order; those that change nothing are left out.</param>
    public static byte[] Make(Cid? previous, IReadOnlyCollection<EntryChange> changes)
    {
        var sorted = changes.Where(change => change.Before != change.After).ToArray();
        Array.Sort(sorted, static (one, other) => string.CompareOrdinal(one.LinkId, other.LinkId));
        return DagJson.Encode(Node.Map(
            ("v", Version),
            ("previous", previous is { } root ? (Node)root : null),
            ("added", Node.ListOf(sorted.Where(change => change.Before is null), ToNode)),
            ("changed", Node.ListOf(sorted.Where(change => change is { Before: not null, After: not null }), ToNode)),
            ("withdrawn", Node.ListOf(sorted.Where(change => change.After is null), ToNode))));
    }

    private static Node ToNode(EntryChange change) => Node.Map(
        ("id", change.LinkId),
        ("entry", change.After is { } after ? (Node)after : null),
        ("before", change.Before is { } before ? (Node)before : null));
}
