using Microsoft.Extensions.Primitives;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>An answer that is ready to be written: everything about it that does not depend on who asks.</summary>
internal sealed record Answer
{
    public required int Status { get; init; }

    public required string ContentType { get; init; }

    /// <summary>The whole body; null when it is streamed from <see cref="File"/>.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The file whose bytes are the body; undefined when the body is our own words.</summary>
    public Cid File { get; init; }

    /// <summary>Bytes of the body as it is written.</summary>
    public required long Length { get; init; }

    /// <summary>Quoted; empty when there is nothing to compare.</summary>
    public StringValues ETag { get; init; }

    public StringValues CacheControl { get; init; }

    /// <summary>CIDs from the root to the file, one a path segment.</summary>
    public StringValues Roots { get; init; }

    /// <summary>Set on a redirect.</summary>
    public string? Location { get; init; }

    public Coding Coding { get; init; }

    /// <summary>Whether a coded form of this answer exists.</summary>
    public bool IsText { get; init; }

    /// <summary>Bytes of memory that keeping it takes, about.</summary>
    public long Weight => (Body?.Length ?? 0) + 600;
}
