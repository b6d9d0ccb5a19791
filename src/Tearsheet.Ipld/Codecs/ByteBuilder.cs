using System.Buffers;
using System.Buffers.Binary;

namespace Tearsheet.Ipld.Codecs;

/// <summary>Collects the bytes of one block in rented memory.</summary>
internal ref struct ByteBuilder : IDisposable
{
    private byte[] _rented;
    private int _length;

    public ByteBuilder(int capacity) => _rented = ArrayPool<byte>.Shared.Rent(capacity);

    public readonly byte[] ToArray() => _rented.AsSpan(0, _length).ToArray();

    public void Add(byte value) => Reserve(1)[0] = value;

    public void Add(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void AddBigEndian(ulong value, int width)
    {
        var target = Reserve(width);
        switch (width)
        {
            case 1:
                target[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)value);
                break;
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(target, (uint)value);
                break;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(target, value);
                break;
        }
    }

    /// <summary>Makes room for <paramref name="length"/> bytes, which the caller fills.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_rented.Length - _length < length)
        {
            Grow(length);
        }

        var room = _rented.AsSpan(_length, length);
        _length += length;
        return room;
    }

    /// <summary>Takes back what was reserved last and not filled.</summary>
    public void Unreserve(int length) => _length -= length;

    public void Dispose()
    {
        var rented = _rented;
        _rented = [];
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + length), (int)Math.Min(2L * _length, Array.MaxLength)));
        _rented.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_rented);
        _rented = larger;
    }
}
