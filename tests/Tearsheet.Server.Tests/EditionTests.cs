using Tearsheet.Ipld.Cids;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class EditionTests(NewsServer news) : IClassFixture<NewsServer>
{
    [Fact]
    public async Task An_edition_is_made_once_and_then_stands()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", news.Article(1), news.Article(2), "--topic", "Isles")).Ends(0);
        var dry = (await desk.RunAsync("edition", "--dry-run")).Ends(0);
        Assert.Equal(2, dry.Lines.Count(line => line.StartsWith("public ", StringComparison.Ordinal)));
        Assert.Equal("Nothing published", (await desk.RunAsync("status", "--json")).Ends(0).Json.TryGetProperty("edition", out _) ? "Something" : "Nothing published");

        var first = (await desk.RunAsync("edition", "--json")).Ends(0);
        Assert.StartsWith("{\"root\":\"bafy", first.Output, StringComparison.Ordinal);
        Assert.True(first.Json.GetProperty("made").GetBoolean());

        var root = first.Json.GetProperty("root").GetString()!;
        var again = (await desk.RunAsync("edition")).Ends(0);
        Assert.Equal(["edition 1 stands; nothing is new", root], again.Lines);
        Assert.Contains(root, (await desk.RunAsync("status")).Ends(0).Output, StringComparison.Ordinal);
        (await desk.RunAsync("verify")).Ends(0);
    }

    [Fact]
    public async Task The_index_can_be_deleted_and_reindex_brings_the_same_answers_and_the_same_root()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", news.Article(1), news.Article(2), "--topic", "Isles")).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString();
        var list = (await desk.RunAsync("list", "--json")).Ends(0).Output;

        foreach (var file in Directory.GetFiles(desk.Folder, "index.db*"))
        {
            File.Delete(file);
        }

        (await desk.RunAsync("reindex")).Ends(0);
        Assert.Equal(list, (await desk.RunAsync("list", "--json")).Ends(0).Output);
        Assert.Equal(root, (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString());
    }

    [Fact]
    public async Task An_exported_car_holds_the_whole_edition_under_its_root()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("export", "car", desk.Beside("none.car"))).Ends(1);
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;

        var car = desk.Beside("site.car");
        var exported = (await desk.RunAsync("export", "car", car, "--json")).Ends(0).Json;
        Assert.Equal(root, exported.GetProperty("root").GetString());
        var (roots, blocks) = await CarContents.ReadAsync(car);
        Assert.Equal([Cid.Parse(root)], roots);
        Assert.Equal(Cid.Parse(root), blocks[0]);
        Assert.Equal(blocks.Count, blocks.Distinct().Count());
        Assert.Equal(exported.GetProperty("blocks").GetInt64(), blocks.Count);
        Assert.Empty(Directory.GetFiles(desk.Beside(""), "*.partial"));
    }

    [Fact]
    public async Task An_exported_site_added_again_has_the_root_cid()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", news.Article(1), news.Article(2), "--topic", "Isles/Harbour")).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;

        var site = desk.Beside("public");
        (await desk.RunAsync("export", "site", site)).Ends(0);
        Assert.True(File.Exists(Path.Combine(site, "index.html")));
        Assert.Equal(root, (await Tool.RunAsync("cid", site, "--hidden")).Ends(0).Lines[0]);

        Assert.Contains("not empty", (await desk.RunAsync("export", "site", site)).Ends(1).Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(desk.Beside(""), "*.partial"));
    }

    [Fact]
    public async Task What_was_retracted_since_does_not_leave_in_an_old_edition()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = (await desk.RunAsync("add", news.Article(1), "--json")).Ends(0).Json.GetProperty("id").GetString()!;
        (await desk.RunAsync("add", news.Article(2))).Ends(0);
        (await desk.RunAsync("edition")).Ends(0);
        (await desk.RunAsync("retract", id, "--reason", "Wrong")).Ends(0);
        Assert.Equal("withdrawn", (await desk.RunAsync("export", "car", desk.Beside("x.car"), "--json")).Ends(1).Json.GetProperty("error").GetProperty("reason").GetString());
        Assert.False(File.Exists(desk.Beside("x.car")));

        var preview = (await desk.RunAsync("edition", "--dry-run", "--json")).Ends(0).Json;
        Assert.Equal(id, Assert.Single(preview.GetProperty("withdrawn").EnumerateArray()).GetString());
        (await desk.RunAsync("edition")).Ends(0);
        (await desk.RunAsync("export", "car", desk.Beside("x.car"))).Ends(0);
        (await desk.RunAsync("export", "car", desk.Beside("old.car"), "--edition", "1")).Ends(1);
    }
}
