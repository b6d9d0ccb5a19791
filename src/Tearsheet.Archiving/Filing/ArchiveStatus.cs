namespace Tearsheet.Archiving.Filing;

/// <summary>Counts of an archive at one moment.</summary>
public sealed record ArchiveStatus
{
    public required long LastSeq { get; init; }

    public required DateTimeOffset LastTime { get; init; }

    public required long Links { get; init; }

    public required long Held { get; init; }

    public required long Retracted { get; init; }

    public required long Merged { get; init; }

    public required long Captures { get; init; }

    public required long Topics { get; init; }

    public required long Sources { get; init; }

    public required long Editions { get; init; }

    public required long Blocks { get; init; }

    public required int Packs { get; init; }

    /// <summary>Acknowledged bytes of all packs.</summary>
    public required long PackBytes { get; init; }

    /// <summary>Acknowledged bytes of the log.</summary>
    public required long LogBytes { get; init; }

    public required EditionRecord? LatestEdition { get; init; }

    /// <summary>Links changed by entries that no edition covers yet.</summary>
    public required long Unpublished { get; init; }
}
