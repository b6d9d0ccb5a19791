using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>Blocks in memory that count what is read and written.</summary>
internal sealed class CountingBlocks : IBlockSource, IBlockSink
{
    public MemoryBlocks Blocks { get; } = new();

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public void Reset()
    {
        Reads = 0;
        Writes = 0;
    }

    public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken)
    {
        Reads++;
        return Blocks.FindAsync(cid, cancellationToken);
    }

    public void Put(in Block block)
    {
        Writes++;
        Blocks.Put(block);
    }
}
