using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>A directory's entry as its block holds it.</summary>
internal readonly record struct NamedLink(ReadOnlyMemory<byte> Name, Cid Cid, ulong Tsize)
{
    /// <summary>Directories are ordered by the bytes of names; UTF-16 order differs beyond the basic plane.</summary>
    public static int CompareNames(NamedLink left, NamedLink right) =>
        left.Name.Span.SequenceCompareTo(right.Name.Span);

    public bool HasTarget(Cid cid, ulong tsize) => Tsize == tsize && Cid == cid;
}
