using System.Security.Cryptography;
using Tearsheet.Distributing.Holding;
using Tearsheet.Distributing.Tests.Support;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Distributing.Tests.Holding;

public sealed class BlockFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_was_put_is_there_after_the_folder_is_opened_again()
    {
        var blocks = Blocks(50);
        using (var folder = Open())
        {
            Array.ForEach(blocks, block => folder.Put(block));
            folder.Put(blocks[0]);
            Assert.Equal(50, folder.Count);
        }

        using var again = BlockFolder.OpenToRead(_temp.Path);
        Assert.Equal(50, again.Count);
        Assert.All(blocks, block => Assert.Equal(block.Bytes.ToArray(), again.Read(block.Cid)!.Value.ToArray()));
        Assert.Null(again.Read(Cid.ForBlock(Multicodec.Raw, "none"u8)));
    }

    [Fact]
    public async Task A_pack_is_a_car_that_anybody_can_read()
    {
        var blocks = Blocks(5);
        using (var folder = Open())
        {
            Array.ForEach(blocks, block => folder.Put(block));
        }

        await using var file = File.OpenRead(_temp.Sub("000001.car"));
        var parts = await CarReader.ReadAsync(file, CarLimits.Default, TestContext.Current.CancellationToken)
            .Select(part => part is CarPart.Section section ? section.Cid : default).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(blocks.Select(block => block.Cid), parts.Skip(1));
    }

    [Fact]
    public void Only_one_process_writes()
    {
        using var folder = Open();
        Assert.False(BlockFolder.OpenToWrite(_temp.Path, out var second));
        Assert.Null(second);
    }

    [Fact]
    public void Wherever_a_crash_cuts_the_newest_pack_the_whole_blocks_before_it_stay()
    {
        var blocks = Blocks(6);
        using (var folder = Open())
        {
            Array.ForEach(blocks, block => folder.Put(block));
        }

        var whole = File.ReadAllBytes(_temp.Sub("000001.car"));
        var last = -1;
        for (var cut = 0; cut <= whole.Length; cut += 7)
        {
            File.WriteAllBytes(_temp.Sub("000001.car"), whole[..cut]);
            using var folder = Open();
            Assert.True(folder.Count >= last);
            last = folder.Count;
            Assert.All(blocks[..last], block => Assert.True(block.Cid.Matches(folder.Read(block.Cid)!.Value.Span)));
            folder.Put(blocks[^1]);
            Assert.True(blocks[^1].Cid.Matches(folder.Read(blocks[^1].Cid)!.Value.Span));
        }
    }

    [Fact]
    public void A_torn_end_with_a_true_head_and_false_bytes_does_not_count()
    {
        var blocks = Blocks(3);
        using (var folder = Open())
        {
            Array.ForEach(blocks, block => folder.Put(block));
        }

        var bytes = File.ReadAllBytes(_temp.Sub("000001.car"));
        bytes[^1] ^= 1;
        File.WriteAllBytes(_temp.Sub("000001.car"), bytes);
        using var again = Open();
        Assert.Equal(2, again.Count);
    }

    [Fact]
    public void A_sweep_drops_what_nobody_keeps_and_moves_the_rest()
    {
        var blocks = Blocks(100);
        using (var folder = Open())
        {
            Array.ForEach(blocks, block => folder.Put(block));
            var kept = blocks[..40].Select(block => block.Cid).ToHashSet();
            var swept = folder.Sweep(kept.Contains, _ => false);
            Assert.Equal(60, swept.Blocks);
            Assert.Equal(40, folder.Count);
            folder.Put(blocks[99]);
            Assert.All(blocks[..40].Append(blocks[99]), block => Assert.True(block.Cid.Matches(folder.Read(block.Cid)!.Value.Span)));
            Assert.Null(folder.Read(blocks[50].Cid));
        }

        using var again = BlockFolder.OpenToRead(_temp.Path);
        Assert.Equal(41, again.Count);
    }

    [Fact]
    public void A_sweep_leaves_a_pack_alone_that_has_little_to_lose_unless_it_must_go()
    {
        var blocks = Blocks(100);
        using var folder = Open();
        Array.ForEach(blocks, block => folder.Put(block));
        var dead = blocks[3].Cid;
        Assert.Equal(0, folder.Sweep(cid => cid != dead, _ => false).Blocks);
        Assert.True(folder.Holds(dead));
        Assert.Equal(1, folder.Sweep(cid => cid != dead, cid => cid == dead).Blocks);
        Assert.False(folder.Holds(dead));
        Assert.DoesNotContain(Convert.ToHexString(blocks[3].Bytes.Span), Convert.ToHexString(File.ReadAllBytes(_temp.Sub("000001.car"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_sees_after_a_look_what_was_added_and_swept()
    {
        var blocks = Blocks(20);
        using var writer = Open();
        Array.ForEach(blocks[..10], block => writer.Put(block));
        using var reader = BlockFolder.OpenToRead(_temp.Path);
        Assert.Equal(10, reader.Count);
        Array.ForEach(blocks[10..], block => writer.Put(block));
        writer.Sweep(cid => blocks[8..].Any(block => block.Cid == cid), _ => false);
        Assert.True(blocks[0].Cid.Matches(reader.Read(blocks[0].Cid)!.Value.Span));
        reader.Refresh();
        Assert.Equal(12, reader.Count);
        Assert.Null(reader.Read(blocks[0].Cid));
        Assert.True(blocks[15].Cid.Matches(reader.Read(blocks[15].Cid)!.Value.Span));
    }

    private static Block[] Blocks(int count) => [.. Enumerable.Range(1, count).Select(number =>
    {
        var bytes = SHA256.HashData(BitConverter.GetBytes(number)).Concat(new byte[number % 50]).ToArray();
        return new Block(Cid.ForBlock(Multicodec.Raw, bytes), bytes);
    })];

    private BlockFolder Open()
    {
        Assert.True(BlockFolder.OpenToWrite(_temp.Path, out var folder));
        return folder!;
    }
}
