using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>Every writing verb, on the archive itself and through the socket of a running <c>serve</c>: the answers are the same.</summary>
public sealed class FilingTests(NewsServer news) : IClassFixture<NewsServer>
{
    [Fact]
    public async Task A_retracted_address_is_refused_before_anything_is_fetched()
    {
        using var desk = await TempDesk.MadeAsync();
        var page = desk.Beside("page.html");
        await File.WriteAllTextAsync(page, NewsServer.Page("Taken back"), TestContext.Current.CancellationToken);
        var link = (await desk.RunAsync("add", page, "--url", "https://nowhere.invalid/story", "--json")).Ends(0).Json;
        (await desk.RunAsync("retract", link.GetProperty("id").GetString()!, "--reason", "Withdrawn")).Ends(0);

        // A host that does not exist gives another reason as soon as somebody asks for it.
        var again = (await desk.RunAsync("add", "https://nowhere.invalid/story", "--json")).Ends(1).Json;
        Assert.Equal("retracted", again.GetProperty("reason").GetString());
        Assert.Contains("(Withdrawn)", again.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_is_filed_differently_and_shows_it(bool whileServing)
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = whileServing ? await desk.ServeAsync() : null;
        var id = (await desk.RunAsync("add", news.Article(1), "--json")).Ends(0).Json.GetProperty("id").GetString()!;

        var filed = (await desk.RunAsync("file", id, "--topic", "World/Straits", "--note", "Read it twice", "--policy", "headline", "--json")).Ends(0).Json;
        Assert.Equal("World/Straits", filed.GetProperty("topic").GetString());
        Assert.Equal("Read it twice", filed.GetProperty("note").GetString());
        Assert.Equal("headline", filed.GetProperty("effectivePolicy").GetString());

        var cleared = (await desk.RunAsync("file", id, "--topic", "", "--note", "", "--policy", "source", "--json")).Ends(0).Json;
        Assert.False(cleared.TryGetProperty("topic", out _));
        Assert.False(cleared.TryGetProperty("note", out _));
        Assert.False(cleared.TryGetProperty("policy", out _));
        Assert.Equal("excerpt", cleared.GetProperty("effectivePolicy").GetString());

        (await desk.RunAsync("file", id)).Ends(2);
        Assert.Equal("no-such-link", (await desk.RunAsync("file", "2026/01/zz", "--note", "x", "--json")).Ends(1).Json.GetProperty("error").GetProperty("reason").GetString());
        Assert.Equal("no-such-link", (await desk.RunAsync("file", "nope", "--note", "x", "--json")).Ends(1).Json.GetProperty("error").GetProperty("reason").GetString());
        Assert.Equal("no-such-link", (await desk.RunAsync("file", "2026//x/y", "--note", "x", "--json")).Ends(1).Json.GetProperty("error").GetProperty("reason").GetString());
        Assert.Equal("no-such-link", (await desk.RunAsync("file", "../../x", "--note", "x", "--json")).Ends(1).Json.GetProperty("error").GetProperty("reason").GetString());
        Assert.Equal("bad-topic", (await desk.RunAsync("file", id, "--topic", "a//b", "--json")).Ends(1).Json.GetProperty("error").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_page_asks_is_set_aside_only_in_somebodys_name(bool whileServing)
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = whileServing ? await desk.ServeAsync() : null;
        var id = (await desk.RunAsync("add", news.At("/wishes"), "--policy", "full", "--json")).Ends(0).Json.GetProperty("id").GetString()!;
        Assert.Equal("excerpt", (await desk.RunAsync("show", id, "--json")).Ends(0).Json.GetProperty("effectivePolicy").GetString());

        var overridden = (await desk.RunAsync("file", id, "--override", "M. Okafor", "--json")).Ends(0).Json;
        Assert.Equal("full", overridden.GetProperty("effectivePolicy").GetString());
        Assert.Equal("M. Okafor", overridden.GetProperty("overriddenBy").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_retracted_link_leaves_its_reason_and_is_not_taken_again(bool whileServing)
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = whileServing ? await desk.ServeAsync() : null;
        var id = (await desk.RunAsync("add", news.Article(2), "--json")).Ends(0).Json.GetProperty("id").GetString()!;

        var gone = (await desk.RunAsync("retract", id, "--reason", "The source withdrew it", "--erase", "--json")).Ends(0).Json;
        Assert.Equal("retracted", gone.GetProperty("state").GetString());
        Assert.Equal("The source withdrew it", gone.GetProperty("retraction").GetProperty("reason").GetString());
        Assert.True(gone.GetProperty("retraction").GetProperty("erased").GetBoolean());

        var again = (await desk.RunAsync("add", news.Article(2), "--json")).Ends(1).Json;
        Assert.Equal("retracted", again.GetProperty("reason").GetString());
        Assert.Equal("No links.", (await desk.RunAsync("list")).Ends(0).Lines[0]);
        Assert.Contains(id, (await desk.RunAsync("list", "--state", "retracted")).Ends(0).Output, StringComparison.Ordinal);
        (await desk.RunAsync("verify")).Ends(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Topics_are_added_renamed_and_merged(bool whileServing)
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = whileServing ? await desk.ServeAsync() : null;
        var added = (await desk.RunAsync("topic", "add", "Korea/North Korea", "--json")).Ends(0).Json;
        var slug = added.GetProperty("slug").GetString()!;

        var renamed = (await desk.RunAsync("topic", "rename", slug, "Asia/North Korea", "--json")).Ends(0).Json;
        Assert.Equal("Asia/North Korea", renamed.GetProperty("path").GetString());
        Assert.Equal(added.GetProperty("id").GetString(), renamed.GetProperty("id").GetString());

        (await desk.RunAsync("topic", "add", "Asia/DPRK")).Ends(0);
        (await desk.RunAsync("add", news.Article(3), "--topic", "Asia/DPRK")).Ends(0);
        (await desk.RunAsync("topic", "merge", "Asia/DPRK", "Asia/North Korea")).Ends(0);
        Assert.Single((await desk.RunAsync("list", "--topic", "Asia/North Korea", "--json")).Ends(0).Json.GetProperty("links").EnumerateArray());
        Assert.DoesNotContain("DPRK", (await desk.RunAsync("topic", "list")).Ends(0).Output, StringComparison.Ordinal);
        Assert.Equal("no-such-topic", (await desk.RunAsync("topic", "rename", "nowhere", "X", "--json")).Ends(1).Json.GetProperty("error").GetProperty("reason").GetString());
        Assert.Equal("no-such-topic", (await desk.RunAsync("list", "--topic", "nowhere", "--json")).Ends(1).Json.GetProperty("error").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_has_a_name_and_a_policy(bool whileServing)
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = whileServing ? await desk.ServeAsync() : null;
        (await desk.RunAsync("add", news.Article(4))).Ends(0);
        Assert.Contains("127.0.0.1  The Test Courier", (await desk.RunAsync("source")).Ends(0).Output, StringComparison.Ordinal);

        var changed = (await desk.RunAsync("source", "127.0.0.1", "--name", "The Courier", "--policy", "headline", "--json")).Ends(0).Json;
        Assert.Equal("headline", changed.GetProperty("policy").GetString());
        Assert.Equal("headline", (await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links")[0].GetProperty("effectivePolicy").GetString());
        Assert.Equal(changed.GetRawText(), (await desk.RunAsync("source", "127.0.0.1", "--json")).Ends(0).Json.GetRawText());

        (await desk.RunAsync("source", "127.0.0.1", "--policy", "site")).Ends(0);
        Assert.Equal("excerpt", (await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links")[0].GetProperty("effectivePolicy").GetString());
        (await desk.RunAsync("source", "example.org")).Ends(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Saved_pages_in_bulk_are_added_alike(bool whileServing)
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = whileServing ? await desk.ServeAsync() : null;
        var folder = desk.Beside("pages");
        Directory.CreateDirectory(folder);
        for (var number = 0; number < 30; number++)
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder, $"{number:00}.html"), NewsServer.Page($"Saved page {number}"), TestContext.Current.CancellationToken);
        }

        var ran = (await desk.RunAsync("add", folder, "--json")).Ends(0);
        Assert.Equal(
            Enumerable.Range(0, 30).Select(number => $"Saved page {number}"),
            ran.JsonLines.Select(answer => answer.GetProperty("headline").GetString()!));
        Assert.Equal(30, (await desk.RunAsync("status", "--json")).Ends(0).Json.GetProperty("live").GetInt64());
    }
}
