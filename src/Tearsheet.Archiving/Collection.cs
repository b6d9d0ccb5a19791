namespace Tearsheet.Archiving;

/// <summary>What a collection drops, or would.</summary>
/// <param name="Blocks">Blocks that were held before.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="DroppedBlocks">Blocks that nothing kept needs.</param>
/// <param name="DroppedBytes">Their bytes.</param>
/// <param name="KeptEditions">Editions whose trees are whole.</param>
/// <param name="DroppedEditions">Editions of which only root, manifest and change list stay.</param>
public sealed record Collection(long Blocks, long Bytes, long DroppedBlocks, long DroppedBytes, int KeptEditions, int DroppedEditions)
{
    /// <summary>Bytes that the packs took on the disk before.</summary>
    public long DiskBytes { get; init; }

    /// <summary>Bytes that the disk got back: fewer than were dropped, for only whole pages are given back, and on a small desk less than what saying so takes: below 0.</summary>
    public long FreedBytes { get; init; }
}
