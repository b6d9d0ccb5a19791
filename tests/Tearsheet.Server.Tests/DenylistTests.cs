using System.Net;
using Tearsheet.Gateway.Denylists;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class DenylistTests(NewsServer news) : IClassFixture<NewsServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_list_names_is_not_served_until_the_list_changes()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        var list = Path.Combine(Directory.CreateDirectory(Path.Combine(desk.Folder, "denylists")).FullName, "mine.deny");
        await File.WriteAllTextAsync(list, $"/ipfs/{root}/style.css gateway_status:451\nnonsense\n", Token);

        await using var serving = await desk.ServeAsync();
        Assert.Equal(HttpStatusCode.UnavailableForLegalReasons, await StatusAsync(serving, $"/ipfs/{root}/style.css"));
        Assert.Equal(HttpStatusCode.UnavailableForLegalReasons, await StatusAsync(serving, "/style.css"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, "/rss.xml"));

        await File.WriteAllTextAsync(list, $"/ipfs/{root}/rss.xml\n", Token);
        using var deadline = new CancellationTokenSource(Tool.Deadline);
        while (await StatusAsync(serving, "/rss.xml") != HttpStatusCode.Gone)
        {
            deadline.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, "/style.css"));
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_as_a_whole_keeps_serve_from_starting_and_a_running_one_from_opening()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        var folder = Directory.CreateDirectory(Path.Combine(desk.Folder, "denylists")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.deny"), $"/ipfs/{root}/style.css\n", Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "b.deny"), "version: 9\n---\n", Token);
        var refused = (await desk.RunAsync("serve", "--listen", "http://127.0.0.1:0")).Ends(2);
        Assert.Contains("b.deny", refused.Error, StringComparison.Ordinal);
        Assert.Contains("version 9", refused.Error, StringComparison.Ordinal);

        File.Delete(Path.Combine(folder, "b.deny"));
        await using var serving = await desk.ServeAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "a.deny"), "version: 9\n---\n", Token);
        using var deadline = new CancellationTokenSource(Tool.Deadline);
        while (!serving.Running.Error.Contains("stay as they were", StringComparison.Ordinal))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(serving, "/style.css"));
    }

    [Fact]
    public async Task A_mirror_that_was_copied_before_a_retraction_can_apply_the_list_of_it()
    {
        using var desk = await TempDesk.MadeAsync();
        using var copy = TempDesk.Empty();
        var id = (await desk.RunAsync("add", news.Article(1), "--json")).Ends(0).Json.GetProperty("id").GetString()!;
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        await using (var origin = await desk.ServeAsync())
        {
            (await copy.RunAsync("mirror", root, "--from", origin.Address.ToString())).Ends(0);
            (await desk.RunAsync("retract", id, "--reason", "It was wrong")).Ends(0);
        }

        var lists = Directory.CreateDirectory(Path.Combine(copy.Folder, "denylists")).FullName;
        File.Copy(Path.Combine(desk.Folder, "retracted.deny"), Path.Combine(lists, "origin.deny"));
        await using var mirror = await copy.ServeAsync();
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(mirror, $"/links/{id}/index.html"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(mirror, "/style.css"));
    }

    [Fact]
    public async Task Retracted_links_stand_in_a_list_that_names_every_block_of_theirs()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = (await desk.RunAsync("add", news.Article(1), "--json")).Ends(0).Json.GetProperty("id").GetString()!;
        (await desk.RunAsync("add", news.Article(2))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        var written = Path.Combine(desk.Folder, "retracted.deny");
        Assert.False(File.Exists(written));

        (await desk.RunAsync("retract", id, "--reason", "It was wrong")).Ends(0);
        var soon = Rules(await File.ReadAllTextAsync(written, Token));
        (await desk.RunAsync("edition")).Ends(0);
        var text = await File.ReadAllTextAsync(written, Token);
        var later = Rules(text);
        Assert.Contains($"# {id}, retracted", text, StringComparison.Ordinal);
        Assert.NotEmpty(soon);
        Assert.ProperSuperset(soon.ToHashSet(StringComparer.Ordinal), later.ToHashSet(StringComparer.Ordinal));

        (await desk.RunAsync("export", "denylist", Path.Combine(desk.Folder, "out.deny"))).Ends(0);
        Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(desk.Folder, "out.deny"), Token));

        await using var serving = await desk.ServeAsync();
        foreach (var path in later)
        {
            Assert.Equal(HttpStatusCode.Gone, await StatusAsync(serving, path + "?format=raw"));
        }

        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(serving, $"/ipfs/{root}/links/{id}/index.html"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, "/"));
    }

    private static string[] Rules(string list)
    {
        var rules = list.Split('\n').Where(line => line.StartsWith('/')).ToArray();
        var read = Denylist.Read([("x", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(list)))], out var faults);
        Assert.Empty(faults);
        Assert.Equal(rules.Length, read.Count);
        return rules;
    }

    private static async Task<HttpStatusCode> StatusAsync(ServingDesk serving, string path)
    {
        using var answer = await serving.Http.GetAsync(path, Token);
        return answer.StatusCode;
    }
}
