namespace Tearsheet.Reading.Captures.Wacz;

/// <summary>A part of a file as a stream of its own, which can be sought. It moves the file's position.</summary>
internal sealed class FilePart : ReadOnlyStream
{
    private readonly Stream _file;
    private readonly long _begin;
    private readonly long _length;
    private long _position;

    public FilePart(Stream file, long begin, long length)
    {
        if (begin < 0 || length < 0 || begin > file.Length - length)
        {
            throw new InvalidDataException("A part of the file reaches over its end.");
        }

        (_file, _begin, _length) = (file, begin, length);
    }

    public override bool CanSeek => true;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => _position = Math.Clamp(value, 0, _length);
    }

    public override int Read(Span<byte> buffer)
    {
        _file.Position = _begin + _position;
        var read = _file.Read(buffer[..(int)Math.Min(buffer.Length, _length - _position)]);
        _position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => _length,
    };
}

/// <summary>Gives no more bytes than were promised, whatever comes out of the stream beneath.</summary>
internal sealed class BoundedStream(Stream source, long limit) : ReadOnlyStream
{
    private long _left = limit;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what is left of the promise.</summary>
    /// <exception cref="InvalidDataException">The bytes beneath cannot be unpacked.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        source.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A stream that is only read.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => false;

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    public sealed override void Flush()
    {
    }

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
