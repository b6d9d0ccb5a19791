using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tearsheet.Server.Tests.Browser;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary><c>add --render</c>, with the system's own Chromium.</summary>
[Collection(Browser.OnTheServedSite.Name)]
public sealed class RenderTests(RenderTests.ScriptedPaper paper) : IClassFixture<RenderTests.ScriptedPaper>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_that_scripts_write_is_filed_as_readers_see_it_and_its_picture_stays_in_the_archive()
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        using var desk = await TempDesk.MadeAsync();

        var added = (await desk.RunAsync("add", paper.At("/app"), "--render", "--policy", "full", "--json")).Ends(0).Json;
        Assert.Equal("The old light stays on", added.GetProperty("headline").GetString());
        var id = added.GetProperty("id").GetString()!;
        Assert.Equal("rendered", (await desk.RunAsync("show", id, "--json")).Ends(0).Json.GetProperty("captures")[0].GetProperty("provenance").GetString());

        // Neither its picture nor its print is in what is published, under the widest policy.
        (await desk.RunAsync("edition")).Ends(0);
        var site = desk.Beside("site");
        (await desk.RunAsync("export", "site", site)).Ends(0);
        var files = Directory.GetFiles(site, "*", SearchOption.AllDirectories);
        Assert.Contains("Rendered", await File.ReadAllTextAsync(Path.Combine(site, "links", id, "index.html"), Token), StringComparison.Ordinal);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, Token);
            Assert.False(bytes.AsSpan().StartsWith("%PDF"u8) || (bytes.Length > 4 && bytes.AsSpan(1).StartsWith("PNG"u8)), file);
        }

        // Read again it is the same, and the archive is sound.
        Assert.Empty((await desk.RunAsync("reread", id)).Ends(0).Output);
        (await desk.RunAsync("verify")).Ends(0);
    }

    [Fact]
    public async Task A_running_serve_renders_for_whoever_asks_and_exports_hold_what_was_made()
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        using var desk = await TempDesk.MadeAsync();
        await using (await desk.ServeAsync())
        {
            Assert.Contains("The old light stays on", (await desk.RunAsync("add", paper.At("/app"), "--render")).Ends(0).Output, StringComparison.Ordinal);
        }

        var file = desk.Beside("all.warc");
        (await desk.RunAsync("export", "warc", file, "everything")).Ends(0);
        var names = await TargetsAsync(file);
        foreach (var wanted in new[] { paper.At("/app"), paper.At("/story.json"), "urn:dom:" + paper.At("/app"), "urn:fullPage:" + paper.At("/app"), "urn:pdf:" + paper.At("/app"), "urn:pageinfo:" + paper.At("/app") })
        {
            Assert.Contains(wanted, names);
        }
    }

    [Fact]
    public async Task A_package_of_a_rendered_page_replays_what_the_server_sent_in_wabac()
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        var tool = await WarcTools.InstallAsync("replay-check", ["@webrecorder/wabac@2.25.5", "playwright-core@1.65.1"], Token);
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", paper.At("/app"), "--render")).Ends(0);
        (await desk.RunAsync("export", "wacz", desk.Beside("a.wacz"), "everything")).Ends(0);

        var (code, output, error) = await WarcTools.RunAsync("node", tool, ["replay-check.mjs", "--deps", tool, desk.Beside("a.wacz"), paper.At("/app"), "Please turn on scripts"], Token);
        Assert.True(code == 0, output + error);
        (code, output, error) = await WarcTools.RunAsync("node", tool, ["replay-check.mjs", "--deps", tool, desk.Beside("a.wacz"), paper.At("/story.json"), "The old light stays on"], Token);
        Assert.True(code == 0, output + error);
    }

    [Fact]
    public async Task Without_a_browser_there_is_one_sentence_and_the_code_of_a_refusal()
    {
        using var desk = await TempDesk.MadeAsync();
        await SetAsync(desk, "\"render\": { \"browser\": \"no-such-browser\" }");

        var refused = (await desk.RunAsync("add", paper.At("/app"), "--render", "--json")).Ends(1).Json;

        Assert.Equal("no-browser", refused.GetProperty("reason").GetString());
        Assert.Contains("render.browser in tearsheet.json", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        (await desk.RunAsync("add", paper.At("/app"))).Ends(0);
    }

    [Fact]
    public async Task A_wrong_bound_stops_the_start_with_its_name()
    {
        using var desk = await TempDesk.MadeAsync();
        await SetAsync(desk, "\"render\": { \"maxMemoryMegabytes\": 10 }");

        Assert.Contains("render.maxMemoryMegabytes must lie between 256 and 65536", (await desk.RunAsync("add", paper.At("/app"))).Ends(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_ends_when_the_program_is_killed()
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        using var desk = await TempDesk.MadeAsync();
        string[] profile;
        await using (var running = desk.Start("add", paper.At("/hanging"), "--render"))
        {
            await paper.Hung.WaitAsync(Token);
            profile = Profiles(running.Id);
            Assert.NotEmpty(Browsers(profile));
            running.Kill();
            await running.EndAsync();
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (Browsers(profile).Length > 0)
        {
            await timer.WaitForNextTickAsync(Token);
        }

        // What it left on the disk goes with the next rendering.
        (await desk.RunAsync("add", paper.At("/app"), "--render")).Ends(0);
        Assert.DoesNotContain(profile, Directory.Exists);
    }

    private static string[] Profiles(int process) =>
        Directory.GetDirectories(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"tearsheet-render-{process}-*"));

    /// <summary>The processes that say in their command line that one of the profiles is theirs.</summary>
    private static string[] Browsers(string[] profiles) =>
        [.. Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _) && Array.Exists(profiles, Words(folder).Contains))];

    private static string Words(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static async Task<IReadOnlyList<string>> TargetsAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        await using var plain = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(plain, System.Text.Encoding.Latin1);
        var names = new List<string>();
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line.StartsWith("WARC-Target-URI: ", StringComparison.Ordinal))
            {
                names.Add(line["WARC-Target-URI: ".Length..]);
            }
        }

        return names;
    }

    private static async Task SetAsync(TempDesk desk, string setting)
    {
        var file = Path.Combine(desk.Folder, "tearsheet.json");
        var text = await File.ReadAllTextAsync(file, Token);
        await File.WriteAllTextAsync(file, text.Replace("\"fetch\"", setting + ", \"fetch\"", StringComparison.Ordinal), Token);
    }

    /// <summary>A newspaper whose pages are empty until their scripts have run.</summary>
    public sealed class ScriptedPaper : IAsyncLifetime
    {
        private readonly WebApplication _app;
        private readonly TaskCompletionSource _hung = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ScriptedPaper()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Services.AddRoutingCore();
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            _app = builder.Build();
            _app.MapGet("/app", (HttpContext context) => HtmlAsync(context, """
                <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Loading</title></head><body><main id="app">Please turn on scripts.</main>
                <script>fetch('/story.json').then(r=>r.json()).then(s=>{document.title=s.headline;app.innerHTML=s.article})</script></body></html>
                """));
            _app.MapGet("/story.json", (HttpContext context) =>
            {
                var page = NewsServer.Page("The old light stays on");
                var article = page[page.IndexOf("<article>", StringComparison.Ordinal)..page.IndexOf("<footer>", StringComparison.Ordinal)];
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync(JsonSerializer.Serialize(new { headline = "The old light stays on", article }));
            });
            _app.MapGet("/hanging", (HttpContext context) => HtmlAsync(context, "<!doctype html><title>Hanging</title><p>Wait</p><script>fetch('/hang')</script>"));
            _app.MapGet("/hang", async (HttpContext context) =>
            {
                _hung.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            });
        }

        /// <summary>Done once a browser waits for an answer that never comes.</summary>
        public Task Hung => _hung.Task;

        public string At(string path) => _app.Urls.First() + path;

        public async ValueTask InitializeAsync() => await _app.StartAsync();

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private static Task HtmlAsync(HttpContext context, string html)
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(html);
        }
    }
}
