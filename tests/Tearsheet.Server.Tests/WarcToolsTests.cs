using System.Text.Json;
using Tearsheet.Server.Tests.Browser;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>What archivists' own tools say of our exports: a checker with npm's warcio as second reader, and wabac in a real browser.</summary>
public sealed class WarcToolsTests(NewsServer news) : IClassFixture<NewsServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_checker_and_warcio_find_nothing_to_complain_of()
    {
        var tool = await WarcTools.InstallAsync("check-warc", ["warcio@2.4.11"], Token);
        using var desk = await FilledAsync();
        (await desk.RunAsync("export", "warc", desk.Beside("a.warc.gz"), "everything")).Ends(0);
        (await desk.RunAsync("export", "wacz", desk.Beside("a.wacz"), "everything")).Ends(0);

        var (code, output, error) = await WarcTools.RunAsync(
            "node", tool, ["check-warc.mjs", "--warcio", tool, "--json", desk.Beside("a.warc.gz"), desk.Beside("a.wacz")], Token);

        Assert.True(code == 0, output + error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.All(lines, line => Assert.Empty(line.GetProperty("problems").EnumerateArray()));
        Assert.Equal(lines[0].GetProperty("records").GetInt32(), lines[0].GetProperty("warcio").GetInt32());
        Assert.Equal(lines[0].GetProperty("types").ToString(), lines[1].GetProperty("types").ToString());
        var types = lines[0].GetProperty("types");
        foreach (var type in new[] { "warcinfo", "response", "request", "revisit", "resource", "metadata", "conversion" })
        {
            Assert.True(types.TryGetProperty(type, out var count) && count.GetInt32() > 0, $"no {type} in {types}");
        }
    }

    [Fact]
    public async Task A_package_replays_in_wabac_in_a_real_browser()
    {
        Assert.SkipUnless(Chromium.Path is not null, Chromium.Missing);
        var tool = await WarcTools.InstallAsync("replay-check", ["@webrecorder/wabac@2.25.5", "playwright-core@1.65.1"], Token);
        using var desk = await FilledAsync();
        (await desk.RunAsync("export", "wacz", desk.Beside("a.wacz"), "everything")).Ends(0);
        (await desk.RunAsync("export", "warc", desk.Beside("a.warc.gz"), "everything")).Ends(0);

        // A fetched page, a saved one, and one whose body stands in another record.
        await AssertReplaysAsync(tool, desk.Beside("a.wacz"), news.Article(1), "council of the harbour town");
        await AssertReplaysAsync(tool, desk.Beside("a.wacz"), "https://news.example/saved", "Kept by hand");
        await AssertReplaysAsync(tool, desk.Beside("a.wacz"), "https://news.example/again", "Twice the same");
        await AssertReplaysAsync(tool, desk.Beside("a.wacz"), "https://news.example/two", "Spoken in frames");
        await AssertReplaysAsync(tool, desk.Beside("a.warc.gz"), "https://news.example/saved", "Kept by hand");
    }

    private static async Task AssertReplaysAsync(string tool, string file, string address, string text)
    {
        var (code, output, error) = await WarcTools.RunAsync("node", tool, ["replay-check.mjs", "--deps", tool, file, address, text], Token);
        Assert.True(code == 0, address + ": " + output + error);
    }

    private async Task<TempDesk> FilledAsync()
    {
        var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        await File.WriteAllTextAsync(
            desk.Beside("saved.html"),
            "<!doctype html><title>Kept by hand</title><article><h1>Kept by hand</h1>" + string.Concat(Enumerable.Repeat("<p>A paragraph of a page that somebody kept by hand.</p>", 8)) + "</article>",
            Token);
        (await desk.RunAsync("add", desk.Beside("saved.html"), "--url", "https://news.example/saved")).Ends(0);
        (await desk.RunAsync("add", desk.Beside("saved.html"))).Ends(0);
        var page = WarcTests.Page("https://news.example/first", "Twice the same", "");
        await WarcTests.WriteAsync(
            desk.Beside("twice.warc.gz"),
            page,
            page with { TargetUri = "https://news.example/again" },
            WarcTests.Page("https://news.example/two", "Spoken in frames", "") with { Fields = [new("WARC-Protocol", "h2")] });
        (await desk.RunAsync("import", "warc", desk.Beside("twice.warc.gz"))).Ends(0);
        return desk;
    }
}
