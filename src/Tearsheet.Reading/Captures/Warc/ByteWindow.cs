namespace Tearsheet.Reading.Captures.Warc;

/// <summary>Reads some bytes; 0 means that no more will come.</summary>
internal delegate int ByteRead(Span<byte> buffer);

/// <summary>The next bytes of something that comes in pieces, as one span of bounded length.</summary>
internal sealed class ByteWindow(int capacity)
{
    private readonly byte[] _buffer = new byte[capacity];
    private ByteRead? _read;
    private int _start;
    private int _end;
    private bool _ended;
    private int _piece;

    /// <summary>What has been read and not been passed yet.</summary>
    public ReadOnlySpan<byte> Ready => _buffer.AsSpan(_start, _end - _start);

    /// <summary>How many bytes were passed: the place of the first byte of <see cref="Ready"/>.</summary>
    public long Position { get; private set; }

    /// <summary>Begins with another source.</summary>
    /// <param name="read">Reads on in it.</param>
    /// <param name="piece">Most bytes that are read at once.</param>
    public void Begin(ByteRead read, int piece = int.MaxValue)
    {
        (_read, _piece) = (read, piece);
        (_start, _end, _ended, Position) = (0, 0, false, 0);
    }

    /// <summary>Reads until at least so many bytes are ready.</summary>
    /// <returns>false when the source ends before, or when they do not fit.</returns>
    public bool Has(int count)
    {
        while (_end - _start < count)
        {
            if (!More())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads some more behind what is ready.</summary>
    /// <returns>false when the source has ended, or when the window is full.</returns>
    public bool More()
    {
        if (_ended || _end - _start == _buffer.Length)
        {
            return false;
        }

        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
        else if (_buffer.Length - _end < _buffer.Length / 4 && _start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var length = _end == _buffer.Length ? 0 : _read!(_buffer.AsSpan(_end, Math.Min(_buffer.Length - _end, _piece)));
        _ended = length == 0;
        _end += length;
        return length > 0;
    }

    /// <summary>Passes bytes that are ready.</summary>
    public void Pass(int count)
    {
        _start += count;
        Position += count;
    }
}
