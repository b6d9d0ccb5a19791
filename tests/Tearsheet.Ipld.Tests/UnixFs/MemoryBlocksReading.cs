using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Tests.UnixFs;

internal static class MemoryBlocksReading
{
    /// <summary>The bytes of a block that must be there.</summary>
    public static ReadOnlyMemory<byte> BytesOf(this MemoryBlocks blocks, Cid cid)
    {
        Assert.True(blocks.TryGet(cid, out var bytes), $"{cid} is not held");
        return bytes;
    }
}
