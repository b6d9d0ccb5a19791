namespace Tearsheet.Reading.Fetching;

/// <summary>A body as a stream that remembers whether it was asked for more than there is.</summary>
/// <remarks>
/// The streams that inflate do not say whether they saw the end of the data. One that did asks no further, so that the
/// question tells.
/// </remarks>
internal sealed class BodyStream(ReadOnlyMemory<byte> body) : Stream
{
    private int _position;

    /// <summary>Whether a read found nothing left.</summary>
    public bool AskedForMore { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, body.Length - _position);
        body.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        AskedForMore |= count == 0 && buffer.Length > 0;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
