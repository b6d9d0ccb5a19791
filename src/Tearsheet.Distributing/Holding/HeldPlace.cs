namespace Tearsheet.Distributing.Holding;

/// <summary>Where a block lies.</summary>
/// <param name="Pack">The pack's number, from 1.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct HeldPlace(int Pack, long Offset, int Length);
