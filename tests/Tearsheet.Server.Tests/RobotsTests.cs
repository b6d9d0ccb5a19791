using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>robots.txt at the desk: asked, obeyed, overridden by name, and shown.</summary>
public sealed class RobotsTests : IAsyncLifetime
{
    private readonly NewsServer _news = new() { Robots = "User-agent: *\nDisallow: /news/2\n" };

    public ValueTask InitializeAsync() => _news.InitializeAsync();

    public ValueTask DisposeAsync() => _news.DisposeAsync();

    [Fact]
    public async Task A_disallowed_page_is_refused_with_the_line_and_taken_on_somebodys_word()
    {
        using var desk = await TempDesk.MadeAsync();

        var refused = (await desk.RunAsync("add", _news.Article(2), "--json")).Ends(1).Json;
        Assert.Equal("robots-disallow", refused.GetProperty("reason").GetString());
        Assert.Contains("line 2 of", refused.GetProperty("message").GetString(), StringComparison.Ordinal);

        var allowed = (await desk.RunAsync("add", _news.Article(1), "--json")).Ends(0).Json;
        var forced = (await desk.RunAsync("add", _news.Article(2), "--ignore-robots", "Ada Byron", "--json")).Ends(0).Json;

        var plain = Note(await ShowAsync(desk, allowed.GetProperty("id").GetString()!));
        Assert.Equal("no-line", plain.GetProperty("ground").GetString());
        Assert.True(plain.GetProperty("allowed").GetBoolean());
        var note = Note(await ShowAsync(desk, forced.GetProperty("id").GetString()!));
        Assert.Equal(("line", 2, "Disallow: /news/2", "Ada Byron"), (
            note.GetProperty("ground").GetString(), note.GetProperty("line").GetInt32(), note.GetProperty("text").GetString(),
            note.GetProperty("overriddenBy").GetString()));
        var words = (await desk.RunAsync("show", forced.GetProperty("id").GetString()!)).Ends(0).Output;
        Assert.Contains("disallowed by line 2 of", words, StringComparison.Ordinal);
        Assert.Contains("in the name of Ada Byron", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_is_taken_on_somebodys_word_for_good_until_its_robots_txt_is_obeyed_again()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", _news.Article(1))).Ends(0);

        Assert.Contains(
            "robots.txt ignored by Ada", (await desk.RunAsync("source", "127.0.0.1", "--ignore-robots", "Ada")).Ends(0).Output, StringComparison.Ordinal);
        (await desk.RunAsync("reindex")).Ends(0);
        var forced = (await desk.RunAsync("add", _news.Article(2), "--json")).Ends(0).Json;
        Assert.Equal("Ada", Note(await ShowAsync(desk, forced.GetProperty("id").GetString()!)).GetProperty("overriddenBy").GetString());

        (await desk.RunAsync("source", "127.0.0.1", "--ignore-robots", "")).Ends(0);
        (await desk.RunAsync("add", _news.Article(2))).Ends(1);
    }

    [Fact]
    public async Task Serve_takes_the_word_over_its_socket_and_nobody_without_a_name()
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = await desk.ServeAsync();

        (await desk.RunAsync("add", _news.Article(2))).Ends(1);
        Assert.Contains("needs a name", (await desk.RunAsync("add", _news.Article(2), "--ignore-robots", " ")).Ends(1).Output, StringComparison.Ordinal);
        var forced = (await desk.RunAsync("add", _news.Article(2), "--ignore-robots", "Ada", "--json")).Ends(0).Json;

        Assert.Equal("Ada", Note(await ShowAsync(desk, forced.GetProperty("id").GetString()!)).GetProperty("overriddenBy").GetString());
    }

    [Fact]
    public async Task A_desk_can_be_set_to_ask_no_robots_txt_and_says_who_to_turn_to()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("read", _news.Article(2))).Ends(1);
        Assert.Equal("Tearsheet/0.1 (news-link desk)", _news.LastAgent);

        await SetAsync(desk, "\"contact\": \"desk@example.org\"");
        (await desk.RunAsync("read", _news.Article(2), "--ignore-robots", "Ada")).Ends(0);
        Assert.Equal("Tearsheet/0.1 (+desk@example.org)", _news.LastAgent);

        await SetAsync(desk, "\"robots\": false");
        var added = (await desk.RunAsync("add", _news.Article(2), "--json")).Ends(0).Json;
        Assert.False((await ShowAsync(desk, added.GetProperty("id").GetString()!)).GetProperty("captures")[0].TryGetProperty("robots", out _));

        await SetAsync(desk, "\"contact\": \"nobody (in particular)\"");
        Assert.Contains("fetch.contact", (await desk.RunAsync("add", _news.Article(1))).Ends(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_of_the_site_is_the_contact_where_no_other_is_named()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("site", "--address", "https://desk.example/")).Ends(0);

        (await desk.RunAsync("add", _news.Article(1))).Ends(0);

        Assert.Equal("Tearsheet/0.1 (+https://desk.example/)", _news.LastAgent);
    }

    private static async Task<System.Text.Json.JsonElement> ShowAsync(TempDesk desk, string id) =>
        (await desk.RunAsync("show", id, "--json")).Ends(0).Json;

    private static System.Text.Json.JsonElement Note(System.Text.Json.JsonElement link) =>
        link.GetProperty("captures")[0].GetProperty("robots")[0];

    /// <summary>Adds a setting in front of the others, or changes the one that was added before.</summary>
    private static async Task SetAsync(TempDesk desk, string setting)
    {
        var file = Path.Combine(desk.Folder, "tearsheet.json");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, System.Text.RegularExpressions.Regex.Replace(
            text, "(\"contact\": \"[^\"]*\", |\"robots\": false, )?\"allowedNetworks\"", setting + ", \"allowedNetworks\""));
    }
}
