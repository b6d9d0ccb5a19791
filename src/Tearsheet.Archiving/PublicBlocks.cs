using Tearsheet.Archiving.Index;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving;

/// <summary>What the gateway may give out (decision 13): found, absent or withdrawn, never more than an edition made public.</summary>
internal sealed class PublicBlocks(PackedBlocks blocks, IndexReaders readers) : IBlockSource
{
    /// <inheritdoc/>
    public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) => ValueTask.FromResult(Answer(cid, room: null));

    /// <inheritdoc/>
    public ValueTask<BlockAnswer> FindAsync(Cid cid, Func<int, Memory<byte>> room, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Answer(cid, room));

    private BlockAnswer Answer(Cid cid, Func<int, Memory<byte>>? room)
    {
        if (cid.HashCode == (ulong)MultihashCode.Identity)
        {
            return BlockAnswer.Found(cid.Digest.ToArray());
        }

        bool erased;
        using (var loan = readers.Lend())
        {
            switch (loan.View.PublicPresence(cid))
            {
                case BlockPresence.Absent:
                    return BlockAnswer.Absent;
                case BlockPresence.Withdrawn:
                    return BlockAnswer.Withdrawn;
                default:
                    erased = loan.View.IsErased(cid);
                    break;
            }
        }

        if (blocks.Read(cid, room) is { } bytes)
        {
            return BlockAnswer.Found(bytes);
        }

        return erased ? BlockAnswer.Withdrawn : BlockAnswer.Absent;
    }
}
