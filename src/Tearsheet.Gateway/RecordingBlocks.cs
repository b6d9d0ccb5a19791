using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>Notes which blocks a reader takes, in its order, so that they can be given out as what proves its reading.</summary>
internal sealed class RecordingBlocks(IBlockSource source) : IBlockSource
{
    private readonly Queue<Block> _taken = new();

    public async ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken)
    {
        var answer = await source.FindAsync(cid, cancellationToken);
        if (answer.Presence == BlockPresence.Found)
        {
            _taken.Enqueue(new Block(cid, answer.Bytes));
        }

        return answer;
    }

    /// <summary>Takes the next block that was noted.</summary>
    public bool TryTake(out Block block) => _taken.TryDequeue(out block);
}
