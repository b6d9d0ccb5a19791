using System.Buffers;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>Takes the chunks of an HTTP body apart as they come.</summary>
/// <remarks>Spec: RFC 9112, "Chunked Transfer Coding". Trailers are passed over.</remarks>
internal sealed class ChunkedBody
{
    // A longer line is no chunk's: sizes have at most 16 digits, and nobody writes extensions.
    private const int LongestLine = 4096;

    private Part _part = Part.Size;
    private long _left;
    private int _digits;
    private int _line;

    private enum Part
    {
        Size,
        Extension,
        Content,
        ContentEnd,
        Done,
        Broken,
    }

    /// <summary>Bytes of content so far.</summary>
    public long Length { get; private set; }

    /// <summary>Whether the last chunk has come. What stands behind it is not looked at.</summary>
    public bool IsWhole => _part == Part.Done;

    /// <summary>Whether these are no chunks.</summary>
    public bool IsBroken => _part == Part.Broken;

    /// <summary>De-chunks a whole body; false when it is not in chunks, or not all of them are there.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> body, out byte[] decoded)
    {
        var content = new ArrayBufferWriter<byte>();
        var chunks = new ChunkedBody();
        chunks.Take(body, content.Write);
        decoded = chunks.IsWhole ? content.WrittenSpan.ToArray() : [];
        return chunks.IsWhole;
    }

    /// <summary>Takes the next bytes and gives their content on.</summary>
    public void Take(ReadOnlySpan<byte> bytes, BytesTaken content)
    {
        while (!bytes.IsEmpty && _part is not (Part.Done or Part.Broken))
        {
            if (_part == Part.Content)
            {
                var piece = bytes[..(int)Math.Min(_left, bytes.Length)];
                content(piece);
                Length += piece.Length;
                _left -= piece.Length;
                bytes = bytes[piece.Length..];
                _part = _left == 0 ? Part.ContentEnd : Part.Content;
                continue;
            }

            _part = Step(bytes[0]);
            bytes = bytes[1..];
        }
    }

    private Part Step(byte one)
    {
        if (++_line > LongestLine)
        {
            return Part.Broken;
        }

        switch (_part)
        {
            case Part.Size when char.IsAsciiHexDigit((char)one) && _digits < 15:
                _left = (_left << 4) | (uint)Convert.ToInt32(((char)one).ToString(), 16);
                _digits++;
                return Part.Size;
            case Part.Size when one == '\n' && _digits > 0:
                return SizeEnds();
            case Part.Size when _digits > 0:
                return Part.Extension;
            case Part.Extension:
                return one == '\n' ? SizeEnds() : Part.Extension;
            case Part.ContentEnd when one == '\r':
                return Part.ContentEnd;
            case Part.ContentEnd when one == '\n':
                (_left, _digits, _line) = (0, 0, 0);
                return Part.Size;
            default:
                return Part.Broken;
        }
    }

    private Part SizeEnds()
    {
        _line = 0;
        return _left == 0 ? Part.Done : Part.Content;
    }
}
