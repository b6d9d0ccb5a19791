using System.Text.Json;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>A feed is followed: its entries become links, politely, and across kills.</summary>
public sealed class FollowTests : IAsyncLifetime
{
    private readonly FeedServer _news = new();

    public async ValueTask InitializeAsync() => await _news.StartAsync();

    public ValueTask DisposeAsync() => _news.DisposeAsync();

    [Fact]
    public async Task What_a_feed_brings_is_filed_under_its_topic_and_asked_for_once()
    {
        using var desk = await TempDesk.MadeAsync();
        _news.Publish("a", 3);
        (await desk.RunAsync("follow", _news.Feed("a"), "--topic", "Harbour/Lights")).Ends(0);
        await using var serving = await desk.ServeAsync();
        await HasLinksAsync(desk, 3);

        // The same document once more, then one that has grown.
        (await desk.RunAsync("follow", _news.Feed("a"))).Ends(0);
        await UntilAsync(() => Task.FromResult(_news.Requests.Any(request => request.Status == 304)));
        _news.Publish("a", 4);
        (await desk.RunAsync("follow", _news.Feed("a"))).Ends(0);
        await HasLinksAsync(desk, 4);

        Assert.Equal(4, _news.StoriesAsked("a"));
        Assert.Equal(1, _news.MostInFlight);
        var links = (await desk.RunAsync("list", "--json")).Json.GetProperty("links");
        Assert.All(links.EnumerateArray(), link => Assert.Equal("Harbour/Lights", link.GetProperty("topic").GetString()));
    }

    [Fact]
    public async Task An_entry_that_was_changed_is_a_new_capture_of_the_same_link()
    {
        using var desk = await TempDesk.MadeAsync();
        _news.Publish("a", 2);
        (await desk.RunAsync("follow", _news.Feed("a"))).Ends(0);
        await using var serving = await desk.ServeAsync();
        await HasLinksAsync(desk, 2);

        _news.Rewrite("a");
        (await desk.RunAsync("follow", _news.Feed("a"))).Ends(0);
        await UntilAsync(async () => (await HeadlinesAsync()).Contains("Another story 1 of a"));

        Assert.Equal(2, (await HeadlinesAsync()).Count);
        Assert.Equal(3, _news.StoriesAsked("a"));

        async Task<IReadOnlyList<string>> HeadlinesAsync() =>
            [.. (await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("headline").GetString()!)];
    }

    [Fact]
    public async Task A_site_whose_front_page_names_no_feed_is_followed_by_the_sitemap_of_its_robots_txt()
    {
        using var desk = await TempDesk.MadeAsync();

        var followed = (await desk.RunAsync("follow", _news.Address + "/", "--json")).Ends(0).Json;

        Assert.Equal(_news.Address + "/sitemap/news.xml", followed.GetProperty("url").GetString());
    }

