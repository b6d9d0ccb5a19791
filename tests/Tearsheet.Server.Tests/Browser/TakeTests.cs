using System.Net;
using System.Text;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests.Browser;

/// <summary>The page that takes pages, in a real browser: handed over by the bookmarklet, shared by a telephone.</summary>
public sealed class TakeTests(TakeTests.Room room) : IClassFixture<TakeTests.Room>
{
    public static MatrixTheoryData<int, ColorScheme> WideAndNarrowByDayAndNight { get; } = new([1200, 360], [ColorScheme.Light, ColorScheme.Dark]);

    [Fact]
    public async Task The_bookmarklet_hands_over_what_the_window_shows_from_a_site_that_forbids_everything()
    {
        await using var context = await room.ContextAsync();
        var desk = await room.OpenDeskAsync(context);
        await desk.Locator("#token").FillAsync(room.Token);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        var code = await desk.Locator("#bookmarklet").GetAttributeAsync("href");
        Assert.StartsWith("javascript:", code, StringComparison.Ordinal);

        var news = await context.NewPageAsync();
        await news.GotoAsync(room.Strict("paid"));
        await news.EvaluateAsync("() => { document.querySelector('h1').textContent = 'Only the browser saw this headline'; }");
        var taking = await context.RunAndWaitForPageAsync(() => news.EvaluateAsync(Uri.UnescapeDataString(code!["javascript:".Length..])));
        var complaints = new List<string>();
        taking.Console += (_, message) => complaints.Add(message.Text);
        await Assertions.Expect(taking.Locator("#address")).ToContainTextAsync("as your browser shows it");
        await taking.GetByLabel("Topic").FillAsync("Isles/Paid");
        await taking.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Assertions.Expect(taking.Locator("#state")).ToContainTextAsync("Only the browser saw this headline");

        var link = (await room.Desk.RunAsync("show", room.Strict("paid"), "--json")).Ends(0).Json;
        Assert.Equal("browser-supplied", link.GetProperty("captures")[0].GetProperty("provenance").GetString());
        Assert.Equal("Isles/Paid", link.GetProperty("topic").GetString());
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_page_cannot_hand_over_a_page_of_another_site_nor_one_that_its_user_does_not_add()
    {
        await using var context = await room.ContextAsync();
        await room.KeepTokenAsync(context);
        var news = await context.NewPageAsync();
        await news.GotoAsync(room.Strict("forger"));
        const string Forge = """
            ([take, url]) => {
              const other = open(take + "?from=bookmarklet&url=" + encodeURIComponent(location.href), "_blank");
              addEventListener("message", () => {
                other.postMessage({ tearsheet: 1, url, title: "Forged", html: "<h1>Forged</h1>" }, "*");
                other.postMessage({ tearsheet: 1, url: location.href, title: "Mine", html: "<h1>Mine</h1>" }, "*");
              });
            }
            """;
        var taking = await context.RunAndWaitForPageAsync(() => news.EvaluateAsync(Forge, new[] { new Uri(room.Address, "/desk/take").AbsoluteUri, "https://elsewhere.example/news" }));
        await Assertions.Expect(taking.Locator("#headline")).ToHaveTextAsync("Mine");
        (await room.Desk.RunAsync("show", room.Strict("forger"))).Ends(1);
        (await room.Desk.RunAsync("show", "https://elsewhere.example/news")).Ends(1);
    }

    [Fact]
    public async Task What_a_telephone_shares_is_fetched_by_the_desk_wherever_the_address_stands()
    {
        await using var context = await room.ContextAsync();
        await room.KeepTokenAsync(context);
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(room.Address, "/desk/take?title=A+story&text=Read+this:+" + Uri.EscapeDataString(room.Strict("shared")) + "+now").AbsoluteUri);
        await Assertions.Expect(page.Locator("#address")).ToContainTextAsync("fetch it itself");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Assertions.Expect(page.Locator("#state")).ToContainTextAsync("Added as");
        var link = (await room.Desk.RunAsync("show", room.Strict("shared"), "--json")).Ends(0).Json;
        Assert.Equal("fetched", link.GetProperty("captures")[0].GetProperty("provenance").GetString());

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#known")).ToContainTextAsync("filed already");

        using var http = new HttpClient { BaseAddress = room.Address };
        var manifest = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync("/desk/desk.webmanifest", TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("take", manifest.GetProperty("share_target").GetProperty("action").GetString());
    }

    [Fact]
    public async Task A_token_that_the_desk_does_not_know_is_told_and_asked_for_again()
    {
        await using var context = await room.ContextAsync();
        await room.KeepTokenAsync(context, "tearsheet_wrong");
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(room.Address, "/desk/take?url=" + Uri.EscapeDataString(room.Strict("wrong"))).AbsoluteUri);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Assertions.Expect(page.Locator("#state")).ToContainTextAsync("knows no such token");
        await Assertions.Expect(page.Locator("#token")).ToBeFocusedAsync();
    }

