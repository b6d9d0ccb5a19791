using System.Text;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

public class LimitTests
{
    private static readonly FetchPolicy Small = FetchFixture.Policy with { MaxBodyBytes = 1 << 20, MaxHeaders = 20, MaxHeaderBytes = 4096 };

    [Theory]
    [InlineData("Content-Length: 209715200\r\n")]
    [InlineData("")]
    [InlineData("Transfer-Encoding: chunked\r\n")]
    public async Task A_body_over_the_limit_is_refused_and_nothing_is_kept(string header)
    {
        const int Whole = 200 << 20;
        var sent = 0;
        var stopped = new TaskCompletionSource();
        await using var server = new BareServer(async talk =>
        {
            try
            {
                var chunked = header.StartsWith('T');
                var piece = Encoding.ASCII.GetBytes((chunked ? "ffff\r\n" : "") + new string('x', 65535) + (chunked ? "\r\n" : ""));
                await talk.SendAsync($"HTTP/1.1 200 OK\r\n{header}\r\n");
                for (; sent < Whole; sent += piece.Length)
                {
                    await talk.SendAsync(piece);
                }
            }
            finally
            {
                stopped.SetResult();
            }
        });

        var refused = await FetchFixture.Fetcher(Small).RefuseAsync(server.Address());
        await stopped.Task;

        Assert.Equal((FetchRefusal.BodyTooLarge, 200), (refused.Why, refused.Status));
        Assert.Contains("1048576 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Hops);
        Assert.InRange(sent, 0, 32 << 20);
    }

    [Fact]
    public async Task A_body_of_just_the_limit_is_kept()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page(new string('x', 1 << 20)));

        Assert.Equal(1 << 20, (await FetchFixture.Fetcher(Small).CaptureAsync(server.Address())).Answer.Body.Length);
    }

    [Fact]
    public async Task Too_many_headers_are_refused()
    {
        await using var server = BareServer.Answering(_ =>
            $"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Range(0, 20).Select(n => $"X-{n}: y\r\n"))}Content-Length: 0\r\n\r\n");

        var refused = await FetchFixture.Fetcher(Small).RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.HeadTooLarge, refused.Why);
        Assert.Contains("more than 20 headers or 4 KiB", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task A_head_that_never_ends_is_refused(string piece)
    {
        await using var server = new BareServer(async talk =>
        {
            await talk.SendAsync("HTTP/1.1 200 OK\r\nX-Start: ");
            while (true)
            {
                await talk.SendAsync(piece);
            }
        });

        Assert.Equal(FetchRefusal.HeadTooLarge, (await FetchFixture.Fetcher(Small).RefuseAsync(server.Address())).Why);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n0123456789")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n64\r\n0123456789")]
    public async Task A_connection_cut_half_way_is_a_refusal_that_holds_what_came(string rest)
    {
        await using var server = BareServer.Answering(_ => "HTTP/1.1 200 OK\r\n" + rest);

        var refused = await FetchFixture.Fetcher().RefuseAsync(server.Address());

        Assert.Equal((FetchRefusal.Cut, 200), (refused.Why, refused.Status));
        Assert.Contains("after 10 bytes", refused.Message, StringComparison.Ordinal);
        var cut = Assert.Single(refused.Hops);
        Assert.True(cut.Cut);
        Assert.Equal("0123456789", cut.Text());
    }

    [Fact]
    public async Task A_connection_that_is_reset_half_way_is_a_cut_too()
    {
        var goOn = new TaskCompletionSource();
        await using var server = new BareServer(async talk =>
        {
            await talk.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
            await goOn.Task;
            talk.Reset();
        });
        var clock = new WatchedClock();
        var fetching = FetchFixture.Fetcher(clock: clock).RefuseAsync(server.Address());
        await clock.ArmedAsync(FetchFixture.Policy.IdleTimeout);
        goOn.SetResult();

        var refused = await fetching;

        Assert.Equal(FetchRefusal.Cut, refused.Why);
        Assert.True(refused.Hops[^1].Cut);
    }

    [Fact]
    public async Task A_connection_that_closes_without_an_answer_is_refused()
    {
        await using var server = new BareServer(_ => Task.CompletedTask);

        var refused = await FetchFixture.Fetcher().RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.Cut, refused.Why);
        Assert.Contains("without an answer", refused.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Hops);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n")]
    [InlineData("HTTP/1.1 two hundred\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a number\r\n")]
    [InlineData("\r\n\r\n")]
    public async Task An_answer_that_is_not_HTTP_is_refused(string answer)
    {
        await using var server = BareServer.Answering(_ => answer);

        Assert.Equal(FetchRefusal.NotHttpAnswer, (await FetchFixture.Fetcher().RefuseAsync(server.Address())).Why);
    }
}
