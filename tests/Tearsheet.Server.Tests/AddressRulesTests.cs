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
