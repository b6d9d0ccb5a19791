using System.Text;
using Tearsheet.Ipld.Cids;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class PackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ts-pack-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("unixfs-v1-2025", "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4")]
    [InlineData("unixfs-v0-2015", "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o")]
    public async Task The_cid_of_a_file_is_the_one_that_kubo_prints(string profile, string cid)
    {
        var file = Write("hello.txt", "hello world\n");
        Assert.Equal([cid], (await Tool.RunAsync("cid", file, "--profile", profile)).Ends(0).Lines);
    }

    [Theory]
    [InlineData("unixfs-v1-2025")]
    [InlineData("unixfs-v0-2015")]
    public async Task A_folder_is_packed_into_a_car_whose_root_is_its_cid(string profile)
    {
        Write("site/a.txt", "one");
        Write("site/below/b.txt", "two");
        Write("site/.hidden", "three");
        var site = Path.Combine(_folder, "site");
        var car = Path.Combine(_folder, "site.car");

        var cid = (await Tool.RunAsync("cid", site, "--profile", profile)).Ends(0).Lines[0];
        var packed = (await Tool.RunAsync("pack", site, "-o", car, "--profile", profile, "--json")).Ends(0).Json;

        Assert.Equal(cid, packed.GetProperty("cid").GetString());
        var (roots, blocks) = await CarContents.ReadAsync(car);
        Assert.Equal([Cid.Parse(cid)], roots);
        Assert.Equal(4, blocks.Count);
        Assert.Equal(packed.GetProperty("blocks").GetInt64(), blocks.Count);
        Assert.NotEqual(cid, (await Tool.RunAsync("cid", site, "--profile", profile, "--hidden")).Ends(0).Lines[0]);
    }

    [Fact]
    public async Task A_pack_that_fails_leaves_no_file_behind()
    {
        var car = Path.Combine(_folder, "x.car");
        var missing = (await Tool.RunAsync("pack", Path.Combine(_folder, "nothing"), "-o", car)).Ends(1);
        Assert.Contains("is not there", missing.Error, StringComparison.Ordinal);

        var file = Write("hello.txt", "hello world\n");
        (await Tool.RunAsync("pack", file, "-o", Path.Combine(_folder, "no", "such", "folder.car"))).Ends(6);
        Assert.Equal([file], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Symbolic_links_are_left_out_and_named()
    {
        Write("site/a.txt", "one");
        File.CreateSymbolicLink(Path.Combine(_folder, "site", "link"), "/etc/hostname");
        var ran = (await Tool.RunAsync("cid", Path.Combine(_folder, "site"))).Ends(0);
        Assert.Contains("left out", ran.Error, StringComparison.Ordinal);
        Assert.Contains("link: a symbolic link", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_does_not_depend_on_the_users_language()
    {
        var file = Write("hello.txt", new string('x', 3_000_000));
        await using var running = Tool.Start(
            ["pack", file, "-o", Path.Combine(_folder, "x.car"), "--json"], before: ["env", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8"]);
        var turkish = (await running.EndAsync()).Ends(0).Json;
        Assert.Equal(3_000_000, turkish.GetProperty("size").GetInt64());
        Assert.Equal("unixfs-v1-2025", turkish.GetProperty("profile").GetString());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
