using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tearsheet.Gateway;

/// <summary>What a request asks for.</summary>
internal static class RequestTarget
{
    public static bool IsRead(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    /// <summary>The path as it stood in the request line, without the query: the server's own decoding cannot tell %2F from %252F.</summary>
    public static string RawPath(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (target is not null && target.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            && target.IndexOf("://", StringComparison.Ordinal) is > 0 and var colon)
        {
            // The absolute form, as it is sent to proxies.
            var path = target.IndexOf('/', colon + 3);
            target = path < 0 ? "/" : target[path..];
        }

        if (string.IsNullOrEmpty(target) || target[0] != '/')
        {
            // None, as some tests send.
            return (context.Request.PathBase + context.Request.Path).ToUriComponent() is { Length: > 0 } whole ? whole : "/";
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }
}
