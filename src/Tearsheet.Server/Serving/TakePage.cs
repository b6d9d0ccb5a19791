using System.Collections.Frozen;

namespace Tearsheet.Server.Serving;

/// <summary>
/// The page to which a bookmarklet hands over what its window shows, and to which telephones share addresses. It is the same for everybody: what it
/// does with the desk it does with the token that its user gave it.
/// </summary>
internal static class TakePage
{
    private const string Folder = "/desk/";

    // Everything from here, nothing inline, and in nobody's frame. No Cross-Origin-Opener-Policy: the bookmarklet's window must reach this one.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, (byte[] Bytes, string MediaType)> Files = new (string Name, string File, string MediaType)[]
    {
        ("take", "take.html", "text/html; charset=utf-8"),
        ("take.js", "take.js", "text/javascript; charset=utf-8"),
        ("take.css", "take.css", "text/css; charset=utf-8"),
        ("icon.svg", "icon.svg", "image/svg+xml"),
        ("desk.webmanifest", "desk.webmanifest", "application/manifest+json"),
    }.ToFrozenDictionary(each => each.Name, each => (Read(each.File), each.MediaType), StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (name, (bytes, mediaType)) in Files)
        {
            routes.MapGet(Folder + name, (HttpContext context) =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = Policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers.CacheControl = "no-cache";
                context.Response.ContentType = mediaType;
                context.Response.ContentLength = bytes.Length;
                return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
            });
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(TakePage).Assembly.GetManifestResourceStream("Tearsheet.Server.Serving.Take." + name)
            ?? throw new InvalidOperationException($"{name} is missing from the program.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
