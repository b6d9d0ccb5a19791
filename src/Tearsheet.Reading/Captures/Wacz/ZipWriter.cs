using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tearsheet.Reading.Captures.Warc;

namespace Tearsheet.Reading.Captures.Wacz;

/// <summary>Writes a ZIP whose entries are stored as they are, all dated 1980-01-01, in the order in which they come.</summary>
/// <remarks>Spec: APPNOTE.TXT 6.3, "ZIP file format"; ZIP64 where a size or place asks for it.</remarks>
internal sealed class ZipWriter(Stream target) : IDisposable
{
    private const uint LocalMagic = 0x04034B50;
    private const uint CentralMagic = 0x02014B50;
    private const ushort NamesAreUtf8 = 0x0800;
    private const ushort FirstOfJanuary1980 = 0x0021;
    private const ushort Zip64Version = 45;

    // An entry whose length is not known yet keeps room for ZIP64 sizes; where they are not needed, it stays padding. Some readers
    // look for an entry's bytes by the length that this field has in the directory: both places have the same.
    private const ushort Zip64Field = 1;
    private const ushort PaddingField = 0xA220;

    private readonly List<Entry> _entries = [];
    private readonly long _begin = target.Position;
    private Counted? _open;

    /// <summary>Writes an entry whose bytes are there.</summary>
    public void Add(string name, ReadOnlySpan<byte> bytes)
    {
        var entry = new Entry(name, target.Position - _begin, bytes.Length, Crc32.Append(0, bytes), IsOpenEnded: false);
        WriteLocal(entry);
        target.Write(bytes);
        _entries.Add(entry);
    }

    /// <summary>Begins an entry that is still to be made; what is written to the stream becomes its bytes, until <see cref="End"/>.</summary>
    public Stream Begin(string name)
    {
        if (_entries.Count > 0)
        {
            throw new InvalidOperationException("Only the first entry may be made while it is written.");
        }

        var entry = new Entry(name, target.Position - _begin, 0, 0, IsOpenEnded: true);
        WriteLocal(entry);
        _entries.Add(entry);
        return _open = new Counted(target);
    }

    /// <summary>Ends the entry that was begun.</summary>
    /// <returns>Its length, and the SHA-256 of its bytes in hexadecimal.</returns>
    public (long Length, string Sha256) End()
    {
        using var content = _open!;
        _open = null;
        var entry = _entries[^1] with { Length = content.Length, Crc = content.Crc };
        _entries[^1] = entry;
        var end = target.Position;
        target.Position = _begin + entry.Offset;
        WriteLocal(entry);
        target.Position = end;
        return (content.Length, content.Sha256());
    }

    /// <summary>Writes the directory.</summary>
    public void Finish()
    {
        var begin = target.Position - _begin;
        foreach (var entry in _entries)
        {
            WriteCentral(entry);
        }

        var length = target.Position - _begin - begin;
        if (_entries.Count >= ushort.MaxValue || begin >= uint.MaxValue || length >= uint.MaxValue)
        {
            var at = target.Position - _begin;
            Span<byte> big = stackalloc byte[76];
            new Fields(big).Put32(0x06064B50).Put64(44).Put16(Zip64Version).Put16(Zip64Version).Put32(0).Put32(0)
                .Put64(_entries.Count).Put64(_entries.Count).Put64(length).Put64(begin)
                .Put32(0x07064B50).Put32(0).Put64(at).Put32(1);
            target.Write(big);
        }

        Span<byte> end = stackalloc byte[22];
        new Fields(end).Put32(0x06054B50).Put16(0).Put16(0)
            .Put16((ushort)Math.Min(_entries.Count, ushort.MaxValue)).Put16((ushort)Math.Min(_entries.Count, ushort.MaxValue))
            .Put32((uint)Math.Min(length, uint.MaxValue)).Put32((uint)Math.Min(begin, uint.MaxValue)).Put16(0);
        target.Write(end);
    }

    /// <summary>Lets go of what it holds; the stream stays open.</summary>
    public void Dispose() => _open?.Dispose();

    private void WriteLocal(Entry entry)
    {
        var name = Encoding.UTF8.GetBytes(entry.Name);
        Span<byte> head = stackalloc byte[30];
        new Fields(head).Put32(LocalMagic).Put16(entry.IsBig ? Zip64Version : (ushort)20).Put16(NamesAreUtf8).Put16(0)
            .Put16(0).Put16(FirstOfJanuary1980).Put32(entry.Crc).Put32(entry.ShortLength).Put32(entry.ShortLength)
            .Put16((ushort)name.Length).Put16(entry.ExtraLength);
        target.Write(head);
        target.Write(name);
        WriteExtra(entry, isLocal: true);
    }

    private void WriteCentral(Entry entry)
    {
        var name = Encoding.UTF8.GetBytes(entry.Name);
        var version = entry.IsBig || entry.IsFar ? Zip64Version : (ushort)20;
        Span<byte> head = stackalloc byte[46];
        new Fields(head).Put32(CentralMagic).Put16(version).Put16(version)
            .Put16(NamesAreUtf8).Put16(0).Put16(0).Put16(FirstOfJanuary1980).Put32(entry.Crc).Put32(entry.ShortLength).Put32(entry.ShortLength)
            .Put16((ushort)name.Length).Put16(entry.ExtraLength).Put16(0).Put16(0).Put16(0).Put32(0)
            .Put32(entry.IsFar ? uint.MaxValue : (uint)entry.Offset);
        target.Write(head);
        target.Write(name);
        WriteExtra(entry, isLocal: false);
    }

    private void WriteExtra(Entry entry, bool isLocal)
    {
        Span<byte> extra = stackalloc byte[entry.ExtraLength];
        extra.Clear();
        if (extra.IsEmpty)
        {
            return;
        }

        var isZip64 = entry.IsBig || (entry.IsFar && !isLocal);
        var field = new Fields(extra).Put16(isZip64 ? Zip64Field : PaddingField).Put16(extra.Length - 4);
        if (entry.IsBig)
        {
            field.Put64(entry.Length).Put64(entry.Length);
        }
        else if (isZip64)
        {
            field.Put64(entry.Offset);
        }

        target.Write(extra);
    }

    /// <summary>An entry; only the first one, at the very beginning, can be larger than four gigabytes.</summary>
    private sealed record Entry(string Name, long Offset, long Length, uint Crc, bool IsOpenEnded)
    {
        public bool IsBig => Length >= uint.MaxValue;

        public bool IsFar => Offset >= uint.MaxValue;

        public uint ShortLength => IsBig ? uint.MaxValue : (uint)Length;

        public int ExtraLength => IsOpenEnded ? 20 : IsFar ? 12 : 0;
    }

    /// <summary>Little-endian numbers, one behind the other.</summary>
    private ref struct Fields(Span<byte> bytes)
    {
        private Span<byte> _rest = bytes;

        public Fields Put16(int value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_rest, (ushort)value);
            _rest = _rest[2..];
            return this;
        }

        public Fields Put32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
            _rest = _rest[4..];
            return this;
        }

        public Fields Put64(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_rest, value);
            _rest = _rest[8..];
            return this;
        }
    }

    private sealed class Counted(Stream target) : Stream
    {
        private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _length;

        public uint Crc { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            target.Write(buffer);
            Crc = Crc32.Append(Crc, buffer);
            _sha256.AppendData(buffer);
            _length += buffer.Length;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public string Sha256() => Convert.ToHexStringLower(_sha256.GetHashAndReset());

        protected override void Dispose(bool disposing)
        {
            _sha256.Dispose();
            base.Dispose(disposing);
        }
    }
}
