using Tearsheet.Ipld.Cids;

namespace Tearsheet.Distributing.Mirroring;

/// <summary>How much a copy may take, and how it goes about it.</summary>
public sealed record CopyLimits
{
    /// <summary>Different blocks of one DAG.</summary>
    public long MaxBlocks { get; init; } = 20_000_000;

    /// <summary>Bytes that may be moved.</summary>
    public long MaxBytes { get; init; } = 256L << 30;

    /// <summary>Links from the root down: eight times what an edition has.</summary>
    public int MaxDepth { get; init; } = 1024;

    /// <summary>Requests under way at once, over all gateways.</summary>
    public int Parallel { get; init; } = 16;

    /// <summary>What is fetched as one CAR, in bytes as its links claim.</summary>
    public long WholeDagBytes { get; init; } = 4L << 20;

    /// <summary>What is no larger than this on average comes as one CAR even when it is 32 times <see cref="WholeDagBytes"/> together.</summary>
    public uint SmallBytes { get; init; } = 128 << 10;

    /// <summary>How often all gateways are asked again for a block, after a pause that doubles from a second on.</summary>
    public int Rounds { get; init; } = 5;
}

/// <summary>What a copy did.</summary>
/// <param name="Blocks">Different blocks of the DAG that were found, here or there.</param>
/// <param name="Held">Those of them that were here already.</param>
/// <param name="Moved">Blocks that came over the network, doubled ones too.</param>
/// <param name="MovedBytes">Their bytes.</param>
/// <param name="Requests">Requests that were sent.</param>
public sealed record CopyTally(long Blocks, long Held, long Moved, long MovedBytes, long Requests);

/// <summary>How copying a DAG can end.</summary>
public abstract record CopyOutcome
{
    private CopyOutcome()
    {
    }

    /// <summary>What was done until then.</summary>
    public required CopyTally Tally { get; init; }

    /// <summary>Every block is here.</summary>
    public sealed record Complete : CopyOutcome;

    /// <summary>Blocks are to be had nowhere. What was copied is kept; another run goes on from there.</summary>
    /// <param name="Missing">Some of them.</param>
    /// <param name="Why">What each gateway said of the first.</param>
    public sealed record Incomplete(IReadOnlyList<Cid> Missing, IReadOnlyList<string> Why) : CopyOutcome;

    /// <summary>The DAG is not copied: it is too large, too deep, or holds what cannot be followed.</summary>
    /// <param name="At">The block at which that showed.</param>
    /// <param name="Why">A sentence.</param>
    public sealed record Refused(Cid At, string Why) : CopyOutcome;
}
