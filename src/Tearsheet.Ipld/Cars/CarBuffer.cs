using System.Buffers;

namespace Tearsheet.Ipld.Cars;

/// <summary>A window on a stream that grows as bytes come, never as they are promised.</summary>
internal sealed class CarBuffer(Stream stream) : IDisposable
{
    private const int FirstSize = 64 * 1024;

    private byte[] _rented = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;

    /// <summary>How many bytes were consumed.</summary>
    public long Position { get; private set; }

    /// <summary>The bytes that were read and not consumed; valid until the next fill.</summary>
    public ReadOnlyMemory<byte> Held => _rented.AsMemory(_start, _end - _start);

    /// <summary>Reads until <paramref name="wanted"/> bytes are held or the stream ends.</summary>
    /// <returns>How many of the wanted bytes are held.</returns>
    public async ValueTask<int> FillAsync(int wanted, CancellationToken cancellationToken)
    {
        while (_end - _start < wanted)
        {
            MakeRoom();
            var read = await stream.ReadAsync(_rented.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return _end - _start;
            }

            _end += read;
        }

        return wanted;
    }

    /// <summary>Steps over bytes that need not be held yet.</summary>
    /// <returns>False when the stream ends before.</returns>
    public async ValueTask<bool> SkipAsync(long length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            if (await FillAsync(1, cancellationToken) == 0)
            {
                return false;
            }

            var step = (int)Math.Min(length, _end - _start);
            Consume(step);
            length -= step;
        }

        return true;
    }

    /// <summary>Steps over bytes that are held; they stay readable until the next fill.</summary>
    public void Consume(int length)
    {
        _start += length;
        Position += length;
    }

    public void Dispose()
    {
        var rented = _rented;
        _rented = [];
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void MakeRoom()
    {
        if (_end < _rented.Length)
        {
            return;
        }

        if (_start > 0)
        {
            _rented.AsSpan(_start, _end - _start).CopyTo(_rented);
            _end -= _start;
            _start = 0;
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(2 * _rented.Length);
        _rented.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_rented);
        _rented = larger;
    }
}
