using System.Globalization;
using System.Net.Sockets;
using System.Text;
using SkiaSharp;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Robots;
using Tearsheet.Reading.Tests.Fetching;

namespace Tearsheet.Reading.Tests;

public class VisitTests
{
    private const string Paragraph =
        "<p>The harbour board met on Tuesday night and agreed, after three hours and two recesses, to let the old crane stand "
        + "where it has stood since 1911, because nobody could say what it would cost to take it down.</p>";

    private static readonly string Story = Page("The old crane stays", string.Concat(Enumerable.Repeat(Paragraph, 6)));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_is_captured_with_its_images_which_come_scaled()
    {
        var body = Paragraph + Figure("/lead.png") + Paragraph + Paragraph + Figure("/second.png") + Paragraph + Paragraph;
        await using var server = Serve(target => target switch
        {
            "/story" => Html(Page("The old crane stays", body, "<meta property=og:image content=/lead.png>")),
            "/lead.png" => File(Picture(1600, 900)),
            "/second.png" => File(Picture(700, 400)),
            _ => Status(404),
        });

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal("The old crane stays", read.Article.Headline);
        Assert.Equal(["/story", "/lead.png", "/second.png"], read.Capture.Exchanges.Select(exchange => exchange.Address!.PathAndQuery));
        Assert.Equal("/story", read.Capture.PageExchange.Address!.PathAndQuery);
        Assert.Equal(
            [(0, 480, 270), (0, 1280, 720), (1, 700, 400)],
            read.Renditions.Select(rendition => (rendition.Image, rendition.Width, rendition.Height)));
        Assert.All(read.Renditions, rendition => Assert.Equal("image/webp", rendition.MediaType));
    }

    [Fact]
    public async Task A_capture_read_again_gives_what_the_visit_gave_and_asks_nobody()
    {
        var asked = 0;
        var server = Serve(target =>
        {
            Interlocked.Increment(ref asked);
            return target switch
            {
                "/story" => Html(Page("The old crane stays", Paragraph + Figure("/moved.png") + Paragraph + Paragraph, "<meta property=og:image content=/lead.png>")),
                "/lead.png" => File(Picture(1600, 900)),
                "/moved.png" => "HTTP/1.1 302 Found\r\nLocation: /second.png\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
                "/second.png" => File(Picture(700, 400)),
                _ => Status(404),
            };
        });
        var visited = await ReadAsync(server.Address("/story"));
        await server.DisposeAsync();
        var before = asked;

        var again = Assert.IsType<VisitOutcome.Read>(Rereading.Read(visited.Capture, maxDecodedBytes: 1 << 20));

        Assert.Equal(visited.Article, again.Article);
        Assert.Equal(3, again.Renditions.Count);
        Assert.Equal(
            visited.Renditions.Select(rendition => (rendition.Image, rendition.Width, Convert.ToHexString(rendition.Bytes.Span))),
            again.Renditions.Select(rendition => (rendition.Image, rendition.Width, Convert.ToHexString(rendition.Bytes.Span))));
        Assert.Equal(before, asked);
        Assert.IsType<VisitOutcome.Refused>(Rereading.Read(
            visited.Capture with { Exchanges = [visited.Capture.PageExchange with { Body = default }] }, maxDecodedBytes: 1 << 20));
    }

    [Fact]
    public async Task An_image_that_does_not_come_never_fails_the_visit()
    {
        string[] images = ["/gone.png", "/cut.png", "/text.png", "http://127.0.0.2/private.png", "http://nowhere.example/x.png", "/good.png"];
        var body = string.Concat(images.Select(image => Figure(image) + Paragraph));
        await using var server = Serve(target => target switch
        {
            "/story" => Html(Page("The old crane stays", body)),
            "/cut.png" => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"u8.ToArray(),
            "/text.png" => File("no picture at all"u8.ToArray()),
            "/good.png" => File(Picture(300, 200)),
            _ => Status(404),
        });

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal(["/story", "/text.png", "/good.png"], read.Capture.Exchanges.Select(exchange => exchange.Address!.PathAndQuery));
        Assert.Equal("/good.png", new Uri(read.Article.Images[Assert.Single(read.Renditions).Image].Address).AbsolutePath);
    }

    [Fact]
    public async Task A_visit_fetches_so_many_images_and_no_more()
    {
        var body = string.Concat(Enumerable.Range(0, 40).Select(n => Figure($"/{n}.png") + Paragraph));
        var picture = Picture(200, 200);
        await using var server = Serve(target => target == "/story" ? Html(Page("The old crane stays", body)) : File(picture));

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal(40, read.Article.Images.Count);
        Assert.Equal(1 + VisitImages.MaxImages, server.Connections);
        Assert.Equal(1 + VisitImages.MaxImages, read.Capture.Exchanges.Count);
    }

