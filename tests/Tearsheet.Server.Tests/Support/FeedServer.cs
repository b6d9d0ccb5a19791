using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tearsheet.Server.Tests.Support;

/// <summary>
/// A news site with feeds on loopback: each feed is good until it is told to take up a bad habit, and each habit has a name. Feeds are at
/// <c>/feeds/NAME.xml</c>, their stories at <c>/story/NAME/NUMBER</c>.
/// </summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _stories = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _rewritten = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _habits = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Asked> _asked = new();
    private int _inFlight;
    private int _mostInFlight;

    public FeedServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapGet("/feeds/{name}.xml", NotedAsync(FeedAsync));
        _app.MapGet("/robots.txt", context => context.Response.WriteAsync("Sitemap: /sitemap/none.xml\nSitemap: /sitemap/news.xml\n"));
        _app.MapGet("/", context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<!doctype html><title>No feeds here</title>");
        });
        _app.MapGet("/page/{name}", NotedAsync(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(NewsServer.Page(
                "A front page", $"<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feeds/{context.Request.RouteValues["name"]}.xml\">"));
        }));
        _app.MapGet("/sitemap/{name}.xml", NotedAsync(context => XmlAsync(
            context, $"<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sitemap><loc>{Address}/sitemap/{context.Request.RouteValues["name"]}/part.xml</loc></sitemap></sitemapindex>")));
        _app.MapGet("/sitemap/{name}/part.xml", NotedAsync(context => XmlAsync(
            context,
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
            + string.Concat(Enumerable.Range(1, 2).Select(i => $"<url><loc>{Address}/story/{context.Request.RouteValues["name"]}/{i}</loc></url>")) + "</urlset>")));
        _app.MapGet("/sitemap/{name}.txt", NotedAsync(context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync("\uFEFF" + string.Concat(Enumerable.Range(1, 2).Select(i => $"{Address}/story/{context.Request.RouteValues["name"]}/{i}?from=list\r\n")));
        }));
        _app.MapPost("/hub", NotedAsync(HubAsync));
        _app.MapGet("/story/{name}/{number:int}", NotedAsync(StoryAsync));
    }

    /// <summary>One request that came.</summary>
    public sealed record Asked(string Path, string? IfNoneMatch, int Status);

    public string Address => _app.Urls.First();

    public IReadOnlyList<Asked> Requests => [.. _asked];

    /// <summary>The most requests that were ever under way at once.</summary>
    public int MostInFlight => Volatile.Read(ref _mostInFlight);

    /// <summary>How long a story takes.</summary>
    public TimeSpan StoryTime { get; set; }

    /// <summary>Asks a callback whether it wants what the hub was asked for; the answer is its status and body.</summary>
    public Func<string, Task> HubAsked { get; set; } = _ => Task.CompletedTask;

    public string Feed(string name) => $"{Address}/feeds/{name}.xml";

    public int StoriesAsked(string name) => Requests.Count(request => request.Path.StartsWith($"/story/{name}/", StringComparison.Ordinal));

    public Task StartAsync() => _app.StartAsync();

    /// <summary>Sets how many stories a feed has.</summary>
    public void Publish(string name, int stories) => _stories[name] = stories;

    /// <summary>The first story of a feed is written anew: in the feed, and on its page.</summary>
    public void Rewrite(string name) => _rewritten[name] = true;

    /// <summary>From now on the feed has a bad habit.</summary>
    public void TakeUp(string name, string habit) => _habits[name] = habit;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private RequestDelegate NotedAsync(RequestDelegate answer) => async context =>
    {
        var now = Interlocked.Increment(ref _inFlight);
        for (var most = MostInFlight; now > most; most = MostInFlight)
        {
            Interlocked.CompareExchange(ref _mostInFlight, now, most);
        }

        try
        {
            await answer(context);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
            _asked.Enqueue(new Asked(context.Request.Path, context.Request.Headers.IfNoneMatch, context.Response.StatusCode));
        }
    };

    private async Task HubAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        context.Response.StatusCode = 202;
        await context.Response.CompleteAsync();
        await HubAsked(form["hub.callback"] + "?hub.mode=" + form["hub.mode"] + "&hub.challenge=abc123&hub.lease_seconds=" + form["hub.lease_seconds"]
            + "&hub.topic=" + Uri.EscapeDataString(form["hub.topic"]!));
    }

    private async Task StoryAsync(HttpContext context)
    {
        if (StoryTime > TimeSpan.Zero)
        {
            await Task.Delay(StoryTime, context.RequestAborted);
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(NewsServer.Page(
            Title((string)context.Request.RouteValues["name"]!, int.Parse((string)context.Request.RouteValues["number"]!, CultureInfo.InvariantCulture))
            + $" of {context.Request.RouteValues["name"]}"));
    }

    private static Task XmlAsync(HttpContext context, string xml)
    {
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(xml);
    }

    private Task FeedAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        return _habits.TryGetValue(name, out var habit) ? BadAsync(context, name, habit) : GoodAsync(context, name);
    }

    private string Xml(string name, int stories)
    {
        var items = new StringBuilder();
        for (var i = 1; i <= stories; i++)
        {
            items.Append(CultureInfo.InvariantCulture, $"<item><title>{Title(name, i)}</title><link>{Address}/story/{name}/{i}</link><guid isPermaLink=\"false\">{name}-{i}</guid></item>");
        }

        var hub = name == "hub"
            ? $"<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"hub\" href=\"{Address}/hub\"/><atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"self\" href=\"{Feed(name)}\"/>"
            : "";
        return $"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{hub}<title>Wire {name}</title><link>{Address}/</link><description>News</description>{items}</channel></rss>""";
    }

    private string Title(string name, int story) => (story == 1 && _rewritten.ContainsKey(name) ? "Another story " : "Story ") + story.ToString(CultureInfo.InvariantCulture);

    private Task GoodAsync(HttpContext context, string name)
    {
        var stories = _stories.GetValueOrDefault(name, 1);
        var tag = $"\"{name}-{stories}-{_rewritten.ContainsKey(name)}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = 304;
            return Task.CompletedTask;
        }

        return RssAsync(context, Encoding.UTF8.GetBytes(Xml(name, stories)));
    }

    private static Task RssAsync(HttpContext context, byte[] bytes)
    {
        context.Response.ContentType = "application/rss+xml";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }

    private async Task BadAsync(HttpContext context, string name, string habit)
    {
        var xml = Encoding.UTF8.GetBytes(Xml(name, _stories.GetValueOrDefault(name, 1)));
        switch (habit)
        {
            case "slow-body":
                context.Response.ContentType = "application/rss+xml";
                foreach (var one in xml)
                {
                    await context.Response.Body.WriteAsync(new[] { one }, context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(200, context.RequestAborted);
                }

                break;
            case "endless-headers":
                for (var i = 0; i < 2000; i++)
                {
                    context.Response.Headers[string.Create(CultureInfo.InvariantCulture, $"X-{i}")] = new string('x', 200);
                }

                await RssAsync(context, xml);
                break;
            case "redirect-loop":
                context.Response.Redirect($"/feeds/{name}.xml");
                break;
            case "wrong-length":
                // More is promised than comes.
                await RawAsync(context, $"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {xml.Length + 1000}\r\n\r\n", xml);
                break;
            case "half-closed":
                await RawAsync(context, "HTTP/1.1 200 OK\r\nContent-Ty", []);
                break;
            case "bomb":
                context.Response.ContentType = "application/rss+xml";
                context.Response.Headers.ContentEncoding = "gzip";
                await using (var gzip = new GZipStream(context.Response.Body, CompressionLevel.SmallestSize))
                {
                    var blanks = new byte[1 << 20];
                    Array.Fill(blanks, (byte)' ');
                    for (var i = 0; i < 128; i++)
                    {
                        await gzip.WriteAsync(blanks, context.RequestAborted);
                    }
                }

                break;
            case "lying-charset":
                context.Response.ContentType = "application/rss+xml; charset=us-ascii";
                await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(
                    Xml(name, 1).Replace("Wire", "Käse", StringComparison.Ordinal)));
                break;
            case "changing-etag":
                context.Response.Headers.ETag = $"\"{Guid.NewGuid()}\"";
                await RssAsync(context, xml);
                break;
            case "429-storm":
                context.Response.StatusCode = 429;
                break;
            case "grows-without-end":
                context.Response.ContentType = "application/rss+xml";
                await context.Response.WriteAsync("<rss version=\"2.0\"><channel><title>Wire</title>");
                var item = Encoding.UTF8.GetBytes($"<item><title>{new string('x', 1 << 16)}</title></item>");
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(item, context.RequestAborted);
                }

                break;
            case "gone":
                context.Response.StatusCode = 410;
                break;
            case "html":
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync(NewsServer.Page("No feed any more"));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(habit), habit, "no such habit");
        }
    }

    /// <summary>Past the server's own care for correctness, and then the connection is closed.</summary>
    private static async Task RawAsync(HttpContext context, string head, byte[] body)
    {
        var transport = context.Features.Get<IConnectionTransportFeature>()!.Transport;
        await transport.Output.WriteAsync(Encoding.ASCII.GetBytes(head));
        await transport.Output.WriteAsync(body);
        await transport.Output.FlushAsync();
        await transport.Output.CompleteAsync();
        context.Abort();
    }
}
