using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Reading.Tests.Fetching;

public class RobotsGateTests
{
    private const string Rules = "User-agent: *\nDisallow: /x\nCrawl-delay: 7\nSitemap: /news.xml\n";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 20, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_is_asked_once_a_day_and_its_line_decides()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page(Rules, "text/plain"));
        var gate = Gate();

        var denied = await gate.AskAsync(server.Address("/x/1"), null, Stop);
        var allowed = await gate.AskAsync(server.Address("/y"), null, Stop);
        _clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await gate.AskAsync(server.Address("/z"), null, Stop);
        var asked = server.Connections;
        _clock.Advance(TimeSpan.FromSeconds(1));
        var later = await gate.AskAsync(server.Address("/y"), null, Stop);

        Assert.Equal((false, RobotsGround.Line, new RobotsLine(2, "Disallow: /x"), 200), (denied.Allowed, denied.Ground, denied.Line, denied.Status));
        Assert.Equal(server.Address("/robots.txt").AbsoluteUri, denied.File);
        Assert.Equal((true, RobotsGround.NoLine), (allowed.Allowed, allowed.Ground));
        Assert.Equal((1, 2), (asked, server.Connections));
        Assert.Equal(TimeSpan.FromHours(24), later.At - allowed.At);
        Assert.Contains("GET /robots.txt HTTP/1.1", server.Requests[0], StringComparison.Ordinal);
        Assert.Contains("User-Agent: Tearsheet/", server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visits_at_the_same_time_ask_once()
    {
        var open = new TaskCompletionSource();
        await using var server = new BareServer(async talk =>
        {
            await open.Task;
            await talk.SendAsync(BareServer.Page(Rules, "text/plain"));
        });
        var gate = Gate();

        var asking = Enumerable.Range(0, 20).Select(n => gate.AskAsync(server.Address($"/x/{n}"), null, Stop).AsTask()).ToArray();
        open.SetResult();
        var notes = await Task.WhenAll(asking);

        Assert.All(notes, note => Assert.False(note.Allowed));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task An_override_has_a_name_and_is_noted_only_where_it_was_needed()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page(Rules, "text/plain"));
        var gate = Gate();

        var needed = await gate.AskAsync(server.Address("/x"), "Ada", Stop);
        var idle = await gate.AskAsync(server.Address("/y"), "Ada", Stop);

        Assert.Equal((false, true, "Ada"), (needed.Allowed, needed.MayAsk, needed.OverriddenBy));
        Assert.Equal((true, true, null), (idle.Allowed, idle.MayAsk, idle.OverriddenBy));
    }

    [Theory]
    [InlineData("Crawl-delay: 7", 7)]
    [InlineData("Crawl-delay: 9000", 60)]
    [InlineData("Allow: /", 0)]
    public async Task The_delay_is_the_pause_that_a_visit_leaves_behind_within_a_bound(string line, int seconds)
    {
        await using var server = BareServer.Answering(_ => BareServer.Page($"User-agent: tearsheet\n{line}\n", "text/plain"));
        var turns = new NotedPauses();
        await using (var turn = new VisitTurn(turns))
        {
            await turn.MoveToAsync(server.Address("/"), Stop);
            Assert.Null(await Gate().PassAsync(server.Address("/"), null, turn, [], Stop));
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), turns.Last);
    }

    [Fact]
    public async Task The_sitemaps_are_handed_out()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page(Rules, "text/plain"));

        Assert.Equal([server.Address("/news.xml").AbsoluteUri], await Gate().SitemapsAsync(server.Address("/story"), turn: null, Stop));
    }

    [Fact]
    public async Task An_unreachable_file_is_tried_again_soon_and_an_old_copy_holds_meanwhile()
    {
        var status = 200;
        await using var server = BareServer.Answering(_ => status == 200 ? BareServer.Page(Rules, "text/plain") : Status(status));
        var gate = Gate();
        await gate.AskAsync(server.Address("/x"), null, Stop);

        status = 503;
        _clock.Advance(TimeSpan.FromHours(30));
        var stale = await gate.AskAsync(server.Address("/y"), null, Stop);
        _clock.Advance(RobotsGate.RetryAfter);
        await gate.AskAsync(server.Address("/y"), null, Stop);
        var asked = server.Connections;
        _clock.Advance(TimeSpan.FromDays(31));
        var given = await gate.AskAsync(server.Address("/x"), null, Stop);

        Assert.Equal((true, RobotsGround.NoLine), (stale.Allowed, stale.Ground));
        Assert.Equal(3, asked);
        Assert.Equal((true, RobotsGround.NoFile), (given.Allowed, given.Ground));
    }

    [Fact]
    public async Task A_name_that_a_user_agent_begins_with_is_the_one_that_rules_name()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page("User-agent: desk-of-ada\nDisallow: /\n", "text/plain"));
        var policy = FetchFixture.Policy with { UserAgent = "Desk-of-Ada/3 (+https://desk.example/)" };

        Assert.False((await new RobotsGate(FetchFixture.Fetcher(policy), _clock).AskAsync(server.Address("/"), null, Stop)).Allowed);
        Assert.True((await Gate().AskAsync(server.Address("/"), null, Stop)).Allowed);
    }

    [Fact]
    public async Task The_address_of_the_file_passes_the_same_border_as_any_page()
    {
        await using var inside = BareServer.Answering(_ => BareServer.Page("User-agent: *\nAllow: /\n", "text/plain"));
        var note = await new RobotsGate(FetchFixture.Fetcher(new FetchPolicy()), _clock).AskAsync(inside.Address("/"), null, Stop);

        Assert.Equal((false, RobotsGround.Unreachable, 0), (note.Allowed, note.Ground, inside.Connections));
    }

    [Fact]
    public async Task Every_answer_to_the_file_means_what_the_table_says()
    {
        var wrong = new List<string>();
        foreach (var line in SharedData.Lines("robots", "fetch.jsonl"))
        {
            var id = line.GetProperty("id").GetString()!;
            if (!await FitsAsync(line, line.GetProperty("expect").GetString()!))
            {
                wrong.Add(id);
            }
        }

        Assert.Empty(wrong);
    }

    private static string Status(int status) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n");

    private static byte[] Answer(JsonElement step, string target)
    {
        if (step.TryGetProperty("hops", out var hops)
            && (target == "/robots.txt" ? 0 : int.Parse(target.AsSpan(1), CultureInfo.InvariantCulture)) is var done && done < hops.GetInt32())
        {
            return Encoding.ASCII.GetBytes(BareServer.Redirect(string.Create(CultureInfo.InvariantCulture, $"/{done + 1}"), 301));
        }

        return [];
    }

    private static byte[] Final(JsonElement step)
    {
        var status = step.TryGetProperty("status", out var given) ? given.GetInt32() : 200;
        var body = step switch
        {
            _ when step.TryGetProperty("body", out var text) => Encoding.UTF8.GetBytes(text.GetString()!),
            _ when step.TryGetProperty("body_utf16", out var wide) => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(wide.GetString()!)],
            _ when step.TryGetProperty("body_repeat", out var parts) => Encoding.UTF8.GetBytes(
                parts[0].GetString() + string.Concat(Enumerable.Repeat(parts[1].GetString(), parts[2].GetInt32()))),
            _ => [],
        };
        var coding = step.TryGetProperty("encoding", out var named) ? $"Content-Encoding: {named.GetString()}\r\n" : "";
        body = coding.Length > 0 ? Codings.Gzip(body) : body;
        var type = step.TryGetProperty("type", out var media) ? media.GetString() : "text/plain";
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status} So\r\nContent-Type: {type}\r\n{coding}Content-Length: {body.Length}\r\n\r\n"), .. body];
    }

    private async Task<bool> FitsAsync(JsonElement line, string expect)
    {
        var steps = line.GetProperty("steps").EnumerateArray().ToArray();
        var step = 0;
        await using var server = new BareServer(async talk =>
        {
            if (steps[step].TryGetProperty("error", out var error) && error.GetString() == "timeout")
            {
                await talk.StaySilentAsync();
            }

            var redirect = Answer(steps[0], talk.Target);
            await talk.SendAsync(redirect.Length > 0 ? redirect : Final(steps[steps[0].TryGetProperty("hops", out _) ? ^1 : step]));
        });
        var policy = FetchFixture.Policy with { ResponseTimeout = TimeSpan.FromSeconds(1) };
        var gate = new RobotsGate(FetchFixture.Fetcher(policy), _clock);
        var host = steps[0].TryGetProperty("error", out var failure) && failure.GetString() == "dns" ? new Uri("http://nowhere.example/") : server.Address();
        var note = await AskAsync("/x");
        var open = await AskAsync("/y");
        switch (expect)
        {
            case "allow-all":
                return note.Allowed && open.Allowed;
            case "deny-all":
                return !note.Allowed && !open.Allowed && note.Ground == RobotsGround.Unreachable;
            case "retry-later":
                var before = server.Connections;
                _clock.Advance(RobotsGate.RetryAfter);
                await AskAsync("/x");
                return !note.Allowed && server.Connections == before + 1;
            case "may-allow-or-use-cache":
                _clock.Advance(TimeSpan.FromDays(steps[0].GetProperty("for_days").GetInt32()));
                return (await AskAsync("/x")).Allowed;
            case "use-cache":
                step = 1;
                _clock.Advance(TimeSpan.FromHours(steps[1].GetProperty("after_h").GetInt32()));
                return !(await AskAsync("/x")).Allowed && (await AskAsync("/y")).Allowed && server.Connections == 2;
            case "refetch":
                _clock.Advance(TimeSpan.FromHours(steps[1].GetProperty("refetch_after_h").GetInt32()));
                await AskAsync("/x");
                return server.Connections == 2;
            case "obey" or "obey-for-original-host":
                return !note.Allowed && open.Allowed && note.File == host.AbsoluteUri + "robots.txt";
            case "may-allow-all":
                return note.Allowed && note.Ground == RobotsGround.NoFile;
            case "parse-first-500KiB":
                return !(await AskAsync("/a")).Allowed && open.Allowed;
            case "any":
                return true;
            default:
                // One file for each scheme, host and port: another port is asked for its own.
                return expect.StartsWith("only-for-", StringComparison.Ordinal) && server.Connections == 1
                    && note.File == string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}/robots.txt");
        }

        async Task<RobotsNote> AskAsync(string path) => await gate.AskAsync(new Uri(host, path), null, Stop);
    }

    private RobotsGate Gate() => new(FetchFixture.Fetcher(), _clock);

    private sealed class NotedPauses : IHostTurns, IHostTurn
    {
        public TimeSpan? Last { get; private set; }

        public Task<IHostTurn> EnterAsync(string host, CancellationToken cancellationToken) => Task.FromResult<IHostTurn>(this);

        public ValueTask LeaveAsync(TimeSpan pause)
        {
            Last = pause;
            return ValueTask.CompletedTask;
        }
    }
}
