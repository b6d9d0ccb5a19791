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
        if (string.IsNullOrEmpty(target) || target[0] != '/')
        {
            // A target in absolute form, as proxies send it, or none, as some tests do.
            return (context.Request.PathBase + context.Request.Path).ToUriComponent() is { Length: > 0 } path ? path : "/";
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }
}