    [Fact]
    public async Task A_sitemap_of_plain_text_is_followed_like_any_other()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("follow", $"{_news.Address}/sitemap/a.txt")).Ends(0);
        await using var serving = await desk.ServeAsync();

        await HasLinksAsync(desk, 2);
    }

    [Fact]
    public async Task A_feed_is_followed_without_serve_and_asked_when_serve_runs()
    {
        using var desk = await TempDesk.MadeAsync();
        var view = (await desk.RunAsync("follow", _news.Feed("a"), "--every", "2h", "--policy", "headline", "--hold", "--json")).Ends(0).Json;

        Assert.Equal("Wire a", view.GetProperty("title").GetString());
        Assert.Equal("2h", view.GetProperty("every").GetString());
        Assert.Equal(1, view.GetProperty("waiting").GetInt32());
        var listed = (await desk.RunAsync("feeds", "--json")).Ends(0).Json.GetProperty("feeds")[0];
        Assert.Equal("ok", listed.GetProperty("state").GetString());
        Assert.Equal(TimeSpan.FromHours(2), listed.GetProperty("nextPoll").GetDateTimeOffset() - listed.GetProperty("lastPoll").GetDateTimeOffset());

        await using var serving = await desk.ServeAsync();
        await HasLinksAsync(desk, 1);
        var link = (await desk.RunAsync("list", "--json")).Json.GetProperty("links")[0];
        Assert.Equal("held", link.GetProperty("state").GetString());
        Assert.Equal("headline", link.GetProperty("policy").GetString());
    }

    [Fact]
    public async Task A_page_that_names_its_feed_leads_to_it()
    {
        using var desk = await TempDesk.MadeAsync();

        var feed = (await desk.RunAsync("follow", _news.Address + "/page/a", "--json")).Ends(0).Json;

        Assert.Equal(_news.Feed("a"), feed.GetProperty("url").GetString());
    }

    [Fact]
    public async Task An_index_of_sitemaps_brings_the_pages_of_its_sitemaps()
    {
        using var desk = await TempDesk.MadeAsync();

        var feed = (await desk.RunAsync("follow", _news.Address + "/sitemap/a.xml", "--json")).Ends(0).Json;

        Assert.Equal(2, feed.GetProperty("waiting").GetInt32());
    }

    [Fact]
    public async Task What_is_followed_leaves_as_a_list_with_topics_for_folders()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("follow", _news.Feed("a"), "--topic", "World/Asia")).Ends(0);
        var list = desk.Beside("feeds.opml");

        (await desk.RunAsync("export", "opml", list)).Ends(0);

        var world = Assert.Single(System.Xml.Linq.XDocument.Load(list).Root!.Element("body")!.Elements("outline"));
        var asia = Assert.Single(world.Elements("outline"));
        Assert.Equal(("World", "Asia"), (world.Attribute("text")?.Value, asia.Attribute("text")?.Value));
        Assert.Equal(_news.Feed("a"), Assert.Single(asia.Elements("outline")).Attribute("xmlUrl")?.Value);
    }

    [Fact]
    public async Task What_is_no_feed_is_not_followed_and_says_why()
    {
        using var desk = await TempDesk.MadeAsync();

        var page = (await desk.RunAsync("follow", _news.Address + "/story/a/1")).Ends(1);
        var missing = (await desk.RunAsync("follow", _news.Address + "/nothing")).Ends(1);
        var unread = (await desk.RunAsync("follow", "ftp://news.example/")).Ends(1);
        (await desk.RunAsync("follow", _news.Feed("a"), "--every", "3 weeks")).Ends(2);

        Assert.Contains("feed", page.Error, StringComparison.Ordinal);
        Assert.Contains("404", missing.Error, StringComparison.Ordinal);
        Assert.NotEmpty(unread.Error);
        Assert.Empty((await desk.RunAsync("feeds", "--json")).Json.GetProperty("feeds").EnumerateArray());
    }

    [Fact]
    public async Task A_feed_that_is_no_longer_followed_is_gone_and_its_links_stay()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("follow", _news.Feed("a"))).Ends(0);
        await using var serving = await desk.ServeAsync();
        await HasLinksAsync(desk, 1);

        (await desk.RunAsync("unfollow", "1")).Ends(0);
        (await desk.RunAsync("unfollow", _news.Feed("a"))).Ends(1);

        Assert.Empty((await desk.RunAsync("feeds", "--json")).Json.GetProperty("feeds").EnumerateArray());
        await HasLinksAsync(desk, 1);
    }

    [Fact]
    public async Task Killed_at_any_moment_the_next_start_goes_on_and_files_each_page_once()
    {
        using var desk = await TempDesk.MadeAsync();
        const int stories = 24;
        _news.Publish("a", stories);
        _news.StoryTime = TimeSpan.FromMilliseconds(30);
        (await desk.RunAsync("follow", _news.Feed("a"))).Ends(0);
        var kills = 0;
        for (; kills < 3; kills++)
        {
            var before = _news.StoriesAsked("a");
            await using var killed = await desk.ServeAsync();
            await UntilAsync(() => Task.FromResult(_news.StoriesAsked("a") >= before + 4));
            killed.Running.Kill();
        }

        await using var serving = await desk.ServeAsync();
        await HasLinksAsync(desk, stories);
        await UntilAsync(async () => (await FeedAsync(desk)).GetProperty("waiting").GetInt32() == 0);

        // A kill may fall between an answer and its note; beyond that nothing is asked for twice.
        Assert.InRange(_news.StoriesAsked("a"), stories, stories + kills);
        (await desk.RunAsync("verify")).Ends(0);
    }

    [Fact]
    public async Task Every_bad_habit_has_its_line_and_none_stops_the_others()
    {
        using var desk = await TempDesk.MadeAsync();
        var settings = Path.Combine(desk.Folder, "tearsheet.json");
        await File.WriteAllTextAsync(
            settings,
            """{ "fetch": { "allowedNetworks": ["127.0.0.0/8"], "betweenVisitsMilliseconds": 0, "totalSeconds": 4, "idleSeconds": 2, "maxBodyMegabytes": 8 } }""",
            TestContext.Current.CancellationToken);
        var habits = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["slow-body"] = "timeout",
            ["endless-headers"] = "bad-answer",
            ["redirect-loop"] = "too-many-redirects",
            ["wrong-length"] = "unreachable",
            ["half-closed"] = "unreachable",
            ["bomb"] = "too-large",
            ["grows-without-end"] = "too-large",
            ["html"] = "not-a-feed",
            ["gone"] = "gone",
            ["lying-charset"] = null,
            ["changing-etag"] = null,
        };
        foreach (var habit in habits.Keys)
        {
            (await desk.RunAsync("follow", _news.Feed(habit))).Ends(0);
        }

        await using var serving = await desk.ServeAsync();
        await HasLinksAsync(desk, habits.Count);
        foreach (var habit in habits.Keys)
        {
            _news.TakeUp(habit, habit);
            (await desk.RunAsync("follow", _news.Feed(habit))).Ends(0);
        }

        await UntilAsync(async () => (await FeedsAsync(desk)).All(feed =>
            habits[Name(feed)] is null ? Asked(feed) >= 2 : feed.TryGetProperty("problem", out _)));
        foreach (var feed in await FeedsAsync(desk))
        {
            var problem = feed.TryGetProperty("problem", out var said) ? said : (JsonElement?)null;
            Assert.Equal(habits[Name(feed)], problem?.GetProperty("kind").GetString());
            Assert.Equal(problem is null ? 0 : 1, serving.Running.Error.Split('\n').Count(line =>
                line.Contains("5202", StringComparison.Ordinal) && line.Contains(_news.Feed(Name(feed)), StringComparison.Ordinal)
                || line.Contains("5204", StringComparison.Ordinal) && line.Contains(_news.Feed(Name(feed)), StringComparison.Ordinal)));
        }

        // And a good one among them still brings what is new.
        (await desk.RunAsync("follow", _news.Feed("good"))).Ends(0);
        await HasLinksAsync(desk, habits.Count + 1);

        int Asked(JsonElement feed) => _news.Requests.Count(request => request.Path == $"/feeds/{Name(feed)}.xml");
    }

    [Fact]
    public async Task A_host_that_says_429_is_left_alone_with_all_its_feeds()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("follow", _news.Feed("a"))).Ends(0);
        (await desk.RunAsync("follow", _news.Feed("b"))).Ends(0);
        await using var serving = await desk.ServeAsync();
        await HasLinksAsync(desk, 2);

        _news.TakeUp("a", "429-storm");
        (await desk.RunAsync("follow", _news.Feed("a"))).Ends(0);
        await UntilAsync(async () => (await FeedsAsync(desk)).Any(feed => feed.TryGetProperty("problem", out _)));
        var before = _news.Requests.Count;
        _news.Publish("b", 2);
        (await desk.RunAsync("follow", _news.Feed("b"))).Ends(0);

        // The line of another host moves meanwhile, so that the clock has looked at the book once more.
        await using var other = new FeedServer();
        await other.StartAsync();
        (await desk.RunAsync("follow", other.Feed("c"))).Ends(0);
        await HasLinksAsync(desk, 3);
        Assert.Equal(before, _news.Requests.Count);
    }

    [Fact]
    public async Task A_feed_with_a_hub_is_subscribed_to_and_polled_when_the_hub_says_so()
    {
        using var desk = await TempDesk.MadeAsync("--address", "http://desk.example/");
        var called = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        ServingDesk? serving = null;
        _news.HubAsked = async callback =>
        {
            // The hub is told the desk's public name; here it is on this machine.
            var path = new Uri(callback).PathAndQuery;
            var answer = await serving!.Http.GetStringAsync(path);
            Assert.Equal("abc123", answer);
            called.SetResult(new Uri(callback).AbsolutePath);
        };
        serving = await desk.ServeAsync();
        await using var ending = serving;
        (await desk.RunAsync("follow", _news.Feed("hub"))).Ends(0);
        var callback = await called.Task.WaitAsync(Tool.Deadline, TestContext.Current.CancellationToken);
        await HasLinksAsync(desk, 1);

        _news.Publish("hub", 2);
        using var delivery = new StringContent("there is something new");
        var taken = await serving.Http.PostAsync(callback, delivery, TestContext.Current.CancellationToken);
        await HasLinksAsync(desk, 2);

        using var stray = new StringContent("there is something new");
        Assert.Equal(202, (int)taken.StatusCode);
        Assert.Equal(404, (int)(await serving.Http.PostAsync("/api/v1/websub/0123456789", stray, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(404, (int)(await serving.Http.GetAsync(callback + "?hub.mode=subscribe&hub.challenge=x&hub.topic=other", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_damaged_desk_file_is_named_and_the_archive_still_opens()
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(Path.Combine(desk.Folder, "desk.db"), new string('x', 5000), TestContext.Current.CancellationToken);

        var feeds = await desk.RunAsync("feeds");
        (await desk.RunAsync("status")).Ends(0);

        Assert.Equal(3, feeds.ExitCode);
        Assert.Contains("desk.db is damaged", feeds.Error, StringComparison.Ordinal);
    }

    private static string Name(JsonElement feed) => Path.GetFileNameWithoutExtension(feed.GetProperty("url").GetString()!);

    private static async Task<JsonElement> FeedAsync(TempDesk desk) => (await FeedsAsync(desk))[0];

    private static async Task<IReadOnlyList<JsonElement>> FeedsAsync(TempDesk desk) =>
        [.. (await desk.RunAsync("feeds", "--json")).Ends(0).Json.GetProperty("feeds").EnumerateArray()];

    internal static Task HasLinksAsync(TempDesk desk, int count) => UntilAsync(async () =>
        (await desk.RunAsync("list", "--limit", "100", "--json")).Ends(0).Json.GetProperty("links").GetArrayLength() >= count);

    internal static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Tool.Deadline, "it did not come about in time");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
