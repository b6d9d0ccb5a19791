using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Packs;
using Tearsheet.Archiving.Tests.Disk;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Tests.Packs;

public sealed partial class DataFolderTests
{
    [Fact]
    public void A_second_writer_is_refused_with_the_pid_of_the_first_and_readers_are_not()
    {
        using var desk = new Desk();
        desk.Fill(1);
        using (desk.Open())
        {
            var error = Assert.Throws<StorageException>(() => desk.Open().Dispose());
            Assert.Equal((StorageFault.Held, Environment.ProcessId), (error.Fault, error.HolderPid));
            Assert.Contains($"process {Environment.ProcessId} is writing", error.Message, StringComparison.Ordinal);
            using var reader = desk.OpenToRead();
            Assert.Equal(1, reader.Log.LastSeq);
        }

        using var again = desk.Open();
        Assert.Equal(1, again.Log.LastSeq);
    }

    [Fact]
    public void A_pid_that_a_dead_writer_left_keeps_nobody_out()
    {
        using var desk = new Desk();
        desk.Fill(1);
        File.WriteAllText(desk.Paths.Holder, "1");
        using var folder = desk.Open();
        Assert.Equal(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            File.ReadAllText(desk.Paths.Holder));
    }

    [Fact]
    public void A_folder_without_a_desk_is_told_from_one_that_is_not_there_to_be_read()
    {
        using var desk = new Desk();
        var error = Assert.Throws<StorageException>(() => desk.Open().Dispose());
        Assert.Equal(StorageFault.Missing, error.Fault);
        Assert.Contains("tearsheet init", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(desk.Paths.Root));
    }

