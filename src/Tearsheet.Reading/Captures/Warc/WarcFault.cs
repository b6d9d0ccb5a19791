namespace Tearsheet.Reading.Captures.Warc;

/// <summary>What can be wrong with a WARC file.</summary>
public enum WarcFaultKind
{
    /// <summary>Where a record should begin there is none; the reader looks for the next one.</summary>
    NotARecord,

    /// <summary>A record's header is longer than any may be.</summary>
    HeaderTooLong,

    /// <summary>The file ends within a record's header.</summary>
    HeaderCut,

    /// <summary>Content-Length is missing or no number, so nobody knows where the record ends.</summary>
    BadLength,

    /// <summary>The block is shorter than its Content-Length.</summary>
    ShortBlock,

    /// <summary>The block is not followed by two line ends: its Content-Length lies, or the file is cut right there.</summary>
    NoRecordEnd,

    /// <summary>The file ends within a gzip member.</summary>
    TruncatedMember,

    /// <summary>A gzip member cannot be inflated, or its checksum disagrees.</summary>
    DamagedMember,

    /// <summary>Bytes stand between or behind the gzip members that are none.</summary>
    NotGzip,

    /// <summary>One gzip member holds several records, which can then only be read one after the other. They are read.</summary>
    SharedMember,

    /// <summary>A version that is not known; the record is read as one of version 1.1.</summary>
    UnknownVersion,

    /// <summary>The file is compressed with zstd.</summary>
    Zstandard,

    /// <summary>A digest disagrees with the bytes. The reader gives verdicts; whoever takes the record for bad says so with this.</summary>
    DigestMismatch,
}

/// <summary>Something wrong in a WARC file, and where.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Bytes from the beginning of the file: of the record, or of the gzip member that holds it.</param>
/// <param name="Message">A sentence.</param>
public sealed record WarcFault(WarcFaultKind Kind, long Offset, string Message);
