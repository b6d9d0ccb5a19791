using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>Blocks in memory. A block is hashed when it comes in, not on every hit (decision 27).</summary>
internal sealed class BlockCache(IBlockSource source, long bytes) : IBlockSource
{
    // A dictionary's entry, the CID and the array's head weigh something too.
    private const int Overhead = 200;

    private readonly TwoGenerations<Cid, ReadOnlyMemory<byte>> _blocks = new(bytes, block => block.Length + Overhead);

    /// <summary>Finds a block in memory or in the source.</summary>
    /// <exception cref="InvalidDataException">The source gave bytes that are not the block's.</exception>
    public async ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken)
    {
        if (_blocks.TryGet(cid, out var kept))
        {
            return new BlockAnswer(BlockPresence.Found, kept);
        }

        var answer = await source.FindAsync(cid, cancellationToken);
        if (answer.Presence == BlockPresence.Found)
        {
            if (!cid.Matches(answer.Bytes.Span))
            {
                throw new InvalidDataException($"The bytes held as {cid} are not that block. Run `tearsheet verify`.");
            }

            _blocks.Add(cid, answer.Bytes);
        }

        return answer;
    }

    public void Clear() => _blocks.Clear();
}
