using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Filing;

/// <summary>An edition as logged.</summary>
/// <param name="Number">1 for the first; each one more.</param>
/// <param name="Root">ROOT, the tree with its manifest.</param>
/// <param name="RootTsize">Cumulative size of the tree's blocks, as a directory would link it.</param>
/// <param name="RootSize">Size of the files in bytes, as the importer gives it.</param>
/// <param name="Body">The same tree without the manifest.</param>
/// <param name="Previous">ROOT of the edition before; null for the first.</param>
/// <param name="Generator">What made it.</param>
/// <param name="Changes">The change list.</param>
/// <param name="UpTo">The last log entry that it covers.</param>
/// <param name="Time">Of the log entry; what the builder gives here is replaced.</param>
/// <param name="Seq">Number of its log entry; what the builder gives here is replaced.</param>
public sealed record EditionRecord(
    long Number,
    Cid Root,
    ulong RootTsize,
    long RootSize,
    Cid Body,
    Cid? Previous,
    string Generator,
    Cid Changes,
    long UpTo,
    DateTimeOffset Time = default,
    long Seq = 0);

/// <summary>One use of a public block.</summary>
/// <param name="Cid">The block.</param>
/// <param name="LinkId">The link below whose folder it lies; null when it lies elsewhere in the tree.</param>
public readonly record struct PublicUse(Cid Cid, string? LinkId);

/// <summary>Why an edition was not recorded.</summary>
public enum EditionRefusal
{
    /// <summary>Another edition was recorded, or a link retracted or held, since this one was begun: build again.</summary>
    Stale,

    /// <summary>A block of its tree is not in the archive.</summary>
    Incomplete,
}

/// <summary>Every way recording an edition can end.</summary>
public abstract record RecordOutcome
{
    private RecordOutcome()
    {
    }

    /// <summary>The edition is the newest now, and its blocks are public.</summary>
    /// <param name="Edition">As logged.</param>
    /// <param name="NewlyPublic">Uses that no edition had before.</param>
    public sealed record Recorded(EditionRecord Edition, long NewlyPublic) : RecordOutcome;

    /// <summary>Nothing was recorded.</summary>
    /// <param name="Why">What kind of refusal it is.</param>
    /// <param name="Message">A sentence: what was wrong and what to do.</param>
    public sealed record Refused(EditionRefusal Why, string Message) : RecordOutcome;
}