    [Theory, MemberData(nameof(WideAndNarrowByDayAndNight))]
    public async Task It_has_no_fault_of_access_and_fits_every_window(int width, ColorScheme scheme)
    {
        await using var context = await room.ContextAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        foreach (var query in new[] { "", "?title=A+story+about+the+harbour&url=" + Uri.EscapeDataString(room.Strict("seen-" + new string('x', 90))) })
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(room.Address, "/desk/take" + query).AbsoluteUri);
            var result = await page.RunAxe();
            Assert.NotEmpty(result.Passes);
            Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(fault => fault.Id + ": " + string.Join(' ', fault.Nodes.Select(node => node.Html)))));
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
            if (Environment.GetEnvironmentVariable("TEARSHEET_SHOTS") is { Length: > 0 } folder)
            {
                await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(folder, $"take-{width}-{scheme}-{(query.Length > 0 ? "page" : "setup")}.png") });
            }
        }
    }

    /// <summary>A desk with a token, a browser, and a news site on another origin that allows no script and no connection.</summary>
    public sealed class Room : IAsyncLifetime
    {
        private ServingDesk? _serving;
        private WebApplication? _news;
        private IPlaywright? _playwright;
        private IBrowser? _browser;

        internal TempDesk Desk { get; private set; } = null!;

        internal Uri Address { get; private set; } = null!;

        internal string Token { get; private set; } = "";

        internal string Strict(string name) => _news!.Urls.First() + "/" + name;

        internal async Task<IBrowserContext> ContextAsync(BrowserNewContextOptions? options = null)
        {
            Assert.SkipWhen(_browser is null, Chromium.Missing);
            return await _browser.NewContextAsync(options);
        }

        internal async Task<IPage> OpenDeskAsync(IBrowserContext context)
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(Address, "/desk/take").AbsoluteUri);
            return page;
        }

        internal async Task KeepTokenAsync(IBrowserContext context, string? token = null)
        {
            var page = await OpenDeskAsync(context);
            await page.EvaluateAsync("token => localStorage.setItem('tearsheet-token', token)", token ?? Token);
            await page.CloseAsync();
        }

        public async ValueTask InitializeAsync()
        {
            if (Chromium.Path is null)
            {
                return;
            }

            // Other tests keep the machine busy meanwhile.
            Assertions.SetDefaultExpectTimeout(30_000);
            Desk = await TempDesk.MadeAsync();
            Token = (await Desk.RunAsync("token", "add", "the browser")).Ends(0).Output.Trim();
            (_serving, Address) = await Desk.ServeWithDeskAsync();
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Services.AddRoutingCore();
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            _news = builder.Build();
            _news.MapGet("/{name}", (HttpContext context, string name) =>
            {
                context.Response.ContentType = "text/html; charset=utf-8";
                context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; require-trusted-types-for 'script'";
                return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(BrowserCaptureTests.Page("The story called " + name))).AsTask();
            });
            await _news.StartAsync();
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(Chromium.Launch);
        }

        public async ValueTask DisposeAsync()
        {
            if (_browser is null)
            {
                return;
            }

            await _browser.DisposeAsync();
            _playwright!.Dispose();
            await _news!.DisposeAsync();
            await _serving!.DisposeAsync();
            Desk.Dispose();
        }
    }
}