    [Fact]
    public async Task The_images_of_a_visit_bring_so_many_bytes_and_no_more()
    {
        var body = string.Concat(Enumerable.Range(0, 3).Select(n => Figure($"/{n}.png") + Paragraph));
        var heavy = File(new byte[20 << 20]);
        await using var server = Serve(target => target == "/story" ? Html(Page("The old crane stays", body)) : heavy);

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal(3, read.Capture.Exchanges.Count);
    }

    [Fact]
    public async Task The_images_of_a_visit_take_so_long_and_no_longer()
    {
        var clock = new WatchedClock();
        var body = string.Concat(Enumerable.Range(0, 10).Select(n => Figure($"/{n}.png") + Paragraph));
        await using var server = Serve(target =>
        {
            clock.Advance(TimeSpan.FromSeconds(25));
            return target == "/story" ? Html(Page("The old crane stays", body)) : File(Picture(200, 200));
        });

        var read = await ReadAsync(server.Address("/story"), new Visit(FetchFixture.Fetcher(clock: clock), clock));

        Assert.Equal(1 + 4, read.Capture.Exchanges.Count);
    }

    [Fact]
    public async Task A_host_of_images_that_does_not_answer_is_asked_once()
    {
        var asked = 0;
        var body = string.Concat(Enumerable.Range(0, 5).Select(n => Figure($"http://img.example/{n}.png") + Paragraph));
        await using var server = Serve(_ => Html(Page("The old crane stays", body)));
        var network = FetchFixture.Names(_ =>
        {
            asked++;
            throw new SocketException((int)SocketError.HostNotFound);
        });

        var read = await ReadAsync(server.Address("/story"), new Visit(FetchFixture.Fetcher(network: network), TimeProvider.System));

        Assert.Equal((5, 1), (read.Article.Images.Count, asked));
    }

    [Fact]
    public async Task The_article_is_read_from_the_decoded_body_and_the_capture_keeps_the_coded_one()
    {
        var coded = Codings.Encode("zstd", Encoding.UTF8.GetBytes(Story));
        await using var server = Serve(_ => Answer(coded, "Content-Type: text/html; charset=utf-8\r\nContent-Encoding: zstd\r\n"));

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal("The old crane stays", read.Article.Headline);
        Assert.Equal(coded, read.Capture.PageExchange.Body.ToArray());
    }

    [Fact]
    public async Task A_charset_that_is_a_lie_fails_nothing_and_changes_no_byte()
    {
        var bytes = Encoding.Latin1.GetBytes(Story.Replace("crane stays", "caf\u00E9 stays", StringComparison.Ordinal));
        await using var server = Serve(_ => Answer(bytes, "Content-Type: text/html; charset=utf-16\r\n"));

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal(bytes, read.Capture.PageExchange.Body.ToArray());
        Assert.NotEmpty(read.Article.Headline);
    }

    [Fact]
    public async Task A_PDF_is_captured_and_has_a_name_and_no_body()
    {
        await using var server = Serve(target => Answer(
            "%PDF-1.7 and so on"u8.ToArray(),
            "Content-Type: application/pdf\r\n"
                + (target == "/named" ? "Content-Disposition: attachment; filename=\"Pr\u00C3\u00BCfbericht.pdf\"\r\n" : "")));

        var named = await ReadAsync(server.Address("/named"));
        var unnamed = await ReadAsync(server.Address("/files/report%202026.pdf?download=1"));

        Assert.Equal((ArticleKind.NotHtml, "Prüfbericht.pdf"), (named.Article.Kind, named.Article.Headline));
        Assert.Equal("report 2026.pdf", unnamed.Article.Headline);
        Assert.Empty(named.Article.Body);
        Assert.Equal("%PDF-1.7 and so on", named.Capture.PageExchange.Text());
    }

