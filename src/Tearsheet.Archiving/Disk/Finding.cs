using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Disk;

/// <summary>One thing that is not as it was written, as a check of the archive found it.</summary>
/// <param name="File">The file, as a path below the data folder.</param>
/// <param name="Offset">Where in it: the first byte of the section that is damaged, 0 for the file's header.</param>
/// <param name="Cid">The block, as its section names it; null when the name itself cannot be read, or it is about no block.</param>
/// <param name="What">What is wrong, as half a sentence.</param>
public sealed record Finding(string File, long Offset, Cid? Cid, string What)
{
    /// <summary>The finding as a sentence.</summary>
    public override string ToString() => Cid is { } cid
        ? FormattableString.Invariant($"{File} at byte {Offset}, block {cid}: {What}.")
        : FormattableString.Invariant($"{File} at byte {Offset}: {What}.");
}
