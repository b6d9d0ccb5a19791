using System.Net;
using System.Net.Http.Headers;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class ServeTests(NewsServer news) : IClassFixture<NewsServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_edition_stands_at_the_root_and_under_its_cid()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", news.Article(1), "--topic", "Isles/Harbour")).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        await using var serving = await desk.ServeAsync();
        Assert.Equal("Root " + root, serving.Running.Lines[1]);

        using var front = await serving.Http.GetAsync("/", Token);
        Assert.Equal(HttpStatusCode.OK, front.StatusCode);
        Assert.Equal("text/html", front.Content.Headers.ContentType!.MediaType);
        var page = await front.Content.ReadAsStringAsync(Token);
        Assert.Contains("Light number 1 stays on", page, StringComparison.Ordinal);
        Assert.Equal(page, await serving.Http.GetStringAsync($"/ipfs/{root}/index.html", Token));

        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(front.Headers.ETag!);
        using var same = await serving.Http.SendAsync(again, Token);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);

        using var part = new HttpRequestMessage(HttpMethod.Get, "/style.css") { Headers = { Range = new RangeHeaderValue(0, 9) } };
        using var partial = await serving.Http.SendAsync(part, Token);
        Assert.Equal(HttpStatusCode.PartialContent, partial.StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(serving, "/no/such/page"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, "/healthz"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, "/readyz"));
    }

    [Theory]
    [InlineData("/api/v1/links")]
    [InlineData("/api")]
    [InlineData("/desk")]
    [InlineData("/desk/queue")]
    [InlineData("/metrics")]
    [InlineData("/tearsheet.json")]
    [InlineData("/keys/site.key")]
    [InlineData("/../keys/site.key")]
    [InlineData("/%2e%2e/keys/site.key")]
    public async Task What_is_not_the_site_is_not_served(string path)
    {
        var serving = await SharedAsync();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(serving, path));
        using var posted = await serving.Http.PostAsync("/api/v1/links", new StringContent("{}"), Token);
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
    }

    [Fact]
    public async Task An_address_that_brings_its_own_bytes_gets_none()
    {
        // The identity CID of "news raw": whoever asks has written it.
        var serving = await SharedAsync();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(serving, "/ipfs/bafkqacdomv3xgidsmf3q"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(serving, "/ipfs/bafkqacdomv3xgidsmf3q/"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_lists_of_an_older_edition_that_show_a_retracted_link_are_gone_with_the_next_edition(bool retractedBeforeTheStart)
    {
        using var desk = await TempDesk.MadeAsync();
        var id = (await desk.RunAsync("add", news.Article(1), "--json")).Ends(0).Json.GetProperty("id").GetString()!;
        (await desk.RunAsync("add", news.Article(2))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        if (retractedBeforeTheStart)
        {
            await RetractAsync();
        }

        // Asked for once, the list is ready in memory.
        await using var serving = await desk.ServeAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, $"/ipfs/{root}/rss.xml"));
        if (!retractedBeforeTheStart)
        {
            await RetractAsync();
        }

        (await desk.RunAsync("edition")).Ends(0);
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(serving, $"/ipfs/{root}/rss.xml"));
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(serving, $"/ipfs/{root}/index.html"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, "/rss.xml"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, "/"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, $"/ipfs/{root}/style.css"));

        async Task RetractAsync() => (await desk.RunAsync("retract", id, "--reason", "Withdrawn", "--erase")).Ends(0);
    }

    [Fact]
    public async Task Before_the_first_edition_there_is_a_friendly_page()
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(Path.Combine(desk.Folder, "tearsheet.json"), """{ "edition": { "automatic": false } }""", Token);
        await using var serving = await desk.ServeAsync();
        Assert.Contains("Nothing published yet", await serving.Http.GetStringAsync("/", Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(serving, "/other"));
    }

    [Fact]
    public async Task A_link_that_is_added_while_serving_is_published_without_being_asked()
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = await desk.ServeAsync();
        await serving.Running.UntilAsync(lines => lines.Count >= 2);

        // The first edition (of an empty site) may have been made just now; `edition` does not wait for the clock's minute.
        (await desk.RunAsync("add", news.Article(7))).Ends(0);
        var made = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        Assert.Contains("Light number 7 stays on", await serving.Http.GetStringAsync("/", Token), StringComparison.Ordinal);
        using var front = await serving.Http.GetAsync("/", Token);
        Assert.Contains(made, string.Join(',', front.Headers.GetValues("X-Ipfs-Roots")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clock_makes_the_first_edition_when_the_log_has_moved()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", news.Article(8))).Ends(0);
        await using var serving = await desk.ServeAsync();
        using var deadline = new CancellationTokenSource(Tool.Deadline);
        while (!(await serving.Http.GetStringAsync("/", deadline.Token)).Contains("Light number 8 stays on", StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_retracted_link_answers_410_before_and_after_the_next_edition()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = (await desk.RunAsync("add", news.Article(1), "--json")).Ends(0).Json.GetProperty("id").GetString()!;
        (await desk.RunAsync("add", news.Article(2))).Ends(0);
        (await desk.RunAsync("edition")).Ends(0);
        await using (var serving = await desk.ServeAsync())
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, $"/links/{id}/index.html"));
            (await desk.RunAsync("retract", id, "--reason", "It was wrong")).Ends(0);
            Assert.Equal(HttpStatusCode.Gone, await StatusAsync(serving, $"/links/{id}/index.html"));

            (await desk.RunAsync("edition")).Ends(0);
            using var tombstone = await serving.Http.GetAsync($"/links/{id}/index.html", Token);
            Assert.Equal(HttpStatusCode.Gone, tombstone.StatusCode);
            Assert.Contains("It was wrong", await tombstone.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(serving, "/"));
        }

        await using var later = await desk.ServeAsync();
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(later, $"/links/{id}/entry.json"));
    }

    [Fact]
    public async Task Only_the_owner_can_talk_to_the_desk_and_the_socket_goes_with_the_process()
    {
        using var desk = await TempDesk.MadeAsync();
        var socket = Path.Combine(desk.Folder, "tearsheet.sock");
        await using (var serving = await desk.ServeAsync())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
            serving.Running.Terminate();
            (await serving.Running.EndAsync()).Ends(0);
        }

        Assert.False(File.Exists(socket));

        // One that was killed leaves its socket behind; it neither keeps the next one from starting nor a command from writing.
        await using (var killed = await desk.ServeAsync())
        {
            killed.Running.Kill();
            await killed.Running.EndAsync();
        }

        Assert.True(File.Exists(socket));
        (await desk.RunAsync("add", news.Article(3))).Ends(0);
        await using var next = await desk.ServeAsync();
        (await desk.RunAsync("add", news.Article(4))).Ends(0);
    }

    [Fact]
    public async Task A_second_serve_is_refused_with_the_pid_of_the_first()
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = await desk.ServeAsync();
        var refused = (await desk.RunAsync("serve", "--listen", "http://127.0.0.1:0", "--json")).Ends(4);
        Assert.Contains(
            serving.Running.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            refused.Json.GetProperty("error").GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_that_has_no_socket_is_named_by_its_pid()
    {
        using var desk = await TempDesk.MadeAsync();
        await using var adding = desk.Start("add", news.At("/slow"));
        using var deadline = new CancellationTokenSource(Tool.Deadline);
        while (news.SlowRequests == 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        var refused = (await desk.RunAsync("topic", "add", "X")).Ends(4);
        Assert.Contains(adding.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), refused.Error, StringComparison.Ordinal);

        // Looking needs no lock.
        (await desk.RunAsync("status")).Ends(0);
        adding.Interrupt();
        (await adding.EndAsync()).Ends(130);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", 2)]
    [InlineData("somewhere", 2)]
    [InlineData("http://host.invalid:80", 2)]
    [InlineData("http://127.0.0.1:0/path", 2)]
    public async Task A_place_that_cannot_be_listened_on_is_refused_with_a_reason(string listen, int code)
    {
        using var desk = await TempDesk.MadeAsync();
        Assert.NotEmpty((await desk.RunAsync("serve", "--listen", listen)).Ends(code).Error);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var desk = await TempDesk.MadeAsync();
        var taken = (await desk.RunAsync("serve", "--listen", news.Address)).Ends(6);
        Assert.Contains("is taken", taken.Error, StringComparison.Ordinal);
    }

    private static readonly SemaphoreSlim Making = new(1);
    private static ServingDesk? _shared;

    /// <summary>One desk with an edition for all cases that only look.</summary>
    private async Task<ServingDesk> SharedAsync()
    {
        await Making.WaitAsync(Token);
        try
        {
            if (_shared is null)
            {
                var desk = await TempDesk.MadeAsync();
                (await desk.RunAsync("add", news.Article(1))).Ends(0);
                (await desk.RunAsync("edition")).Ends(0);
                _shared = await desk.ServeAsync();
                AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                {
                    _shared.Running.Kill();
                    desk.Dispose();
                };
            }

            return _shared;
        }
        finally
        {
            Making.Release();
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(ServingDesk serving, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(serving.Address.AbsoluteUri.TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        using var answer = await serving.Http.SendAsync(request, Token);
        return answer.StatusCode;
    }
}
