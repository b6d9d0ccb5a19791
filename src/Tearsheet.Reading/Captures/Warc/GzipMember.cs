using System.Buffers.Binary;
using System.IO.Compression;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>How a gzip member came to its end.</summary>
internal enum GzipEnd
{
    /// <summary>It is still being read.</summary>
    NotYet,

    /// <summary>Whole: checksum and length agree.</summary>
    Whole,

    /// <summary>The file ends within it.</summary>
    Truncated,

    /// <summary>Its bytes cannot be inflated, or give something else than its checksum says.</summary>
    Damaged,
}

/// <summary>Inflates one gzip member and no byte of the next, so that each record's place and length in the file are known.</summary>
/// <remarks>Spec: RFC 1952, "Member format".</remarks>
internal sealed class GzipMember : IDisposable
{
    private readonly ByteWindow _file;
    private readonly InflaterFood _food;
    private readonly DeflateStream _inflater;
    private uint _crc;
    private uint _length;

    private GzipMember(ByteWindow file)
    {
        _file = file;
        Offset = file.Position;
        _food = new InflaterFood(file);
        _inflater = new DeflateStream(_food, CompressionMode.Decompress);
    }

    /// <summary>Where in the file it begins.</summary>
    public long Offset { get; }

    public GzipEnd End { get; private set; }

    /// <summary>Whether the bytes look like the beginning of a member. Two bytes are enough to say no.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 4 && bytes[0] == 0x1F && bytes[1] == 0x8B && bytes[2] == 8 && (bytes[3] & 0xE0) == 0;

    /// <summary>Opens the member at the front of the window; null when its header is not whole.</summary>
    public static GzipMember? Open(ByteWindow file)
    {
        int header;
        while (!GzipHeader.TryMeasure(file.Ready, out header))
        {
            if (!file.More())
            {
                return null;
            }
        }

        var member = new GzipMember(file);
        file.Pass(header);
        return member;
    }

    /// <summary>Inflates some bytes; 0 at the end, and <see cref="End"/> says which end it is.</summary>
    public int Read(Span<byte> buffer)
    {
        if (End != GzipEnd.NotYet)
        {
            return 0;
        }

        int length;
        try
        {
            length = _inflater.Read(buffer);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            End = _food.IsEaten ? GzipEnd.Truncated : GzipEnd.Damaged;
            return 0;
        }

        if (length > 0)
        {
            _crc = Crc32.Append(_crc, buffer[..length]);
            _length = unchecked(_length + (uint)length);
            return length;
        }

        End = Close();
        return 0;
    }

    public void Dispose()
    {
        _inflater.Dispose();
        _food.Dispose();
    }

    /// <summary>
    /// Finds where the member ends. The inflater takes its food in pieces and does not say how much of the last one it ate, but
    /// behind what it ate stand eight bytes that are known by now.
    /// </summary>
    private GzipEnd Close()
    {
        if (_food.IsEaten)
        {
            return GzipEnd.Truncated;
        }

        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        var whole = _file.Has(_food.Eaten + _food.Served + trailer.Length);
        var last = _file.Ready[_food.Eaten..Math.Min(_file.Ready.Length, _food.Eaten + _food.Served + trailer.Length)];
        var place = last.IndexOf(trailer);
        if (place < 0)
        {
            return whole ? GzipEnd.Damaged : GzipEnd.Truncated;
        }

        _file.Pass(_food.Eaten + place + trailer.Length);
        return GzipEnd.Whole;
    }

    /// <summary>
    /// Serves the window's bytes and leaves what it served in the window as long as there is room: a damaged member swallows those
    /// behind it, and they are looked for again in what is left.
    /// </summary>
    private sealed class InflaterFood(ByteWindow file) : Stream
    {
        private const int Kept = 256 << 10;

        /// <summary>Bytes at the front of the window that were served before the last piece.</summary>
        public int Eaten { get; private set; }

        /// <summary>Length of the last piece, which stands behind those.</summary>
        public int Served { get; private set; }

        /// <summary>Whether more was asked for than there is.</summary>
        public bool IsEaten { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty)
            {
                return 0;
            }

            if (Eaten + Served > Kept)
            {
                file.Pass(Eaten);
                Eaten = 0;
            }

            if (!file.Has(Eaten + Served + 1))
            {
                IsEaten = true;
                return 0;
            }

            Eaten += Served;
            var piece = file.Ready[Eaten..];
            piece = piece[..Math.Min(buffer.Length, piece.Length)];
            piece.CopyTo(buffer);
            Served = piece.Length;
            return Served;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
