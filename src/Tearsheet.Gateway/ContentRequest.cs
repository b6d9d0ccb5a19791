using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>What is asked for, once host and name are known: a root, a path below it, and a form.</summary>
internal sealed record ContentRequest
{
    /// <summary>Where the path begins.</summary>
    public required Cid Root { get; init; }

    /// <summary>The path of the request as it was sent, namespace and all; what <c>X-Ipfs-Path</c> says.</summary>
    public required string Sent { get; init; }

    /// <summary>What addresses of this root begin with on this host: "" where it has a host of its own, else <c>/ipfs/CID</c> or <c>/ipns/NAME</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>The path below the root as it was sent.</summary>
    public required string RawPath { get; init; }

    /// <summary>Names that an IPNS record or a DNSLink puts before the path.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>How long the name may be cached; null under <c>/ipfs/</c>, where nothing ever changes.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Whether the newest edition is shown at the site's own root.</summary>
    public bool IsSite { get; init; }

    /// <summary>Whether a form was asked for, and which.</summary>
    public RequestFormat Format { get; init; } = RequestFormat.Plain;

    /// <summary>The name that the body shall be saved under, from <c>?filename=</c>; null for none.</summary>
    public string? FileName { get; init; }

    /// <summary>Whether the body shall be saved and not shown, from <c>?download=true</c>.</summary>
    public bool IsDownload { get; init; }

    /// <summary>Whether a part might be enough, so that not every block need be there.</summary>
    public bool WantsPart { get; init; }

    /// <summary>Whether pages are wanted rather than data: what a browser says.</summary>
    public bool WantsHtml { get; init; }

    /// <summary>The address of the form that Accept chose; empty when it chose none.</summary>
    public StringValues ContentLocation { get; init; }

    /// <summary>Whether the root stands on an origin of its own, whose site's <c>_redirects</c> hold.</summary>
    public bool HasOrigin => Prefix.Length == 0 && !IsSite;

    /// <summary>Whether nothing but the path decides the answer, so that it can be kept under it.</summary>
    public bool IsPlain => Format == RequestFormat.Plain && FileName is null && !IsDownload && Before.Count == 0 && !HasOrigin && MaxAge is null;

    /// <summary>Takes what the query and the headers say.</summary>
    /// <param name="request">The request.</param>
    /// <param name="format">The form that they ask for.</param>
    public ContentRequest With(HttpRequest request, RequestFormat format)
    {
        var query = request.Query;
        var told = this with { Format = format };
        return told with
        {
            ContentLocation = AnswerHead.ContentLocation(told, request),
            FileName = query["filename"] is { Count: > 0 } names && names[0] is { Length: > 0 and <= 255 } name ? name : null,
            IsDownload = query["download"] == "true",
            WantsPart = RangeRequest.WantsPart(request),
            WantsHtml = request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase),
        };
    }
}
