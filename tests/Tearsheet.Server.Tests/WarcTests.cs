using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Tearsheet.Reading.Captures.Warc;
using Tearsheet.Reading.Fetching;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary><c>export warc|wacz</c> and <c>import warc|wacz</c>.</summary>
public sealed class WarcTests
{
    private static readonly DateTimeOffset Day = new(2024, 3, 5, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_export_is_the_same_every_time_and_leaves_nothing_unfinished_behind()
    {
        using var desk = await FilledAsync();

        foreach (var (format, ending) in new[] { ("warc", "warc.gz"), ("wacz", "wacz") })
        {
            var first = (await desk.RunAsync("export", format, desk.Beside("a." + ending), "everything", "--json")).Ends(0).Json;
            (await desk.RunAsync("export", format, desk.Beside("b." + ending), "everything")).Ends(0);

            var bytes = await File.ReadAllBytesAsync(desk.Beside("a." + ending), TestContext.Current.CancellationToken);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(desk.Beside("b." + ending), TestContext.Current.CancellationToken));
            Assert.Equal((2, 2), (first.GetProperty("links").GetInt32(), first.GetProperty("captures").GetInt32()));
        }

        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(desk.Folder)!), file => file.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_selection_is_links_or_a_topic_or_everything()
    {
        using var desk = await FilledAsync();
        var id = (await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links")[0].GetProperty("id").GetString()!;

        Assert.Equal(1, (await desk.RunAsync("export", "warc", desk.Beside("a"), id, "--json")).Ends(0).Json.GetProperty("captures").GetInt32());
        Assert.Equal(1, (await desk.RunAsync("export", "warc", desk.Beside("b"), "--topic", "Town", "--json")).Ends(0).Json.GetProperty("captures").GetInt32());
        (await desk.RunAsync("export", "warc", desk.Beside("c"))).Ends(2);
        (await desk.RunAsync("export", "warc", desk.Beside("c"), "everything", id)).Ends(2);
        (await desk.RunAsync("export", "warc", desk.Beside("c"), "2020/01/zzz")).Ends(1);
        (await desk.RunAsync("retract", id, "--reason", "wrong")).Ends(0);
        (await desk.RunAsync("export", "warc", desk.Beside("c"), id)).Ends(1);
        Assert.Equal(1, (await desk.RunAsync("export", "warc", desk.Beside("d"), "everything", "--json")).Ends(0).Json.GetProperty("captures").GetInt32());
        Assert.False(File.Exists(desk.Beside("c")));
    }

    [Fact]
    public async Task One_capture_of_a_link_goes_alone()
    {
        using var desk = await FilledAsync();
        var link = (await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links")[0];
        var (id, url) = (link.GetProperty("id").GetString()!, link.GetProperty("url").GetString()!);
        await File.WriteAllTextAsync(desk.Beside("again.html"), NewsServer.Page("Written anew"), TestContext.Current.CancellationToken);
        (await desk.RunAsync("add", desk.Beside("again.html"), "--url", url)).Ends(0);
        var captures = (await desk.RunAsync("show", id, "--json")).Ends(0).Json.GetProperty("captures");
        var older = captures[1].GetProperty("cid").GetString()!;

        Assert.Equal(2, (await desk.RunAsync("export", "warc", desk.Beside("a"), id, "--json")).Ends(0).Json.GetProperty("captures").GetInt32());
        Assert.Equal(1, (await desk.RunAsync("export", "warc", desk.Beside("b"), id, "--capture", older, "--json")).Ends(0).Json.GetProperty("captures").GetInt32());
        (await desk.RunAsync("export", "warc", desk.Beside("c"), id, "--capture", "bafyreib2rxk3rh6kzwqm7jbhhvv3zkv3cq3a7zkqmsrjmpk4kqpzxr7y2i")).Ends(1);
        (await desk.RunAsync("export", "warc", desk.Beside("c"), "everything", "--capture", older)).Ends(2);
    }

    [Theory]
    [InlineData("warc", "warc.gz")]
    [InlineData("wacz", "wacz")]
    public async Task What_one_desk_exports_another_imports_and_twice_is_once(string format, string ending)
    {
        using var desk = await FilledAsync();
        (await desk.RunAsync("export", format, desk.Beside("a." + ending), "everything")).Ends(0);
        using var other = await TempDesk.MadeAsync();

        var imported = (await other.RunAsync("import", format, desk.Beside("a." + ending), "--topic", "Inbox", "--json")).Ends(0).JsonLines;
        var again = (await other.RunAsync("import", format, desk.Beside("a." + ending), "--json")).Ends(0).JsonLines;
        var home = (await desk.RunAsync("import", format, desk.Beside("a." + ending), "--json")).Ends(0).JsonLines;

        Assert.Equal(["added", "added"], imported.SkipLast(1).Select(Result));
        Assert.Equal(["known", "known"], again.SkipLast(1).Select(Result));
        Assert.Equal(["known", "known"], home.SkipLast(1).Select(Result));
        Assert.Equal(0, again[^1].GetProperty("added").GetInt32());
        var shown = (await other.RunAsync("show", imported[0].GetProperty("id").GetString()!, "--json")).Ends(0).Json;
        Assert.Equal("warc", shown.GetProperty("captures")[0].GetProperty("provenance").GetString());
        Assert.Equal("Inbox", shown.GetProperty("topic").GetString());
    }

    [Fact]
    public async Task An_imported_page_has_the_records_date_its_redirect_and_its_images()
    {
        using var desk = await TempDesk.MadeAsync();
        var file = desk.Beside("crawl.warc.gz");
        await WriteAsync(
            file,
            Response("https://news.example/old", "HTTP/1.1 301 Moved\r\nLocation: /story\r\n\r\n", []),
            Response("https://news.example/pic.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", Picture()),
            Page("https://news.example/story", "Town votes", "<img src=\"/pic.png\" width=\"600\" height=\"400\">"),
            Request("https://news.example/story"));

        var added = (await desk.RunAsync("import", "warc", file, "--json")).Ends(0).JsonLines;
        var shown = (await desk.RunAsync("show", added[0].GetProperty("id").GetString()!, "--json")).Ends(0).Json;
        (await desk.RunAsync("export", "warc", desk.Beside("out.warc.gz"), "everything")).Ends(0);
        var records = Records(desk.Beside("out.warc.gz"));

        Assert.Equal(Day, shown.GetProperty("captures")[0].GetProperty("at").GetDateTimeOffset());
        Assert.Equal(
            ["https://news.example/old", "https://news.example/story", "https://news.example/pic.png"],
            records.Where(record => record.Type == "response").Select(record => record.TargetUri));
        var request = records.Single(record => record.Type == "request");
        Assert.Equal("https://news.example/story", request.TargetUri);
        Assert.Equal("192.0.2.9", records.First(record => record.Type == "response")["WARC-IP-Address"]);
    }

    [Fact]
    public async Task A_cookie_that_the_archive_holds_is_not_kept()
    {
        using var desk = await TempDesk.MadeAsync();
        await WriteAsync(desk.Beside("a.warc.gz"), Page("https://news.example/story", "Town votes", ""), Request("https://news.example/story"));
        (await desk.RunAsync("import", "warc", desk.Beside("a.warc.gz"))).Ends(0);
        (await desk.RunAsync("export", "warc", desk.Beside("b.warc.gz"), "everything")).Ends(0);

        await using var zipped = File.OpenRead(desk.Beside("b.warc.gz"));
        await using var plain = new GZipStream(zipped, CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.Latin1);
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("Cookie: \r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_record_is_told_by_its_offset_and_the_others_are_taken()
    {
        using var desk = await TempDesk.MadeAsync();
        var file = desk.Beside("bad.warc.gz");
        var places = await WriteAsync(
            file, Page("https://news.example/1", "First vote", ""), Page("https://news.example/2", "Second vote", ""), Page("https://news.example/3", "Third vote", ""));
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[places[1].Offset + (places[1].Length / 2)] ^= 0x40;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var ran = (await desk.RunAsync("import", "warc", file, "--json")).Ends(1);

        var fault = ran.JsonLines.First(line => line.TryGetProperty("fault", out _));
        Assert.Equal(places[1].Offset, fault.GetProperty("offset").GetInt64());
        Assert.Contains(FormattableString.Invariant($"at {places[1].Offset}: "), ran.Error, StringComparison.Ordinal);
        Assert.Equal(2, ran.JsonLines[^1].GetProperty("added").GetInt32());
    }

    [Fact]
    public async Task A_revisit_is_the_page_that_it_refers_to_at_its_own_time()
    {
        using var desk = await TempDesk.MadeAsync();
        var page = Page("https://news.example/1", "First vote", "");
        await WriteAsync(
            desk.Beside("a.warc.gz"),
            page,
            page with
            {
                Type = "revisit",
                Date = Day.AddDays(1),
                Payload = default,
                Fields = [new("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest")],
            });

        var ran = (await desk.RunAsync("import", "warc", desk.Beside("a.warc.gz"), "--json")).Ends(0).JsonLines;
        var shown = (await desk.RunAsync("show", ran[0].GetProperty("id").GetString()!, "--json")).Ends(0).Json;

        Assert.Equal(["added", "recaptured"], ran.SkipLast(1).Select(Result));
        Assert.Equal([Day.AddDays(1), Day], shown.GetProperty("captures").EnumerateArray().Select(capture => capture.GetProperty("at").GetDateTimeOffset()));
    }

    [Fact]
    public async Task An_old_archive_takes_no_newer_captures_place()
    {
        using var desk = await TempDesk.MadeAsync();
        await WriteAsync(desk.Beside("new.warc.gz"), Page("https://news.example/1", "Corrected headline", "") with { Date = Day.AddDays(2) });
        await WriteAsync(desk.Beside("old.warc.gz"), Page("https://news.example/1", "First headline", ""));
        (await desk.RunAsync("import", "warc", desk.Beside("new.warc.gz"))).Ends(0);
        (await desk.RunAsync("import", "warc", desk.Beside("old.warc.gz"))).Ends(0);

        Assert.Equal("Corrected headline", (await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links")[0].GetProperty("headline").GetString());
    }

    [Fact]
    public async Task A_date_in_the_future_is_refused()
    {
        using var desk = await TempDesk.MadeAsync();
        await WriteAsync(desk.Beside("a.warc.gz"), Page("https://news.example/1", "Tomorrow", "") with { Date = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero) });

        Assert.Contains("future", (await desk.RunAsync("import", "warc", desk.Beside("a.warc.gz"))).Ends(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_none_are_refused_in_words()
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(desk.Beside("x"), "hello world\n", TestContext.Current.CancellationToken);

        Assert.Contains("no such file", (await desk.RunAsync("import", "warc", desk.Beside("none"))).Ends(1).Error, StringComparison.Ordinal);
        Assert.Contains("at 0: ", (await desk.RunAsync("import", "warc", desk.Beside("x"))).Ends(1).Error, StringComparison.Ordinal);
        Assert.Contains("no ZIP", (await desk.RunAsync("import", "wacz", desk.Beside("x"))).Ends(1).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warc", "warc.gz")]
    [InlineData("wacz", "wacz")]
    public async Task Beside_serve_exports_and_imports_go_on_and_answer_the_same(string format, string ending)
    {
        using var desk = await FilledAsync();
        await using var serving = await desk.ServeAsync();
        using var other = await TempDesk.MadeAsync();
        await using var otherServing = await other.ServeAsync();
        (await desk.RunAsync("export", format, desk.Beside("a." + ending), "everything")).Ends(0);

        var imported = (await other.RunAsync("import", format, desk.Beside("a." + ending), "--topic", "Inbox", "--json")).Ends(0).JsonLines;
        var again = (await other.RunAsync("import", format, desk.Beside("a." + ending), "--json")).Ends(0).JsonLines;

        Assert.Equal(["added", "added"], imported.SkipLast(1).Select(Result));
        Assert.Equal(["known", "known"], again.SkipLast(1).Select(Result));
        Assert.Equal("Inbox", (await other.RunAsync("show", imported[0].GetProperty("id").GetString()!, "--json")).Ends(0).Json.GetProperty("topic").GetString());
        Assert.Contains("no such file", (await other.RunAsync("import", format, desk.Beside("none"))).Ends(1).Error, StringComparison.Ordinal);
        Assert.Equal(3, imported.Count);
    }

    [Fact]
    public async Task Beside_serve_a_bad_record_is_told_by_its_offset_and_the_others_are_taken()
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = await desk.ServeAsync();
        var file = desk.Beside("bad.warc.gz");
        var places = await WriteAsync(
            file, Page("https://news.example/1", "First vote", ""), Page("https://news.example/2", "Second vote", ""), Page("https://news.example/3", "Third vote", ""));
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[places[1].Offset + (places[1].Length / 2)] ^= 0x40;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var ran = (await desk.RunAsync("import", "warc", file, "--json")).Ends(1);

        Assert.Equal(places[1].Offset, ran.JsonLines.First(line => line.TryGetProperty("fault", out _)).GetProperty("offset").GetInt64());
        Assert.Contains(FormattableString.Invariant($"{file} at {places[1].Offset}: "), ran.Error, StringComparison.Ordinal);
        Assert.Equal(2, ran.JsonLines[^1].GetProperty("added").GetInt32());
    }

    [Fact]
    public async Task Either_side_killed_half_way_loses_nothing_that_was_acknowledged_and_serve_answers_meanwhile()
    {
        // How far an import is when it is killed is the machine's affair; what must hold afterwards does not depend on it.
        const int Pages = 600;
        using var desk = await TempDesk.MadeAsync();
        var (file, other) = (desk.Beside("many.warc.gz"), desk.Beside("more.warc.gz"));
        await WriteAsync(file, [.. Enumerable.Range(0, Pages).Select(number => Page($"https://news.example/{number}", $"Vote {number}", ""))]);
        await WriteAsync(other, [.. Enumerable.Range(0, Pages).Select(number => Page($"https://news.example/b/{number}", $"Vote {number}", ""))]);
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);

        // 1. The command is killed; serve goes on.
        await using (var serving = await desk.ServeAsync())
        {
            await using (var import = desk.Start("import", "warc", file))
            {
                await import.UntilAsync(lines => lines.Count >= 20);
                Assert.Equal(System.Net.HttpStatusCode.OK, (await serving.Http.GetAsync("/healthz", TestContext.Current.CancellationToken)).StatusCode);
                import.Kill();
                Note((await import.EndAsync()).Lines);
            }

            Assert.InRange(acknowledged.Count, 20, Pages);
            Assert.Equal(System.Net.HttpStatusCode.OK, (await serving.Http.GetAsync("/healthz", TestContext.Current.CancellationToken)).StatusCode);

            // 2. serve is killed; the command says so and ends.
            await using (var import = desk.Start("import", "warc", other))
            {
                await import.UntilAsync(lines => lines.Count >= 20);
                serving.Running.Kill();
                var ran = await import.EndAsync();
                if (ran.ExitCode != 0)
                {
                    ran.Ends(6);
                    Assert.Contains("went away before the import was done", ran.Error, StringComparison.Ordinal);
                }

                Note(ran.Lines);
            }
        }

        // 3. What was printed is there, and the rest comes with the next one.
        var there = await ThereAsync();
        Assert.Empty(acknowledged.Except(there, StringComparer.Ordinal));
        await using var again = await desk.ServeAsync();
        var importing = desk.RunAsync("import", "warc", file, other, "--json");
        (await desk.RunAsync("topic", "add", "While it runs")).Ends(0);
        var counts = (await importing).Ends(0).JsonLines[^1];
        Assert.Equal((2 * Pages) - there.Count, counts.GetProperty("added").GetInt32());
        Assert.Equal(there.Count, counts.GetProperty("known").GetInt32());

        void Note(IEnumerable<string> lines) => acknowledged.UnionWith(
            lines.Where(line => line.StartsWith("added ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]));

        async Task<HashSet<string>> ThereAsync()
        {
            var ids = new HashSet<string>(StringComparer.Ordinal);
            for (string? after = ""; after is not null;)
            {
                var page = (await desk.RunAsync(["list", "--json", "--limit", "1000", .. after.Length > 0 ? ["--after", after] : Array.Empty<string>()])).Ends(0).Json;
                ids.UnionWith(page.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("id").GetString()!));
                after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
            }

            return ids;
        }
    }

    [Fact]
    public async Task A_serve_that_is_asked_to_stop_ends_an_import_and_the_command_says_so()
    {
        using var desk = await TempDesk.MadeAsync();
        var file = desk.Beside("many.warc.gz");
        await WriteAsync(file, [.. Enumerable.Range(0, 600).Select(number => Page($"https://news.example/{number}", $"Vote {number}", ""))]);
        await using var serving = await desk.ServeAsync();
        await using var import = desk.Start("import", "warc", file);
        await import.UntilAsync(lines => lines.Count >= 20);

        serving.Running.Terminate();

        var ran = await import.EndAsync();
        if (ran.ExitCode != 0)
        {
            Assert.Contains("went away before the import was done", ran.Ends(6).Error, StringComparison.Ordinal);
        }

        var served = (await serving.Running.EndAsync()).Ends(0);
        Assert.DoesNotContain("failed", served.Error, StringComparison.Ordinal);
        (await desk.RunAsync("verify")).Ends(0);
    }

    internal static async Task<TempDesk> FilledAsync()
    {
        var desk = await TempDesk.MadeAsync();
        await WriteAsync(desk.Beside("fill.warc.gz"), Page("https://news.example/1", "Council votes", ""), Page("https://news.example/2", "Bridge opens", ""), Request("https://news.example/1"));
        (await desk.RunAsync("import", "warc", desk.Beside("fill.warc.gz"), "--topic", "Council")).Ends(0);
        var id = (await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links")[0].GetProperty("id").GetString()!;
        (await desk.RunAsync("file", id, "--topic", "Town")).Ends(0);
        return desk;
    }

    internal static WarcDraft Page(string uri, string headline, string more) => Response(
        uri,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n",
        Encoding.UTF8.GetBytes(
            $"<!doctype html><html><head><title>{headline}</title></head><body><article><h1>{headline}</h1>{more}"
            + string.Concat(Enumerable.Range(1, 6).Select(number => $"<p>Paragraph {number} of the story about {headline}, which is long enough to be read as text.</p>"))
            + "</article></body></html>"));

    private static WarcDraft Response(string uri, string head, byte[] body) => new()
    {
        Type = "response",
        TargetUri = uri,
        Date = Day,
        ContentType = "application/http;msgtype=response",
        Head = Encoding.Latin1.GetBytes(head),
        Payload = body,
        PayloadDigest = WarcWriter.DigestOf(body),
        Fields = [new HeaderPair("WARC-IP-Address", "192.0.2.9")],
    };

    private static WarcDraft Request(string uri) => new()
    {
        Type = "request",
        TargetUri = uri,
        Date = Day,
        ContentType = "application/http;msgtype=request",
        Head = "GET /story HTTP/1.1\r\nHost: news.example\r\nCookie: secret=1\r\n\r\n"u8.ToArray(),
    };

    internal static async Task<IReadOnlyList<WarcPlace>> WriteAsync(string path, params WarcDraft[] drafts)
    {
        var places = new List<WarcPlace>();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var file = File.Create(path);
        using var writer = new WarcWriter(file);
        foreach (var draft in drafts)
        {
            var place = writer.Write(draft.Type == "request" ? draft with { Fields = [new("WARC-Concurrent-To", ids[draft.TargetUri!])] } : draft);
            ids[draft.TargetUri!] = place.Id;
            places.Add(place);
        }

        return places;
    }

    private static List<WarcRecord> Records(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new WarcReader(file, fault => Assert.Fail(fault.Message));
        var records = new List<WarcRecord>();
        while (reader.Next() is { } record)
        {
            Assert.True(reader.ReadBlock().IsSound);
            records.Add(record);
        }

        return records;
    }

    private static string? Result(JsonElement answer) => answer.GetProperty("result").GetString();

    private static byte[] Picture() => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
}
