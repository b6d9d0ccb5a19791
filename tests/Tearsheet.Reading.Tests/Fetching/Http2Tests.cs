using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Captures.Warc;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Tests.Captures.Warc;
using Talk = Tearsheet.Reading.Tests.Fetching.FrameServer.Talk;

namespace Tearsheet.Reading.Tests.Fetching;

/// <summary>Fetching over HTTP/2: from a server that is a real one, and from frames written by hand.</summary>
public sealed class Http2Tests : IDisposable
{
    private static readonly FetchPolicy Small = FetchFixture.Policy with { MaxBodyBytes = 1 << 20, MaxHeaders = 20, MaxHeaderBytes = 4096 };

    private readonly TestCertificates _ours = new();

    [Fact]
    public async Task A_server_that_offers_it_is_asked_over_HTTP_2()
    {
        var asked = new List<string>();
        await using var site = await KestrelAsync(HttpProtocols.Http1AndHttp2, context =>
        {
            asked.AddRange(context.Request.Headers.Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}"));
            context.Response.ContentType = "text/html";
            context.Response.Headers["X-Odd"] = "one";
            context.Response.Headers.SetCookie = new[] { "a=1", "b=2" };
            return context.Response.WriteAsync("protocol " + context.Request.Protocol);
        });

        var answer = (await Fetcher().CaptureAsync(Address(site, "/a?b=c"))).Answer;

        Assert.Equal(("protocol HTTP/2", "HTTP/2", 200, ""), (answer.Text(), answer.HttpVersion, answer.Status, answer.Reason));
        Assert.Contains(new HeaderPair("x-odd", "one"), answer.ResponseHeaders);
        Assert.Equal(["a=1", "b=2"], answer.HeaderLines("Set-Cookie"));
        Assert.All(answer.ResponseHeaders, header => Assert.Equal(header.Name.ToLowerInvariant(), header.Name));
        Assert.Equal(["user-agent", "accept", "accept-encoding"], answer.RequestHeaders.Select(header => header.Name));
        Assert.Equal(asked.Where(line => !line.StartsWith("host:", StringComparison.Ordinal)).Order(), answer.RequestHeaders.Select(header => $"{header.Name}: {header.Value}").Order());
        Assert.Equal(Address(site, "").Authority, answer.Peer);
    }

    [Fact]
    public async Task What_was_fetched_goes_out_as_WARC_and_comes_back_the_same()
    {
        await using var site = await KestrelAsync(HttpProtocols.Http2, context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<p>Hello</p>");
        });
        var answer = (await Fetcher().CaptureAsync(Address(site, "/a"))).Answer;
        LinkAddress.TryParse(answer.Address!.OriginalString, out var address);

        var records = CaptureRecordsTests.Read(CaptureRecordsTests.Write(new Capture(address!, answer.Started, [answer], 0)));
        var (response, block, body) = records.Single(record => record.Record.Is("response"));
        var again = ArchivedExchange.Of(response, block.HttpHead, body, records.Single(record => record.Record.Is("request")).Block.HttpHead)!;

