namespace Tearsheet.Ipld;

/// <summary>Whether a block can be had.</summary>
public enum BlockPresence
{
    /// <summary>Not held here, or not for whoever asks.</summary>
    Absent,

    /// <summary>Held; the bytes are in the answer.</summary>
    Found,

    /// <summary>Was to be had once and was taken back on purpose.</summary>
    Withdrawn,
}

/// <summary>What a block source says of a CID.</summary>
/// <param name="Presence">Whether the block can be had.</param>
/// <param name="Bytes">The block, valid for ever; empty unless found.</param>
public readonly record struct BlockAnswer(BlockPresence Presence, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The block is not here.</summary>
    public static BlockAnswer Absent => default;

    /// <summary>The block was taken back.</summary>
    public static BlockAnswer Withdrawn => new(BlockPresence.Withdrawn, default);

    /// <summary>The block is here.</summary>
    public static BlockAnswer Found(ReadOnlyMemory<byte> bytes) => new(BlockPresence.Found, bytes);
}
