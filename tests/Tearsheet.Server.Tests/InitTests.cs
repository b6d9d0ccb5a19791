using System.Text.Json;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class InitTests
{
    [Fact]
    public async Task A_new_desk_has_a_key_that_only_its_owner_can_read()
    {
        using var desk = TempDesk.Empty();
        var made = (await desk.RunAsync("init", "--title", "The Harbour Desk", "--language", "de", "--json")).Ends(0).Json;

        Assert.Equal("The Harbour Desk", made.GetProperty("title").GetString());
        Assert.Equal("de", made.GetProperty("language").GetString());
        Assert.StartsWith("k51", made.GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(desk.Folder, "keys", "site.key")));
        Assert.True(File.Exists(Path.Combine(desk.Folder, "tearsheet.json")));
    }

    [Fact]
    public async Task A_desk_is_not_made_over_another_one()
    {
        using var desk = await TempDesk.MadeAsync();
        var key = await File.ReadAllTextAsync(Path.Combine(desk.Folder, "keys", "site.key"), TestContext.Current.CancellationToken);

        var again = (await desk.RunAsync("init", "--title", "Another")).Ends(1);

        Assert.NotEmpty(again.Error);
        Assert.Equal(key, await File.ReadAllTextAsync(Path.Combine(desk.Folder, "keys", "site.key"), TestContext.Current.CancellationToken));
        Assert.Contains("The Test Desk", (await desk.RunAsync("site")).Ends(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_cannot_be_is_refused_and_nothing_is_made()
    {
        using var desk = TempDesk.Empty();
        var refused = (await desk.RunAsync("init", "--address", "links.example.org", "--json")).Ends(1);
        Assert.Contains("must be an absolute http or https address", refused.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(desk.Folder, "log")));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("status")]
    [InlineData("verify")]
    [InlineData("edition")]
    [InlineData("serve")]
    [InlineData("reindex")]
    [InlineData("add", "https://example.org/")]
    [InlineData("site", "--title", "x")]
    public async Task Without_a_desk_a_command_ends_with_3_and_names_init(params string[] words)
    {
        using var desk = TempDesk.Empty();
        var ran = (await desk.RunAsync(words)).Ends(3);
        Assert.Contains("tearsheet init", ran.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(desk.Folder));
    }

    [Fact]
    public async Task The_data_folder_is_taken_from_the_environment_when_none_is_named()
    {
        using var desk = await TempDesk.MadeAsync();
        await using var running = Tool.Start(["status", "--json"], before: ["env", $"TEARSHEET_DATA={desk.Folder}"]);
        Assert.Equal(desk.Folder, (await running.EndAsync()).Ends(0).Json.GetProperty("folder").GetString());
    }

    [Theory]
    [InlineData("""{ "lisen": "http://127.0.0.1:1" }""", "lisen")]
    [InlineData("{\n\"listen\": 5\n}", "line 2")]
    [InlineData("""{ "fetch": { "maxRedirects": 1000 } }""", "fetch.maxRedirects")]
    [InlineData("""{ "fetch": { "allowedNetworks": ["nowhere"] } }""", "nowhere")]
    [InlineData("""{ "edition": { "everySeconds": 5 } }""", "edition.everySeconds")]
    public async Task A_bad_setting_stops_the_start_and_is_named(string settings, string named)
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(Path.Combine(desk.Folder, "tearsheet.json"), settings, TestContext.Current.CancellationToken);
        var refused = (await desk.RunAsync("edition", "--json")).Ends(3);
        Assert.Contains(named, refused.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_site_can_be_shown_and_changed()
    {
        using var desk = await TempDesk.MadeAsync("--address", "https://links.example.org/");
        (await desk.RunAsync("topic", "add", "Korea/North Korea")).Ends(0);
        var changed = (await desk.RunAsync(
            "site", "--title", "Töpfe & <Deckel>", "--masthead", "Korea/North Korea", "--imprint", "Somebody", "--json")).Ends(0).Json;
        Assert.Equal("Töpfe & <Deckel>", changed.GetProperty("title").GetString());
        Assert.Equal(["Korea/North Korea"], changed.GetProperty("masthead").EnumerateArray().Select(topic => topic.GetString()!));

        var shown = (await desk.RunAsync("site", "--json")).Ends(0).Json;
        Assert.Equal(changed.GetRawText(), shown.GetRawText());
        Assert.Equal("https://links.example.org/", shown.GetProperty("address").GetString());

        (await desk.RunAsync("site", "--masthead", "No/Such")).Ends(1);
        var emptied = (await desk.RunAsync("site", "--masthead", "", "--imprint", "", "--json")).Ends(0).Json;
        Assert.Equal(JsonValueKind.Array, emptied.GetProperty("masthead").ValueKind);
        Assert.Equal(0, emptied.GetProperty("masthead").GetArrayLength());
        Assert.False(emptied.TryGetProperty("imprint", out _));
    }
}
