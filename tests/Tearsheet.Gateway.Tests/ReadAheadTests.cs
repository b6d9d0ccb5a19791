using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway.Tests;

/// <summary>A walk that reads one block ahead gets each block's own bytes.</summary>
public sealed class ReadAheadTests
{
    private const int Size = 64 * 1024;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_read_ahead_has_a_room_of_its_own_however_late_the_reading_starts()
    {
        var bytes = Enumerable.Range(0, 2).Select(number => Enumerable.Repeat((byte)number, Size).ToArray()).ToArray();
        var cids = bytes.Select(block => Cid.ForBlock(Multicodec.Raw, block)).ToArray();
        var blocks = new LentBlocks(cids, bytes);
        for (var round = 0; round < 200; round++)
        {
            using var ahead = new ReadAhead(blocks);

            // Both are asked for before the pool has begun with the first.
            ahead.Begin(cids[0], Stop);
            var first = ahead.ReadAsync(cids[0], Stop);
            ahead.Begin(cids[1], Stop);
            await blocks.AllAskedAsync(round * 2 + 2);

            Assert.True((await first).Span.SequenceEqual(bytes[0]));
            Assert.True((await ahead.ReadAsync(cids[1], Stop)).Span.SequenceEqual(bytes[1]));
        }
    }

    /// <summary>Blocks that are written into the room that the reader lends.</summary>
    private sealed class LentBlocks(Cid[] cids, byte[][] bytes) : IBlockSource
    {
        private int _asked;

        public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
            FindAsync(cid, length => new byte[length], cancellationToken);

        public async ValueTask<BlockAnswer> FindAsync(Cid cid, Func<int, Memory<byte>> room, CancellationToken cancellationToken)
        {
            var block = bytes[Array.IndexOf(cids, cid)];
            var lent = room(block.Length);
            block.CopyTo(lent);
            Interlocked.Increment(ref _asked);
            await Task.Yield();
            return BlockAnswer.Found(lent);
        }

        public async Task AllAskedAsync(int count)
        {
            while (Volatile.Read(ref _asked) < count)
            {
                await Task.Yield();
            }
        }
    }
}
