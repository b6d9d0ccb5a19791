using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>Rules for addresses that the operator loads from a file.</summary>
public sealed class AddressRulesTests(NewsServer news) : IClassFixture<NewsServer>
{
    [Fact]
    public async Task Rules_from_a_file_make_one_link_of_two_addresses_and_a_bad_rule_is_named()
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(
            Path.Combine(desk.Folder, "rules.json"),
            """{"providers": {"here": {"urlPattern": "^http://127", "rules": ["from", "("]}}}""",
            TestContext.Current.CancellationToken);
        await SetAsync(desk, "rules.json");

        var first = (await desk.RunAsync("add", news.Article(1) + "?from=home", "--json")).Ends(0);
        Assert.Contains("\"here\": rules, the 2. of them", first.Error, StringComparison.Ordinal);
        var second = (await desk.RunAsync("add", news.Article(1) + "?from=mail", "--json")).Ends(0).Json;

        Assert.Equal("recaptured", second.GetProperty("result").GetString());
        Assert.Equal(first.Json.GetProperty("id").GetString(), second.GetProperty("id").GetString());
        Assert.Equal(news.Article(1), second.GetProperty("url").GetString());

        // Without the rules the address that was given still leads to the link.
        await SetAsync(desk, null);
        Assert.Equal("recaptured", (await desk.RunAsync("add", news.Article(1) + "?from=mail", "--json")).Ends(0).Json.GetProperty("result").GetString());
    }

    [Fact]
    public async Task The_same_article_is_one_link_whoever_comes_with_its_address()
    {
        await using var feeds = new FeedServer();
        await feeds.StartAsync();
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(
            Path.Combine(desk.Folder, "rules.json"), """{"providers": {"here": {"urlPattern": "^http://127", "rules": ["from"]}}}""", TestContext.Current.CancellationToken);
        await SetAsync(desk, "rules.json");
        var story = $"{feeds.Address}/story/a/1";
        var id = (await desk.RunAsync("add", story + "?from=mail", "--json")).Ends(0).Json.GetProperty("id").GetString()!;

        // A person who looks.
        Assert.Equal(id, (await desk.RunAsync("show", story + "?from=print", "--json")).Ends(0).Json.GetProperty("id").GetString());
        (await desk.RunAsync("history", story + "?from=print")).Ends(0);
        (await desk.RunAsync("read", story + "?from=print")).Ends(0);

        // A program that asks before it sends.
        var token = (await desk.RunAsync("token", "add", "test", "--json")).Ends(0).Json.GetProperty("token").GetString();
        var (serving, own) = await desk.ServeWithDeskAsync();
        await using (serving)
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, new Uri(own, "/api/v1/links/check?url=" + Uri.EscapeDataString(story + "?from=app")));
            ask.Headers.Authorization = new("Bearer", token);
            using var answer = await serving.Http.SendAsync(ask, TestContext.Current.CancellationToken);
            Assert.Contains(id, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

            // A feed, whose entries come with ?from=list.
            (await desk.RunAsync("follow", $"{feeds.Address}/sitemap/a.txt")).Ends(0);
            await FollowTests.HasLinksAsync(desk, 2);
            await FollowTests.UntilAsync(async () => (await desk.RunAsync("feeds", "1", "--json")).Ends(0).Output.Contains("\"waiting\":0", StringComparison.Ordinal));
        }

        // Twice: by add and by read; never because of the feed.
        Assert.Equal(2, feeds.Requests.Count(request => request.Path == "/story/a/1"));
        Assert.Equal(1, feeds.Requests.Count(request => request.Path == "/story/a/2"));
    }

    [Fact]
    public async Task A_file_of_rules_that_is_not_there_stops_the_command_with_its_name()
    {
        using var desk = await TempDesk.MadeAsync();
        await SetAsync(desk, "nowhere.json");

        Assert.Contains("nowhere.json cannot be read", (await desk.RunAsync("add", news.Article(1))).Ends(3).Error, StringComparison.Ordinal);
    }

    private static async Task SetAsync(TempDesk desk, string? file)
    {
        var path = Path.Combine(desk.Folder, "tearsheet.json");
        var text = await File.ReadAllTextAsync(path);
        text = System.Text.RegularExpressions.Regex.Replace(text, "\"links\": \\{[^}]*\\}, ", "");
        await File.WriteAllTextAsync(path, file is null ? text : text.Replace("\"fetch\"", $"\"links\": {{\"clearUrlsRules\": \"{file}\"}}, \"fetch\"", StringComparison.Ordinal));
    }
}
