using CsCheck;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Packs;
using Tearsheet.Archiving.Tests.Disk;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Tests.Packs;

public sealed class FolderCheckTests
{
    [Fact]
    public void A_sound_folder_has_no_findings_and_everything_in_it_was_seen()
    {
        using var desk = new Desk(packSize: 2048, logFileSize: 1500);
        desk.Fill(20);
        var entries = new List<LogEntry>();
        var blocks = new List<(Cid Cid, BlockPlace Place)>();
        var links = new List<Cid>();
        var read = new List<long>();
        var findings = new FolderCheck(desk.Paths)
        {
            EntrySeen = entries.Add,
            Seen = (cid, place, _, found) =>
            {
                blocks.Add((cid, place));
                links.AddRange(found);
            },
            Progress = new Steps(read.Add),
        }.Run(TestContext.Current.CancellationToken);

        Assert.Empty(findings);
        using var folder = desk.OpenToRead();
        Assert.Equal(folder.Log.Read(1), entries);
        Assert.Equal(Enumerable.Range(1, folder.Packs.End.Pack)
            .SelectMany(pack => folder.Packs.Scan(pack, 0, folder.Packs.AcknowledgedLength(pack))), blocks);
        Assert.Equal(20, links.Count);
        Assert.True(read.SequenceEqual(read.Order()));
    }

    [Fact]
    public void Any_flipped_bit_of_a_pack_or_a_log_file_is_reported_with_its_file_and_block()
    {
        using var desk = new Desk(packSize: 1024, logFileSize: 1500);
        desk.Fill(12);
        var sections = Sections(desk);
        var files = sections.Keys.ToArray();
        Assert.True(files.Length > 4);
        var bits = files.Select(path => new FileInfo(path).Length * 8).ToArray();
        (from file in Gen.Int[0, files.Length - 1] from bit in Gen.Long[0, bits[file] - 1] select (file, bit)).Sample(
            sample => AssertNamed(desk, files[sample.file], sample.bit, sections), iter: 1500, threads: 1);
    }

    [Fact]
    public void Every_bit_of_the_fronts_of_blocks_and_files_is_watched()
    {
        using var desk = new Desk();
        desk.Fill(1);
        var sections = Sections(desk);
        foreach (var (path, inFile) in sections)
        {
            for (var bit = 0L; bit < CarLayout.Header.Length * 8; bit++)
            {
                AssertNamed(desk, path, bit, sections);
            }

            foreach (var section in inFile)
            {
                for (var bit = section.Offset * 8; bit < section.BytesOffset * 8; bit++)
                {
                    AssertNamed(desk, path, bit, sections);
                }
            }
        }
    }

    [Fact]
    public void Damage_to_one_block_does_not_hide_what_stands_behind_it()
    {
        using var desk = new Desk();
        desk.Fill(5);
        var path = desk.Paths.PackFile(1);
        var all = Sections(desk)[path];
        var good = File.ReadAllBytes(path);
        for (var number = 0; number < all.Length; number++)
        {
            var section = all[number];
            foreach (var damage in (Func<byte[], byte[]>[])
            [
                bytes => [.. bytes[..(int)section.Offset], .. new byte[section.End - section.Offset], .. bytes[(int)section.End..]],
                bytes => [.. bytes[..(int)section.BytesOffset], .. Desk.Bytes(section.Length, 999), .. bytes[(int)section.End..]],
                bytes => [.. bytes[..(int)section.Offset], 0xff, 0xff, .. bytes[((int)section.Offset + 2)..]],
            ])
            {
                File.WriteAllBytes(path, damage(good));
                var seen = new List<long>();
                var findings = new FolderCheck(desk.Paths) { Seen = (_, place, _, _) => seen.Add(place.Offset) }
                    .Run(TestContext.Current.CancellationToken);
                Assert.Equal(section.Offset, Assert.Single(findings).Offset);
                Assert.Equal(all.Where(other => other != section).Select(other => other.BytesOffset), seen);
            }
        }
    }

    [Fact]
    public void A_block_that_is_not_what_its_codec_says_is_named()
    {
        using var desk = new Desk();
        using var folder = desk.Create();
        desk.Add(folder, [1, 2, 3]);
        Desk.Put(folder, Multicodec.DagCbor, [0x18, 0x01]);
        Desk.Put(folder, Multicodec.DagPb, [0xff]);
        Desk.Put(folder, Multicodec.DagJson, "{ }"u8.ToArray());
        Desk.Put(folder, Multicodec.Libp2pKey, [1]);
        folder.Commit(desk.Key);
        var findings = desk.Check();
        Assert.Equal([Multicodec.DagCbor, Multicodec.DagPb, Multicodec.DagJson, Multicodec.Libp2pKey],
            findings.Select(finding => (Multicodec)finding.Cid!.Value.Codec));
        Assert.All(findings, finding => Assert.Equal("packs/000001.car", finding.File));
    }

