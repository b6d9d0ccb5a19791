// The Lowtide Courier: a newspaper that never was, for demos and tests without the internet.
// It serves its pages the way real ones are served: through redirects, gzip-coded, and with charsets left out.
using System.IO.Compression;
using Microsoft.AspNetCore.StaticFiles;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
await using var app = builder.Build();
var root = AppContext.BaseDirectory;
var types = new FileExtensionContentTypeProvider();

app.MapGet("/", () => Results.Text("The Lowtide Courier. See links.jsonl for what is in today's paper.\n"));
app.MapGet("/r/keeper", () => Results.Redirect("/2026/11/lighthouse.html"));
app.MapGet("/live/market.html", () => Page("market-live.html", "text/html; charset=utf-8"));
app.MapGet("/de/geigenbauerin.html", () => Page("geigenbauerin.html", "text/html"));
app.MapGet("/docs/tide-table.pdf", () => Page("tide-table.pdf", "application/pdf"));
app.MapGet("/2026/11/football.html", (HttpContext context) => Gzipped(context, "football.html"));
app.MapGet("/2026/11/{name}.html", (string name) => Page(name + ".html", "text/html; charset=utf-8"));
app.MapGet("/pictures/{name}", (string name) => types.TryGetContentType(name, out var type)
    ? Known("pictures", name) is { } path ? Results.File(path, type) : Results.NotFound()
    : Results.NotFound());

await app.StartAsync();
Console.WriteLine($"The Lowtide Courier is at {app.Urls.First()}");
await app.WaitForShutdownAsync();
return;

string? Known(string folder, string name) =>
    Directory.GetFiles(Path.Combine(root, folder)).FirstOrDefault(path =>
        string.Equals(Path.GetFileName(path), name, StringComparison.Ordinal));

IResult Page(string name, string type) =>
    Known("pages", name) is { } path ? Results.Bytes(File.ReadAllBytes(path), type) : Results.NotFound();

async Task Gzipped(HttpContext context, string name)
{
    context.Response.ContentType = "text/html; charset=utf-8";
    context.Response.Headers.ContentEncoding = "gzip";
    await using var coded = new GZipStream(context.Response.Body, CompressionLevel.Optimal);
    await coded.WriteAsync(await File.ReadAllBytesAsync(Known("pages", name)!, context.RequestAborted), context.RequestAborted);
}
