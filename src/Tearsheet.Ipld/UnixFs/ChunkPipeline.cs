using System.Buffers;
using System.Threading.Channels;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>One chunk, hashed.</summary>
/// <param name="Buffer">The rented buffer that the block lies in.</param>
/// <param name="Block">The block: the chunk itself or the chunk wrapped.</param>
/// <param name="Size">Bytes of file in it.</param>
internal sealed record HashedChunk(byte[] Buffer, ReadOnlyMemory<byte> Block, int Size)
{
    public Cid Cid { get; set; }
}

/// <summary>
/// Reads a stream ahead and hashes its chunks on another thread.
///
///     caller:  read chunk 9 | put block 2 | read chunk 10 | put block 3 ...
///     hasher:       hash 3, 4, 5, ... as they come, in order
///
/// So wall time is the longer of hashing and reading-plus-writing, not their sum.
/// </summary>
internal sealed class ChunkPipeline(ImportProfile profile, Stream stream) : IAsyncDisposable
{
    /// <summary>Chunks in memory at a time: deep enough to ride out one slow write, 8 MiB in the default
    /// profile.</summary>
    public const int Depth = 8;

    private readonly Channel<HashedChunk> _read = NewChannel();
    private readonly Channel<HashedChunk> _hashed = NewChannel();
    private readonly List<byte[]> _free = [];
    private Task? _hashing;
    private int _inFlight;
    private bool _any;
    private bool _ended;

    /// <summary>The next leaf in file order, or null after the last. An empty stream has one empty leaf.</summary>
    public async ValueTask<HashedChunk?> NextAsync(CancellationToken cancellationToken)
    {
        _hashing ??= Task.Run(HashAsync, CancellationToken.None);
        while (!_ended && _inFlight < Depth)
        {
            await ReadChunkAsync(cancellationToken);
            if (_hashed.Reader.TryRead(out var ready))
            {
                return ready;
            }
        }

        if (_inFlight == 0)
        {
            return null;
        }

        return await _hashed.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Gives back a leaf's buffer once its block is put.</summary>
    public void Return(HashedChunk chunk)
    {
        _inFlight--;
        _free.Add(chunk.Buffer);
    }

    /// <summary>Ends the hashing thread and waits for it, so that no buffer is in use when it goes back to the
    /// pool.</summary>
    public async ValueTask DisposeAsync()
    {
        _read.Writer.TryComplete();
        if (_hashing is not null)
        {
            await _hashing;
        }

        while (_hashed.Reader.TryRead(out var chunk))
        {
            _free.Add(chunk.Buffer);
        }

        foreach (var buffer in _free)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Channel<HashedChunk> NewChannel() => Channel.CreateBounded<HashedChunk>(
        new BoundedChannelOptions(Depth) { SingleReader = true, SingleWriter = true });

    private async ValueTask ReadChunkAsync(CancellationToken cancellationToken)
    {
        var buffer = TakeBuffer();
        var at = profile.RawLeaves ? 0 : FileLeaf.Before;
        var length = await stream.ReadAtLeastAsync(
            buffer.AsMemory(at, profile.ChunkSize), profile.ChunkSize, throwOnEndOfStream: false, cancellationToken);
        _ended = length < profile.ChunkSize;
        if (length == 0 && _any)
        {
            _free.Add(buffer);
            return;
        }

        _any = true;
        _inFlight++;
        var block = profile.RawLeaves ? buffer.AsMemory(0, length) : FileLeaf.Wrap(buffer, length);
        await _read.Writer.WriteAsync(new HashedChunk(buffer, block, length), cancellationToken);
    }

    private byte[] TakeBuffer()
    {
        if (_free.Count == 0)
        {
            return ArrayPool<byte>.Shared.Rent(
                profile.RawLeaves ? profile.ChunkSize : FileLeaf.Before + profile.ChunkSize + FileLeaf.Behind);
        }

        var buffer = _free[^1];
        _free.RemoveAt(_free.Count - 1);
        return buffer;
    }

    private async Task HashAsync()
    {
        try
        {
            await foreach (var chunk in _read.Reader.ReadAllAsync(CancellationToken.None))
            {
                chunk.Cid = FileLeaf.Name(profile, chunk.Block.Span);
                await _hashed.Writer.WriteAsync(chunk, CancellationToken.None);
            }
        }
        finally
        {
            // Whatever ends this loop, nobody may wait for a hash that will not come.
            _hashed.Writer.TryComplete();
        }
    }
}
