using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Tests;

public sealed class MemoryBlocksTests
{
    [Fact]
    public async Task A_block_is_found_by_its_CID_and_no_other_is()
    {
        var blocks = new MemoryBlocks();
        var bytes = "abc"u8.ToArray();
        var cid = Cid.ForBlock(Multicodec.Raw, bytes);
        blocks.Put(new Block(cid, bytes));
        bytes[0] = (byte)'x';
        blocks.Put(new Block(cid, bytes));
        var answer = await blocks.FindAsync(cid, CancellationToken.None);
        Assert.Equal(BlockPresence.Found, answer.Presence);
        Assert.Equal("abc"u8, answer.Bytes.Span);
        Assert.Equal(1, blocks.Count);
        var other = Cid.ForBlock(Multicodec.Raw, "other"u8);
        Assert.Equal(BlockAnswer.Absent, await blocks.FindAsync(other, CancellationToken.None));
        Assert.False(blocks.TryGet(other, out _));
        Assert.True(blocks.TryGet(cid, out _));
        Assert.True(blocks.Remove(cid));
        Assert.False(blocks.Contains(cid));
    }
}
