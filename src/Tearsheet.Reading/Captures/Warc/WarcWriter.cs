using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>
/// Writes WARC 1.1, a gzip member for each record. The same drafts give the same bytes: nothing in them comes from a clock or from
/// chance, and a record's id is made of what the record holds.
/// </summary>
/// <remarks>Spec: The WARC Format 1.1 (ISO 28500:2017), "Record-at-time compression" of its annex D.</remarks>
public sealed class WarcWriter : IDisposable
{
    /// <summary>gzip's fast level: pages become about a fifth larger than at the slowest, in a sixth of the time.</summary>
    public const int FastLevel = 1;

    private readonly GzipTarget _target;
    private readonly ZLibCompressionOptions _compression;
    private readonly StringBuilder _header = new();

    /// <summary>Writes behind what the stream holds.</summary>
    /// <param name="target">Written to from where it stands, never sought; the caller disposes it.</param>
    /// <param name="level">1 to 9 as gzip counts them.</param>
    public WarcWriter(Stream target, int level = FastLevel)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = new GzipTarget(target);
        _compression = new ZLibCompressionOptions { CompressionLevel = level };
    }

    /// <summary>Bytes that were written.</summary>
    public long Position => _target.Written;

    /// <summary>The labelled digest that is written here: SHA-256 in hexadecimal.</summary>
    public static string DigestOf(ReadOnlySpan<byte> bytes) => Label(SHA256.HashData(bytes));

    /// <summary>Writes one record.</summary>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public WarcPlace Write(WarcDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var digest = BlockDigest(draft);
        var date = draft.Date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var uri = draft.TargetUri is null ? null : Clean(draft.TargetUri);
        var id = IdOf($"{draft.Type}\n{uri}\n{date}\n{digest}\n{draft.Seed}");
        _header.Clear().Append("WARC/1.1\r\n");
        Field("WARC-Type", draft.Type);
        Field("WARC-Record-ID", id);
        Field("WARC-Date", date);
        Field("WARC-Target-URI", uri);
        foreach (var field in draft.Fields)
        {
            Field(field.Name, field.Value);
        }

        Field("WARC-Block-Digest", digest);
        Field("WARC-Payload-Digest", draft.PayloadDigest);
        Field("Content-Type", draft.ContentType);
        Field("Content-Length", ((long)draft.Head.Length + draft.Payload.Length).ToString(CultureInfo.InvariantCulture));
        _header.Append("\r\n");

        var offset = _target.Written;
        _target.BeginMember();
        using (var gzip = new GZipStream(_target, _compression, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(_header.ToString()));
            gzip.Write(draft.Head.Span);
            gzip.Write(draft.Payload.Span);
            gzip.Write("\r\n\r\n"u8);
        }

        return new WarcPlace(id, offset, _target.Written - offset);
    }

    /// <summary>Lets go of what it holds; the stream stays open.</summary>
    public void Dispose() => _target.Dispose();

    /// <summary>A name that is the same for the same text: an UUID of version 8 out of its SHA-256.</summary>
    /// <remarks>Spec: RFC 9562, "UUID Version 8", as in its example of a name-based one.</remarks>
    internal static string UuidOf(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("https://tearsheet/warc\n" + text)).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        var hex = Convert.ToHexStringLower(hash);
        return $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}";
    }

    /// <summary>A URI with everything percent-encoded that no URI may have; what is encoded already stays.</summary>
    internal static string Clean(string uri)
    {
        var clean = new StringBuilder(uri.Length);
        foreach (var one in Encoding.UTF8.GetBytes(uri))
        {
            if (one is > 0x20 and < 0x7F and not ((byte)'<' or (byte)'>' or (byte)'"'))
            {
                clean.Append((char)one);
            }
            else
            {
                clean.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
            }
        }

        return clean.ToString();
    }

    private static string IdOf(string text) => $"<urn:uuid:{UuidOf(text)}>";

    private static string Label(ReadOnlySpan<byte> hash) => "sha256:" + Convert.ToHexStringLower(hash);

    private static string BlockDigest(WarcDraft draft)
    {
        if (draft.Head.IsEmpty && draft.PayloadDigest is not null)
        {
            return draft.PayloadDigest;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(draft.Head.Span);
        hash.AppendData(draft.Payload.Span);
        return Label(hash.GetHashAndReset());
    }

    /// <summary>A value must not end its line: what comes from a page could else write fields of its own.</summary>
    private void Field(string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        _header.Append(name).Append(": ");
        foreach (var one in value)
        {
            _header.Append(char.IsControl(one) ? ' ' : one);
        }

        _header.Append("\r\n");
    }

    /// <summary>Counts what goes by, and writes 255, "unknown", where a gzip header names the operating system.</summary>
    private sealed class GzipTarget(Stream target) : Stream
    {
        private const int SystemAt = 9;

        private long _member;

        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Written;
            set => throw new NotSupportedException();
        }

        public void BeginMember() => _member = Written;

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var system = _member + SystemAt - Written;
            if (system >= 0 && system < buffer.Length)
            {
                target.Write(buffer[..(int)system]);
                target.WriteByte(255);
                target.Write(buffer[((int)system + 1)..]);
            }
            else
            {
                target.Write(buffer);
            }

            Written += buffer.Length;
        }

        public override void Flush() => target.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
