using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld;

/// <summary>Where blocks come from. Safe to call from many threads at once.</summary>
public interface IBlockSource
{
    /// <summary>Looks for one block.</summary>
    /// <returns>The answer; its bytes stay valid for ever. They are not checked against the CID unless the source says so.</returns>
    ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken);

    /// <summary>Looks for one block, which may come in memory that the caller lends: for walks over many large blocks.</summary>
    /// <param name="cid">The block's name.</param>
    /// <param name="room">Gives memory of just the length asked for, at most once; not called when the block lies in memory anyhow.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    /// <returns>The answer; if <paramref name="room"/> was called, its bytes lie there and are valid as long as that is.</returns>
    ValueTask<BlockAnswer> FindAsync(Cid cid, Func<int, Memory<byte>> room, CancellationToken cancellationToken) =>
        FindAsync(cid, cancellationToken);
}
