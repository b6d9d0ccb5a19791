using System.Globalization;
using SkiaSharp;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Tests.Fetching;
using static Tearsheet.Reading.Tests.Rendering.RenderFixture;

namespace Tearsheet.Reading.Tests.Rendering;

/// <summary>What a rendered page is, and what its capture holds.</summary>
[Collection(OneAtATime)]
public class RenderedPageTests
{
    public RenderedPageTests() => NeedChromium();

    [Fact]
    public async Task An_article_that_scripts_write_is_read_and_all_that_came_for_it_is_kept()
    {
        await using var server = BareServer.Answering(target => target switch
        {
            "/story" => Text(Scripted("fetch('/story.js').then(r=>r.text()).then(eval);navigator.sendBeacon('/count','1')")),
            "/story.js" => Text(Write("The old crane stays"), "text/javascript"),
            _ => Status(404),
        });

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal("The old crane stays", read.Article.Headline);
        Assert.True(read.Article.IsWhole);
        var capture = read.Capture;
        Assert.Equal(Provenance.Rendered, capture.PageExchange.Provenance);
        Assert.Null(capture.PageExchange.Status);
        Assert.Empty(capture.PageExchange.Method);
        Assert.Contains("The old crane stays</h1>", System.Text.Encoding.UTF8.GetString(capture.PageExchange.Body.Span), StringComparison.Ordinal);
        Assert.Equal(Provenance.Fetched, capture.Document.Provenance);
        Assert.Contains("Please turn on scripts", capture.Document.Text(), StringComparison.Ordinal);
        Assert.Equal(["/story", "/story", "/story.js"], capture.Exchanges.Take(3).Select(exchange => exchange.Address!.AbsolutePath));
        Assert.True(read.Made("fullPage").Body.Span.StartsWith("\x89PNG"u8[1..]) || read.Made("fullPage").Body.Span[1..].StartsWith("PNG"u8));
        Assert.True(read.Made("pdf").Body.Span.StartsWith("%PDF-"u8));
        Assert.Equal(["200"], read.Said("GET", "/story.js"));
        Assert.Equal(["nothing is sent that could change something"], read.Said("POST", "/count"));
        Assert.Equal(1, server.Requests.Count(request => request.StartsWith("GET /story ", StringComparison.Ordinal)));
        Assert.DoesNotContain(server.Requests, request => request.Contains("/count", StringComparison.Ordinal));
        Assert.All(server.Requests, request => Assert.Contains($"User-Agent: {FetchFixture.Policy.UserAgent}\r\n", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redirect_leads_the_browser_along_and_cookies_live_as_long_as_the_capture()
    {
        await using var server = BareServer.Answering(target => target switch
        {
            "/old" => BareServer.Redirect("/new/story", 301, "Set-Cookie: way=old; Path=/\r\n"),
            "/new/story" => Text(Scripted("fetch('part').then(r=>r.text()).then(t=>{" + Write("The old crane stays") + "document.querySelector('h1').append(' at '+location.pathname)})")),
            "/new/part" => Text("x", "text/plain"),
            _ => Status(404),
        });

        var read = await ReadAsync(server.Address("/old"));
        await ReadAsync(server.Address("/old"));

        Assert.Equal("The old crane stays at /new/story", read.Article.Headline);
        Assert.EndsWith("/new/story", read.Capture.Address.Canonical, StringComparison.Ordinal);
        Assert.Equal(
            ["/old 301", "/new/story 200", "/new/story ", "/new/part 200"],
            read.Capture.Exchanges.Take(4).Select(exchange => $"{exchange.Address!.AbsolutePath} {exchange.Status?.ToString(CultureInfo.InvariantCulture)}"));
        Assert.All(server.Requests.Where(request => request.StartsWith("GET /new/part", StringComparison.Ordinal)), request => Assert.Contains("Cookie: way=old", request, StringComparison.Ordinal));
        Assert.All(server.Requests.Where(request => request.StartsWith("GET /old", StringComparison.Ordinal)), request => Assert.DoesNotContain("Cookie:", request, StringComparison.Ordinal));
        Assert.DoesNotContain(read.Capture.Exchanges.SelectMany(exchange => exchange.RequestHeaders), header => header.Value.Contains("way=old", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pictures_that_wait_for_a_reader_to_scroll_come_and_are_asked_for_once()
    {
        var picture = Picture(900, 500);
        await using var server = new BareServer(talk => talk.Target switch
        {
            "/story" => talk.SendAsync(Text(Scripted(Write(
                "The old crane stays", "<figure><img src=/top.png width=900 height=500></figure><div style=height:4000px></div><figure><img src=/far.png loading=lazy width=900 height=500></figure>")))),
            "/top.png" or "/far.png" => talk.SendAsync((byte[])[.. System.Text.Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n"), .. picture]),
            _ => talk.SendAsync(Status(404)),
        });

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal(1, server.Requests.Count(request => request.StartsWith("GET /far.png", StringComparison.Ordinal)));
        Assert.Equal(1, server.Requests.Count(request => request.StartsWith("GET /top.png", StringComparison.Ordinal)));
        Assert.NotEmpty(read.Renditions);
        using var image = SKBitmap.Decode(read.Made("fullPage").Body.ToArray());
        Assert.Equal(1280, image.Width);
        Assert.InRange(image.Height, 4500, 9000);
    }

    [Fact]
    public async Task A_rendered_capture_read_again_is_the_same_and_asks_nobody()
    {
        VisitOutcome.Read read;
        var server = BareServer.Answering(target => target == "/story"
            ? Text(Scripted(Write("The old crane stays", "<img src=/gone.png>") + "document.querySelector('meta[name=robots]').remove()", "<meta name=robots content=noarchive>"), more: "X-Robots-Tag: max-snippet:90\r\n")
            : target == "/gone.png" ? BareServer.Redirect("http://127.0.0.2:9/secret.png") : Status(404));
        await using (server)
        {
            read = await ReadAsync(server.Address("/story"));
        }

        var again = Assert.IsType<VisitOutcome.Read>(Rereading.Read(read.Capture, FetchFixture.Policy.MaxDecodedBytes));

        Assert.Equal(read.Article.Headline, again.Article.Headline);
        Assert.Equal(read.Article.Wishes, again.Article.Wishes);
        Assert.Equal(read.Renditions.Count, again.Renditions.Count);

        // A script took the one wish off the page, and the other never stood there.
        Assert.True(read.Article.Wishes.NoArchive);
        Assert.Equal(90, read.Article.Wishes.MaxSnippet);
    }

    [Fact]
    public async Task A_document_that_scripts_put_in_the_place_of_the_first_is_the_page_if_robots_allow_it()
    {
        await using var server = BareServer.Answering(target => target switch
        {
            "/robots.txt" => Text("User-agent: *\nDisallow: /private/\n", "text/plain"),
            "/gate" => Text(Scripted("location.replace('/story')")),
            "/story" => Text(Scripted(Write("The old crane stays") + "setTimeout(()=>location.href='/private/other',10)")),
            _ => Text(Scripted(Write("What nobody may read"))),
        });

        var read = await ReadAsync(server.Address("/gate"), robots: new RobotsGate(FetchFixture.Fetcher(), TimeProvider.System));

        Assert.Equal("The old crane stays", read.Article.Headline);
        Assert.Equal("/story", read.Capture.Document.Address!.AbsolutePath);
        Assert.EndsWith("/story", read.Capture.Address.Canonical, StringComparison.Ordinal);
        Assert.Contains("Disallow: /private/", Assert.Single(read.Said("GET", "/private/other")), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, request => request.StartsWith("GET /private/", StringComparison.Ordinal));
        Assert.Equal(["/gate", "/story", "/private/other"], read.Capture.Robots.Select(note => new Uri(note.Address).AbsolutePath));
    }

    [Fact]
    public async Task Another_host_is_asked_whether_a_page_may_ask_it()
    {
        await using var api = BareServer.Answering(target => target == "/allowed"
            ? Text(Write("The old crane stays"), "text/javascript", "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: x-key\r\n")
            : Text("secret", "text/plain"));
        await using var server = BareServer.Answering(target => target == "/story"
            ? Text(Scripted($"fetch('{api.Address("/private")}').then(r=>r.text()).then(t=>document.title=t).catch(()=>0);fetch('{api.Address("/allowed")}',{{headers:{{'x-key':'1'}}}}).then(r=>r.text()).then(eval)"))
            : Status(404));

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal("The old crane stays", read.Article.Headline);
        Assert.Contains(api.Requests, request => request.StartsWith("OPTIONS /allowed", StringComparison.Ordinal));
        Assert.Contains(api.Requests, request => request.StartsWith("GET /allowed", StringComparison.Ordinal) && request.Contains("x-key: 1", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Questions_to_a_reader_and_windows_do_not_hold_a_page_up()
    {
        await using var server = BareServer.Answering(target => target == "/story"
            ? Text(Scripted("alert('Subscribe?');const yes=confirm('Really?');prompt('Name?');window.open('/popup');print();onbeforeunload=()=>'stay';" + Write("The old crane stays") + "document.querySelector('h1').append(' '+yes)"))
            : Status(404));

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal("The old crane stays false", read.Article.Headline);
        Assert.DoesNotContain(server.Requests, request => request.StartsWith("GET /popup", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wall_is_known_for_one_and_an_error_is_refused()
    {
        await using var server = BareServer.Answering(target => target switch
        {
            "/wall" => Text(Scripted("document.title='Just a moment...';document.getElementById('app').innerHTML='<h1>Checking your browser before accessing the site</h1><p>Verify you are human by completing the action below.</p>'")),
            "/lost" => Text(Scripted("location.replace('/nowhere')")),
            _ => "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>No</p>",
        });

        Assert.Equal(ArticleKind.BotWall, (await ReadAsync(server.Address("/wall"))).Article.Kind);
        using var renderer = Renderer();
        var refused = Assert.IsType<VisitOutcome.Refused>(await RenderAsync(server.Address("/lost"), renderer));
        Assert.Equal((FetchRefusal.ErrorStatus, 404), (refused.Why, refused.Status!.Value));
    }

    [Fact]
    public async Task One_host_at_a_time_is_asked_in_its_turn_and_one_request_at_a_time()
    {
        var (underWay, most) = (0, 0);
        async Task AnswerAsync(BareServer.Talk talk, string answer)
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await talk.SendAsync(answer);
            Interlocked.Decrement(ref underWay);
        }

        await using var other = new BareServer(talk => AnswerAsync(talk, Status(404)));
        await using var server = new BareServer(talk => AnswerAsync(talk, talk.Target == "/story"
            ? Text(Scripted(Write("The old crane stays", string.Concat(Enumerable.Range(0, 12).Select(n => $"<img src={(n % 2 == 0 ? other.Address($"/{n}.png").AbsoluteUri : $"/{n}.png")}>")))))
            : Status(404)));
        var turns = new Turns();
        using var renderer = Renderer();
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(server.Address("/story").AbsoluteUri, out var link));

        var outcome = await new Visit(FetchFixture.Fetcher(), TimeProvider.System, turns: turns).RenderAsync(link!, robotsIgnoredBy: null, renderer, TestContext.Current.CancellationToken);

        Assert.IsType<VisitOutcome.Read>(outcome);
        Assert.Equal(6, other.Requests.Count);
        Assert.Equal(1, most);
        Assert.Equal(1, turns.MostHeld);
        Assert.Equal(0, turns.Held);

        // The document; then what is on each host together, not one by one.
        Assert.InRange(turns.Entered, 2, 6);
    }

    [Fact]
    public async Task What_is_no_page_is_captured_as_it_came()
    {
        await using var server = BareServer.Answering(_ => Text("%PDF-1.4\n%%EOF\n", "application/pdf"));

        var read = await ReadAsync(server.Address("/paper.pdf"));

        Assert.Equal(Provenance.Fetched, read.Capture.PageExchange.Provenance);
        Assert.Single(read.Capture.Exchanges);
    }

    /// <summary>Lines in which nobody waits, that know who is in front.</summary>
    private sealed class Turns : IHostTurns, IHostTurn
    {
        public int Held { get; private set; }

        public int MostHeld { get; private set; }

        public int Entered { get; private set; }

        public Task<IHostTurn> EnterAsync(string host, CancellationToken cancellationToken)
        {
            Entered++;
            MostHeld = Math.Max(MostHeld, ++Held);
            return Task.FromResult<IHostTurn>(this);
        }

        public ValueTask LeaveAsync(TimeSpan pause)
        {
            Held--;
            return ValueTask.CompletedTask;
        }
    }

    private static byte[] Picture(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.SteelBlue);
        canvas.DrawCircle(width / 2, height / 2, height / 4, new SKPaint { Color = SKColors.Gold });
        return bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }
}
