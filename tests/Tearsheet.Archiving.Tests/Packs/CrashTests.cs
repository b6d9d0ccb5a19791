using CsCheck;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Tests.Disk;

namespace Tearsheet.Archiving.Tests.Packs;

/// <summary>What an opening makes of every state that a crash, a copy or a bad disk can leave.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData("pack")]
    [InlineData("log")]
    public void Whatever_a_crash_left_past_the_acknowledged_length_is_moved_to_torn_and_nothing_else_changes(string which)
    {
        using var desk = new Desk();
        desk.Fill(2);
        var (path, acknowledged) = which == "pack"
            ? (desk.Paths.PackFile(1), new FileInfo(desk.Paths.PackFile(1)).Length)
            : (desk.Paths.LogFile(1), new FileInfo(desk.Paths.LogFile(1)).Length);
        var good = File.ReadAllBytes(path);
        var tail = UnacknowledgedTail(desk, path, (int)acknowledged);

        // Every length cut short, and some of them in other ways: each opening costs real fsyncs.
        foreach (var left in Enumerable.Range(1, tail.Length).SelectMany(length => (byte[][])(length % 16 == 0
            ? [tail[..length], [.. tail[..(length / 2)], .. new byte[length]], Desk.Bytes(length, length), [.. tail, .. tail[..length]]]
            : [tail[..length]])))
        {
            File.WriteAllBytes(path, [.. good, .. left]);
            using (var folder = desk.Open())
            {
                Assert.Equal(2, folder.Log.Read(1).Count());
                var torn = Path.Combine(desk.Paths.Root, Assert.Single(folder.SetAside));
                Assert.Equal(left, File.ReadAllBytes(torn));
                Assert.Contains($"-from-{acknowledged}-at-20261124T034900000Z", torn, StringComparison.Ordinal);
                File.Delete(torn);
            }

            Assert.Equal(good, File.ReadAllBytes(path));
        }

        Assert.Empty(desk.Check());
    }

    [Theory]
    [InlineData("pack")]
    [InlineData("log")]
    public void A_file_that_ends_before_its_acknowledged_length_is_damage_that_is_named_and_never_cut(string which)
    {
        using var desk = new Desk();
        desk.Fill(2);
        var path = which == "pack" ? desk.Paths.PackFile(1) : desk.Paths.LogFile(1);
        var good = File.ReadAllBytes(path);
        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good[..length]);
            foreach (var access in Enum.GetValues<FolderAccess>())
            {
                var error = Assert.Throws<StorageException>(() =>
                    Archiving.Packs.DataFolder.Open(desk.Paths, access, desk.Options).Dispose());
                Assert.Equal(StorageFault.Corrupt, error.Fault);
                Assert.Equal(desk.Paths.Short(path), error.File);
            }

            Assert.Equal(length, new FileInfo(path).Length);
            Assert.Contains(desk.Check(), finding => finding.File == desk.Paths.Short(path) && finding.Offset <= length);
        }

        Assert.False(Directory.Exists(desk.Paths.Torn));
    }

    [Fact]
    public void A_crash_between_any_two_steps_of_a_commit_leaves_the_batch_whole_or_not_there()
    {
        using var desk = new Desk(packSize: 4096, logFileSize: 1500);
        using var stages = new TempFolder();
        var (before, after) = (Path.Combine(stages.Path, "before"), Path.Combine(stages.Path, "after"));
        LogEntry[] all;
        using (var folder = desk.Create())
        {
            for (var i = 0; i < 5; i++)
            {
                desk.Add(folder, Desk.Bytes(600, i));
            }

            folder.Commit(desk.Key);
            TempFolder.Copy(desk.Paths.Root, before);
            for (var i = 5; i < 15; i++)
            {
                desk.Add(folder, Desk.Bytes(600, i));
            }

            folder.Commit(desk.Key);
            TempFolder.Copy(desk.Paths.Root, after);
            all = [.. folder.Log.Read(1)];
        }

        var acknowledged = Acknowledged(before);
        Assert.True(acknowledged < all.Length);

        // The new bytes of packs and log can be on the disk in any part and order; the head is there only when all of them are.
        (from packs in Gen.Int[0, 100] from log in Gen.Int[0, 100] select (packs, log)).Sample(part =>
        {
            var crashed = Path.Combine(stages.Path, "crashed");
            Mix(before, after, crashed, part.packs, part.log);
            AssertOpens(crashed, desk, all[..acknowledged]);
            Directory.Delete(crashed, recursive: true);
        }, iter: 60, threads: 1);

        foreach (var newCopies in (int[])[1, 2, 3])
        {
            var crashed = Path.Combine(stages.Path, "crashed");
            Mix(before, after, crashed, 100, 100);
            var head = File.ReadAllBytes(Path.Combine(before, "log", "head"));
            var newHead = File.ReadAllBytes(Path.Combine(after, "log", "head"));
            newHead.AsSpan(0, newCopies % 2 == 1 ? 4096 : 0).CopyTo(head);
            newHead.AsSpan(4096, newCopies >= 2 ? 4096 : 0).CopyTo(head.AsSpan(4096));
            File.WriteAllBytes(Path.Combine(crashed, "log", "head"), head);
            AssertOpens(crashed, desk, all);
            Directory.Delete(crashed, recursive: true);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public void A_head_with_one_damaged_copy_is_read_from_the_other_and_mended_by_the_next_commit(int copy)
    {
        using var desk = new Desk();
        desk.Fill(1);
        for (var bit = copy * 8L; bit < (copy + Head.Size) * 8L; bit++)
        {
            Flip(desk.Paths.Head, bit);
            using (var reader = desk.OpenToRead())
            {
                Assert.Equal(1, reader.Log.LastSeq);
            }

            if (bit % 97 == 0)
            {
                var finding = Assert.Single(desk.Check());
                Assert.Equal(("log/head", copy), (finding.File, finding.Offset));
            }

            Flip(desk.Paths.Head, bit);
        }

        Flip(desk.Paths.Head, copy * 8L);
        using (var writer = desk.Open())
        {
            desk.Add(writer, Desk.Bytes(10, copy));
            writer.Commit(desk.Key);
        }

        Assert.Empty(desk.Check());
    }

    [Fact]
    public void A_head_without_a_whole_copy_is_damage_and_nobody_guesses()
    {
        using var desk = new Desk();
        desk.Fill(1);
        Flip(desk.Paths.Head, 100);
        Flip(desk.Paths.Head, (4096 * 8) + 100);
        var error = Assert.Throws<StorageException>(() => desk.Open().Dispose());
        Assert.Equal((StorageFault.Corrupt, "log/head"), (error.Fault, error.File));
        Assert.Equal([0L, 4096L], desk.Check().Select(finding => finding.Offset));

        File.Delete(desk.Paths.Head);
        Assert.Equal(StorageFault.Corrupt, Assert.Throws<StorageException>(() => desk.Open().Dispose()).Fault);
        Assert.Equal(StorageFault.Corrupt, Assert.Throws<StorageException>(() => desk.Create().Dispose()).Fault);
        Assert.Equal("log/head", Assert.Single(desk.Check()).File);
    }

    [Fact]
    public void Files_of_which_nothing_was_acknowledged_are_set_aside_and_others_must_all_be_there()
    {
        using var desk = new Desk(packSize: 4096, logFileSize: 1500);
        desk.Fill(20);
        var packs = Directory.GetFiles(desk.Paths.Packs).Length;
        var logs = Directory.GetFiles(desk.Paths.Log, "*.car").Length;
        Assert.True(logs > 1);
        File.WriteAllText(desk.Paths.PackFile(packs + 1), "a roll that was never committed");
        File.WriteAllText(desk.Paths.LogFile(logs + 1), "");
        using (var folder = desk.Open())
        {
            Assert.Equal(2, folder.SetAside.Count);
        }

        Assert.False(File.Exists(desk.Paths.PackFile(packs + 1)));
        File.Delete(desk.Paths.LogFile(1));
        var error = Assert.Throws<StorageException>(() => desk.OpenToRead().Dispose());
        Assert.Equal((StorageFault.Corrupt, "log/000001.car"), (error.Fault, error.File));
        Assert.Contains(desk.Check(), finding => finding.File == "log/000001.car");
    }

    [Fact]
    public void An_interrupted_creation_is_made_anew()
    {
        using var desk = new Desk();
        Directory.CreateDirectory(desk.Paths.Log);
        Directory.CreateDirectory(desk.Paths.Packs);
        File.WriteAllBytes(desk.Paths.LogFile(1), CarLayout.Header.ToArray());
        File.WriteAllBytes(desk.Paths.PackFile(1), CarLayout.Header[..5].ToArray());
        Assert.Equal(StorageFault.Missing, Assert.Throws<StorageException>(() => desk.Open().Dispose()).Fault);
        desk.Create().Dispose();

        // And one that was interrupted before its first entry.
        desk.Fill(1);
        Assert.Empty(desk.Check());
        Assert.Equal(StorageFault.Exists, Assert.Throws<StorageException>(() => desk.Create().Dispose()).Fault);
    }

    internal static void Flip(string path, long bit)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Span<byte> one = stackalloc byte[1];
        RandomAccess.Read(file, one, bit / 8);
        one[0] ^= (byte)(1 << (int)(bit % 8));
        RandomAccess.Write(file, one, bit / 8);
    }

    private static byte[] UnacknowledgedTail(Desk desk, string path, int acknowledged)
    {
        using var copy = new TempFolder();
        TempFolder.Copy(desk.Paths.Root, Path.Combine(copy.Path, "data"));
        var paths = new DataPaths(Path.Combine(copy.Path, "data"));
        using var folder = Archiving.Packs.DataFolder.Open(paths, FolderAccess.Write, desk.Options);
        desk.Add(folder, Desk.Bytes(40, 77));
        desk.Add(folder, Desk.Bytes(40, 78));
        folder.Commit(desk.Key);
        return File.ReadAllBytes(Path.Combine(paths.Root, desk.Paths.Short(path)))[acknowledged..];
    }

    private static int Acknowledged(string root)
    {
        using var folder = Archiving.Packs.DataFolder.Open(new DataPaths(root), FolderAccess.Read,
            new Archiving.Packs.DataFolderOptions(TimeProvider.System));
        return (int)folder.Log.LastSeq;
    }

    // Everything that `before` has, and of what `after` has more, the first so many hundredths of each file.
    private static void Mix(string before, string after, string target, int packs, int log)
    {
        TempFolder.Copy(before, target);
        foreach (var (folder, part) in ((string, int)[])[("packs", packs), ("log", log)])
        {
            foreach (var path in Directory.EnumerateFiles(Path.Combine(after, folder), "*.car"))
            {
                var place = Path.Combine(target, folder, Path.GetFileName(path));
                var old = File.Exists(place) ? (int)new FileInfo(place).Length : 0;
                var bytes = File.ReadAllBytes(path);
                if (part > 0)
                {
                    File.WriteAllBytes(place, bytes[..(old + ((bytes.Length - old) * part / 100))]);
                }
            }
        }
    }

    private static void AssertOpens(string root, Desk desk, LogEntry[] entries)
    {
        var paths = new DataPaths(root);
        using (var folder = Archiving.Packs.DataFolder.Open(paths, FolderAccess.Write, desk.Options))
        {
            Assert.Equal(entries, folder.Log.Read(1));
            Assert.Empty(new Archiving.Packs.FolderCheck(paths).Run(TestContext.Current.CancellationToken));
            desk.Add(folder, Desk.Bytes(100, 1000));
            folder.Commit(desk.Key);
        }

        Assert.Empty(new Archiving.Packs.FolderCheck(paths).Run(TestContext.Current.CancellationToken));
    }
}