    [Fact]
    public void A_sealed_pack_that_lost_or_gained_whole_blocks_does_not_fit_its_seal()
    {
        using var desk = new Desk(packSize: 1024);
        desk.Fill(10);
        var path = desk.Paths.PackFile(1);
        var good = File.ReadAllBytes(path);
        var last = Sections(desk)[path][^1];
        foreach (var bad in (byte[][])[good[..(int)last.Offset], [.. good, .. good[(int)last.Offset..]]])
        {
            File.WriteAllBytes(path, bad);
            var finding = Assert.Single(desk.Check());
            Assert.Equal("packs/000001.car", finding.File);
            Assert.Contains("sealed", finding.What, StringComparison.Ordinal);
        }

        File.Delete(path);
        Assert.Contains(desk.Check(), finding => finding is { File: "packs/000001.car", What: "the file is not there" });
    }

    [Fact]
    public void A_log_that_lost_an_entry_in_the_middle_is_broken_where_the_next_one_stands()
    {
        using var desk = new Desk();
        desk.Fill(4);
        var path = desk.Paths.LogFile(1);
        var good = File.ReadAllBytes(path);
        var entries = Sections(desk)[path];
        File.WriteAllBytes(path, [.. good[..(int)entries[1].Offset], .. good[(int)entries[2].Offset..]]);
        var findings = desk.Check();
        Assert.Contains(findings, finding => finding.What.Contains("entry 3, and entry 2 should come next", StringComparison.Ordinal));
    }

    [Fact]
    public void An_entry_by_another_key_is_named_though_its_signature_fits()
    {
        using var desk = new Desk();
        desk.Fill(1);
        using var thief = Desk.KeyFrom("thief");
        using (var folder = desk.Open())
        {
            var draft = new LogEntry(default, 2, folder.Log.LastEntry, desk.Clock.GetUtcNow(), EntryKind.File, folder.Log.LastEntry, default);
            var block = EntryForm.Encode(draft, thief, out var entry);
            folder.Dispose();
            using var file = AppendFile.OpenToWrite(desk.Paths.LogFile(1), new FileInfo(desk.Paths.LogFile(1)).Length);
            var offset = file.Length;
            var front = new byte[CarLayout.LongestFront];
            file.Append(front.AsSpan(0, CarLayout.WriteFront(front, entry.Cid, block.Length)), block);
            file.Sync();
            using var head = HeadFile.Open(desk.Paths, FolderAccess.Write);
            head.Write(head.Read() with { LogLength = file.Length, LastOffset = offset, Seq = 2, LastEntry = entry.Cid });
        }

        Assert.Contains(desk.Check(), finding => finding.What.Contains("turn", StringComparison.Ordinal));
    }

    [Fact]
    public void A_check_can_be_stopped()
    {
        using var desk = new Desk();
        desk.Fill(1);
        Assert.Throws<OperationCanceledException>(() => new FolderCheck(desk.Paths).Run(new CancellationToken(canceled: true)));
    }

    private static void AssertNamed(Desk desk, string path, long bit, Dictionary<string, Section[]> sections)
    {
        var section = sections[path].LastOrDefault(section => section.Offset <= bit / 8);
        CrashTests.Flip(path, bit);
        var findings = desk.Check();
        CrashTests.Flip(path, bit);
        var named = findings.Where(finding => finding.File == desk.Paths.Short(path) && finding.Offset == section.Offset).ToArray();
        Assert.True(named.Length > 0, $"bit {bit} of {path}: {string.Join(' ', findings)}");

        // A flip in the name itself leaves another name, or none; so does one in the length before it, which says where the name begins.
        if (section.Cid.IsDefined && bit / 8 >= section.BytesOffset)
        {
            Assert.Contains(named, finding => finding.Cid == section.Cid);
        }
    }

    private static Dictionary<string, Section[]> Sections(Desk desk)
    {
        var found = new Dictionary<string, Section[]>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(desk.Paths.Log, "*.car").Concat(Directory.EnumerateFiles(desk.Paths.Packs)))
        {
            var length = new FileInfo(path).Length;
            using var file = AppendFile.OpenToRead(path, length);
            var reader = file.Sections(path, CarLayout.Header.Length, length, SectionReader.Hopping);
            var inFile = new List<Section>();
            while (!reader.AtEnd)
            {
                inFile.Add(reader.Next());
            }

            found[path] = [.. inFile];
        }

        return found;
    }

    private sealed class Steps(Action<long> step) : IProgress<long>
    {
        public void Report(long value) => step(value);
    }
}
