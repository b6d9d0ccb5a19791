using System.Buffers.Binary;
using System.IO.Pipelines;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>Writes the blocks that prove a path and what it leads to, depth first, as they are read.</summary>
/// <remarks>Spec: trustless-gateway, "CAR Responses". Holds what is open on the way down, and 16 bytes a block sent, up to a bound.</remarks>
internal sealed class CarBody(PipeWriter target, CarRequest request)
{
    /// <summary>Most blocks of one answer: what is known to have been sent takes 32 bytes a block, and a DAG that repeats itself must end.</summary>
    public const int MaxBlocks = 2_000_000;

    private const int FlushBytes = 64 * 1024;
    private const int LeastDirect = 4 * 1024;

    private readonly HashSet<UInt128>? _sent = request.Repeats ? null : [];
    private long _blocks;

    public async ValueTask WriteAsync(
        IBlockSource blocks, IEnumerable<Block> proof, Resolution.Found? entity, Place place, CancellationToken cancellationToken)
    {
        Write(CarWriter.Header(place.Cid));
        foreach (var block in proof)
        {
            await SendAsync(block, cancellationToken);
        }

        switch (request.Scope)
        {
            case DagScope.All:
                await SendAllAsync(blocks, place.Cid, cancellationToken);
                break;
            case DagScope.Entity when entity is not null:
                await SendEntityAsync(blocks, entity, cancellationToken);
                break;
            default:
                if (place.Cid.HashCode != (ulong)MultihashCode.Identity)
                {
                    var bytes = await WholeBlock.ReadAsync(blocks, place.Cid, room: null, cancellationToken);
                    await SendAsync(new Block(place.Cid, bytes), cancellationToken);
                }

                break;
        }

        await FlushAsync(cancellationToken);
    }

    private async ValueTask SendEntityAsync(IBlockSource blocks, Resolution.Found entity, CancellationToken cancellationToken)
    {
        var noted = new RecordingBlocks(blocks);
        var reader = new UnixFsReader(noted);
        if (entity.Kind == UnixFsKind.Directory)
        {
            await foreach (var _ in reader.ListAsync(entity.Cid, cancellationToken))
            {
                await SendNotedAsync(noted, cancellationToken);
            }
        }
        else
        {
            var (from, count) = request.HasRange ? request.Within(entity.Size) ?? (0, 0) : (0, entity.Size);
            await foreach (var _ in reader.ReadAsync(entity.Cid, from, count, cancellationToken))
            {
                await SendNotedAsync(noted, cancellationToken);
            }
        }

        await SendNotedAsync(noted, cancellationToken);
    }

    private async ValueTask SendNotedAsync(RecordingBlocks noted, CancellationToken cancellationToken)
    {
        while (noted.TryTake(out var block))
        {
            await SendAsync(block, cancellationToken);
        }
    }

    private async ValueTask SendAllAsync(IBlockSource blocks, Cid root, CancellationToken cancellationToken)
    {
        var open = new Stack<(Cid Cid, int Depth)>();
        open.Push((root, 0));
        using var ahead = new ReadAhead(blocks);
        while (open.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isBlock = next.Cid.HashCode != (ulong)MultihashCode.Identity;
            if (isBlock && IsSent(next.Cid))
            {
                continue;
            }

            // While one block is on its way to the visitor, the next is read and hashed on another core.
            var reading = ahead.ReadAsync(next.Cid, cancellationToken);
            if (open.TryPeek(out var following) && !IsSent(following.Cid))
            {
                ahead.Begin(following.Cid, cancellationToken);
            }

            var bytes = await reading;
            if (isBlock)
            {
                await SendAsync(new Block(next.Cid, bytes), cancellationToken);
            }

            var links = BlockLinks.Of(next.Cid, bytes);
            if (links.Count > 0 && next.Depth == BlockLinks.MaxDepth)
            {
                throw Limit(next.Cid, $"a DAG of more than {BlockLinks.MaxDepth} levels");
            }

            for (var i = links.Count - 1; i >= 0; i--)
            {
                open.Push((links[i], next.Depth + 1));
            }
        }
    }

    private bool IsSent(Cid cid) => _sent is not null && _sent.Contains(Key(cid));

    private async ValueTask SendAsync(Block block, CancellationToken cancellationToken)
    {
        if (_sent?.Add(Key(block.Cid)) == false)
        {
            return;
        }

        if (++_blocks > MaxBlocks)
        {
            throw Limit(block.Cid, $"more than {MaxBlocks} blocks in one CAR");
        }

        var length = CarWriter.SectionPrefix(target.GetSpan(CarWriter.MaxSectionPrefixLength), block.Cid, block.Bytes.Length);
        target.Advance(length);
        for (var rest = block.Bytes; !rest.IsEmpty;)
        {
            var piece = rest[..Math.Min(rest.Length, FlushBytes)];
            rest = rest[piece.Length..];
            if (piece.Length >= LeastDirect)
            {
                Check(await target.WriteAsync(piece, cancellationToken), cancellationToken);
                continue;
            }

            // Small blocks are gathered: a chunk of its own for each would cost more than it carries.
            Write(piece.Span);
            if (target.UnflushedBytes >= FlushBytes)
            {
                await FlushAsync(cancellationToken);
            }
        }
    }

    private void Write(ReadOnlySpan<byte> bytes) => target.Put(bytes);

    private async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        Check(await target.FlushAsync(cancellationToken), cancellationToken);

    private static void Check(FlushResult flushed, CancellationToken cancellationToken)
    {
        if (flushed.IsCompleted)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    // Digests are as good as random, so 16 of their bytes tell blocks apart; the codec is mixed in, for one block can have two names.
    private static UInt128 Key(Cid cid)
    {
        var digest = cid.Digest;
        return digest.Length >= 16
            ? BinaryPrimitives.ReadUInt128LittleEndian(digest) ^ (cid.Codec << 1) ^ (uint)cid.Version
            : (UInt128)(uint)cid.GetHashCode() << 64;
    }

    private static UnixFsException Limit(Cid cid, string reason) => new(new UnixFsFault(UnixFsFaultKind.TooDeep, cid, reason));
}
