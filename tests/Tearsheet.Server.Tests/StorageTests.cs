using System.Diagnostics;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>What the disk and its rights can do to a desk.</summary>
public sealed class StorageTests(NewsServer news) : IClassFixture<NewsServer>
{
    [Fact]
    public async Task A_key_that_others_can_read_is_not_used()
    {
        using var desk = await TempDesk.MadeAsync();
        var key = Path.Combine(desk.Folder, "keys", "site.key");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var refused = (await desk.RunAsync("add", news.Article(1))).Ends(3);
        Assert.Contains("site.key", refused.Error, StringComparison.Ordinal);
        Assert.Contains("600", refused.Error, StringComparison.Ordinal);

        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
    }

    [Fact]
    public async Task A_flipped_bit_in_a_pack_is_named_with_its_block_and_its_pack()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", news.Article(1), news.Article(2))).Ends(0);
        (await desk.RunAsync("verify")).Ends(0);
        var pack = Directory.GetFiles(Path.Combine(desk.Folder, "packs")).Order(StringComparer.Ordinal).First();
        var (_, blocks) = await CarContents.ReadAsync(pack);
        await using (var file = new FileStream(pack, FileMode.Open, FileAccess.ReadWrite))
        {
            // In the last block's bytes, which end where the file does.
            file.Seek(-3, SeekOrigin.End);
            var bits = file.ReadByte();
            file.Seek(-1, SeekOrigin.Current);
            file.WriteByte((byte)(bits ^ 0x10));
        }

        var found = (await desk.RunAsync("verify", "--json")).Ends(5).Json;
        Assert.False(found.GetProperty("sound").GetBoolean());
        var finding = found.GetProperty("findings")[0];
        Assert.EndsWith(Path.GetFileName(pack), finding.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal(blocks[^1].ToString(), finding.GetProperty("block").GetString());
        Assert.Contains(blocks[^1].ToString(), (await desk.RunAsync("verify")).Ends(5).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_may_not_be_read_is_named()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to become somebody else");
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "needs setpriv");
        using var desk = await TempDesk.MadeAsync();
        File.SetUnixFileMode(desk.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetUnixFileMode(desk.Beside(""), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        foreach (var words in new[] { new[] { "list" }, ["add", news.Article(1)], ["serve"] })
        {
            await using var running = Tool.Start(
                [.. words, "--data", desk.Folder], before: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--"]);
            var refused = (await running.EndAsync()).Ends(3);
            Assert.Contains(desk.Folder, refused.Error, StringComparison.Ordinal);
            Assert.Contains("owner", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_full_disk_ends_with_6_and_what_was_acknowledged_is_there_when_room_is_made()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "needs root to mount a small file system");
        using var desk = TempDesk.Empty();
        var disk = desk.Beside("disk");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk), "needs the right to mount");
        try
        {
            var data = Path.Combine(disk, "desk");
            (await Tool.RunAsync("init", "--data", data)).Ends(0);
            var pages = desk.Beside("pages");
            Directory.CreateDirectory(pages);
            for (var number = 0; number < 60; number++)
            {
                var noise = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(100_000));
                await File.WriteAllTextAsync(
                    Path.Combine(pages, $"{number:000}.html"), NewsServer.Page($"Page {number}", $"<!-- {noise} -->"), TestContext.Current.CancellationToken);
            }

            // One by itself: of a folder, all that is read may share one batch, and that batch may be the one that finds no room.
            var first = (await Tool.RunAsync("add", Path.Combine(pages, "000.html"), "--data", data)).Ends(0);
            var full = (await Tool.RunAsync("add", pages, "--data", data)).Ends(6);
            Assert.Contains("room", full.Error, StringComparison.OrdinalIgnoreCase);
            var acknowledged = first.Lines.Concat(full.Lines).Where(line => line.StartsWith("added ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ToArray();
            Assert.NotEmpty(acknowledged);

            Assert.True(Run("mount", "-o", "remount,size=64m", disk));
            (await Tool.RunAsync("verify", "--data", data)).Ends(0);
            var there = (await Tool.RunAsync("list", "--limit", "1000", "--data", data)).Ends(0).Lines.Select(line => line.Split(' ')[0]);
            Assert.Empty(acknowledged.Except(there, StringComparer.Ordinal));
            (await Tool.RunAsync("add", Path.Combine(pages, "059.html"), "--data", data)).Ends(0);
        }
        finally
        {
            Run("umount", "-l", disk);
        }
    }

    private static bool Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
