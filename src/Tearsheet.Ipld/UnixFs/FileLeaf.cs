using System.Security.Cryptography;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>
/// One chunk in a buffer that has room before and behind it, so that the wrapping of a legacy leaf is written around
/// the bytes and never copies them.
/// </summary>
internal static class FileLeaf
{
    /// <summary>Bytes kept free before the chunk.</summary>
    public const int Before = 24;

    /// <summary>Bytes kept free behind the chunk.</summary>
    public const int Behind = 11;

    private const byte TypeTag = 0x08;
    private const byte BytesTag = 0x12;
    private const byte FileSizeTag = 0x18;
    private const byte BlockSizeTag = 0x20;
    private const byte NodeDataTag = 0x0a;

    /// <summary>Wraps the chunk that stands at <see cref="Before"/> into a UnixFS File node inside a dag-pb
    /// node.</summary>
    /// <returns>The block, a slice of <paramref name="buffer"/>.</returns>
    public static Memory<byte> Wrap(Memory<byte> buffer, int chunkLength)
    {
        var span = buffer.Span;
        var behind = Before + chunkLength;
        span[behind] = FileSizeTag;
        var end = behind + 1 + NodeWriter.WriteVarint(span[(behind + 1)..], (uint)chunkLength);

        // An empty file has no Data field at all; Kubo's known empty file (QmbFMke1...) shows it.
        var field = chunkLength == 0 ? 0 : 1 + NodeWriter.VarintLength((uint)chunkLength);
        var start = Before - field - 2;
        span[start] = TypeTag;
        span[start + 1] = (byte)NodeType.File;
        if (field > 0)
        {
            span[start + 2] = BytesTag;
            NodeWriter.WriteVarint(span[(start + 3)..], (uint)chunkLength);
        }

        var length = end - start;
        start -= 1 + NodeWriter.VarintLength((uint)length);
        span[start] = NodeDataTag;
        NodeWriter.WriteVarint(span[(start + 1)..], (uint)length);
        return buffer[start..end];
    }

    /// <summary>Hashes a leaf's block.</summary>
    public static Cid Name(ImportProfile profile, ReadOnlySpan<byte> block)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(block, digest);
        return profile.RawLeaves ? Cid.FromSha256(Multicodec.Raw, digest) : NodeWriter.CidOf(profile, digest);
    }

    /// <summary>Writes the data of a file node that has links and no bytes of its own.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteNodeData(Span<byte> target, long size, List<Imported> links)
    {
        target[0] = TypeTag;
        target[1] = (byte)NodeType.File;
        target[2] = FileSizeTag;
        var length = 3 + NodeWriter.WriteVarint(target[3..], (ulong)size);
        foreach (var link in links)
        {
            target[length++] = BlockSizeTag;
            length += NodeWriter.WriteVarint(target[length..], (ulong)link.Size);
        }

        return length;
    }
}
