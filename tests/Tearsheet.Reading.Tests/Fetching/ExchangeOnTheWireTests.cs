using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

public class ExchangeOnTheWireTests
{
    [Fact]
    public async Task Headers_are_recorded_in_the_order_and_case_in_which_they_were_sent()
    {
        await using var server = BareServer.Answering(_ =>
            "HTTP/1.1 200 Fine by me\r\nx-ODD:  one \r\ncontent-TYPE: text/html; charset=Latin-1\r\nDate: tomorrow\r\n"
            + "X-odd: t\u00FCo\r\ncontent-length: 2\r\n\r\nhi");

        var captured = await FetchFixture.Fetcher().CaptureAsync(server.Address("/story"));

        var exchange = captured.Answer;
        Assert.Equal(
            [
                new("x-ODD", "one"), new("content-TYPE", "text/html; charset=Latin-1"), new("Date", "tomorrow"),
                new("X-odd", "t\u00FCo"), new HeaderPair("content-length", "2"),
            ],
            exchange.ResponseHeaders);
        Assert.Equal((200, "Fine by me", "HTTP/1.1", "hi"), (exchange.Status, exchange.Reason, exchange.HttpVersion, exchange.Text()));
        Assert.Equal("text/html", exchange.MediaType);
        Assert.Equal("one, t\u00FCo", exchange.Header("X-Odd"));
    }

    [Fact]
    public async Task The_request_is_recorded_as_it_was_sent_and_holds_nothing_more_than_it_needs()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page("hi"));

        var exchange = (await FetchFixture.Fetcher().CaptureAsync(server.Address("/story"))).Answer;

        Assert.Equal(
            [
                new("Host", $"127.0.0.1:{server.Port}"), new("User-Agent", new FetchPolicy().UserAgent), new("Accept", "text/html"),
                new HeaderPair("Accept-Encoding", "gzip, deflate, br, zstd"),
            ],
            exchange.RequestHeaders);
        var sent = exchange.RequestHeaders.Select(header => $"{header.Name}: {header.Value}\r\n");
        Assert.Equal($"GET /story HTTP/1.1\r\n{string.Concat(sent)}\r\n", server.Requests.Single());
        Assert.Equal($"127.0.0.1:{server.Port}", exchange.Peer);
    }

    [Fact]
    public async Task What_was_asked_for_is_sent_with_its_escapes_untouched()
    {
        const string Target = "/a%2fb/%7Euser/%41/%zz/x|y?q=%e4&r=a+b&s='";
        await using var server = BareServer.Answering(_ => BareServer.Page("hi"));

        await FetchFixture.Fetcher().CaptureAsync(server.Address(Target));

        Assert.StartsWith($"GET {Target.Replace("'", "%27", StringComparison.Ordinal)} HTTP/1.1\r\n", server.Requests.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunked_body_is_joined_and_its_content_coding_kept()
    {
        var coded = Codings.Gzip("a page of some length, of some length, of some length"u8.ToArray());
        await using var server = new BareServer(async talk =>
        {
            await talk.SendAsync("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
            foreach (var piece in coded.Chunk(7))
            {
                await talk.SendAsync($"{piece.Length:x};why=not\r\n");
                await talk.SendAsync(piece);
                await talk.SendAsync("\r\n");
            }

            await talk.SendAsync("0\r\nX-Trailer: 1\r\n\r\n");
        });

        var exchange = (await FetchFixture.Fetcher().CaptureAsync(server.Address())).Answer;

        Assert.Equal(coded, exchange.Body.ToArray());
        Assert.Equal("gzip", exchange.Header("Content-Encoding"));
        Assert.False(exchange.Cut);
    }

    [Fact]
    public async Task Interim_answers_are_not_taken_for_the_answer()
    {
        await using var server = BareServer.Answering(_ =>
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + BareServer.Page("hi"));

        var exchange = (await FetchFixture.Fetcher().CaptureAsync(server.Address())).Answer;

        Assert.Equal((200, "hi"), (exchange.Status, exchange.Text()));
        Assert.Null(exchange.Header("Link"));
    }

    [Fact]
    public async Task An_answer_of_HTTP_1_0_without_a_length_goes_on_until_the_connection_ends()
    {
        await using var server = BareServer.Answering(_ => "HTTP/1.0 200\nContent-Type: text/plain\nX-Folded: one\n  two\n\nold but sound");

        var exchange = (await FetchFixture.Fetcher().CaptureAsync(server.Address())).Answer;

        Assert.Equal(("HTTP/1.0", "", "old but sound"), (exchange.HttpVersion, exchange.Reason, exchange.Text()));
        Assert.Equal("one two", exchange.Header("x-folded"));
    }

    [Fact]
    public async Task What_follows_the_length_that_was_declared_is_no_part_of_the_body()
    {
        await using var server = BareServer.Answering(_ => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi there");

        Assert.Equal("hi", (await FetchFixture.Fetcher().CaptureAsync(server.Address())).Answer.Text());
    }

    [Fact]
    public async Task An_answer_that_says_no_is_captured_too()
    {
        await using var server = BareServer.Answering(_ => "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone");

        var exchange = (await FetchFixture.Fetcher().CaptureAsync(server.Address())).Answer;

        Assert.Equal((404, "gone"), (exchange.Status, exchange.Text()));
    }

    [Fact]
    public async Task The_times_are_the_clocks()
    {
        var clock = new WatchedClock();
        await using var server = new BareServer(async talk =>
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            await talk.SendAsync(BareServer.Page("hi"));
        });
        var started = clock.GetUtcNow();

        var exchange = (await FetchFixture.Fetcher(clock: clock).CaptureAsync(server.Address())).Answer;

        Assert.Equal((started, started.AddSeconds(2)), (exchange.Started, exchange.Ended));
    }
}
