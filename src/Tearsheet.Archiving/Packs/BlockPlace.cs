namespace Tearsheet.Archiving.Packs;

/// <summary>Where a block lies. It stays true for the life of the archive: packs only grow, and erasing moves nothing.</summary>
/// <param name="Pack">The pack's number, from 1.</param>
/// <param name="Offset">The block's first byte in the pack file.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct BlockPlace(int Pack, long Offset, int Length);

/// <summary>How far the packs reach.</summary>
/// <param name="Pack">The number of the newest pack, from 1.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct PackEnd(int Pack, long Length);
