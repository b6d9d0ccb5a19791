using System.IO.Compression;
using System.Text.Json;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>The list of the issue: each gets a clear message, and nothing that was there before is lost.</summary>
public sealed class BadInputTests(NewsServer news) : IClassFixture<NewsServer>
{
    [Theory]
    [InlineData("/empty", "empty-body")]
    [InlineData("/huge", "body-too-large")]
    [InlineData("/huge-unannounced", "body-too-large")]
    [InlineData("/loop/0", "too-many-redirects")]
    [InlineData("/bomb", "decoded-too-large")]
    [InlineData("/gone", "error-status")]
    [InlineData("/slow", "timed-out")]
    [InlineData("/to-private", "address-not-allowed")]
    public async Task A_bad_answer_is_refused_with_its_reason_and_nothing_is_lost(string path, string reason)
    {
        using var desk = await TempDesk.MadeAsync();
        if (path == "/slow")
        {
            await File.WriteAllTextAsync(
                Path.Combine(desk.Folder, "tearsheet.json"),
                """{ "fetch": { "allowedNetworks": ["127.0.0.0/8"], "idleSeconds": 2 } }""",
                TestContext.Current.CancellationToken);
        }

        var ran = (await desk.RunAsync("add", news.Article(1), news.At(path), "--json")).Ends(1);

        Assert.Equal("added", ran.JsonLines[0].GetProperty("result").GetString());
        Assert.Equal("refused", ran.JsonLines[1].GetProperty("result").GetString());
        Assert.Equal(reason, ran.JsonLines[1].GetProperty("reason").GetString());
        Assert.True(ran.JsonLines[1].GetProperty("message").GetString()!.Length > 20);
        Assert.Single((await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links").EnumerateArray());
        (await desk.RunAsync("verify")).Ends(0);
    }

    [Fact]
    public async Task A_page_that_is_not_html_is_kept_without_an_article()
    {
        using var desk = await TempDesk.MadeAsync();
        var ran = (await desk.RunAsync("add", news.At("/bytes"), "--json")).Ends(0).Json;
        Assert.Equal("notHtml", ran.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Bytes_that_call_themselves_html_are_no_article()
    {
        using var desk = await TempDesk.MadeAsync();
        var file = desk.Beside("page.html");
        await File.WriteAllBytesAsync(file, [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7919 >> 3))], TestContext.Current.CancellationToken);
        Assert.Equal("notHtml", (await desk.RunAsync("add", file, "--json")).Ends(0).Json.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("../outside.html")]
    [InlineData("/etc/hostname")]
    [InlineData("pages/../../outside.html")]
    public async Task An_index_cannot_lead_out_of_its_folder(string file)
    {
        using var desk = await TempDesk.MadeAsync();
        var folder = desk.Beside("saved");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(desk.Beside("outside.html"), NewsServer.Page("Private"), TestContext.Current.CancellationToken);
        var index = Path.Combine(folder, "links.jsonl");
        await File.WriteAllTextAsync(index, JsonSerializer.Serialize(new { file, url = "https://example.org/x" }), TestContext.Current.CancellationToken);
        var ran = (await desk.RunAsync("add", folder, "--index", index, "--json")).Ends(1).Json;
        Assert.Equal("bad-index-line", ran.GetProperty("reason").GetString());
        Assert.Contains("outside", ran.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty((await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links").EnumerateArray());
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused_and_the_next_one_is_worked_on()
    {
        using var desk = await TempDesk.MadeAsync();
        var ran = (await desk.RunWithInputAsync(new string('a', 200_000) + "\n" + news.Article(1) + "\n", "add", "-", "--json")).Ends(1);
        Assert.Equal("line-too-long", Assert.Single(ran.JsonLines, line => line.GetProperty("input").GetString() == "standard input:1").GetProperty("reason").GetString());
        Assert.Contains(ran.JsonLines, line => line.GetProperty("result").GetString() == "added");
    }

    [Fact]
    public async Task A_line_without_an_end_in_an_index_is_refused_and_the_next_one_is_worked_on()
    {
        using var desk = await TempDesk.MadeAsync();
        var index = desk.Beside("links.jsonl");
        await File.WriteAllTextAsync(
            index, new string('a', 200_000) + "\n" + JsonSerializer.Serialize(new { url = news.Article(1) }), TestContext.Current.CancellationToken);
        var ran = (await desk.RunAsync("add", "--index", index, "--json")).Ends(1);
        Assert.Equal("line-too-long", Assert.Single(ran.JsonLines, line => line.GetProperty("result").GetString() == "refused").GetProperty("reason").GetString());
        Assert.Single(ran.JsonLines, line => line.GetProperty("result").GetString() == "added");
    }

    [Fact]
    public async Task A_page_on_standard_input_is_read_no_further_than_a_page_may_be_long()
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(
            Path.Combine(desk.Folder, "tearsheet.json"), """{ "fetch": { "maxBodyMegabytes": 1 } }""", TestContext.Current.CancellationToken);
        var ran = (await desk.RunWithInputAsync(new string('a', 3 << 20), "add", "-", "--url", "https://example.org/long", "--json")).Ends(1).Json;
        Assert.Equal("body-too-large", ran.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_setting_that_is_none_is_named_as_the_file_names_it()
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(
            Path.Combine(desk.Folder, "tearsheet.json"), """{ "fetch": { "MaxBodyBytes": 1 } }""", TestContext.Current.CancellationToken);
        var ran = (await desk.RunAsync("add", news.Article(1))).Ends(3);
        Assert.Contains("fetch.MaxBodyBytes is no setting.", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(".NET", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_whose_charset_is_misdeclared_is_read_by_its_bytes()
    {
        using var desk = await TempDesk.MadeAsync();
        Assert.Equal(
            "Käse für Ängstliche",
            (await desk.RunAsync("add", news.At("/wrong-charset"), "--json")).Ends(0).Json.GetProperty("headline").GetString());
    }

    [Theory]
    [InlineData("ftp://example.org/x", "not-http")]
    [InlineData("javascript://example.org/%0aalert(1)", "not-http")]
    [InlineData("http://user:secret@example.org/", "has-credentials")]
    [InlineData("http://", "no-host")]
    [InlineData("http://10.0.0.1/", "address-not-allowed")]
    [InlineData("http://[::1]/", "address-not-allowed")]
    public async Task An_address_that_must_not_be_fetched_is_refused(string address, string reason)
    {
        using var desk = await TempDesk.MadeAsync();
        var refused = (await desk.RunAsync("add", address, "--json")).Ends(1).Json;
        Assert.Equal(reason, refused.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Private_networks_are_not_fetched_from_unless_the_settings_name_them()
    {
        using var desk = TempDesk.Empty();
        (await desk.RunAsync("init")).Ends(0);
        Assert.Equal("address-not-allowed", (await desk.RunAsync("add", news.Article(1), "--json")).Ends(1).Json.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Saved_pages_that_are_bad_are_refused_each_with_its_reason()
    {
        using var desk = await TempDesk.MadeAsync();
        var folder = desk.Beside("pages");
        Directory.CreateDirectory(folder);
        await using (var gzip = new GZipStream(File.Create(Path.Combine(folder, "bomb.html.gz")), CompressionLevel.SmallestSize))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 100; i++)
            {
                gzip.Write(zeros);
            }
        }

        await File.WriteAllBytesAsync(Path.Combine(folder, "cut.html.gz"), [0x1F, 0x8B, 8, 0, 0], TestContext.Current.CancellationToken);
        await using (var huge = File.Create(Path.Combine(folder, "huge.html")))
        {
            huge.SetLength(200L << 20);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "good.html"), NewsServer.Page("Good"), TestContext.Current.CancellationToken);

        var answers = (await desk.RunAsync("add", folder, "--json")).Ends(1).JsonLines
            .ToDictionary(answer => Path.GetFileName(answer.GetProperty("input").GetString())!, StringComparer.Ordinal);
        Assert.Equal("decoded-too-large", Reason(answers["bomb.html.gz"]));
        Assert.Equal("malformed-coding", Reason(answers["cut.html.gz"]));
        Assert.Equal("body-too-large", Reason(answers["huge.html"]));
        Assert.Equal("added", answers["good.html"].GetProperty("result").GetString());

        static string Reason(JsonElement answer) => answer.GetProperty("reason").GetString()!;
    }

    [Fact]
    public async Task A_headline_cannot_steer_the_terminal_it_is_shown_on()
    {
        using var desk = await TempDesk.MadeAsync();
        var page = desk.Beside("evil.html");
        await File.WriteAllTextAsync(page, NewsServer.Page("Quiet \u001B[2J\u009B31m\u202Eenough"), TestContext.Current.CancellationToken);
        (await desk.RunAsync("add", page)).Ends(0);
        var list = (await desk.RunAsync("list")).Ends(0).Output;
        Assert.Contains("Quiet", list, StringComparison.Ordinal);
        Assert.DoesNotContain(list, character => character is '\u001B' or '\u009B' or '\u202E');
    }
}