    [Theory]
    [InlineData(401, "wants a login")]
    [InlineData(403, "does not want to be asked")]
    [InlineData(404, "no such page")]
    [InlineData(410, "taken away")]
    [InlineData(418, "brings no page")]
    [InlineData(429, "not so often")]
    [InlineData(503, "Try again later")]
    [InlineData(304, "brings no page")]
    public async Task An_error_status_is_refused_with_the_status_and_what_it_means(int status, string meaning)
    {
        await using var server = Serve(_ => Status(status));

        var refused = await RefuseAsync(server.Address("/story"));

        Assert.Equal((FetchRefusal.ErrorStatus, status), (refused.Why, refused.Status));
        Assert.Contains(meaning, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1 answered {status}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gzip_bomb_is_refused()
    {
        var bomb = Codings.Gzip(new byte[65 << 20]);
        await using var server = Serve(_ => Answer(bomb, "Content-Type: text/html\r\nContent-Encoding: gzip\r\n"));

        var refused = await RefuseAsync(server.Address("/story"));

        Assert.Equal(FetchRefusal.DecodedTooLarge, refused.Why);
        Assert.Contains("67108864 bytes", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", "this is no gzip", FetchRefusal.MalformedCoding)]
    [InlineData("compress", "this is something", FetchRefusal.UnknownCoding)]
    [InlineData("gzip", "", FetchRefusal.EmptyBody)]
    [InlineData("identity", "", FetchRefusal.EmptyBody)]
    public async Task A_body_that_cannot_be_read_is_refused(string coding, string body, FetchRefusal why)
    {
        await using var server = Serve(_ => Answer(Encoding.UTF8.GetBytes(body), $"Content-Type: text/html\r\nContent-Encoding: {coding}\r\n"));

        Assert.Equal(why, (await RefuseAsync(server.Address("/story"))).Why);
    }

    [Fact]
    public async Task What_the_fetch_refuses_the_visit_refuses_with_the_same_words()
    {
        await using var server = Serve(_ => Html(Story));
        LinkAddress.TryParse(server.Address("/story").AbsoluteUri, out var address);

        var outcome = await new Visit(FetchFixture.Fetcher(new FetchPolicy()), TimeProvider.System).FetchAsync(address!, Stop);

        var refused = Assert.IsType<VisitOutcome.Refused>(outcome);
        Assert.Equal(FetchRefusal.AddressNotAllowed, refused.Why);
        Assert.Contains("not a public address", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shutdown_while_images_come_is_thrown()
    {
        using var shutdown = new CancellationTokenSource();
        await using var server = new BareServer(async talk =>
        {
            if (talk.Target == "/story")
            {
                await talk.SendAsync(Html(Page("The old crane stays", Figure("/a.png") + Story)));
                return;
            }

            await shutdown.CancelAsync();
            await talk.StaySilentAsync();
        });
        LinkAddress.TryParse(server.Address("/story").AbsoluteUri, out var address);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new Visit(FetchFixture.Fetcher(), TimeProvider.System).FetchAsync(address!, shutdown.Token));
    }

    [Theory]
    [InlineData("<link rel=canonical href=/story/1>", "", "/story/1")]
    [InlineData("<meta property=og:url content=/story/1>", "", "/story/1")]
    [InlineData("<link rel=canonical href=/>", "", "/moved?id=1")]
    [InlineData("<link rel=canonical href=https://other.example/story/1>", "", "/moved?id=1")]
    [InlineData("", "Link: </style.css>; rel=preload, </story/2>; rel=\"canonical\"\r\n", "/story/2")]
    [InlineData("<link rel=canonical href=/story/1>", "Link: </story/2>; rel=canonical\r\n", "/story/1")]
    [InlineData("", "", "/moved?id=1")]
    public async Task A_link_is_known_by_where_it_led_and_what_the_page_says_of_itself(string head, string header, string expected)
    {
        await using var server = Serve(target => target == "/short"
            ? Encoding.ASCII.GetBytes(BareServer.Redirect("/moved?id=1&utm_source=x"))
            : Answer(
                Encoding.UTF8.GetBytes(Page("The old crane stays", Story, head)),
                "Content-Type: text/html\r\n" + header));

        var read = await ReadAsync(server.Address("/short"));

        Assert.Equal(server.Address(expected).AbsoluteUri, read.Capture.Address.Canonical);
        Assert.Equal(server.Address("/short").AbsoluteUri, read.Capture.Address.Raw);
        Assert.Equal(1, read.Capture.Page);
    }

    [Fact]
    public async Task A_page_that_robots_txt_disallows_is_not_asked_for_and_the_line_is_quoted()
    {
        await using var server = Serve(target => target == "/robots.txt" ? File("User-agent: *\nDisallow: /story\n"u8.ToArray()) : Html(Story));

        var refused = Assert.IsType<VisitOutcome.Refused>(await Polite().FetchAsync(Link(server, "/story"), Stop));

        Assert.Equal((FetchRefusal.RobotsDisallow, null), (refused.Why, refused.Status));
        Assert.Contains($"line 2 of {server.Address("/robots.txt")} says \"Disallow: /story\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--ignore-robots NAME", refused.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_capture_says_by_which_line_the_page_was_allowed_and_images_ask_nobody()
    {
        await using var server = Serve(target => target switch
        {
            "/robots.txt" => File("User-agent: *\nAllow: /story\nDisallow: /\n"u8.ToArray()),
            "/story" => Html(Page("The old crane stays", Paragraph + Paragraph + Figure("/a.png") + Paragraph + Paragraph)),
            _ => File(Picture(300, 200)),
        });

        var read = await ReadAsync(server.Address("/story"), Polite());

        var note = Assert.Single(read.Capture.Robots);
        Assert.Equal((true, new RobotsLine(2, "Allow: /story"), null), (note.Allowed, note.Line, note.OverriddenBy));
        Assert.Equal(["/story", "/a.png"], read.Capture.Exchanges.Select(exchange => exchange.Address!.PathAndQuery));
    }

    [Fact]
    public async Task Where_a_redirect_leads_is_asked_about_too()
    {
        await using var other = Serve(target => target == "/robots.txt" ? File("User-agent: Tearsheet\nDisallow: /\n"u8.ToArray()) : Html(Story));
        await using var server = Serve(target => target == "/robots.txt"
            ? Status(404)
            : Encoding.ASCII.GetBytes(BareServer.Redirect(other.Address("/story").AbsoluteUri)));

        var refused = Assert.IsType<VisitOutcome.Refused>(await Polite().FetchAsync(Link(server, "/short"), Stop));
        var read = Assert.IsType<VisitOutcome.Read>(await Polite().FetchAsync(Link(server, "/short"), "Ada Byron", Stop));

        Assert.Equal(FetchRefusal.RobotsDisallow, refused.Why);
        Assert.Equal(
            [(true, RobotsGround.NoFile, null), (false, RobotsGround.Line, "Ada Byron")],
            read.Capture.Robots.Select(note => (note.Allowed, note.Ground, note.OverriddenBy)));
    }

    [Fact]
    public async Task A_robots_txt_that_cannot_be_had_forbids_and_the_reason_is_told()
    {
        await using var server = Serve(target => target == "/robots.txt" ? Status(502) : Html(Story));

        var refused = Assert.IsType<VisitOutcome.Refused>(await Polite().FetchAsync(Link(server, "/story"), Stop));

        Assert.Equal((FetchRefusal.RobotsUnreachable, 502), (refused.Why, refused.Status));
        Assert.Contains("/robots.txt answered 502", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_page_asks_no_robots_txt()
    {
        await using var server = Serve(_ => Status(404));

        var read = Assert.IsType<VisitOutcome.Read>(await Polite().ReadSavedAsync(
            Encoding.UTF8.GetBytes(Story), Link(server, "/story"), "text/html", fetchImages: false, why: null, Stop));

        Assert.Equal((0, 0), (read.Capture.Robots.Count, server.Connections));
    }

    [Fact]
    public async Task A_page_saved_without_its_address_can_not_be_fetched_again()
    {
        var outcome = await new Visit(FetchFixture.Fetcher(), TimeProvider.System).FetchAsync(LinkAddress.ForSavedPage("x"u8), Stop);

        Assert.Equal(FetchRefusal.NotHttp, Assert.IsType<VisitOutcome.Refused>(outcome).Why);
    }

    private static async Task<VisitOutcome.Read> ReadAsync(Uri address, Visit? visit = null)
    {
        LinkAddress.TryParse(address.AbsoluteUri, out var link);
        visit ??= new Visit(FetchFixture.Fetcher(), TimeProvider.System);
        return Assert.IsType<VisitOutcome.Read>(await visit.FetchAsync(link!, Stop));
    }

    private static async Task<VisitOutcome.Refused> RefuseAsync(Uri address)
    {
        LinkAddress.TryParse(address.AbsoluteUri, out var link);
        return Assert.IsType<VisitOutcome.Refused>(await new Visit(FetchFixture.Fetcher(), TimeProvider.System).FetchAsync(link!, Stop));
    }

    private static Visit Polite() => new(
        FetchFixture.Fetcher(), TimeProvider.System, robots: new RobotsGate(FetchFixture.Fetcher(), TimeProvider.System));

    private static LinkAddress Link(BareServer server, string path)
    {
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(server.Address(path).AbsoluteUri, out var link));
        return link!;
    }

    private static BareServer Serve(Func<string, byte[]> answer) => new(async talk => await talk.SendAsync(answer(talk.Target)));

    private static byte[] Html(string page) => Answer(Encoding.UTF8.GetBytes(page), "Content-Type: text/html; charset=utf-8\r\n");

    private static byte[] File(byte[] bytes) => Answer(bytes, "Content-Type: image/png\r\n");

    private static byte[] Status(int status) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n"));

    private static byte[] Answer(byte[] body, string headers) =>
        [.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\n{headers}Content-Length: {body.Length}\r\n\r\n"), .. body];

    private static string Page(string headline, string body, string head = "") =>
        $"<!doctype html><html lang=en><head><title>{headline}</title>{head}</head><body><article><h1>{headline}</h1>{body}</article></body></html>";

    private static string Figure(string image) => $"<figure><img src=\"{image}\" width=800 height=500 alt=\"A crane\"><figcaption>The crane.</figcaption></figure>";

    private static byte[] Picture(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(new SKColor(200, 30, 30));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
