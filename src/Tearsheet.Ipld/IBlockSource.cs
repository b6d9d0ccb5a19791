using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld;

/// <summary>Where blocks come from. Safe to call from many threads at once.</summary>
public interface IBlockSource
{
    /// <summary>Looks for one block.</summary>
    /// <returns>The answer; its bytes stay valid for ever. They are not checked against the CID unless the source says so.</returns>
    ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken);
}