    [Fact]
    public void A_head_of_a_newer_tearsheet_is_refused_and_nothing_is_touched()
    {
        using var desk = new Desk();
        desk.Fill(1);
        var head = File.ReadAllBytes(desk.Paths.Head);
        foreach (var copy in (int[])[0, 4096])
        {
            head[copy + 8] = 2;
            System.Security.Cryptography.SHA256.HashData(head.AsSpan(copy, 480), head.AsSpan(copy + 480, 32));
        }

        File.WriteAllBytes(desk.Paths.Head, head);
        File.AppendAllText(desk.Paths.PackFile(1), "what the newer one may know how to read");
        var length = new FileInfo(desk.Paths.PackFile(1)).Length;
        foreach (var access in Enum.GetValues<FolderAccess>())
        {
            var error = Assert.Throws<StorageException>(() => DataFolder.Open(desk.Paths, access, desk.Options).Dispose());
            Assert.Equal(StorageFault.Newer, error.Fault);
            Assert.Contains("newer Tearsheet", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(length, new FileInfo(desk.Paths.PackFile(1)).Length);
    }

    [Fact]
    public void What_was_appended_and_never_committed_is_gone_after_a_clean_close()
    {
        using var desk = new Desk();
        desk.Fill(1);
        using (var folder = desk.Open())
        {
            desk.Add(folder, Desk.Bytes(1 << 20, 1));
        }

        using var again = desk.Open();
        Assert.Empty(again.SetAside);
        Assert.Equal(1, again.Log.LastSeq);
    }

    [Fact]
    public void A_commit_of_nothing_writes_nothing()
    {
        using var desk = new Desk();
        desk.Fill(1);
        using var folder = desk.Open();
        var head = File.ReadAllBytes(desk.Paths.Head);
        folder.Commit(desk.Key);
        Assert.Equal(head, File.ReadAllBytes(desk.Paths.Head));
    }

    [Fact]
    public void Erased_blocks_are_gone_from_the_disk_and_every_other_block_stays_where_it_was()
    {
        using var desk = new Desk(packSize: 8192);
        using var folder = desk.Create();
        var added = Enumerable.Range(0, 40).Select(i => (Bytes: Desk.Bytes(i * 30, i), desk.Add(folder, Desk.Bytes(i * 30, i)).Place))
            .ToDictionary(one => Cid.ForBlock(Multicodec.Raw, one.Bytes));
        folder.Commit(desk.Key);
        var erased = added.Where(one => one.Value.Bytes.Length % 120 == 30).Select(one => one.Key).ToHashSet();
        var old = desk.OpenToRead();

        desk.Add(folder, "the entry that names what is erased"u8.ToArray());
        folder.Erase(erased.Select(cid => added[cid].Place.Pack), erased.Contains, desk.Key);
        Assert.All(added, one => Assert.True(one.Key.Matches(folder.Packs.Read(one.Value.Place).Span)));
        folder.Commit(desk.Key);

        var onDisk = string.Concat(Directory.EnumerateFiles(desk.Paths.Root, "*.car*", SearchOption.AllDirectories)
            .Select(path => Convert.ToHexString(File.ReadAllBytes(path))));
        foreach (var (cid, (bytes, place)) in added)
        {
            Assert.Equal(!erased.Contains(cid), cid.Matches(folder.Packs.Read(place).Span));
            Assert.Equal(!erased.Contains(cid) || bytes.Length == 0, onDisk.Contains(Convert.ToHexString(bytes), StringComparison.Ordinal));
        }

        // Erasing nothing that is there changes nothing, and the folder is sound.
        Assert.DoesNotContain(Directory.EnumerateFiles(desk.Paths.Packs), path => DataPaths.NumberOf(path) is null);
        Assert.Empty(desk.Check());
        var seq = folder.Log.LastSeq;
        folder.Erase([1, 2], erased.Contains, desk.Key);
        Assert.Equal(seq, folder.Log.LastSeq);
        old.Dispose();
    }

    [Fact]
    public void A_crash_in_the_middle_of_an_erasure_is_finished_or_undone_by_the_next_opening()
    {
        using var desk = new Desk(packSize: 2048);
        using var stages = new TempFolder();
        var bytes = Desk.Bytes(500, 1);
        var erased = Cid.ForBlock(Multicodec.Raw, bytes);
        using (var folder = desk.Create())
        {
            for (var i = 0; i < 10; i++)
            {
                desk.Add(folder, Desk.Bytes(500, i));
            }

            folder.Commit(desk.Key);
            desk.Add(folder, "erase"u8.ToArray());
            folder.Erase([1], cid => cid == erased, desk.Key);
            TempFolder.Copy(desk.Paths.Root, Path.Combine(stages.Path, "before"));
            folder.Commit(desk.Key);
            TempFolder.Copy(desk.Paths.Root, Path.Combine(stages.Path, "after"));
        }

        // Acknowledged, and the process died before the packs changed places: as the commit left it, but for the names.
        var (before, after) = (Path.Combine(stages.Path, "before"), Path.Combine(stages.Path, "after"));
        var waiting = Path.Combine(stages.Path, "waiting");
        TempFolder.Copy(after, waiting);
        var draft = Path.GetFileName(Directory.GetFiles(Path.Combine(before, "packs")).Single(path => DataPaths.NumberOf(path) is null));
        File.Move(Path.Combine(waiting, "packs", "000001.car"), Path.Combine(waiting, "packs", draft));
        File.Copy(Path.Combine(before, "packs", "000001.car"), Path.Combine(waiting, "packs", "000001.car"));
        Assert.Empty(new FolderCheck(new DataPaths(waiting)).Run(TestContext.Current.CancellationToken));
        AssertErasure(waiting, desk, erased, held: false);
        AssertErasure(after, desk, erased, held: false);

        // Not acknowledged: the block is still there, and the draft is not.
        AssertErasure(before, desk, erased, held: true);
    }

    [Fact]
    public void A_pack_with_a_damaged_block_is_not_sealed_anew_by_an_erasure()
    {
        using var desk = new Desk(packSize: 2048);
        using var folder = desk.Create();
        var added = Enumerable.Range(0, 10).Select(i => desk.Add(folder, Desk.Bytes(500, i))).ToArray();
        folder.Commit(desk.Key);
        CrashTests.Flip(desk.Paths.PackFile(1), added[1].Place.Offset * 8);
        var error = Assert.Throws<StorageException>(() => folder.Erase([1], cid => cid == added[0].Entry.Payload, desk.Key));
        Assert.Equal((StorageFault.Corrupt, added[1].Entry.Payload), (error.Fault, error.Cid));
        folder.Abandon();
        Assert.True(added[0].Entry.Payload.Matches(folder.Packs.Read(added[0].Place).Span));
    }

    [Fact]
    public void A_full_disk_costs_only_the_batch_and_work_goes_on_when_there_is_room_again()
    {
        using var disk = SmallDisk.Mount(2 << 20);
        var paths = new DataPaths(Path.Combine(disk.Path, "data"));
        using var desk = new Desk();
        foreach (var blockSize in (int[])[700, 30_000, 200_000])
        {
            var ballast = Path.Combine(disk.Path, "ballast");
            using var folder = File.Exists(paths.Head)
                ? DataFolder.Open(paths, FolderAccess.Write, desk.Options)
                : DataFolder.Create(paths, desk.Options);
            desk.Add(folder, Desk.Bytes(blockSize, 1));
            folder.Commit(desk.Key);
            var before = folder.Log.Read(1).ToArray();
            var end = folder.Packs.Acknowledged;

            var error = Assert.Throws<StorageException>(() => AddWithoutEnd(desk, folder, blockSize));
            Assert.Equal(StorageFault.DiskFull, error.Fault);
            Assert.Contains("free some space", error.Message, StringComparison.Ordinal);
            folder.Abandon();
            Assert.Equal(end, folder.Packs.End);
            Assert.Equal(before, folder.Log.Read(1));

            // Full again, by somebody else, at the commit.
            desk.Add(folder, Desk.Bytes(blockSize, 7));
            FillUp(ballast);
            Assert.Equal(StorageFault.DiskFull, Assert.Throws<StorageException>(() => AddAndCommit(desk, folder, blockSize)).Fault);
            folder.Abandon();
            File.Delete(ballast);

            var saved = desk.Add(folder, Desk.Bytes(blockSize, 8));
            folder.Commit(desk.Key);
            Assert.Equal([.. before, saved.Entry], folder.Log.Read(1));
            Assert.Empty(new FolderCheck(paths).Run(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void A_disk_that_is_full_from_the_start_is_said_to_be()
    {
        using var disk = SmallDisk.Mount(1 << 20);
        using var desk = new Desk();
        FillUp(Path.Combine(disk.Path, "ballast"));
        var paths = new DataPaths(Path.Combine(disk.Path, "data"));
        var error = Assert.Throws<StorageException>(() => DataFolder.Create(paths, desk.Options).Dispose());
        Assert.Equal(StorageFault.DiskFull, error.Fault);
        File.Delete(Path.Combine(disk.Path, "ballast"));
        using (var folder = DataFolder.Create(paths, desk.Options))
        {
            desk.Add(folder, Desk.Bytes(100, 1));
            folder.Commit(desk.Key);
        }

        // What is there can be opened and read on a full disk, also by a writer.
        FillUp(Path.Combine(disk.Path, "ballast"));
        using var again = DataFolder.Open(paths, FolderAccess.Write, desk.Options);
        Assert.Single(again.Log.Read(1));
    }

    [Theory]
    [UnsupportedOSPlatform("windows")]
    [InlineData(".")]
    [InlineData("log")]
    [InlineData("log/head")]
    [InlineData("packs/000001.car")]
    public async Task A_folder_or_file_that_this_user_may_not_use_is_named(string name)
    {
        using var desk = new Desk();
        desk.Fill(1);
        var path = Path.GetFullPath(Path.Combine(desk.Paths.Root, name));
        var error = await AsNobody(desk, path);
        Assert.Equal(StorageFault.Denied, error.Fault);
        Assert.Contains("may not use", error.Message, StringComparison.Ordinal);
    }

    [UnsupportedOSPlatform("windows")]
    private static Task<StorageException> AsNobody(Desk desk, string denied)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");

        // Everything but the one thing is open to all, so that it is that one which refuses.
        const UnixFileMode all = (UnixFileMode)0b111_111_111;
        foreach (var path in Directory.EnumerateFileSystemEntries(desk.Paths.Root, "*", SearchOption.AllDirectories)
            .Append(desk.Paths.Root).Append(Path.GetDirectoryName(desk.Paths.Root)!))
        {
            File.SetUnixFileMode(path, all);
        }

        File.SetUnixFileMode(denied, UnixFileMode.None);
        var result = new TaskCompletionSource<StorageException>();

        // Root may do all, so a thread of its own takes another file-system user for once and ends.
        var thread = new Thread(() =>
        {
            try
            {
                if (Environment.IsPrivilegedProcess)
                {
                    _ = SetFileSystemUser(65534);
                }

                result.SetResult(Assert.Throws<StorageException>(() => desk.Open().Dispose()));
            }
            catch (Xunit.Sdk.XunitException error)
            {
                result.SetException(error);
            }
        });
        thread.Start();
        thread.Join();
        File.SetUnixFileMode(denied, all);
        return result.Task;
    }

    private static void AssertErasure(string root, Desk desk, Cid erased, bool held)
    {
        var paths = new DataPaths(root);
        for (var opening = 0; opening < 2; opening++)
        {
            using var folder = DataFolder.Open(paths, FolderAccess.Write, desk.Options);
            Assert.Equal(held, folder.Packs.Scan(1, 0, folder.Packs.AcknowledgedLength(1)).Any(block => block.Cid == erased));
            Assert.DoesNotContain(Directory.EnumerateFiles(paths.Packs), path => DataPaths.NumberOf(path) is null);
            Assert.Empty(new FolderCheck(paths).Run(TestContext.Current.CancellationToken));
        }
    }

    private static void AddWithoutEnd(Desk desk, DataFolder folder, int blockSize)
    {
        for (var i = 0; ; i++)
        {
            desk.Add(folder, Desk.Bytes(blockSize, i));
        }
    }

    private static void AddAndCommit(Desk desk, DataFolder folder, int blockSize)
    {
        for (var i = 0; i < 10; i++)
        {
            desk.Add(folder, Desk.Bytes(blockSize, i));
        }

        folder.Commit(desk.Key);
    }

    private static void FillUp(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            for (var at = 0L; ; at += 4096)
            {
                RandomAccess.Write(file, new byte[4096], at);
            }
        }
        catch (IOException)
        {
            // That is what it was for.
        }
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetFileSystemUser(uint user);
}
