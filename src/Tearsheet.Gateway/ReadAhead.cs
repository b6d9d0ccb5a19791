using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>Reads one block ahead of a walk, never more: what one request holds stays bounded.</summary>
internal sealed class ReadAhead(IBlockSource blocks)
{
    private Cid _cid;
    private Task<ReadOnlyMemory<byte>>? _reading;

    /// <summary>The block, whether its reading has begun or not.</summary>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(Cid cid, CancellationToken cancellationToken)
    {
        if (_reading is { } begun && _cid == cid)
        {
            _reading = null;
            return new ValueTask<ReadOnlyMemory<byte>>(begun);
        }

        return WholeBlock.ReadAsync(blocks, cid, cancellationToken);
    }

    /// <summary>Begins to read a block that is most likely wanted next.</summary>
    public void Begin(Cid cid, CancellationToken cancellationToken)
    {
        if (_reading is not null)
        {
            return;
        }

        _cid = cid;
        _reading = Task.Run(() => WholeBlock.ReadAsync(blocks, cid, cancellationToken).AsTask(), cancellationToken);

        // What fails ahead of time is told when the walk gets there, or not at all when it never does.
        _ = _reading.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}
