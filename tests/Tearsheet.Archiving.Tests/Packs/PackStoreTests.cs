using System.Security.Cryptography;
using CsCheck;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Packs;
using Tearsheet.Archiving.Tests.Disk;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Archiving.Tests.Packs;

public sealed class PackStoreTests
{
    [Fact]
    public void A_block_can_be_read_at_once_and_after_the_folder_was_opened_again()
    {
        using var desk = new Desk();
        // Through the buffer, past the buffer, and nothing at all.
        byte[][] blocks = [[], Desk.Bytes(1, 1), Desk.Bytes(1000, 2), Desk.Bytes(1 << 20, 3), Desk.Bytes(300, 4), Desk.Bytes(40_000, 5)];
        BlockPlace[] places;
        using (var folder = desk.Create())
        {
            places = [.. blocks.Select(bytes => desk.Add(folder, bytes).Place)];
            Assert.All(places.Zip(blocks), pair => Assert.Equal(pair.Second, folder.Packs.Read(pair.First).ToArray()));
            folder.Commit(desk.Key);
        }

        using var again = desk.Open();
        Assert.Empty(again.SetAside);
        Assert.All(places.Zip(blocks), pair => Assert.Equal(pair.Second, again.Packs.Read(pair.First).ToArray()));
    }

    [Fact]
    public async Task A_pack_and_a_log_file_are_cars_for_a_reader_that_knows_nothing_else()
    {
        using var desk = new Desk();
        desk.Fill(3);
        foreach (var (path, count) in ((string, int)[])[(desk.Paths.PackFile(1), 9), (desk.Paths.LogFile(1), 3)])
        {
            await using var stream = File.OpenRead(path);
            var parts = new List<CarPart>();
            await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, TestContext.Current.CancellationToken))
            {
                parts.Add(part);
            }

