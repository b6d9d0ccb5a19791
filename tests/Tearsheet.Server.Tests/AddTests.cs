using System.Globalization;
using System.IO.Compression;
using System.Text;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class AddTests(NewsServer news) : IClassFixture<NewsServer>
{
    [Fact]
    public async Task A_link_is_added_once_and_captured_again_after_that()
    {
        using var desk = await TempDesk.MadeAsync();
        var added = (await desk.RunAsync("add", news.Article(1), "--topic", "Isles/Harbour", "--note", "Worth it")).Ends(0);
        var words = added.Lines[0].Split(' ', 3);
        Assert.Equal("added", words[0]);
        Assert.Matches(@"^\d{4}/\d{2}/[a-z2-7]+$", words[1]);
        Assert.Equal("Light number 1 stays on", words[2]);

        var again = (await desk.RunAsync("add", news.Article(1) + "?utm_source=mail", "--json")).Ends(0).Json;
        Assert.Equal("recaptured", again.GetProperty("result").GetString());
        Assert.Equal(words[1], again.GetProperty("id").GetString());

        var shown = (await desk.RunAsync("show", words[1], "--json")).Ends(0).Json;
        Assert.Equal(2, shown.GetProperty("captures").GetArrayLength());
        Assert.Equal("Isles/Harbour", shown.GetProperty("topic").GetString());
        Assert.Equal("Worth it", shown.GetProperty("note").GetString());
        Assert.Equal("excerpt", shown.GetProperty("effectivePolicy").GetString());
        Assert.Equal(words[1], (await desk.RunAsync("show", news.Article(1), "--json")).Ends(0).Json.GetProperty("id").GetString());
        Assert.Contains("Isles/Harbour", (await desk.RunAsync("show", words[1])).Ends(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_links_are_answered_in_their_order_and_a_bad_one_does_not_stop_the_rest()
    {
        using var desk = await TempDesk.MadeAsync();
        var ran = (await desk.RunAsync(
            "add", news.Article(2), "ftp://example.org/x", "nothing-like-this", news.Article(3), news.At("/gone"), "--json")).Ends(1);

        // What cannot even be asked is said at once; all others are answered in their order.
        var answers = ran.JsonLines.ToDictionary(answer => answer.GetProperty("input").GetString()!, StringComparer.Ordinal);
        Assert.Equal("added", answers[news.Article(2)].GetProperty("result").GetString());
        Assert.Equal("not-http", answers["ftp://example.org/x"].GetProperty("reason").GetString());
        Assert.Equal("neither-file-nor-address", answers["nothing-like-this"].GetProperty("reason").GetString());
        Assert.Equal("added", answers[news.Article(3)].GetProperty("result").GetString());
        Assert.Equal(410, answers[news.At("/gone")].GetProperty("status").GetInt32());
        Assert.Equal(
            [news.Article(2), "ftp://example.org/x", news.Article(3), news.At("/gone")],
            ran.JsonLines.Select(answer => answer.GetProperty("input").GetString()!).Where(input => input != "nothing-like-this"));
        Assert.Equal(2, (await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links").GetArrayLength());
    }

    [Fact]
    public async Task A_saved_page_is_filed_under_the_address_it_came_from_or_the_one_it_names_or_its_hash()
    {
        using var desk = await TempDesk.MadeAsync();
        var page = Save(desk, "page.html", NewsServer.Page("Saved by hand"));
        var given = (await desk.RunAsync("add", page, "--url", "https://example.org/saved", "--json")).Ends(0).Json;
        Assert.Equal("https://example.org/saved", given.GetProperty("url").GetString());

        var canonical = Save(desk, "canonical.html", NewsServer.Page("Names itself", """<link rel="canonical" href="https://example.org/itself">"""));
        var named = (await desk.RunAsync("add", canonical, "--json")).Ends(0).Json;
        Assert.Equal("https://example.org/itself", named.GetProperty("url").GetString());

        var nameless = Save(desk, "nameless.html", NewsServer.Page("Names nothing"));
        var hashed = (await desk.RunAsync("add", nameless, "--json")).Ends(0).Json;
        Assert.StartsWith("file:", hashed.GetProperty("url").GetString(), StringComparison.Ordinal);

        var shown = (await desk.RunAsync("show", given.GetProperty("id").GetString()!, "--json")).Ends(0).Json;
        Assert.Equal("saved-file", shown.GetProperty("captures")[0].GetProperty("provenance").GetString());
    }

    [Fact]
    public async Task A_page_on_standard_input_is_filed_under_its_url_and_a_list_there_is_worked_through()
    {
        using var desk = await TempDesk.MadeAsync();
        var page = (await desk.RunWithInputAsync(NewsServer.Page("From a pipe"), "add", "-", "--url", "https://example.org/pipe")).Ends(0);
        Assert.Contains("From a pipe", page.Output, StringComparison.Ordinal);

        var list = $"# a reading list\n\n{news.Article(4)}\n{{\"url\":\"{news.Article(5)}\",\"topic\":\"Sport\"}}\n{{broken\n";
        var ran = (await desk.RunWithInputAsync(list, "add", "-", "--topic", "Inbox", "--json")).Ends(1);
        var answers = ran.JsonLines;
        Assert.Equal(3, answers.Count);
        Assert.Equal("Inbox", Assert.Single(answers, answer => Input(answer) == news.Article(4)).GetProperty("topic").GetString());
        Assert.Equal("Sport", Assert.Single(answers, answer => Input(answer) == news.Article(5)).GetProperty("topic").GetString());
        Assert.Equal("bad-index-line", Assert.Single(answers, answer => Input(answer) == "standard input:5").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_folder_of_saved_pages_is_added_by_its_index_and_in_its_order()
    {
        using var desk = await TempDesk.MadeAsync();
        var folder = desk.Beside("pages");
        Directory.CreateDirectory(folder);
        var index = new StringBuilder();
        for (var number = 0; number < 40; number++)
        {
            await using var gzip = new GZipStream(File.Create(Path.Combine(folder, $"{number}.html.gz")), CompressionLevel.Fastest);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(NewsServer.Page($"Saved page {number}")), TestContext.Current.CancellationToken);
            index.Append(CultureInfo.InvariantCulture, $$"""{"file":"{{number}}.html.gz","url":"https://example.org/{{number}}","topic":"T/{{number % 3}}","more":1}""").Append('\n');
        }

        index.Append("""{"file":"missing.html","url":"https://example.org/missing"}""").Append('\n');
        index.Append("""{"file":"0.html.gz","url":"https://example.org/0","policy":"everything"}""").Append('\n');
        var links = desk.Beside("links.jsonl");
        await File.WriteAllTextAsync(links, index.ToString(), TestContext.Current.CancellationToken);

        var ran = (await desk.RunAsync("add", folder, "--index", links)).Ends(1);
        var added = ran.Lines.Where(line => line.StartsWith("added ", StringComparison.Ordinal)).Select(line => line.Split(' ', 3)[2]);
        Assert.Equal(Enumerable.Range(0, 40).Select(number => $"Saved page {number}"), added);
        Assert.Contains("refused missing.html: There is no such file.", ran.Lines);
        Assert.Contains("40 added, 0 captured again, 2 refused", ran.Error, StringComparison.Ordinal);

        var third = (await desk.RunAsync("list", "--topic", "T/2", "--limit", "5", "--json")).Ends(0).Json;
        Assert.Equal("Saved page 38", third.GetProperty("links")[0].GetProperty("headline").GetString());
        var rest = (await desk.RunAsync(
            "list", "--topic", "T/2", "--limit", "100", "--after", third.GetProperty("next").GetString()!, "--json")).Ends(0).Json;
        Assert.Equal(13, third.GetProperty("links").GetArrayLength() + rest.GetProperty("links").GetArrayLength());
        Assert.Equal(13 + 13 + 14, (await desk.RunAsync("status", "--json")).Ends(0).Json.GetProperty("live").GetInt64());
    }

    [Fact]
    public async Task A_held_link_stays_out_of_the_edition_until_it_is_released()
    {
        using var desk = await TempDesk.MadeAsync();
        var held = (await desk.RunAsync("add", news.Article(6), "--hold", "--json")).Ends(0).Json;
        Assert.True(held.GetProperty("held").GetBoolean());
        var id = held.GetProperty("id").GetString()!;
        Assert.Empty((await desk.RunAsync("edition", "--dry-run", "--json")).Ends(0).Json.GetProperty("added").EnumerateArray());
        Assert.Equal(1, (await desk.RunAsync("list", "--state", "held", "--json")).Ends(0).Json.GetProperty("links").GetArrayLength());

        (await desk.RunAsync("file", id, "--release")).Ends(0);
        var preview = (await desk.RunAsync("edition", "--dry-run", "--json")).Ends(0).Json;
        Assert.Equal(id, Assert.Single(preview.GetProperty("added").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_pdf_is_kept_without_an_article()
    {
        using var desk = await TempDesk.MadeAsync();
        var pdf = (await desk.RunAsync("add", news.At("/paper.pdf"), "--json")).Ends(0).Json;
        Assert.Equal("added", pdf.GetProperty("result").GetString());
        Assert.Equal("notHtml", pdf.GetProperty("kind").GetString());
    }

    private static string Input(System.Text.Json.JsonElement answer) => answer.GetProperty("input").GetString()!;

    private static string Save(TempDesk desk, string name, string html)
    {
        var path = desk.Beside(name);
        File.WriteAllText(path, html);
        return path;
    }
}
