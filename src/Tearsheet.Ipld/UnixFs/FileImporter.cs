using System.Buffers;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>Cuts files into blocks and builds the balanced DAG that the profile asks for.</summary>
/// <param name="profile">What decides the CID.</param>
/// <param name="sink">Where blocks go: leaves and nodes, children before their parents, the root last. It is called by
/// one flow at a time, though not always on the same thread.</param>
/// <remarks>Keeps no state: one importer may be used by several flows if the sink may.</remarks>
public sealed class FileImporter(ImportProfile profile, IBlockSink sink)
{
    /// <summary>Imports a file that is in memory. A file of one chunk costs one hash and no copy under raw
    /// leaves.</summary>
    /// <param name="bytes">The file; only read during the call.</param>
    public Imported Import(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length <= profile.ChunkSize)
        {
            return PutLeaf(bytes);
        }

        var dag = new BalancedDag(profile, sink);
        for (var rest = bytes; !rest.IsEmpty;)
        {
            var length = Math.Min(rest.Length, profile.ChunkSize);
            dag.Add(PutLeaf(rest[..length]));
            rest = rest[length..];
        }

        return dag.Finish();
    }

    /// <summary>
    /// Imports a stream to its end. Hashing runs on a thread of its own while this flow reads and puts; at most
    /// <see cref="ChunkPipeline.Depth"/> chunks are in memory at a time.
    /// </summary>
    /// <param name="stream">Read from where it stands; stays open.</param>
    /// <param name="cancellationToken">Stops between two chunks; blocks put until then stay in the sink.</param>
    public async Task<Imported> ImportAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var dag = new BalancedDag(profile, sink);
        await using var pipeline = new ChunkPipeline(profile, stream);
        while (await pipeline.NextAsync(cancellationToken) is { } leaf)
        {
            sink.Put(new Block(leaf.Cid, leaf.Block));
            dag.Add(new Imported(leaf.Cid, (ulong)leaf.Block.Length, leaf.Size));
            pipeline.Return(leaf);
        }

        return dag.Finish();
    }

    private Imported PutLeaf(ReadOnlyMemory<byte> chunk)
    {
        if (profile.RawLeaves)
        {
            return PutBlock(chunk, chunk.Length);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FileLeaf.Before + chunk.Length + FileLeaf.Behind);
        try
        {
            chunk.CopyTo(buffer.AsMemory(FileLeaf.Before));
            return PutBlock(FileLeaf.Wrap(buffer, chunk.Length), chunk.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Imported PutBlock(ReadOnlyMemory<byte> block, long size)
    {
        Cid cid = FileLeaf.Name(profile, block.Span);
        sink.Put(new Block(cid, block));
        return new Imported(cid, (ulong)block.Length, size);
    }
}