            Assert.Empty(Assert.IsType<CarPart.Header>(parts[0]).Roots);
            Assert.Equal(count, parts.Count - 1);
            Assert.All(parts.Skip(1), part => Assert.True(part is CarPart.Section section && section.Cid.Matches(section.Bytes.Span)));
        }
    }

    [Fact]
    public void A_scan_finds_every_block_where_it_lies_from_any_section_on()
    {
        using var desk = new Desk();
        using var folder = desk.Create();
        Gen.Int[0, 60_000].Array[20].Sample(lengths =>
        {
            var from = folder.Packs.End;
            var added = lengths.Select((length, i) => desk.Add(folder, Desk.Bytes(length, i))).ToArray();
            folder.Commit(desk.Key);
            var end = folder.Packs.Acknowledged;
            var scanned = folder.Packs.Scan(end.Pack, from.Length, end.Length).ToArray();
            Assert.Equal(added.Select(one => (one.Entry.Payload, one.Place)), scanned);
        }, iter: 10, threads: 1);
    }

    [Fact]
    public void A_full_pack_is_sealed_with_its_length_and_hash_by_the_commit_that_filled_it()
    {
        using var desk = new Desk(packSize: 4096);
        using var folder = desk.Create();
        var added = Enumerable.Range(0, 30).Select(i => desk.Add(folder, Desk.Bytes(700, i))).ToArray();
        folder.Commit(desk.Key);

        var places = Enumerable.Range(1, folder.Packs.End.Pack)
            .SelectMany(pack => folder.Packs.Scan(pack, 0, folder.Packs.AcknowledgedLength(pack)))
            .ToDictionary(block => block.Cid, block => block.Place);
        var seals = folder.Log.Read(1).Where(entry => entry.Kind == EntryKind.Seal)
            .Select(entry => PackSeal.FromPayload(Decode(folder.Packs.Read(places[entry.Payload])))).ToArray();

        Assert.Equal(Enumerable.Range(1, folder.Packs.End.Pack - 1), seals.Select(seal => seal.Pack));
        Assert.All(seals, seal =>
        {
            var file = File.ReadAllBytes(desk.Paths.PackFile(seal.Pack));
            Assert.InRange(file.Length, 1, 4096);
            Assert.Equal(file.Length, seal.Length);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), seal.Sha256);
        });
        Assert.All(added, one => Assert.Equal(one.Place, places[one.Entry.Payload]));
        Assert.Empty(desk.Check());
    }

    [Fact]
    public void A_block_larger_than_a_pack_gets_a_pack_to_itself()
    {
        using var desk = new Desk(packSize: 4096);
        using var folder = desk.Create();
        var places = Enumerable.Range(0, 3).Select(i => desk.Add(folder, Desk.Bytes(10_000, i)).Place).ToArray();
        folder.Commit(desk.Key);
        Assert.Equal([1, 2, 3], places.Select(place => place.Pack));
        Assert.Empty(desk.Check());
    }

    [Fact]
    public void A_name_that_is_not_by_sha256_is_refused()
    {
        using var desk = new Desk();
        using var folder = desk.Create();
        var identity = Cid.Create(1, (ulong)Multicodec.Raw, (ulong)MultihashCode.Identity, "tear"u8);
        Assert.Throws<ArgumentException>(() => folder.Packs.Append(identity, "tear"u8));
    }

    [Fact]
    public void An_abandoned_batch_leaves_nothing_behind_and_the_next_one_lasts()
    {
        using var desk = new Desk(packSize: 4096, logFileSize: 2000);
        using var folder = desk.Create();
        var kept = desk.Add(folder, Desk.Bytes(500, 0));
        folder.Commit(desk.Key);
        var before = Snapshot(desk);

        // Long enough to fill packs and log files.
        for (var i = 1; i < 40; i++)
        {
            desk.Add(folder, Desk.Bytes(500, i));
        }

        Assert.True(folder.Packs.End.Pack > 1);
        folder.Abandon();
        Assert.Equal(before, Snapshot(desk));
        Assert.Equal(1, folder.Log.LastSeq);

        var next = desk.Add(folder, Desk.Bytes(500, 99));
        folder.Commit(desk.Key);
        Assert.Equal(2, next.Entry.Seq);
        Assert.Equal([kept.Entry, next.Entry], folder.Log.Read(1));
        Assert.Empty(desk.Check());
    }

    [Fact]
    public void A_reader_sees_what_was_acknowledged_and_the_rest_after_a_refresh()
    {
        using var desk = new Desk(packSize: 4096, logFileSize: 2000);
        using var writer = desk.Create();
        var first = desk.Add(writer, Desk.Bytes(300, 1));
        writer.Commit(desk.Key);

        using var reader = desk.OpenToRead();
        var second = Enumerable.Range(2, 40).Select(i => desk.Add(writer, Desk.Bytes(300, i))).ToArray();
        Assert.False(reader.Refresh());
        Assert.Equal([first.Entry], reader.Log.Read(1));

        writer.Commit(desk.Key);
        Assert.Equal([first.Entry], reader.Log.Read(1));
        Assert.True(reader.Refresh());
        Assert.Equal(writer.Log.Read(1), reader.Log.Read(1));
        Assert.All(second, one => Assert.True(one.Entry.Payload.Matches(reader.Packs.Read(one.Place).Span)));
        Assert.Throws<StorageException>(() => reader.Packs.Read(new BlockPlace(reader.Packs.End.Pack, reader.Packs.End.Length - 1, 2)));
    }

    [Fact]
    public async Task Readers_on_other_threads_get_every_block_whole_while_packs_fill_and_roll()
    {
        using var desk = new Desk(packSize: 100_000);
        using var folder = desk.Create();
        var known = new System.Collections.Concurrent.ConcurrentQueue<(Cid Cid, BlockPlace Place)>();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(number => Task.Run(() =>
        {
            var wrong = 0;
            while (!stop.IsCancellationRequested)
            {
                foreach (var (cid, place) in known)
                {
                    wrong += cid.Matches(folder.Packs.Read(place).Span) ? 0 : 1;
                }
            }

            return wrong;
        }, TestContext.Current.CancellationToken)).ToArray();

        for (var i = 0; i < 200; i++)
        {
            var (entry, place) = desk.Add(folder, Desk.Bytes(i % 7 == 0 ? 50_000 : 900, i));
            known.Enqueue((entry.Payload, place));
            if (i % 20 == 19)
            {
                folder.Commit(desk.Key);
            }
        }

        await stop.CancelAsync();
        Assert.Equal(0, (await Task.WhenAll(readers)).Sum());
        Assert.True(folder.Packs.End.Pack > 3);
    }

    [Fact]
    public void More_packs_than_may_be_open_at_once_can_all_be_read()
    {
        using var desk = new Desk(packSize: 1024);
        using var folder = desk.Create();
        var added = Enumerable.Range(0, 300).Select(i => desk.Add(folder, Desk.Bytes(900, i))).ToArray();
        folder.Commit(desk.Key);
        for (var round = 0; round < 2; round++)
        {
            Assert.All(added, one => Assert.True(one.Entry.Payload.Matches(folder.Packs.Read(one.Place).Span)));
        }

        Assert.Empty(desk.Check());
    }

    private static Node Decode(ReadOnlyMemory<byte> block)
    {
        Assert.True(DagCbor.TryDecode(block.Span, out var node, out _));
        return node;
    }

    private static Dictionary<string, string> Snapshot(Desk desk) =>
        Directory.EnumerateFiles(desk.Paths.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => path != desk.Paths.Lock)
            .ToDictionary(desk.Paths.Short, path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))));
}