        Assert.Equal("h2", response["WARC-Protocol"]);
        Assert.Equal((answer.HttpVersion, answer.Status, answer.Reason, answer.Method), (again.HttpVersion, again.Status, again.Reason, again.Method));
        Assert.Equal(answer.ResponseHeaders, again.ResponseHeaders);
        Assert.Equal([new HeaderPair("Host", answer.Address.Authority), .. answer.RequestHeaders], again.RequestHeaders);
        Assert.Equal(answer.Body.ToArray(), again.Body.ToArray());
    }

    [Fact]
    public async Task A_server_that_does_not_is_asked_over_HTTP_1_1()
    {
        await using var site = await KestrelAsync(HttpProtocols.Http1, context => context.Response.WriteAsync("protocol " + context.Request.Protocol));

        var answer = (await Fetcher().CaptureAsync(Address(site, "/"))).Answer;

        Assert.Equal(("protocol HTTP/1.1", "HTTP/1.1", "OK"), (answer.Text(), answer.HttpVersion, answer.Reason));
        Assert.Equal("Host", answer.RequestHeaders[0].Name);
    }

    [Fact]
    public async Task A_form_is_posted_and_its_head_recorded()
    {
        var asked = new List<string>();
        await using var site = await KestrelAsync(HttpProtocols.Http2, async context =>
        {
            asked.AddRange(context.Request.Headers.Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}"));
            await context.Response.WriteAsync((await context.Request.ReadFormAsync())["hub.mode"].ToString());
        });

        var answer = Assert.IsType<FetchOutcome.Captured>(await Fetcher().PostAsync(
            Address(site, "/hub"), [new("hub.mode", "subscribe")], turn: null, TestContext.Current.CancellationToken)).Answer;

        Assert.Equal(("subscribe", "POST", "HTTP/2"), (answer.Text(), answer.Method, answer.HttpVersion));
        Assert.Equal(asked.Where(line => !line.StartsWith("host:", StringComparison.Ordinal)).Order(), answer.RequestHeaders.Select(header => $"{header.Name}: {header.Value}").Order());
    }

    [Fact]
    public async Task Cookies_go_along_and_their_values_are_not_kept()
    {
        await using var site = await KestrelAsync(HttpProtocols.Http2, context =>
        {
            if (context.Request.Path == "/")
            {
                context.Response.Headers.SetCookie = "session=secret";
                context.Response.Redirect("/in");
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync(context.Request.Headers.Cookie.ToString());
        });

        var answer = (await Fetcher().CaptureAsync(Address(site, "/"))).Answer;

        Assert.Equal("session=secret", answer.Text());
        Assert.Contains(new HeaderPair("cookie", ""), answer.RequestHeaders);
    }

    [Fact]
    public async Task Fields_stand_in_the_order_in_which_they_came_and_byte_for_byte()
    {
        await using var server = Frames(async talk =>
        {
            await talk.HeadersAsync(
                Talk.EndHeaders, ("x-a", "t\u00FCo"), ("content-type", "text/html"), ("x-b", "\u00C3\u00BC"), ("location", "/\u00C3\u00BC"),
                ("content-language", "de"), ("x-a", "two"), ("etag", "\"1\""), ("x-empty", ""));
            await talk.DataAsync(0, "hi");
            await talk.FrameAsync(1, Talk.EndHeaders | Talk.EndStream, 1, Talk.Literal("x-a", "a trailer"));
        });

        var answer = (await Fetcher().CaptureAsync(server.Address)).Answer;

        Assert.Equal(
            [
                new("x-a", "t\u00FCo"), new("content-type", "text/html"), new("x-b", "\u00C3\u00BC"), new("location", "/\u00C3\u00BC"),
                new("content-language", "de"), new("x-a", "two"), new("etag", "\"1\""), new HeaderPair("x-empty", ""),
            ],
            answer.ResponseHeaders);
        Assert.Equal("hi", answer.Text());
    }

    [Fact]
    public async Task A_line_end_in_a_value_begins_no_header_of_its_own()
    {
        await using var server = Frames(talk => talk.HeadersAsync(Talk.EndHeaders | Talk.EndStream, ("x", "y\r\nz: 1\0")));

        var header = Assert.Single((await Fetcher().CaptureAsync(server.Address)).Answer.ResponseHeaders);

        Assert.Equal(new HeaderPair("x", "y  z: 1"), header);
    }

    [Fact]
    public async Task Interim_answers_are_not_taken_for_the_answer()
    {
        await using var server = Frames(async talk =>
        {
            await talk.FrameAsync(1, Talk.EndHeaders, 1, Talk.Literal(":status", "103"), Talk.Literal("link", "</x>"));
            await talk.HeadersAsync(Talk.EndHeaders, ("x-a", "1"));
            await talk.DataAsync(Talk.EndStream, "hi");
        });

        var answer = (await Fetcher().CaptureAsync(server.Address)).Answer;

        Assert.Equal([new HeaderPair("x-a", "1")], answer.ResponseHeaders);
        Assert.Equal((200, "hi"), (answer.Status, answer.Text()));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_and_nothing_is_kept()
    {
        await using var site = await KestrelAsync(HttpProtocols.Http2, async context =>
        {
            var piece = new byte[1 << 16];
            for (var sent = 0L; sent < 200 << 20 && !context.RequestAborted.IsCancellationRequested; sent += piece.Length)
            {
                await context.Response.Body.WriteAsync(piece);
            }
        });

        var refused = await Fetcher(Small).RefuseAsync(Address(site, "/"));

        Assert.Equal((FetchRefusal.BodyTooLarge, 200), (refused.Why, refused.Status));
        Assert.Empty(refused.Hops);
    }

    [Fact]
    public async Task A_length_over_the_limit_is_refused_at_once()
    {
        await using var server = Frames(async talk =>
        {
            await talk.HeadersAsync(Talk.EndHeaders, ("content-length", "209715200"));
            await talk.StaySilentAsync();
        });

        Assert.Equal(FetchRefusal.BodyTooLarge, (await Fetcher(Small).RefuseAsync(server.Address)).Why);
    }

    [Fact]
    public async Task Too_many_headers_are_refused()
    {
        await using var server = Frames(talk => talk.HeadersAsync(
            Talk.EndHeaders | Talk.EndStream, [.. Enumerable.Range(0, 21).Select(n => ($"x-{n}", "y"))]));

        Assert.Equal(FetchRefusal.HeadTooLarge, (await Fetcher(Small).RefuseAsync(server.Address)).Why);
    }

    [Fact]
    public async Task A_head_that_grows_out_of_the_table_is_refused()
    {
        await using var server = Frames(async talk =>
        {
            // One long field is put into the table, and then meant again and again with a byte each.
            var entry = Talk.Literal("x-long", new string('y', 3000)).ToArray();
            entry[0] = 0x40;
            await talk.FrameAsync(1, Talk.EndHeaders | Talk.EndStream, 1, new byte[] { 0x88 }, entry, Enumerable.Repeat((byte)0xBE, 12_000).ToArray());
            await talk.StaySilentAsync();
        });

        Assert.Equal(FetchRefusal.HeadTooLarge, (await Fetcher(Small).RefuseAsync(server.Address)).Why);
    }

    [Fact]
    public async Task A_head_that_never_ends_is_refused()
    {
        await using var server = Frames(async talk =>
        {
            await talk.HeadersAsync(0);
            while (true)
            {
                await talk.FrameAsync(9, 0, 1, Talk.Literal("x", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"));
            }
        });

        Assert.Equal(FetchRefusal.HeadTooLarge, (await Fetcher(Small).RefuseAsync(server.Address)).Why);
    }

    [Theory]
    [InlineData(9, "empty pieces of a head")]
    [InlineData(6, "pings")]
    [InlineData(4, "settings")]
    public async Task A_server_that_sends_nothing_but_noise_runs_out_of_time(byte frame, string why)
    {
        var clock = new WatchedClock();
        var noisy = new TaskCompletionSource();
        await using var server = Frames(async talk =>
        {
            if (frame == 9)
            {
                await talk.HeadersAsync(0);
            }

            for (var n = 0; ; n++)
            {
                await talk.FrameAsync(frame, 0, frame == 9 ? 1u : 0, frame == 6 ? new byte[8] : []);
                if (n == 1000)
                {
                    noisy.SetResult();
                }
            }
        });
        var fetching = Fetcher(Small, clock).RefuseAsync(server.Address);
        await noisy.Task;
        clock.Advance(Small.ResponseTimeout);

        var refused = await fetching;

        Assert.True(refused.Why == FetchRefusal.TimedOut, why + ": " + refused);
        Assert.Contains("did not answer within 30 s", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, 200)]
    public async Task A_stream_that_stalls_runs_out_of_time(bool answers, int? status)
    {
        var clock = new WatchedClock();
        var stalled = new TaskCompletionSource();
        await using var server = Frames(async talk =>
        {
            if (answers)
            {
                await talk.HeadersAsync(Talk.EndHeaders);
                await talk.DataAsync(0, "hi");
            }

            stalled.SetResult();
            await talk.StaySilentAsync();
        });
        var fetching = Fetcher(Small, clock).RefuseAsync(server.Address);
        await stalled.Task;
        if (answers)
        {
            await clock.ArmedAsync(Small.IdleTimeout, times: 2);
        }

        clock.Advance(answers ? Small.IdleTimeout : Small.ResponseTimeout);

        var refused = await fetching;
        Assert.Equal((FetchRefusal.TimedOut, status), (refused.Why, refused.Status));
    }

    [Fact]
    public async Task Empty_pieces_of_a_body_do_not_keep_a_fetch_alive()
    {
        var clock = new WatchedClock();
        await using var server = Frames(async talk =>
        {
            await talk.HeadersAsync(Talk.EndHeaders);
            await talk.DataAsync(0, "hi");
            while (true)
            {
                await talk.DataAsync(0, "");
            }
        });
        var fetching = Fetcher(Small, clock).RefuseAsync(server.Address);

        // Once for the body, and again after its first bytes.
        await clock.ArmedAsync(Small.IdleTimeout, times: 2);
        clock.Advance(Small.IdleTimeout);

        var refused = await fetching;
        Assert.Equal((FetchRefusal.TimedOut, 200), (refused.Why, refused.Status));
        Assert.Contains("sent nothing more for 20 s", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_reset_half_way_is_a_refusal_that_holds_what_came()
    {
        await AssertCutAsync(talk => talk.ResetAsync(2));
        await AssertCutAsync(talk => talk.GoAwayAsync(1, 2));
        await AssertCutAsync(_ => Task.CompletedTask);
    }

    [Theory, InlineData(""), InlineData("0123456789")]
    public async Task A_body_shorter_than_its_length_is_not_taken_for_whole(string body)
    {
        await using var server = Frames(async talk =>
        {
            await talk.HeadersAsync(Talk.EndHeaders, ("content-length", "100"));
            await talk.DataAsync(Talk.EndStream, body);
        });

        Assert.Equal(FetchRefusal.Cut, (await Fetcher().RefuseAsync(server.Address)).Why);
    }

    [Fact]
    public async Task A_stream_that_ends_without_an_answer_is_refused()
    {
        Func<Talk, Task>[] ends = [talk => talk.ResetAsync(2), talk => talk.ResetAsync(8), talk => talk.GoAwayAsync(1, 2), talk => talk.GoAwayAsync(1, 11), _ => Task.CompletedTask];
        foreach (var end in ends)
        {
            await using var server = Frames(end);

            var refused = await Fetcher().RefuseAsync(server.Address);

            Assert.Equal(FetchRefusal.Cut, refused.Why);
            Assert.Contains("without an answer", refused.Message, StringComparison.Ordinal);
            Assert.Empty(refused.Hops);
        }
    }

    [Fact]
    public async Task A_server_that_sends_everybody_away_is_not_asked_for_ever()
    {
        Func<Talk, Task>[] ends = [talk => talk.ResetAsync(7), talk => talk.GoAwayAsync(0, 0)];
        foreach (var end in ends)
        {
            await using var server = Frames(end);

            Assert.Equal(FetchRefusal.Cut, (await Fetcher().RefuseAsync(server.Address)).Why);
            Assert.InRange(server.Connections, 1, 5);
        }
    }

    [Fact]
    public async Task What_comes_after_a_reset_changes_nothing()
    {
        await AssertCutAsync(async talk =>
        {
            await talk.ResetAsync(2);
            await talk.DataAsync(0, "more");
            await talk.DataAsync(Talk.EndStream, "and more");
        });
    }

    public static TheoryData<string> Malformed => new(
        "no status", "a status of letters", "a name with a space", "a head of garbage",
        "data before the head", "a frame of another stream", "a window of nothing", "settings of five bytes", "a frame over the limit", "a pushed answer");

    [Theory, MemberData(nameof(Malformed))]
    public async Task An_answer_that_is_not_HTTP_is_refused(string fault)
    {
        await using var server = Frames(talk => fault switch
        {
            "no status" => talk.FrameAsync(1, Talk.EndHeaders | Talk.EndStream, 1, Talk.Literal("x", "y")),
            "a status of letters" => talk.FrameAsync(1, Talk.EndHeaders | Talk.EndStream, 1, Talk.Literal(":status", "two")),
            "a name with a space" => talk.HeadersAsync(Talk.EndHeaders | Talk.EndStream, ("X Y", "z")),
            "a head of garbage" => talk.FrameAsync(1, Talk.EndHeaders | Talk.EndStream, 1, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }),
            "data before the head" => talk.DataAsync(Talk.EndStream, "hi"),
            "a frame of another stream" => talk.FrameAsync(1, Talk.EndHeaders, 7, new byte[] { 0x88 }),
            "a window of nothing" => talk.FrameAsync(8, 0, 0, new byte[4]),
            "settings of five bytes" => talk.FrameAsync(4, 0, 0, new byte[5]),
            "a frame over the limit" => talk.FrameAsync(0, 0, 1, new byte[20_000]),
            _ => talk.FrameAsync(5, Talk.EndHeaders, 1, new byte[] { 0, 0, 0, 2, 0x82 }),
        });

        var refused = await Fetcher().RefuseAsync(server.Address);

        Assert.True(refused.Why == FetchRefusal.NotHttpAnswer, refused.ToString());
        Assert.Empty(refused.Hops);
    }

    public void Dispose() => _ours.Dispose();

    private static Uri Address(WebApplication site, string path) =>
        new(site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + path);

    private PageFetcher Fetcher(FetchPolicy? policy = null, TimeProvider? clock = null) => FetchFixture.Fetcher(policy, clock, _ours.Trusting);

    private FrameServer Frames(Func<Talk, Task> answer) => new(_ours.Leaf("127.0.0.1"), answer);

    private async Task AssertCutAsync(Func<Talk, Task> end)
    {
        var goOn = new TaskCompletionSource();
        await using var server = Frames(async talk =>
        {
            await talk.HeadersAsync(Talk.EndHeaders, ("content-length", "100"));
            await talk.DataAsync(0, "0123456789");
            await goOn.Task;
            await end(talk);
        });
        var clock = new WatchedClock();
        var fetching = Fetcher(clock: clock).RefuseAsync(server.Address);
        await clock.ArmedAsync(FetchFixture.Policy.IdleTimeout, times: 2);
        goOn.SetResult();

        var refused = await fetching;

        Assert.Equal((FetchRefusal.Cut, 200), (refused.Why, refused.Status));
        Assert.Contains("after 10 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("0123456789", true, "HTTP/2"), (refused.Hops[^1].Text(), refused.Hops[^1].Cut, refused.Hops[^1].HttpVersion));
    }

    private async Task<WebApplication> KestrelAsync(HttpProtocols protocols, RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(_ours.Leaf("127.0.0.1"));
        }));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
