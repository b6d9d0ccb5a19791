using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>One record to be written.</summary>
public sealed record WarcDraft
{
    /// <summary>WARC-Type in small letters.</summary>
    public required string Type { get; init; }

    /// <summary>WARC-Target-URI; null only for a warcinfo record. What is no URI character is percent-encoded.</summary>
    public string? TargetUri { get; init; }

    /// <summary>WARC-Date; written in UTC with milliseconds.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Content-Type of the block.</summary>
    public required string ContentType { get; init; }

    /// <summary>The first part of the block: the head of an HTTP message, or nothing.</summary>
    public ReadOnlyMemory<byte> Head { get; init; }

    /// <summary>The rest of the block.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>WARC-Payload-Digest, see <see cref="WarcWriter.DigestOf"/>; null for none.</summary>
    public string? PayloadDigest { get; init; }

    /// <summary>Fields besides; control characters in their values become spaces.</summary>
    public IReadOnlyList<HeaderPair> Fields { get; init; } = [];

    /// <summary>Tells apart what would else be the same record twice, such as a request that was sent twice within a millisecond.</summary>
    public string Seed { get; init; } = "";
}

/// <summary>A record that was written.</summary>
/// <param name="Id">WARC-Record-ID with its angle brackets.</param>
/// <param name="Offset">Bytes of the file before the record's gzip member.</param>
/// <param name="Length">Bytes of the member.</param>
public sealed record WarcPlace(string Id, long Offset, long Length);
