using Tearsheet.Archiving.Index;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving;

/// <summary>What the gateway may give out (decision 13): found, absent or withdrawn, never more than an edition made public.</summary>
internal sealed class PublicBlocks(PackedBlocks blocks, IndexReaders readers) : IBlockSource
{
    /// <inheritdoc/>
    public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken)
    {
        if (cid.HashCode == (ulong)MultihashCode.Identity)
        {
            return ValueTask.FromResult(BlockAnswer.Found(cid.Digest.ToArray()));
        }

        bool erased;
        using (var loan = readers.Lend())
        {
            switch (loan.View.PublicPresence(cid))
            {
                case BlockPresence.Absent:
                    return ValueTask.FromResult(BlockAnswer.Absent);
                case BlockPresence.Withdrawn:
                    return ValueTask.FromResult(BlockAnswer.Withdrawn);
                default:
                    erased = loan.View.IsErased(cid);
                    break;
            }
        }

        if (blocks.Read(cid) is { } bytes)
        {
            return ValueTask.FromResult(BlockAnswer.Found(bytes));
        }

        return ValueTask.FromResult(erased ? BlockAnswer.Withdrawn : BlockAnswer.Absent);
    }
}
