using System.IO.Compression;
using System.Text;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class ReadTests(NewsServer news) : IClassFixture<NewsServer>
{
    private const string Rich = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>The *old* light | The Test Courier</title>
        <meta property="og:title" content="The *old* light">
        <meta property="og:site_name" content="The Test Courier">
        <link rel="canonical" href="https://example.org/light">
        <script type="application/ld+json">{"@type":"NewsArticle","headline":"The *old* light",
          "datePublished":"2026-11-20T08:30:00+01:00","author":{"@type":"Person","name":"Ines Kahlo"}}</script></head>
        <body><article><h1>The *old* light</h1>
        <p>The council of the harbour town decided on <em>Thursday</em> evening, after a debate of four hours, that the
        <a href="/tower_(1871)">old light</a> is to stay where it has stood for a hundred and forty years.</p>
        <blockquote><p>I shall sleep well for the first time this year, said the keeper, who has lived below the lamp since she was a child.</p></blockquote>
        <ul><li>It was lit in 1871, by the keeper's own great-grandmother.</li><li>It has two hundred and twelve steps, all of them worn.</li></ul>
        <p># not a heading, and 1. not a list: members of the society that looks after the tower had collected nine thousand signatures.</p>
        <p><strong>What comes next<br></strong> is that the works go on through the winter, for the masons have nothing else to do before the thaw.</p>
        <p>The works are to begin in spring. Until then the tower is open on Sundays, and the stairs are to be climbed at one's own risk.</p>
        </article></body></html>
        """;

    [Fact]
    public async Task A_fetched_page_is_printed_as_markdown_and_nothing_is_kept()
    {
        using var desk = await TempDesk.MadeAsync();
        var read = (await desk.RunAsync("read", news.Article(1))).Ends(0);
        Assert.StartsWith("# Light number 1 stays on\n\nBy Ines Kahlo · The Test Courier · 2026-11-20", read.Output, StringComparison.Ordinal);
        Assert.Contains("The council of the harbour town", read.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await desk.RunAsync("status", "--json")).Ends(0).Json.GetProperty("captures").GetInt64());
    }

    [Fact]
    public async Task A_saved_page_needs_no_desk_and_keeps_its_form_as_markdown()
    {
        using var desk = TempDesk.Empty();
        var file = desk.Beside("page.html.gz");
        await using (var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Rich), TestContext.Current.CancellationToken);
        }

        var read = (await desk.RunAsync("read", file)).Ends(0);
        Assert.StartsWith("# The \\*old\\* light\n", read.Output, StringComparison.Ordinal);
        Assert.Contains("decided on *Thursday* evening", read.Output, StringComparison.Ordinal);
        Assert.Contains("[old light](<https://example.org/tower_(1871)>)", read.Output, StringComparison.Ordinal);
        Assert.Contains("\n> I shall sleep well", read.Output, StringComparison.Ordinal);
        Assert.Contains("\n- It was lit in 1871", read.Output, StringComparison.Ordinal);
        Assert.Contains("\n\\# not a heading, and 1. not a list", read.Output, StringComparison.Ordinal);
        Assert.Contains("\n**What comes next**\\\n", read.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(desk.Folder));
    }

    [Fact]
    public async Task The_json_has_the_five_fields_of_the_scorer_and_with_why_its_reasons()
    {
        using var desk = TempDesk.Empty();
        var read = (await desk.RunWithInputAsync(Rich, "read", "-", "--url", "https://example.org/light?utm_source=x", "--why", "--json")).Ends(0).Json;
        Assert.Equal("The *old* light", read.GetProperty("title").GetString());
        Assert.Equal("Ines Kahlo", Assert.Single(read.GetProperty("author").EnumerateArray()).GetString());
        Assert.Equal("2026-11-20T08:30:00+01:00", read.GetProperty("date").GetString());
        Assert.Contains("two hundred and twelve steps", read.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(read.TryGetProperty("image", out _));
        Assert.Equal("article", read.GetProperty("kind").GetString());
        Assert.StartsWith("/2/1/2", read.GetProperty("origins")[0].GetString(), StringComparison.Ordinal);

        var fields = read.GetProperty("why").GetProperty("fields").EnumerateArray()
            .ToDictionary(field => field.GetProperty("field").GetString()!, field => field.GetProperty("witness").GetString()!, StringComparer.Ordinal);
        Assert.Contains("json-ld", fields["published"], StringComparison.Ordinal);
        Assert.Contains("headline", fields.Keys);

        var asJson = (await desk.RunWithInputAsync(Rich, "read", "-", "--as", "json")).Ends(0).Json;
        Assert.False(asJson.TryGetProperty("why", out _));
    }

    [Fact]
    public async Task Reasons_go_to_standard_error_so_that_the_article_stays_clean()
    {
        using var desk = TempDesk.Empty();
        var plain = (await desk.RunWithInputAsync(Rich, "read", "-")).Ends(0);
        var told = (await desk.RunWithInputAsync(Rich, "read", "-", "--why")).Ends(0);
        Assert.Equal(plain.Output, told.Output);
        Assert.Empty(plain.Error);
        Assert.Contains("published: 2026-11-20", told.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_html_is_a_page_of_our_own_from_which_the_same_article_is_read()
    {
        using var desk = TempDesk.Empty();
        var html = (await desk.RunWithInputAsync(Rich, "read", "-", "--as", "html")).Ends(0).Output;
        Assert.StartsWith("<!doctype html>\n<html lang=\"en\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);

        var first = (await desk.RunWithInputAsync(Rich, "read", "-", "--json")).Ends(0).Json;
        var second = (await desk.RunWithInputAsync(html, "read", "-", "--json")).Ends(0).Json;
        foreach (var field in new[] { "title", "text", "canonicalAddress", "language", "siteName" })
        {
            Assert.Equal(first.GetProperty(field).GetString(), second.GetProperty(field).GetString());
        }
    }

    [Fact]
    public async Task A_page_that_is_no_article_is_read_all_the_same_and_says_what_it_is()
    {
        using var desk = TempDesk.Empty();
        var wall = (await desk.RunWithInputAsync(
            "<!doctype html><title>Just a moment...</title><body><h1>Checking your browser</h1><p>Verify you are human to go on.</p></body>", "read", "-")).Ends(0);
        Assert.Contains("No whole article (", wall.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_had_ends_with_1_and_says_why()
    {
        using var desk = await TempDesk.MadeAsync();
        Assert.Equal("error-status", Reason((await desk.RunAsync("read", news.At("/gone"), "--json")).Ends(1)));
        Assert.Equal("file-missing", Reason((await desk.RunAsync("read", desk.Beside("nothing.html"), "--json")).Ends(1)));
        Assert.Equal("not-http", Reason((await desk.RunAsync("read", "ftp://example.org/x", "--json")).Ends(1)));
        Assert.Contains("empty", (await desk.RunWithInputAsync("", "read", "-")).Ends(1).Error, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(desk.Folder, "tearsheet.json"), """{"fetch":{"nothing":1}}""", TestContext.Current.CancellationToken);
        (await desk.RunAsync("read", news.Article(1))).Ends(3);
    }

    private static string? Reason(Ran ran) => ran.Json.GetProperty("error").GetProperty("reason").GetString();
}
