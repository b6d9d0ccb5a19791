using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>What a path can lead to.</summary>
public enum UnixFsKind
{
    /// <summary>Bytes, in one block or many.</summary>
    File,

    /// <summary>Names, in one block or sharded.</summary>
    Directory,

    /// <summary>The text of another path; never followed.</summary>
    Symlink,
}

/// <summary>Where a path leads.</summary>
public abstract record Resolution
{
    private Resolution()
    {
    }

    /// <summary>There is something.</summary>
    /// <param name="Cid">Its root.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Size">Bytes of a file or of a symlink's target; 0 for a directory.</param>
    public sealed record Found(Cid Cid, UnixFsKind Kind, long Size) : Resolution
    {
        /// <summary>The POSIX mode of UnixFS 1.5; null where the maker left it out.</summary>
        public uint? Mode { get; init; }

        /// <summary>When it was changed last, of UnixFS 1.5; null where the maker left it out.</summary>
        public UnixTime? Modified { get; init; }
    }

    /// <summary>There is no such name.</summary>
    /// <param name="Segment">The first name of the path that is not there.</param>
    public sealed record NotFound(string Segment) : Resolution;

    /// <summary>A block on the way is not held, so nothing can be said.</summary>
    /// <param name="Cid">The block.</param>
    public sealed record Absent(Cid Cid) : Resolution;

    /// <summary>A block on the way, or the target itself, was taken back.</summary>
    /// <param name="Cid">The block.</param>
    public sealed record Withdrawn(Cid Cid) : Resolution;

    /// <summary>The tree is broken on the way.</summary>
    /// <param name="Fault">What is wrong, and in which block.</param>
    public sealed record Malformed(UnixFsFault Fault) : Resolution;

    /// <summary>What a fault says of where a path leads.</summary>
    public static Resolution From(UnixFsFault fault) => fault.Kind switch
    {
        UnixFsFaultKind.Absent => new Absent(fault.Cid),
        UnixFsFaultKind.Withdrawn => new Withdrawn(fault.Cid),
        _ => new Malformed(fault),
    };
}

/// <summary>One entry of a directory, as its link states it.</summary>
/// <param name="Name">The name; foreign trees may hold any.</param>
/// <param name="Cid">The root it stands for.</param>
/// <param name="Tsize">Bytes of all blocks below, as the directory's maker claims; 0 where it claims nothing.</param>
public readonly record struct DirectoryItem(string Name, Cid Cid, ulong Tsize);
