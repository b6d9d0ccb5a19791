using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>Helia's verified-fetch, which asks for blocks and checks each itself, under <c>./test --interop</c>.</summary>
public sealed class VerifiedFetchTests(NewsServer news) : IClassFixture<NewsServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_file_of_an_edition_is_read_from_the_gateway_and_is_the_file_that_was_exported()
    {
        var tool = await InteropFolder.InstallAsync("verified-fetch", [], Token);
        using var desk = await TempDesk.MadeAsync();
        for (var number = 1; number <= 3; number++)
        {
            (await desk.RunAsync("add", news.Article(number), "--topic", "Isles/Harbour")).Ends(0);
        }

        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        (await desk.RunAsync("export", "site", desk.Beside("site"))).Ends(0);
        var name = (await desk.RunAsync("name", "show", "--json")).Ends(0).Json.GetProperty("name").GetString()!;
        await using var serving = await desk.ServeAsync();
        var files = Directory.GetFiles(desk.Beside("site"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            await AssertFetchedAsync(tool, serving, $"/ipfs/{root}/" + Path.GetRelativePath(desk.Beside("site"), file), file, desk.Beside("got"));
        }

        await AssertFetchedAsync(tool, serving, $"/ipns/{name}/index.html", Path.Combine(desk.Beside("site"), "index.html"), desk.Beside("got"));
    }

    private static async Task AssertFetchedAsync(string tool, ServingDesk serving, string path, string expected, string got)
    {
        using var node = InteropFolder.Start("node", tool, ["fetch-verified.mjs", serving.Address.ToString(), path, "--out", got]);
        var said = node.StandardError.ReadToEndAsync(Token);
        await node.StandardOutput.ReadToEndAsync(Token);
        await node.WaitForExitAsync(Token);
        Assert.True(node.ExitCode == 0, $"{path}: {await said}");
        Assert.Equal(await File.ReadAllBytesAsync(expected, Token), await File.ReadAllBytesAsync(got, Token));
    }
}
