using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Keys;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;
using Tearsheet.Server.Tests.Support;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Tests;

/// <summary>Filed links are asked for again: what was edited is captured, what went away is dated, and all else leaves no trace.</summary>
public sealed class RecheckTests : IAsyncLifetime
{
    private const string Headline = "Light number one stays on for another hundred and forty years";

    private readonly string _root = Directory.CreateTempSubdirectory("ts-recheck-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
    private readonly WebApplication _site;
    private Func<HttpContext, string, Task> _answer = (context, page) => context.Response.WriteAsync(page);
    private string _page = NewsServer.Page(Headline);
    private int _asked;
    private string? _lastIfNoneMatch;

    public RecheckTests()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _site = builder.Build();
        _site.MapGet("/news", async (HttpContext context) =>
        {
            _asked++;
            _lastIfNoneMatch = context.Request.Headers.IfNoneMatch;
            context.Response.ContentType = "text/html; charset=utf-8";
            await _answer(context, _page);
        });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _site.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Three_edits_are_found_among_ads_and_clocks_and_what_went_away_is_told_apart_and_dated()
    {
        await using var desk = await NewDeskAsync();
        var link = desk.Link;
        var untouched = desk.Archive.LastSeq;

        // The page moves and the article does not.
        for (var hour = 9; hour < 12; hour++)
        {
            _page = NewsServer.Page(Headline).Replace(
                "<footer>", $"<aside class=\"ad\">Offer number {hour}: a lamp for {hour} euros, only today and only here</aside><footer>It is {hour}:17 o'clock. ", StringComparison.Ordinal);
            await desk.CheckAsync();
        }

        Assert.Equal(untouched, desk.Archive.LastSeq);
        Assert.Single(desk.Archive.Captures(link));

        _page = NewsServer.Page(Headline).Replace("hundred and forty years", "hundred and fourty years", StringComparison.Ordinal);
        await desk.CheckAsync();
        Assert.Equal(2, desk.Archive.Captures(link).Count);

        _page = NewsServer.Page("Light number one goes out after a hundred and forty years");
        await desk.CheckAsync();
        Assert.Equal(3, desk.Archive.Captures(link).Count);
        Assert.StartsWith("Light number one goes out", desk.Archive.FindLink(link)!.Headline, StringComparison.Ordinal);

        _page = Regex.Replace(_page, "<p>Members.*?</p>", "", RegexOptions.Singleline | RegexOptions.NonBacktracking);
        await desk.CheckAsync();
        Assert.Equal(4, desk.Archive.Captures(link).Count);

        await AnswersAsync(403, LinkReach.Blocked);
        await AnswersAsync(404, LinkReach.Gone);
        var noted = desk.Archive.Reaches(link).Count;
        await AnswersAsync(410, LinkReach.Gone);
        Assert.Equal(noted, desk.Archive.Reaches(link).Count);
        await AnswersAsync(200, LinkReach.Back);
        Assert.Equal(4, desk.Archive.Captures(link).Count);

        async Task AnswersAsync(int status, LinkReach reach)
        {
            _answer = (context, page) =>
            {
                context.Response.StatusCode = status;
                return status == 200 ? context.Response.WriteAsync(page) : Task.CompletedTask;
            };
            await desk.CheckAsync();
            var note = desk.Archive.FindLink(link)!.Reach!;
            Assert.Equal(reach, note.Reach);
            Assert.True(note.At <= _clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task A_check_is_conditional_and_a_304_is_no_news()
    {
        _answer = async (context, page) =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            if (context.Request.Headers.IfNoneMatch == "\"v1\"")
            {
                context.Response.StatusCode = 304;
                return;
            }

            await context.Response.WriteAsync(page);
        };
        await using var desk = await NewDeskAsync();
        var before = desk.Archive.LastSeq;

        await desk.CheckAsync();
        await desk.CheckAsync();

        Assert.Equal("\"v1\"", _lastIfNoneMatch);
        Assert.Equal(3, _asked);
        Assert.Equal(before, desk.Archive.LastSeq);
    }

    [Fact]
    public async Task Checks_become_rarer_and_end()
    {
        await using var desk = await NewDeskAsync();
        var waits = new List<TimeSpan>();
        while (await desk.CheckAsync() is { } wait)
        {
            waits.Add(wait);
            Assert.InRange(waits.Count, 1, 40);
        }

        // An hour and then ever longer; the last within the ten years after which nobody asks any more.
        Assert.InRange(waits[0], TimeSpan.FromHours(1), TimeSpan.FromHours(1.2));
        Assert.All(waits.Zip(waits.Skip(1)), pair => Assert.True(pair.Second >= pair.First * 0.8));
        Assert.InRange(_clock.GetUtcNow() - desk.Archive.FindLink(desk.Link)!.FiledAt, TimeSpan.FromDays(9 * 365), TimeSpan.FromDays(12 * 365));
    }

    [Fact]
    public async Task A_robot_check_in_the_place_of_the_article_is_no_edit()
    {
        await using var desk = await NewDeskAsync();
        var before = desk.Archive.LastSeq;
        _page = "<!doctype html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing the site</h1><p>Please enable JavaScript and cookies to continue. Cloudflare Ray ID: 12345</p></body></html>";

        await desk.CheckAsync();

        Assert.Equal(before, desk.Archive.LastSeq);
        Assert.Equal(Headline, desk.Archive.FindLink(desk.Link)!.Headline);
    }

    [Fact]
    public async Task What_a_reader_s_own_browser_saw_is_not_taken_for_the_state_before_an_edit()
    {
        await using var desk = await NewDeskAsync();
        _clock.Advance(TimeSpan.FromMinutes(10));
        await desk.TakeAsync(NewsServer.Page(Headline + ", the whole of it").Replace(
            "</article>", "<p>Only who pays reads that the council had bought the lamp, the mole and the ferry in the same night in August.</p></article>", StringComparison.Ordinal));
        Assert.Equal(2, desk.Archive.Captures(desk.Link).Count);

        await desk.CheckAsync();

        Assert.Equal(1, _asked - 1);
        Assert.Equal(2, desk.Archive.Captures(desk.Link).Count);
        Assert.EndsWith("the whole of it", desk.Archive.FindLink(desk.Link)!.Headline, StringComparison.Ordinal);
        Assert.NotNull(desk.NextDue());
    }

    [Fact]
    public async Task What_a_page_is_without_its_scripts_is_no_edit_of_what_was_rendered()
    {
        await using var desk = await NewDeskAsync();
        _clock.Advance(TimeSpan.FromMinutes(10));
        await desk.FileRenderedAsync(NewsServer.Page(Headline + ", with scripts"));
        Assert.Equal(2, desk.Archive.Captures(desk.Link).Count);

        await desk.CheckAsync();
        Assert.Equal(2, desk.Archive.Captures(desk.Link).Count);

        _page = "<!doctype html><title>Loading</title><div id=app></div>";
        await desk.CheckAsync();
        Assert.Equal(2, desk.Archive.Captures(desk.Link).Count);
        Assert.EndsWith("with scripts", desk.Archive.FindLink(desk.Link)!.Headline, StringComparison.Ordinal);
        Assert.Null(desk.Archive.FindLink(desk.Link)!.Reach);
        Assert.NotNull(desk.NextDue());
    }

    [Fact]
    public async Task A_link_that_was_filed_long_ago_begins_with_the_turns_of_its_age()
    {
        await using var desk = await NewDeskAsync(age: TimeSpan.FromDays(60));

        var first = await desk.CheckAsync();
        var second = await desk.CheckAsync();

        Assert.True(first >= TimeSpan.FromDays(30));
        Assert.True(second >= first);
    }

    [Fact]
    public async Task Retry_after_is_obeyed_to_the_second()
    {
        await using var desk = await NewDeskAsync();
        _answer = (context, _) =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "7200";
            return Task.CompletedTask;
        };
        await desk.CheckAsync();
        var until = _clock.GetUtcNow() + TimeSpan.FromHours(2);

        Assert.True(desk.NextDue() >= until.AddSeconds(-1));
    }

    [Fact]
    public async Task A_paywall_that_came_later_does_not_take_the_article_s_place_whoever_asked_for_it()
    {
        await using var desk = await NewDeskAsync();
        var whole = desk.Archive.FindLink(desk.Link)!.PageCapture;
        var stub = NewsServer.Page(Headline, """<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"x","isAccessibleForFree":false}</script>""");
        var second = stub.IndexOf("<p>Members", StringComparison.Ordinal);
        _page = stub[..second] + "<div class=\"paywall\"><p>Subscribe to continue reading.</p></div>" + stub[stub.IndexOf("</article>", StringComparison.Ordinal)..];

        // A re-check files nothing; a person who adds the link once more gets a capture, and the page stays what it was.
        await desk.CheckAsync();
        Assert.Single(desk.Archive.Captures(desk.Link));
        await desk.AddAgainAsync();

        var captures = desk.Archive.Captures(desk.Link);
        Assert.Equal(2, captures.Count);
        Assert.Equal(ArticleKind.PaywallStub, captures[^1].Kind);
        Assert.Equal(whole, desk.Archive.FindLink(desk.Link)!.PageCapture);
    }

    [Fact]
    public async Task Rules_for_addresses_hold_when_a_link_is_asked_for_again_too()
    {
        Assert.True(ClearUrlsRules.TryRead("""{"providers": {"here": {"urlPattern": "^http://127", "rules": ["from"]}}}"""u8, out var rules, out _));
        await using var desk = await NewDeskAsync(rules: rules, query: "?from=mail");
        _answer = (context, page) =>
        {
            if (context.Request.Query.ContainsKey("from"))
            {
                return context.Response.WriteAsync(page);
            }

            context.Response.Redirect("/news?from=home", permanent: true);
            return Task.CompletedTask;
        };
        _page = NewsServer.Page("Light number one goes out after all");

        await desk.CheckAsync();

        var link = desk.Archive.FindLink(desk.Link)!;
        Assert.Single(desk.Archive.Links(new LinkQuery { Limit = 10 }));
        Assert.Equal(2, desk.Archive.Captures(desk.Link).Count);
        Assert.Null(link.Reach?.MovedTo);
    }

    private async Task<CheckedDesk> NewDeskAsync(TimeSpan age = default, ClearUrlsRules? rules = null, string query = "")
    {
        var folder = new DataFolder(Path.Combine(_root, Guid.NewGuid().ToString("N")));
        var key = SigningKey.FromSeed(SHA256.HashData("recheck"u8));
        var archive = Assert.IsType<OpenOutcome.Opened>(
            Archive.Create(folder.Path, key, new SiteSettings { Title = "Checks" }, new ArchiveOptions { Clock = _clock })).Archive;
        var policy = new FetchPolicy { AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")], BetweenVisits = TimeSpan.Zero };
        var desk = new LocalDesk(archive, key, folder, policy, _clock, rules: rules);
        var made = new CheckedDesk(desk, _clock, _site.Urls.First() + "/news" + query);
        await made.AddAsync(age);
        return made;
    }

    /// <summary>A desk with one link, whose turn comes when it is called.</summary>
    private sealed class CheckedDesk : IAsyncDisposable
    {
        private readonly LocalDesk _desk;
        private readonly FakeTimeProvider _clock;
        private readonly string _address;
        private readonly WorkBook _book;
        private readonly LinkChecks _checks;
        private readonly PageVisits _visits;

        public CheckedDesk(LocalDesk desk, FakeTimeProvider clock, string address)
        {
            (_desk, _clock, _address) = (desk, clock, address);
            _book = desk.Feeds(NullLogger.Instance, out _)!.Book;
            _checks = new LinkChecks(_book, desk, new RecheckPolicy(), clock, () => 0.5, NullLogger.Instance);
            _visits = new PageVisits(_book, desk, _checks, desk.Feeds(NullLogger.Instance, out _)!.Hubs, clock, () => 0.5, NullLogger.Instance);
        }

        public Archive Archive => _desk.Reader.Archive;

        public string Link { get; private set; } = "";

        public async Task AddAsync(TimeSpan age)
        {
            var answer = await _desk.AddAsync(new AddRequest { Input = _address, Url = _address }, Token);
            Assert.Equal(AddResult.Added, answer.Result);
            Link = answer.Id!;
            _clock.Advance(age);
            _checks.Enroll();
        }

        public async Task AddAgainAsync() => Assert.Equal(
            AddResult.Recaptured, (await _desk.AddAsync(new AddRequest { Input = _address, Url = _address }, Token)).Result);

        /// <summary>Takes the link's page from a reader's browser.</summary>
        public async Task TakeAsync(string page)
        {
            var answer = await _desk.AddAsync(
                new AddRequest { Input = _address, Url = _address, Page = SavedPage.FromBytes("page", System.Text.Encoding.UTF8.GetBytes(page)), FromBrowser = true }, Token);
            Assert.Equal(AddResult.Recaptured, answer.Result);
        }

        /// <summary>Files the page as a browser of ours would have shown it.</summary>
        public async Task FileRenderedAsync(string page)
        {
            Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(_address, out var address));
            var at = _clock.GetUtcNow();
            var bytes = System.Text.Encoding.UTF8.GetBytes(page);
            var document = new Exchange { Provenance = Provenance.Fetched, Address = address!.Uri, Method = "GET", Status = 200, Started = at, Ended = at };
            var shown = new Exchange { Provenance = Provenance.Rendered, Address = address.Uri, Started = at, Ended = at, Body = bytes };
            await _desk.FileAgainAsync(
                address, new VisitOutcome.Read(new Reading.Captures.Capture(address, at, [document, shown], Page: 1), ArticleReader.Read(bytes, "text/html; charset=utf-8", _address), []), Token);
        }

        public DateTimeOffset? NextDue() => _book.Due(_clock.GetUtcNow()).Next;

        /// <summary>Lets time pass until the link's turn, and takes it; null when it has none any more.</summary>
        public async Task<TimeSpan?> CheckAsync()
        {
            if (NextDue() is not { } due)
            {
                return null;
            }

            var wait = due - _clock.GetUtcNow();
            _clock.SetUtcNow(due);
            var host = Assert.Single(_book.Due(due).Hosts);
            Assert.False(await _visits.NextAsync(host, Token));
            return wait;
        }

        public ValueTask DisposeAsync() => _desk.DisposeAsync();
    }
}
