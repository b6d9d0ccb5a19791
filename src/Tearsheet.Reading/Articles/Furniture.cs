namespace Tearsheet.Reading.Articles;

/// <summary>What repeats on the pages of one source: the hashes of its blocks, sorted. Equals by content.</summary>
public sealed record Furniture(Sequence<ulong> Blocks)
{
    public static Furniture None { get; } = new(Sequence.From(Array.Empty<ulong>()));

    /// <summary>Whether a block with this hash is furniture.</summary>
    internal bool Holds(ulong hash) => Blocks.Count > 0 && Blocks.AsSpan().BinarySearch(hash) >= 0;
}
