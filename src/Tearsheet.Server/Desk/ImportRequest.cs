namespace Tearsheet.Server.Desk;

/// <summary>WARC or WACZ files whose pages are to be captures.</summary>
/// <param name="Format"><c>warc</c> or <c>wacz</c>.</param>
/// <param name="Files">Of one crawl.</param>
/// <param name="Topic">Path of the topic; null for none.</param>
/// <param name="Policy">As the other requests write it; null for none.</param>
/// <param name="Hold">Keeps the links out of editions.</param>
internal sealed record ImportRequest(string Format, IReadOnlyList<ImportFile> Files, string? Topic, string? Policy, bool Hold);

/// <summary>One file. It goes by its path, not as bytes: a crawl may be larger than memory and temporary disk, and is read at many places.</summary>
/// <param name="Name">As the user wrote it; what is said of the file begins with it.</param>
/// <param name="Path">From the root.</param>
/// <param name="IsThere">Whether the command saw it; a <c>serve</c> may see other folders.</param>
internal sealed record ImportFile(string Name, string Path, bool IsThere);

/// <summary>What is told while an import goes on: one of the members.</summary>
internal sealed record ImportLine
{
    /// <summary>Bytes of all files that were gone through so far.</summary>
    public long? Read { get; init; }

    /// <summary>How many pages were found; told once, before the first answer.</summary>
    public long? Pages { get; init; }

    public WarcFaultView? Fault { get; init; }

    /// <summary>What became of a page; what is answered as done has been fsynced.</summary>
    public AddAnswer? Answer { get; init; }

    /// <summary>The end, where all went well.</summary>
    public ImportView? Done { get; init; }

    /// <summary>The end, where it did not.</summary>
    public Refusal? Failure { get; init; }
}
