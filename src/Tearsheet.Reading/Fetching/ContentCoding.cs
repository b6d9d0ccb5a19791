using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Tearsheet.Reading.Fetching;

/// <summary>What came of undoing a body's content codings.</summary>
public enum ContentCodingStatus
{
    /// <summary>The body is decoded.</summary>
    Ok,

    /// <summary>A coding that is not known, or more of them one over the other than anybody needs.</summary>
    Unknown,

    /// <summary>The body is not what its coding says, or ends too early.</summary>
    Malformed,

    /// <summary>The body grows beyond the limit.</summary>
    TooLarge,
}

/// <summary>Undoes content codings: gzip, deflate (with and without the zlib wrapper), br and zstd.</summary>
/// <remarks>Spec: RFC 9110, "Content Codings"; RFC 8878 and RFC 9659 for zstd and its window.</remarks>
public static class ContentCoding
{
    /// <summary>The value of Accept-Encoding that asks for what can be undone here.</summary>
    public const string Accepted = "gzip, deflate, br, zstd";

    private const int MostCodings = 3;

    /// <summary>Undoes the codings of a body.</summary>
    /// <param name="body">Untrusted bytes as received.</param>
    /// <param name="contentEncoding">The header's value: codings in the order in which they were put on; null for none.</param>
    /// <param name="maxDecodedBytes">Bytes that any of the steps may give, inclusive; no more are ever made.</param>
    /// <param name="decoded">Empty unless the result is Ok; the same memory as <paramref name="body"/> when nothing was coded.</param>
    public static ContentCodingStatus Decode(
        ReadOnlyMemory<byte> body,
        string? contentEncoding,
        long maxDecodedBytes,
        out ReadOnlyMemory<byte> decoded)
    {
        decoded = default;
        var codings = (contentEncoding ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(coding => coding.ToLowerInvariant())
            .Where(coding => !MeansNothing(coding))
            .ToArray();
        if (codings.Length > MostCodings)
        {
            return ContentCodingStatus.Unknown;
        }

        foreach (var coding in codings.Reverse())
        {
            // Servers answer a HEAD-like nothing with the coding they would have used.
            if (body.IsEmpty)
            {
                break;
            }

            var status = Undo(coding, body, maxDecodedBytes, out body);
            if (status != ContentCodingStatus.Ok)
            {
                return status;
            }
        }

        decoded = body;
        return ContentCodingStatus.Ok;
    }

    // "none" and a charset are no codings, but servers name them; browsers read the body as it is.
    private static bool MeansNothing(string coding) => coding is "identity" or "none" or "utf-8" or "utf8";

    private static ContentCodingStatus Undo(string coding, ReadOnlyMemory<byte> body, long limit, out ReadOnlyMemory<byte> decoded)
    {
        switch (coding)
        {
            case "gzip" or "x-gzip":
                return UndoGzip(body, limit, out decoded);
            case "deflate":
                return UndoDeflate(body, limit, out decoded);
            case "br":
                return UndoBrotli(body, limit, out decoded);
            case "zstd":
                return Inflate(OpenZstd, body, limit, out decoded);
            default:
                decoded = default;
                return ContentCodingStatus.Unknown;
        }
    }

    private static ContentCodingStatus UndoGzip(ReadOnlyMemory<byte> body, long limit, out ReadOnlyMemory<byte> decoded)
    {
        var status = Inflate(source => new GZipStream(source, CompressionMode.Decompress), body, limit, out decoded);
        if (status != ContentCodingStatus.Ok)
        {
            return status;
        }

        // GZipStream takes the end of its source for the end of the data. The length in the last four bytes says better;
        // it is not there when a server leaves it out or adds to it, and then the data itself is asked.
        var lengthAgrees = body.Length >= 4
            && BinaryPrimitives.ReadUInt32LittleEndian(body.Span[^4..]) == unchecked((uint)decoded.Length);
        if (lengthAgrees || GzipHeader.TryMeasure(body.Span, out var header) && IsWholeDeflate(body[header..]))
        {
            return ContentCodingStatus.Ok;
        }

        decoded = default;
        return ContentCodingStatus.Malformed;
    }

    /// <summary>"deflate" is meant to be the zlib format, and was sent without its wrapper by enough servers to stay both.</summary>
    private static ContentCodingStatus UndoDeflate(ReadOnlyMemory<byte> body, long limit, out ReadOnlyMemory<byte> decoded)
    {
        var front = body.Span;
        if (front.Length >= 2 && (front[0] & 15) == 8 && ((front[0] << 8) | front[1]) % 31 == 0)
        {
            var status = Inflate(source => new ZLibStream(source, CompressionMode.Decompress), body, limit, out decoded, toTheEnd: true);
            if (status != ContentCodingStatus.Malformed)
            {
                return status;
            }
        }

        return Inflate(source => new DeflateStream(source, CompressionMode.Decompress), body, limit, out decoded, toTheEnd: true);
    }

    private static bool IsWholeDeflate(ReadOnlyMemory<byte> data) =>
        Inflate(source => new DeflateStream(source, CompressionMode.Decompress), data, int.MaxValue, target: null, toTheEnd: true)
            == ContentCodingStatus.Ok;

    // BrotliStream takes the end of its source for the end of the data; the decoder itself knows.
    private static ContentCodingStatus UndoBrotli(ReadOnlyMemory<byte> body, long limit, out ReadOnlyMemory<byte> decoded)
    {
        decoded = default;
        using var decoder = new BrotliDecoder();
        var target = new ArrayBufferWriter<byte>();
        var source = body.Span;
        while (true)
        {
            var status = decoder.Decompress(source, target.GetSpan(64 << 10), out var consumed, out var written);
            target.Advance(written);
            source = source[consumed..];
            if (target.WrittenCount > limit)
            {
                return ContentCodingStatus.TooLarge;
            }

            switch (status)
            {
                case OperationStatus.Done:
                    decoded = target.WrittenMemory;
                    return ContentCodingStatus.Ok;
                case OperationStatus.DestinationTooSmall:
                    break;
                default:
                    return ContentCodingStatus.Malformed;
            }
        }
    }

    private static DecompressionStream OpenZstd(Stream source)
    {
        var stream = new DecompressionStream(source);
        // A frame may ask for a window of gigabytes; over HTTP 8 MiB is the most that must be supported.
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, 23);
        return stream;
    }

    private static ContentCodingStatus Inflate(
        Func<Stream, Stream> open,
        ReadOnlyMemory<byte> body,
        long limit,
        out ReadOnlyMemory<byte> decoded,
        bool toTheEnd = false)
    {
        var target = new ArrayBufferWriter<byte>();
        var status = Inflate(open, body, limit, target, toTheEnd);
        decoded = status == ContentCodingStatus.Ok ? target.WrittenMemory : default;
        return status;
    }

    private static ContentCodingStatus Inflate(
        Func<Stream, Stream> open,
        ReadOnlyMemory<byte> body,
        long limit,
        ArrayBufferWriter<byte>? target,
        bool toTheEnd)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            using var source = new BodyStream(body);
            using var inflated = open(source);
            long total = 0;
            while (inflated.Read(chunk, 0, chunk.Length) is > 0 and var read)
            {
                total += read;
                if (total > limit)
                {
                    return ContentCodingStatus.TooLarge;
                }

                target?.Write(chunk.AsSpan(0, read));
            }

            return toTheEnd && source.AskedForMore ? ContentCodingStatus.Malformed : ContentCodingStatus.Ok;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or ZstdException)
        {
            return ContentCodingStatus.Malformed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
