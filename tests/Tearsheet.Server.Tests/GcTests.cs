using System.Net;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class GcTests(NewsServer news) : IClassFixture<NewsServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pages_of_old_editions_go_and_everything_else_stays()
    {
        using var desk = await TempDesk.MadeAsync();
        var roots = new List<string>();
        for (var number = 1; number <= 3; number++)
        {
            (await desk.RunAsync("add", news.Article(number), "--topic", "Isles")).Ends(0);
            roots.Add((await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!);
        }

        var trial = (await desk.RunAsync("gc", "--keep", "1", "--dry-run", "--json")).Ends(0).Json;
        var dropped = trial.GetProperty("droppedBlocks").GetInt64();
        Assert.True(dropped > 0);
        Assert.Equal(2, trial.GetProperty("droppedEditions").GetInt32());
        var before = (await desk.RunAsync("verify", "--json")).Ends(0).Json;
        var done = (await desk.RunAsync("gc", "--keep", "1", "--json")).Ends(0).Json;
        Assert.Equal(dropped, done.GetProperty("droppedBlocks").GetInt64());
        Assert.True(done.GetProperty("freedBytes").GetInt64() <= done.GetProperty("droppedBytes").GetInt64());
        Assert.InRange(done.GetProperty("diskBytes").GetInt64(), 1, done.GetProperty("bytes").GetInt64() * 2);

        // What is gone is no fault, and is not counted among what is held; the entries that say so are.
        var after = (await desk.RunAsync("verify", "--json")).Ends(0).Json;
        Assert.Equal(before.GetProperty("erased").GetInt64() + dropped, after.GetProperty("erased").GetInt64());
        Assert.True(after.GetProperty("blocks").GetInt64() < before.GetProperty("blocks").GetInt64() - dropped + 10);
        Assert.Equal(0, (await desk.RunAsync("gc", "--keep", "1", "--json")).Ends(0).Json.GetProperty("droppedBlocks").GetInt64());

        // The archive is sound, the index can be made anew, and the same edition comes out of it.
        (await desk.RunAsync("verify")).Ends(0);
        (await desk.RunAsync("reindex")).Ends(0);
        (await desk.RunAsync("verify")).Ends(0);
        Assert.Equal(roots[^1], (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString());
        (await desk.RunAsync("export", "car", desk.Beside("site.car"))).Ends(0);
        (await desk.RunAsync("add", news.Article(4), "--topic", "Isles")).Ends(0);
        var next = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString();
        await using var serving = await desk.ServeAsync();
        Assert.Equal(HttpStatusCode.OK, (await serving.Http.GetAsync($"/ipfs/{next}/topics/isles/", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await serving.Http.GetAsync($"/ipfs/{roots[^1]}/", Token)).StatusCode);

        // Of an old edition the manifest is left, and no page.
        Assert.Equal(HttpStatusCode.OK, (await serving.Http.GetAsync($"/ipfs/{roots[0]}/.well-known/tearsheet/edition.json", Token)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await serving.Http.GetAsync($"/ipfs/{roots[0]}/index.html", Token)).StatusCode);
        Assert.Equal(4, (await desk.RunAsync("gc")).ExitCode);
    }

    [Fact]
    public async Task A_collection_that_was_killed_leaves_all_of_it_done_or_nothing()
    {
        using var desk = await TempDesk.MadeAsync();
        var root = "";
        for (var number = 1; number <= 3; number++)
        {
            (await desk.RunAsync("add", news.Article(number))).Ends(0);
            root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        }

        for (var attempt = 0; attempt < 4; attempt++)
        {
            await using var collecting = desk.Start("gc", "--keep", "1");
            using var deadline = new CancellationTokenSource(Tool.Deadline);
            while (!collecting.HasEnded && Directory.GetFiles(Path.Combine(desk.Folder, "packs")).Length <= 1)
            {
                deadline.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            collecting.Kill();
            await collecting.EndedAsync();
            (await desk.RunAsync("verify")).Ends(0);
        }

        (await desk.RunAsync("gc", "--keep", "1")).Ends(0);
        (await desk.RunAsync("verify")).Ends(0);
        Assert.Equal(root, (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString());
    }
}
