using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving;

/// <summary>What checking everything found.</summary>
/// <param name="Entries">Log entries that are right.</param>
/// <param name="Blocks">Blocks that are held and right, those that lie twice counted twice; the zeros in an erased one's place are none.</param>
/// <param name="Bytes">Bytes of log and packs that were read.</param>
/// <param name="Erased">Blocks that are lawfully absent.</param>
/// <param name="Findings">What is wrong, in the order it was found.</param>
public sealed record VerifyReport(long Entries, long Blocks, long Bytes, long Erased, IReadOnlyList<VerifyFinding> Findings)
{
    /// <summary>Whether everything is as it was written.</summary>
    public bool Sound => Findings.Count == 0;
}

/// <summary>One thing that is not as it was written.</summary>
/// <param name="File">The file, as a path below the data folder; "packs" for a block that should be in one of them.</param>
/// <param name="Offset">Where in it, in bytes; null when it is about no place.</param>
/// <param name="Cid">The block; null when it is about none, or its name cannot be read.</param>
/// <param name="Message">A sentence that names file, place and block.</param>
public sealed record VerifyFinding(string File, long? Offset, Cid? Cid, string Message);
