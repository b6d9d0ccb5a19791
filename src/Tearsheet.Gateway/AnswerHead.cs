using System.Globalization;
using Microsoft.Extensions.Primitives;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>What the heads of all answers have in common.</summary>
internal sealed class AnswerHead(GatewayPolicy policy)
{
    // Spec: path-gateway, "Cache-Control": a third of a year less than a year, and what a CID names never changes.
    private static readonly StringValues Forever = "public, max-age=29030400, immutable";

    // What we make of a block can change with the next version.
    private static readonly StringValues Generated = "public, max-age=604800, stale-while-revalidate=2678400";

    private readonly StringValues _root = string.Create(
        CultureInfo.InvariantCulture, $"public, max-age={(long)policy.RootMaxAge.TotalSeconds}, must-revalidate");

    /// <summary>How long the bytes may be cached.</summary>
    public StringValues CacheControl(ContentRequest request) => request.IsSite ? _root : request.MaxAge is { } age ? For(age) : Forever;

    /// <summary>How long a page that we made may be cached.</summary>
    public static StringValues GeneratedCacheControl(ContentRequest request) => request.MaxAge is { } age ? For(age) : Generated;

    /// <summary>Whether the page shares the site's origin and is not the site's own work.</summary>
    public bool IsSandboxed(ContentRequest request) => !request.IsSite && !request.HasOrigin && policy.IsOwnSite?.Invoke(request.Root) != true;

    /// <summary>The CIDs on the way.</summary>
    public static string Roots(Place place) => string.Join(',', place.Trail);

    /// <summary>The address that asks for this very form by the query; empty when the query chose it.</summary>
    public static StringValues ContentLocation(ContentRequest request, Microsoft.AspNetCore.Http.HttpRequest http)
    {
        if (http.Query.ContainsKey("format") || request.Format == RequestFormat.Plain)
        {
            return default;
        }

        var query = http.QueryString.ToUriComponent();
        var path = request.HasOrigin ? request.RawPath : request.Sent;
        return $"{path}{(query.Length > 1 ? query + "&" : "?")}format={RequestFormats.Name(request.Format)}";
    }

    /// <summary>The front of a file, in one piece.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        GatewayMemory memory, Resolution.Found file, long length, CancellationToken cancellationToken)
    {
        byte[]? whole = null;
        var at = 0;
        await foreach (var slice in memory.Reader.ReadAsync(file.Cid, 0, length, cancellationToken))
        {
            // Most files are one block, and a block is valid for ever: nothing to copy.
            if (slice.Length == length)
            {
                return slice;
            }

            whole ??= new byte[length];
            slice.CopyTo(whole.AsMemory(at));
            at += slice.Length;
        }

        return whole.AsMemory(0, at);
    }

    private static StringValues For(TimeSpan age) =>
        string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)Math.Min(age.TotalSeconds, 31_536_000)}");
}
