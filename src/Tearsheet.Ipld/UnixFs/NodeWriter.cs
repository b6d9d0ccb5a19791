using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>
/// Builds one dag-pb block in a rented buffer: links first, in the order given, then the data; hashes it and puts it.
/// A site of 10,000 links is some 12,000 directories, each written for the price of its bytes.
/// </summary>
/// <remarks>Spec: DAG-PB, "Serial format"; the bytes are those of <see cref="Codecs.DagPb"/>, which a test
/// holds.</remarks>
internal sealed class NodeWriter(ImportProfile profile, IBlockSink sink) : IDisposable
{
    private const byte LinksTag = 0x12;
    private const byte DataTag = 0x0a;
    private const byte HashTag = 0x0a;
    private const byte NameTag = 0x12;
    private const byte TsizeTag = 0x18;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int _length;
    private ulong _below;

    /// <summary>Bytes that a link takes in its node, tag and length included.</summary>
    public static int LinkLength(int cidLength, int nameLength, ulong tsize)
    {
        var inner = InnerLength(cidLength, nameLength, tsize);
        return 1 + VarintLength((uint)inner) + inner;
    }

    public static int VarintLength(ulong value) => ((BitOperations.Log2(value | 1) * 37) >> 8) + 1;

    public static int WriteVarint(Span<byte> target, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[length++] = (byte)(value | 0x80);
        }

        target[length++] = (byte)value;
        return length;
    }

    /// <summary>Adds a link whose name is <paramref name="prefix"/> followed by <paramref name="name"/>.</summary>
    public void AddLink(Cid cid, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name, ulong tsize)
    {
        var hash = cid.Bytes;
        var nameLength = prefix.Length + name.Length;
        var inner = InnerLength(hash.Length, nameLength, tsize);
        Reserve(inner + 11);
        Append(LinksTag, (uint)inner);
        Append(HashTag, (uint)hash.Length);
        Append(hash);
        Append(NameTag, (uint)nameLength);
        Append(prefix);
        Append(name);
        Append(TsizeTag, tsize);
        _below = checked(_below + tsize);
    }

    /// <summary>Closes the node with its data, puts the block, and gives the buffer back.</summary>
    public Imported Finish(ReadOnlySpan<byte> data, long size)
    {
        Reserve(data.Length + 11);
        Append(DataTag, (uint)data.Length);
        Append(data);
        var cid = Put(profile, sink, _buffer.AsMemory(0, _length));
        return new Imported(cid, checked(_below + (ulong)_length), size);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Hashes a finished dag-pb block and hands it to the sink under the profile's version of CID.</summary>
    public static Cid Put(ImportProfile profile, IBlockSink sink, ReadOnlyMemory<byte> block)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(block.Span, digest);
        var cid = CidOf(profile, digest);
        sink.Put(new Block(cid, block));
        return cid;
    }

    public static Cid CidOf(ImportProfile profile, ReadOnlySpan<byte> digest) => profile.CidVersion == 0
        ? Cid.Create(0, (ulong)Multicodec.DagPb, (ulong)MultihashCode.Sha2_256, digest)
        : Cid.FromSha256(Multicodec.DagPb, digest);

    private static int InnerLength(int cidLength, int nameLength, ulong tsize) =>
        1 + VarintLength((uint)cidLength) + cidLength
        + 1 + VarintLength((uint)nameLength) + nameLength
        + 1 + VarintLength(tsize);

    private void Append(byte tag, ulong value)
    {
        _buffer[_length++] = tag;
        _length += WriteVarint(_buffer.AsSpan(_length), value);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length >= count)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
