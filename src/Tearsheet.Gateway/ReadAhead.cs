using System.Buffers;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>Reads one block ahead of a walk, never more, and large blocks into the same two pieces of memory: what one request holds stays bounded.</summary>
internal sealed class ReadAhead(IBlockSource blocks) : IDisposable
{
    private Room _here = new();
    private Room _there = new();
    private Cid _cid;
    private Task<ReadOnlyMemory<byte>>? _reading;

    /// <summary>The block, whether its reading has begun or not; its bytes are valid until the next call.</summary>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(Cid cid, CancellationToken cancellationToken)
    {
        if (_reading is { } begun && _cid == cid)
        {
            _reading = null;
            (_here, _there) = (_there, _here);
            return new ValueTask<ReadOnlyMemory<byte>>(begun);
        }

        return WholeBlock.ReadAsync(blocks, cid, _here.Of, cancellationToken);
    }

    /// <summary>Begins to read a block that is most likely wanted next.</summary>
    public void Begin(Cid cid, CancellationToken cancellationToken)
    {
        if (_reading is not null)
        {
            return;
        }

        _cid = cid;

        // The room of now: by the time the pool begins, the two may have changed places, and two readings would write into one.
        Func<int, Memory<byte>> room = _there.Of;
        _reading = Task.Run(() => WholeBlock.ReadAsync(blocks, cid, room, cancellationToken).AsTask(), cancellationToken);

        // What fails ahead of time is told when the walk gets there, or not at all when it never does.
        _ = _reading.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    public void Dispose()
    {
        _here.Dispose();
        if (_reading is not { IsCompleted: false })
        {
            _there.Dispose();
        }
    }

    /// <summary>Memory for one block after the other. What is still being filled is never given back: the collector takes it.</summary>
    private sealed class Room : IDisposable
    {
        private byte[] _bytes = [];

        public Memory<byte> Of(int length)
        {
            if (_bytes.Length < length)
            {
                Dispose();
                _bytes = ArrayPool<byte>.Shared.Rent(length);
            }

            return _bytes.AsMemory(0, length);
        }

        public void Dispose()
        {
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = [];
            }
        }
    }
}
