using System.Buffers.Binary;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing.Forms;

/// <summary>Furniture to a block and back: the hashes in one byte string, eight bytes each, big-endian and rising.</summary>
internal static class FurnitureForm
{
    public const int Version = 1;

    public static byte[] Write(Furniture furniture)
    {
        var bytes = new byte[8 * furniture.Blocks.Count];
        for (var i = 0; i < furniture.Blocks.Count; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8 * i), furniture.Blocks[i]);
        }

        return DagCbor.Encode(Node.Map((Form.VersionKey, (long)Version), ("blocks", bytes)));
    }

    /// <summary>Reads furniture.</summary>
    /// <exception cref="FormException">The block is no furniture.</exception>
    public static Furniture Read(ReadOnlySpan<byte> block) => Form.Read(block, "furniture", Version, Version, (node, _) =>
    {
        node.OnlyKeys(Form.VersionKey, "blocks");
        var bytes = node.Binary("blocks").Span;
        if (bytes.Length % 8 != 0)
        {
            throw new FormException($"the hashes take {bytes.Length} bytes, which is no multiple of 8");
        }

        var hashes = new ulong[bytes.Length / 8];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes[(8 * i)..]);
            if (i > 0 && hashes[i] <= hashes[i - 1])
            {
                throw new FormException("the hashes do not rise");
            }
        }

        return new Furniture(Sequence.From(hashes));
    });
}
