using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>Why a tree cannot be read on.</summary>
public enum UnixFsFaultKind
{
    /// <summary>The block is not held.</summary>
    Absent,

    /// <summary>The block was taken back.</summary>
    Withdrawn,

    /// <summary>The codec is neither raw nor dag-pb, so the block is no part of a UnixFS tree.</summary>
    UnknownCodec,

    /// <summary>The block is not a dag-pb node.</summary>
    BadNode,

    /// <summary>The node's data is not a UnixFS message, or one of a type that is not read.</summary>
    BadMessage,

    /// <summary>A directory where a file is needed, or the other way round.</summary>
    WrongKind,

    /// <summary>Stated sizes contradict each other or what is there.</summary>
    WrongSize,

    /// <summary>A sharded directory whose shards do not fit together.</summary>
    BadShard,

    /// <summary>More levels than an honest tree has.</summary>
    TooDeep,
}

/// <summary>What is wrong with a tree, and in which block.</summary>
/// <param name="Kind">The sort of fault.</param>
/// <param name="Cid">The block at fault.</param>
/// <param name="Reason">A sentence for people, without the CID.</param>
public sealed record UnixFsFault(UnixFsFaultKind Kind, Cid Cid, string Reason)
{
    /// <summary>The fault as one line: the CID, then the reason.</summary>
    public override string ToString() => $"{Cid}: {Reason} ({Kind})";
}

/// <summary>Ends a reading that had begun, as what went out cannot be taken back; carries the fault.</summary>
public sealed class UnixFsException(UnixFsFault fault) : IOException(fault.ToString())
{
    /// <summary>What is wrong, and where.</summary>
    public UnixFsFault Fault { get; } = fault;
}
