using System.Globalization;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>The header of one record.</summary>
/// <remarks>Spec: The WARC Format 1.1, "WARC record header".</remarks>
public sealed class WarcRecord
{
    private static readonly string[] DateForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd", "yyyy-MM", "yyyy", "yyyyMMddHHmmss",
    ];

    /// <summary>Where in the file the record begins, or the gzip member that holds it.</summary>
    public required long Offset { get; init; }

    /// <summary>Whether the record lies in a gzip member; <see cref="Offset"/> is then the member's.</summary>
    public required bool IsCompressed { get; init; }

    /// <summary>The version as written, such as <c>1.1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>All fields in order and case as written; UTF-8 where they are that, else ISO 8859-1.</summary>
    public required IReadOnlyList<HeaderPair> Fields { get; init; }

    /// <summary>WARC-Type, in case as written; empty when there is none.</summary>
    public string Type => this["WARC-Type"] ?? "";

    /// <summary>WARC-Record-ID with its angle brackets, as written; null when there is none.</summary>
    public string? Id => this["WARC-Record-ID"];

    /// <summary>WARC-Target-URI without the angle brackets of WARC 1.0; null when there is none.</summary>
    public string? TargetUri => this["WARC-Target-URI"] is { } uri ? uri is ['<', .., '>'] ? uri[1..^1] : uri : null;

    /// <summary>Content-Type as written; null when there is none.</summary>
    public string? ContentType => this["Content-Type"];

    /// <summary>Bytes of the block as the record claims; null when it claims nothing that can be believed. Nothing is allocated for it.</summary>
    public long? Length =>
        long.TryParse(this["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    /// <summary>WARC-Date; null when there is none or it is no date. More than seven digits of a second are left out.</summary>
    public DateTimeOffset? Date
    {
        get
        {
            var text = this["WARC-Date"];
            if (text is { Length: > 28 and <= 30 } && text[19] == '.' && text[^1] == 'Z')
            {
                text = text[..27] + "Z";
            }

            return DateTimeOffset.TryParseExact(
                text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
                ? date
                : null;
        }
    }

    /// <summary>Whether the block is an HTTP message.</summary>
    public bool IsHttp => ContentType is { } type && type.TrimStart().StartsWith("application/http", StringComparison.OrdinalIgnoreCase);

    /// <summary>The first value of a field; null when it is not there.</summary>
    /// <param name="name">The field name; case does not matter.</param>
    public string? this[string name]
    {
        get
        {
            foreach (var field in Fields)
            {
                if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return field.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Whether the record is of a type; case does not matter.</summary>
    public bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a digest of a record is worth.</summary>
public enum DigestVerdict
{
    /// <summary>The record has none, or none that can be checked here: of a revisit or of a part of a record.</summary>
    None,

    /// <summary>It agrees.</summary>
    Ok,

    /// <summary>The bytes are not those that were digested.</summary>
    Mismatch,

    /// <summary>It is of an algorithm that is not known, or not written as one of it.</summary>
    Unknown,
}

/// <summary>Whether the body of an HTTP response came in chunks.</summary>
public enum ChunkVerdict
{
    /// <summary>Its header does not say so.</summary>
    None,

    /// <summary>It does, and the body is in chunks.</summary>
    Ok,

    /// <summary>Its header says so and the body is none, or not a whole one: it counts as it is.</summary>
    Mismatch,
}

/// <summary>What was found in the block of a record.</summary>
public sealed record WarcBlock
{
    /// <summary>Bytes that there were.</summary>
    public required long Length { get; init; }

    /// <summary>Bytes that the record claims and that are not there.</summary>
    public required long Missing { get; init; }

    /// <summary>WARC-Block-Digest over the whole block; None for a block that is not whole.</summary>
    public required DigestVerdict Block { get; init; }

    /// <summary>WARC-Payload-Digest over the body, de-chunked and still content-coded; Ok also where its writer digested the chunks.</summary>
    public required DigestVerdict Payload { get; init; }

    /// <summary>The head of an HTTP message with the empty line at its end; empty for other blocks.</summary>
    public ReadOnlyMemory<byte> HttpHead { get; init; }

    /// <summary>Whether the HTTP body came in chunks.</summary>
    public ChunkVerdict Chunks { get; init; }

    /// <summary>Bytes of the payload: the body of an HTTP message, de-chunked, or the whole block.</summary>
    public required long PayloadLength { get; init; }

    /// <summary>Length of the record's gzip member as far as it is there; null when there is none, when it holds other records too, or when its end is unknown.</summary>
    public long? MemberLength { get; init; }

    /// <summary>Whether the record is all there, its checksum agrees, and so does each digest that it has and that can be checked.</summary>
    public required bool IsSound { get; init; }
}
