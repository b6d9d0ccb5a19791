using System.Text.Json;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Rendering;

/// <summary>A request that the browser would send, held until somebody decides.</summary>
/// <param name="Id">By which the browser knows it.</param>
/// <param name="Session">Whose it is.</param>
/// <param name="Chain">The same for a request and those to which its redirects lead; for a document also the name of what it loads.</param>
/// <param name="Method">In capitals.</param>
/// <param name="Url">Without fragment.</param>
/// <param name="Headers">What the browser would send.</param>
/// <param name="Kind">What it is for: Document, Image, Script …</param>
/// <param name="Frame">The frame that asks.</param>
internal sealed record PausedRequest(
    string Id, string? Session, string Chain, string Method, string Url, IReadOnlyList<HeaderPair> Headers, string Kind, string Frame)
{
    /// <summary>Of a longer address nothing is kept: nobody fetches it.</summary>
    private const int MaxUrl = 16 << 10;

    private const int MaxHeaders = 60;

    /// <summary>The address; null where it is none that can be fetched.</summary>
    public Uri? Address => Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    /// <summary>Reads the event <c>Fetch.requestPaused</c>.</summary>
    public static PausedRequest Read(DevToolsEvent paused)
    {
        var parameters = paused.Parameters;
        var request = parameters.GetProperty("request");
        var id = parameters.GetProperty("requestId").GetString()!;
        var url = request.GetProperty("url").GetString()!;
        return new PausedRequest(
            id,
            paused.Session,
            parameters.TryGetProperty("networkId", out var network) ? network.GetString()! : id,
            request.GetProperty("method").GetString()!,
            url.Length <= MaxUrl ? url : url[..MaxUrl] + "…",
            [.. request.GetProperty("headers").EnumerateObject().Take(MaxHeaders).Select(header => new HeaderPair(header.Name, TextOf(header.Value)))],
            parameters.GetProperty("resourceType").GetString()!,
            parameters.TryGetProperty("frameId", out var frame) ? frame.GetString()! : "");
    }

    /// <summary>The value of a header; null when there is none.</summary>
    public string? Header(string name) =>
        Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
