using System.Text;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>Is given some bytes, which are valid only during the call.</summary>
public delegate void BytesTaken(ReadOnlySpan<byte> bytes);

/// <summary>Sees the bytes of one block go by: parts an HTTP message in head and body, de-chunks, and compares the digests.</summary>
internal sealed class BlockCheck : IDisposable
{
    /// <summary>The longest head of an HTTP message that is kept; a longer one is taken for none, and all of it for body.</summary>
    private const int LongestHead = 256 << 10;

    private readonly WarcRecord _record;
    private readonly BytesTaken? _sink;
    private readonly WarcDigest? _blockDigest;
    private readonly WarcDigest? _payloadDigest;
    private readonly bool _isTheSame;
    private readonly MemoryStream? _head;
    private WarcDigest? _chunkDigest;
    private ChunkedBody? _chunks;
    private bool _inHead;
    private long _length;
    private long _bodyLength;

    public BlockCheck(WarcRecord record, BytesTaken? sink, bool again = false)
    {
        _record = record;
        _sink = sink;
        _blockDigest = WarcDigest.Of(record["WARC-Block-Digest"]);

        // A revisit's digest is of a payload that is elsewhere, a segment's of a whole that is in several records.
        var elsewhere = record.Is("revisit") || record["WARC-Segment-Number"] is not null || (again && _blockDigest is { IsKnown: true });
        _inHead = record.IsHttp;

        // Of what is no HTTP message the block is the payload: one hash is enough for two digests that say the same.
        _isTheSame = !elsewhere && !_inHead && _blockDigest is not null && record["WARC-Payload-Digest"] == record["WARC-Block-Digest"];
        _payloadDigest = elsewhere || _isTheSame ? null : WarcDigest.Of(record["WARC-Payload-Digest"]);
        _head = _inHead ? new MemoryStream() : null;
    }

    public void Take(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        _blockDigest?.Append(bytes);
        if (_inHead)
        {
            bytes = TakeHead(bytes);
        }

        TakeBody(bytes);
    }

    /// <summary>Called once, when the block is over.</summary>
    /// <param name="missing">Bytes that did not come.</param>
    /// <param name="memberLength">See <see cref="WarcBlock.MemberLength"/>.</param>
    /// <param name="memberIsSound">Whether the gzip member's checksum agrees, if there is one that ended.</param>
    public WarcBlock Finish(long missing, long? memberLength, bool memberIsSound)
    {
        if (_inHead)
        {
            // A head without an empty line at its end is a head all the same: there is no body then.
            EndHead((int)_head!.Length);
        }

        var whole = missing == 0;
        var chunks = _chunks is null ? ChunkVerdict.None : _chunks.IsWhole ? ChunkVerdict.Ok : ChunkVerdict.Mismatch;
        var block = whole ? _blockDigest?.Verdict() ?? DigestVerdict.None : DigestVerdict.None;
        var payload = !whole ? DigestVerdict.None : _isTheSame ? block : PayloadVerdict(chunks);
        return new WarcBlock
        {
            Length = _length,
            Missing = missing,
            Block = block,
            Payload = payload,
            HttpHead = _head is null ? default : _head.GetBuffer().AsMemory(0, (int)_head.Length),
            Chunks = chunks,
            PayloadLength = chunks == ChunkVerdict.Ok ? _chunks!.Length : _bodyLength,
            MemberLength = memberLength,
            IsSound = whole && memberIsSound && block != DigestVerdict.Mismatch && payload != DigestVerdict.Mismatch,
        };
    }

    public void Dispose()
    {
        _blockDigest?.Dispose();
        _payloadDigest?.Dispose();
        _chunkDigest?.Dispose();
    }

    // wget, and Heritrix when it speaks HTTP/1.1, digest the chunks as they came: that is accepted, and never written.
    private DigestVerdict PayloadVerdict(ChunkVerdict chunks)
    {
        var asItIs = _payloadDigest?.Verdict() ?? DigestVerdict.None;
        return chunks == ChunkVerdict.Ok && asItIs == DigestVerdict.Mismatch ? _chunkDigest!.Verdict() : asItIs;
    }

    /// <summary>Takes what belongs to the head, and gives back what follows it.</summary>
    private ReadOnlySpan<byte> TakeHead(ReadOnlySpan<byte> bytes)
    {
        var before = (int)_head!.Length;
        var taken = bytes[..Math.Min(bytes.Length, LongestHead - before + 1)];
        if (before == 0 && EndOfHead(taken, 0) is var first and >= 0)
        {
            // As a rule the head comes in one piece.
            taken = taken[..first];
        }

        _head.Write(taken);
        var end = EndOfHead(_head.GetBuffer().AsSpan(0, (int)_head.Length), Math.Max(0, before - 3));
        if (end >= 0)
        {
            EndHead(end);
            return bytes[(end - before)..];
        }

        if (_head.Length <= LongestHead)
        {
            return default;
        }

        var all = _head.GetBuffer().AsSpan(0, before).ToArray();
        EndHead(0);
        TakeBody(all);
        return bytes;
    }

    private void EndHead(int length)
    {
        _inHead = false;
        _head!.SetLength(length);
        // A request's body is nothing that anybody reads: it stays as it was sent.
        if (_record.Is("response") && IsChunked(_head.GetBuffer().AsSpan(0, length)))
        {
            _chunks = new ChunkedBody();
            _chunkDigest = _payloadDigest is null ? null : WarcDigest.Of(_record["WARC-Payload-Digest"]);
        }
    }

    private void TakeBody(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        _bodyLength += bytes.Length;
        _payloadDigest?.Append(bytes);
        _chunks?.Take(bytes, content => _chunkDigest?.Append(content));
        _sink?.Invoke(bytes);
    }

    /// <summary>Where the body begins: behind the first empty line; -1 when there is none yet.</summary>
    private static int EndOfHead(ReadOnlySpan<byte> head, int from)
    {
        while (from < head.Length && head[from..].IndexOf((byte)'\n') is var next and >= 0)
        {
            from += next + 1;
            var rest = head[from..];
            if (rest is [(byte)'\n', ..])
            {
                return from + 1;
            }

            if (rest is [(byte)'\r', (byte)'\n', ..])
            {
                return from + 2;
            }
        }

        return -1;
    }

    private static bool IsChunked(ReadOnlySpan<byte> head)
    {
        foreach (var range in head.Split((byte)'\n'))
        {
            var line = head[range];
            var colon = line.IndexOf((byte)':');
            if (colon > 0 && Ascii.EqualsIgnoreCase(line[..colon], "transfer-encoding"u8))
            {
                return Encoding.Latin1.GetString(line[(colon + 1)..]).Trim().EndsWith("chunked", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }
}
