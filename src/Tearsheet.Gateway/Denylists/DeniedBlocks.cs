using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway.Denylists;

/// <summary>Blocks less those that a denylist names: they count as withdrawn, whatever path, CAR or folder leads to them.</summary>
internal sealed class DeniedBlocks(IBlockSource source, Denylist denylist) : IBlockSource
{
    public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
        denylist.Find(cid) is null ? source.FindAsync(cid, cancellationToken) : ValueTask.FromResult(BlockAnswer.Withdrawn);

    public ValueTask<BlockAnswer> FindAsync(Cid cid, Func<int, Memory<byte>> room, CancellationToken cancellationToken) =>
        denylist.Find(cid) is null ? source.FindAsync(cid, room, cancellationToken) : ValueTask.FromResult(BlockAnswer.Withdrawn);
}
