using Microsoft.Win32.SafeHandles;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Distributing.Holding;

/// <summary>A section of a pack.</summary>
internal readonly record struct PackSection(Cid Cid, long BytesOffset, int Length)
{
    public long End => BytesOffset + Length;
}

/// <summary>Reads the sections of a pack that this program wrote, up to the first one that it did not finish.</summary>
internal sealed class PackScan(SafeFileHandle pack)
{
    private const int Window = 64 * 1024;

    private readonly long _length = RandomAccess.GetLength(pack);
    private byte[] _held = [];
    private long _heldAt;

    /// <summary>Where the first section is; null when the file has not even a whole header.</summary>
    public long? Begin(ReadOnlySpan<byte> header) =>
        Bytes(0, header.Length) is { } start && start.Span.SequenceEqual(header) ? header.Length : null;

    /// <summary>The section at a place; null at the end, and where what follows is no whole section.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="hashed">Whether the block must match its CID too.</param>
    public PackSection? Next(long offset, bool hashed)
    {
        var front = Bytes(offset, (int)Math.Min(Varint.MaxLength + Cid.MaxDigestLength + (4 * Varint.MaxLength), _length - offset));
        if (front is not { Length: > 0 } start
            || Varint.TryRead(start.Span, out var length, out var prefix) != VarintStatus.Ok
            || length > int.MaxValue / 2
            || Cid.TryRead(start.Span[prefix..], out var cid, out var name) != CidStatus.Ok
            || (int)length < name
            || offset + prefix + (int)length > _length)
        {
            return null;
        }

        var section = new PackSection(cid, offset + prefix + name, (int)length - name);
        return !hashed || (Bytes(section.BytesOffset, section.Length) is { } bytes && cid.Matches(bytes.Span)) ? section : null;
    }

    private ReadOnlyMemory<byte>? Bytes(long offset, int length)
    {
        if (offset + length > _length)
        {
            return null;
        }

        if (offset < _heldAt || offset + length > _heldAt + _held.Length)
        {
            _held = new byte[Math.Min(Math.Max(length, Window), _length - offset)];
            _heldAt = offset;
            var done = 0;
            while (done < _held.Length && RandomAccess.Read(pack, _held.AsSpan(done), offset + done) is var read and > 0)
            {
                done += read;
            }
        }

        return _held.AsMemory((int)(offset - _heldAt), length);
    }
}
