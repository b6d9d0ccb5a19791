using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving.Log;

/// <summary>One signed entry of the log (decision 1).</summary>
/// <param name="Cid">The entry's own CID, which the next entry names.</param>
/// <param name="Seq">Its number: 1 for the genesis entry, and no gaps. It alone says what was before what.</param>
/// <param name="Previous">The entry before; null for the genesis entry.</param>
/// <param name="Time">When it was written, as the writer's clock claims, to the millisecond, in UTC.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Payload">The block that says the rest. It may have been erased.</param>
/// <param name="Signer">The key that signed it.</param>
public sealed record LogEntry(
    Cid Cid, long Seq, Cid? Previous, DateTimeOffset Time, EntryKind Kind, Cid Payload, PublicKey Signer)
{
    /// <summary>How far the writer's clock had gone back since the entry before; null when it had not.</summary>
    public TimeSpan? ClockWentBack { get; init; }

    /// <summary>The key that signs from the next entry on; only in a <see cref="EntryKind.Succession"/>, and always there.</summary>
    /// <remarks>It stands in the entry, not in its payload, so that the log can be checked by itself.</remarks>
    public PublicKey? Successor { get; init; }
}
