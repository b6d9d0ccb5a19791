namespace Tearsheet.Archiving;

/// <summary>What a collection drops, or would.</summary>
/// <param name="Blocks">Blocks that were held before.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="DroppedBlocks">Blocks that nothing kept needs.</param>
/// <param name="DroppedBytes">Their bytes, which the disk gets back.</param>
/// <param name="KeptEditions">Editions whose trees are whole.</param>
/// <param name="DroppedEditions">Editions of which only root, manifest and change list stay.</param>
public sealed record Collection(long Blocks, long Bytes, long DroppedBlocks, long DroppedBytes, int KeptEditions, int DroppedEditions);
