using System.Collections.Concurrent;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld;

/// <summary>Blocks kept in memory, for tests and small builds; the caller bounds what goes in.</summary>
public sealed class MemoryBlocks : IBlockSource, IBlockSink
{
    private readonly ConcurrentDictionary<Cid, byte[]> _blocks = new();

    /// <summary>How many blocks are held.</summary>
    public int Count => _blocks.Count;

    /// <summary>The names of all blocks held, in no order.</summary>
    public IEnumerable<Cid> Cids => _blocks.Keys;

    /// <summary>Whether the block is held.</summary>
    public bool Contains(Cid cid) => _blocks.ContainsKey(cid);

    /// <summary>Looks for a block; the bytes are valid for ever.</summary>
    public bool TryGet(Cid cid, out ReadOnlyMemory<byte> bytes)
    {
        var held = _blocks.TryGetValue(cid, out var block);
        bytes = block;
        return held;
    }

    /// <inheritdoc/>
    public void Put(in Block block)
    {
        if (!_blocks.ContainsKey(block.Cid))
        {
            _blocks.TryAdd(block.Cid, block.Bytes.ToArray());
        }
    }

    /// <summary>Drops a block, so that a test can see what happens without it.</summary>
    /// <returns>Whether it was held.</returns>
    public bool Remove(Cid cid) => _blocks.TryRemove(cid, out _);

    /// <inheritdoc/>
    public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_blocks.TryGetValue(cid, out var bytes) ? BlockAnswer.Found(bytes) : BlockAnswer.Absent);
}
