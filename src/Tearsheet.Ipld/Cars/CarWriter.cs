using System.Buffers;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Cars;

/// <summary>Writes CARs of version 1.</summary>
/// <remarks>Spec: ipld carv1, "Format Description": a length and a header, then for each block a length, its CID and its bytes.</remarks>
public static class CarWriter
{
    /// <summary>The most bytes that <see cref="SectionPrefix"/> writes.</summary>
    public const int MaxSectionPrefixLength = (5 * Varint.MaxLength) + Cid.MaxDigestLength;

    /// <summary>The bytes before the first section, the header's length included.</summary>
    /// <exception cref="ArgumentException">A root is no CID.</exception>
    public static byte[] Header(params ReadOnlySpan<Cid> roots)
    {
        var links = new Node[roots.Length];
        for (var i = 0; i < roots.Length; i++)
        {
            links[i] = roots[i];
        }

        var block = DagCbor.Encode(Node.Map(("roots", Node.List(links)), ("version", 1)));
        var header = new byte[Varint.Length((ulong)block.Length) + block.Length];
        block.CopyTo(header, Varint.Write(header, (ulong)block.Length));
        return header;
    }

    /// <summary>Writes what stands before a block's bytes: the section's length and the CID.</summary>
    /// <param name="target">At least <see cref="MaxSectionPrefixLength"/> bytes are always enough.</param>
    /// <param name="cid">The block's name.</param>
    /// <param name="length">The block's length in bytes.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">There is no CID, or the target is too short.</exception>
    public static int SectionPrefix(Span<byte> target, Cid cid, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!cid.IsDefined)
        {
            throw new ArgumentException("a section needs a CID", nameof(cid));
        }

        var written = Varint.Write(target, (ulong)cid.Bytes.Length + (ulong)length);
        cid.Bytes.CopyTo(target[written..]);
        return written + cid.Bytes.Length;
    }

    /// <summary>How many bytes a block takes in a CAR.</summary>
    public static long SectionLength(Cid cid, int length)
    {
        var body = cid.Bytes.Length + (long)length;
        return Varint.Length((ulong)body) + body;
    }

    /// <summary>Writes one section.</summary>
    public static async ValueTask WriteSectionAsync(Stream stream, Block block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var prefix = ArrayPool<byte>.Shared.Rent(MaxSectionPrefixLength);
        try
        {
            var length = SectionPrefix(prefix, block.Cid, block.Bytes.Length);
            await stream.WriteAsync(prefix.AsMemory(0, length), cancellationToken);
            await stream.WriteAsync(block.Bytes, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(prefix);
        }
    }

    /// <summary>Writes a whole CAR, block after block as they come.</summary>
    /// <returns>How many blocks were written.</returns>
    public static async Task<long> WriteAsync(
        Stream stream, IReadOnlyList<Cid> roots, IAsyncEnumerable<Block> blocks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(blocks);
        await stream.WriteAsync(Header([.. roots]), cancellationToken);
        var count = 0L;
        await foreach (var block in blocks.WithCancellation(cancellationToken))
        {
            await WriteSectionAsync(stream, block, cancellationToken);
            count++;
        }

        return count;
    }
}
