using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tearsheet.Server.Tests.Support;

/// <summary>A small news site on loopback: good articles, and every way in which a page can be bad.</summary>
public sealed class NewsServer : IAsyncLifetime
{
    private readonly WebApplication _app;
    private int _slow;

    public NewsServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        Map();
    }

    /// <summary>How often the page that never ends was asked for.</summary>
    public int SlowRequests => Volatile.Read(ref _slow);

    /// <summary>What /robots.txt says; there is none while this is null.</summary>
    public string? Robots { get; set; }

    /// <summary>The User-Agent of the last one who asked for /robots.txt.</summary>
    public string? LastAgent { get; private set; }

    public string Address => _app.Urls.First();

    public string Article(int number) => $"{Address}/news/{number}";

    public string At(string path) => Address + path;

    public async ValueTask InitializeAsync() => await _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A page that any reader takes for an article.</summary>
    public static string Page(string headline, string extra = "") => $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <title>{headline} | The Test Courier</title>
          <meta property="og:title" content="{headline}">
          <meta property="og:site_name" content="The Test Courier">
          <meta property="article:published_time" content="2026-11-20T08:30:00Z">
          {extra}
        </head>
        <body>
          <nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
          <article>
            <h1>{headline}</h1>
            <p class="byline">By Ines Kahlo</p>
            <p>The council of the harbour town decided on Thursday evening, after a debate of four hours, that the old light
            is to stay where it has stood for a hundred and forty years.</p>
            <p>Members of the society that looks after the tower had collected nine thousand signatures. The keeper, who has
            lived below the lamp since she was a child, said that she would sleep well for the first time this year.</p>
            <p>The works are to begin in spring. Until then the tower is open on Sundays, and the stairs, all two hundred and
            twelve of them, are to be climbed at one's own risk, as a sign at the door has always said.</p>
          </article>
          <footer>Copyright The Test Courier</footer>
        </body>
        </html>
        """;

    private void Map()
    {
        _app.MapGet("/robots.txt", (HttpContext context) =>
        {
            LastAgent = context.Request.Headers.UserAgent;
            context.Response.ContentType = "text/plain";
            context.Response.StatusCode = Robots is null ? 404 : 200;
            return context.Response.WriteAsync(Robots ?? "");
        });
        _app.MapGet("/news/{number:int}", (HttpContext context) =>
            HtmlAsync(context, Page($"Light number {context.Request.RouteValues["number"]} stays on")));
        _app.MapGet("/wishes", (HttpContext context) =>
            HtmlAsync(context, Page("A page with wishes", """<meta name="robots" content="noarchive, max-snippet:120">""")));
        _app.MapGet("/paper.pdf", (HttpContext context) =>
        {
            context.Response.ContentType = "application/pdf";
            return context.Response.WriteAsync("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
        });
        _app.MapGet("/bytes", (HttpContext context) =>
        {
            context.Response.ContentType = "application/octet-stream";
            return context.Response.Body.WriteAsync(new byte[64]).AsTask();
        });
        _app.MapGet("/empty", (HttpContext context) => HtmlAsync(context, ""));
        _app.MapGet("/huge", HugeAsync);
        _app.MapGet("/huge-unannounced", HugeAsync);
        _app.MapGet("/loop/{n:int}", (HttpContext context) =>
        {
            context.Response.Redirect($"/loop/{int.Parse((string)context.Request.RouteValues["n"]!, null) + 1}");
            return Task.CompletedTask;
        });
        _app.MapGet("/bomb", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.SmallestSize);
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 200 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await gzip.WriteAsync(zeros);
            }
        });
        _app.MapGet("/wrong-charset", (HttpContext context) =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(
                Page("Käse für Ängstliche").Replace("""<meta charset="utf-8">""", """<meta charset="windows-1252">""", StringComparison.Ordinal))).AsTask();
        });
        _app.MapGet("/slow", async (HttpContext context) =>
        {
            Interlocked.Increment(ref _slow);
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<!doctype html><title>Slow</title>");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        _app.MapGet("/gone", (HttpContext context) =>
        {
            context.Response.StatusCode = 410;
            return HtmlAsync(context, "<h1>Gone</h1>");
        });
        _app.MapGet("/to-private", (HttpContext context) =>
        {
            context.Response.Redirect("http://169.254.169.254/latest/meta-data/");
            return Task.CompletedTask;
        });
    }

    private static Task HtmlAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(html);
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }

    /// <summary>200 MB of page.</summary>
    private static async Task HugeAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        if (context.Request.Path == "/huge")
        {
            context.Response.ContentLength = 200L << 20;
        }

        var line = new byte[1 << 20];
        Array.Fill(line, (byte)'a');
        for (var i = 0; i < 200 && !context.RequestAborted.IsCancellationRequested; i++)
        {
            await context.Response.Body.WriteAsync(line);
        }
    }
}
