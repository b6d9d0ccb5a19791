using Microsoft.Extensions.Logging;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>Blocks in memory. A block is hashed when it comes in, not on every hit (decision 27).</summary>
internal sealed class BlockCache(IBlockSource source, long bytes, ILogger logger) : IBlockSource
{
    // A dictionary's entry, the CID and the array's head weigh something too.
    private const int Overhead = 200;

    // What is smaller is better kept than lent for.
    private const int LeastLent = 64 << 10;

    private readonly TwoGenerations<Cid, ReadOnlyMemory<byte>> _blocks = new(bytes, block => block.Length + Overhead);

    /// <summary>Finds a block in memory or in the source.</summary>
    /// <exception cref="UnverifiedBlockException">The source gave bytes that are not the block's, or that cannot be checked.</exception>
    public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
        _blocks.TryGet(cid, out var kept) ? ValueTask.FromResult(BlockAnswer.Found(kept)) : ReadAsync(cid, lend: null, cancellationToken);

    /// <summary>Finds a block; a large one that is not in memory comes in the memory lent, verified, and is not kept.</summary>
    /// <exception cref="UnverifiedBlockException">The source gave bytes that are not the block's, or that cannot be checked.</exception>
    public ValueTask<BlockAnswer> FindAsync(Cid cid, Func<int, Memory<byte>> room, CancellationToken cancellationToken) =>
        _blocks.TryGet(cid, out var kept) ? ValueTask.FromResult(BlockAnswer.Found(kept)) : ReadAsync(cid, room, cancellationToken);

    private async ValueTask<BlockAnswer> ReadAsync(Cid cid, Func<int, Memory<byte>>? lend, CancellationToken cancellationToken)
    {
        var isLent = false;
        Func<int, Memory<byte>> room = length =>
        {
            isLent = lend is not null && length >= LeastLent;
            return isLent ? lend!(length) : GC.AllocateUninitializedArray<byte>(length);
        };
        var answer = await source.FindAsync(cid, room, cancellationToken);
        if (answer.Presence == BlockPresence.Absent && TwinOf(cid) is { } twin)
        {
            answer = await source.FindAsync(twin, room, cancellationToken);
        }

        if (answer.Presence == BlockPresence.Found)
        {
            if (!cid.Matches(answer.Bytes.Span))
            {
                throw Refused(cid);
            }

            if (!isLent)
            {
                _blocks.Add(cid, answer.Bytes);
            }
        }

        return answer;
    }

    // A DAG-PB block has a name of version 0 and one of version 1; whoever holds it under one has what the other asks for.
    private static Cid? TwinOf(Cid cid) =>
        cid.Codec == (ulong)Multicodec.DagPb && cid.HashCode == (ulong)MultihashCode.Sha2_256 && cid.Digest.Length == 32
            ? Cid.Create(1 - cid.Version, cid.Codec, cid.HashCode, cid.Digest)
            : null;

    private UnverifiedBlockException Refused(Cid cid)
    {
        if (!Multihash.CanCheck(cid.HashCode))
        {
            return new UnverifiedBlockException(cid, isWrong: false);
        }

        logger.BlockDoesNotMatch(cid);
        return new UnverifiedBlockException(cid, isWrong: true);
    }
}

/// <summary>Bytes that are not proven to be a block's, and so are given to nobody.</summary>
internal sealed class UnverifiedBlockException(Cid cid, bool isWrong) : IOException(isWrong
    ? $"The bytes that are held as {cid} are not that block's; they are not given out. Run `tearsheet verify` where they are held."
    : $"The hash of {cid} cannot be computed here, and bytes that cannot be checked are not given out.")
{
    /// <summary>True when the bytes are others; false when nobody here can tell.</summary>
    public bool IsWrong { get; } = isWrong;
}
