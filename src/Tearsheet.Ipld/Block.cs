using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld;

/// <summary>Bytes and the name they have. That they belong together is the maker's promise: <see cref="Cid.Matches"/> checks it.</summary>
/// <param name="Cid">The name.</param>
/// <param name="Bytes">The block; how long they are valid is said where a block is handed over.</param>
public readonly record struct Block(Cid Cid, ReadOnlyMemory<byte> Bytes);
