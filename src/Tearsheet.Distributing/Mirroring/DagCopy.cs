using Tearsheet.Distributing.Gateways;
using Tearsheet.Distributing.Holding;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Distributing.Mirroring;

/// <summary>Copies a DAG from several gateways at once, and only what is not held.</summary>
/// <remarks>
/// Each block is verified before it is kept, whether it is held is asked before it is fetched, and one that is reached many times is followed once:
/// a DAG that repeats a block a billion times costs what its different blocks cost. What is below a node of which nothing is held comes as one CAR if
/// it is small; where something is held already, each missing block is asked for alone, so that a new edition moves what is new.
/// </remarks>
/// <param name="held">What is here; gets what is not.</param>
/// <param name="gateways">Where it comes from.</param>
/// <param name="limits">Bounds.</param>
/// <param name="clock">For pauses.</param>
public sealed class DagCopy(BlockFolder held, GatewayPool gateways, CopyLimits limits, TimeProvider clock)
{
    /// <summary>Copies what is below a root.</summary>
    /// <param name="root">Where it begins.</param>
    /// <param name="report">Is told the number of blocks that are here, now and then; called by many flows.</param>
    /// <param name="cancellationToken">Stops the work; what was copied is kept.</param>
    public async Task<CopyOutcome> CopyAsync(Cid root, Action<long> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var walk = new CopyWalk(limits, stop);
        walk.Reach(new Want(root, Depth: 0, Size: 0, IsFresh: false));
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Max(1, limits.Parallel)).Select(_ => WorkAsync(walk, report, stop.Token)));
        }
        catch (OperationCanceledException) when (walk.End is not null && !cancellationToken.IsCancellationRequested)
        {
            // The walk itself ended it, and says why.
        }
        finally
        {
            held.Flush();
        }

        return walk.Outcome();
    }

    private async Task WorkAsync(CopyWalk walk, Action<long> report, CancellationToken cancellationToken)
    {
        // The first steps of all workers would run one after another on the caller's thread.
        await Task.Yield();
        while (await walk.TakeAsync(cancellationToken) is { } want)
        {
            await CopyAsync(walk, want, cancellationToken);
            walk.Done();
            report(walk.Blocks);
        }
    }

    private async Task CopyAsync(CopyWalk walk, Want want, CancellationToken cancellationToken)
    {
        if (want.Cid.HashCode == (ulong)MultihashCode.Identity)
        {
            Expand(walk, want, want.Cid.Digest, isNew: false);
            return;
        }

        if (HeldBlock(want.Cid) is { } bytes)
        {
            walk.CountHeld();
            Expand(walk, want, bytes.Span, isNew: false);
            return;
        }

        if (want.IsFresh && IsSmallDag(want.Cid, want.Size) && await CopyWholeAsync(walk, want, [want], cancellationToken))
        {
            return;
        }

        if (await FetchAsync(walk, want.Cid, cancellationToken) is { } fetched)
        {
            held.Put(new Block(want.Cid, fetched));
            if (Expand(walk, want, fetched.Span, isNew: true) is { } below)
            {
                await CopyWholeAsync(walk, want, below, cancellationToken);
            }
        }
    }

    /// <summary>The block if it is here and whole; nothing of a raw one, as it leads nowhere.</summary>
    private ReadOnlyMemory<byte>? HeldBlock(Cid cid)
    {
        if (!held.Holds(cid))
        {
            return null;
        }

        if (cid.Codec == (ulong)Multicodec.Raw)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        if (held.Read(cid) is { } bytes && cid.Matches(bytes.Span))
        {
            return bytes;
        }

        // The disk has let go of it: it is copied anew.
        held.Forget(cid);
        return null;
    }

    /// <summary>Follows a block's links.</summary>
    /// <returns>The links, reached but not open, when all that is below is best fetched as one CAR; else null, and they are open.</returns>
    private List<Want>? Expand(CopyWalk walk, Want want, ReadOnlySpan<byte> bytes, bool isNew)
    {
        if (NodeLinks.TryRead(want.Cid, bytes, out var links) is { } wrong)
        {
            walk.Refuse(want.Cid, $"The block {want.Cid} {wrong}.");
            return null;
        }

        var isFresh = isNew && !links.Any(link => held.Holds(link.Cid));
        var below = new List<Want>(links.Count);
        var size = 0UL;
        foreach (var link in links)
        {
            size += Math.Min(link.Size, long.MaxValue / 1024);
            var next = new Want(link.Cid, want.Depth + 1, link.Size, isFresh);
            if (walk.IsNew(next))
            {
                below.Add(next);
            }
        }

        if (isFresh && !(want.IsFresh && IsSmallDag(want.Cid, want.Size)) && below.Count > 1 && IsBestWhole(size, below.Count))
        {
            return below;
        }

        walk.Open(below);
        return null;
    }

    private bool IsSmallDag(Cid cid, ulong size) =>
        cid.Codec != (ulong)Multicodec.Raw && size > 0 && size <= (ulong)limits.WholeDagBytes;

    /// <summary>Small things one by one would wait for the network most of the time; large ones are better spread over the gateways.</summary>
    private bool IsBestWhole(ulong size, int links) =>
        size <= (ulong)limits.WholeDagBytes || (size <= 32 * (ulong)limits.WholeDagBytes && size / (ulong)links <= limits.SmallBytes);

    /// <summary>Fetches all that is below a node as one CAR. What does not come is left to be asked for block by block.</summary>
    /// <returns>false when nothing came of it; what was expected is then still to be done, unless it was only links, which are open now.</returns>
    private async Task<bool> CopyWholeAsync(CopyWalk walk, Want node, List<Want> first, CancellationToken cancellationToken)
    {
        var expected = first.ToDictionary(want => want.Cid);
        var isNodeExpected = expected.ContainsKey(node.Cid);
        var arrived = 0L;
        GatewayFault? fault = null;
        if (gateways.Take([], forDags: true) is { } lease)
        {
            walk.CountRequest();
            var bytes = 0L;
            await foreach (var reply in lease.Gateway.FetchDagAsync(node.Cid, expected.ContainsKey, cancellationToken))
            {
                if (reply is not CarReply.Sent { Block: var block })
                {
                    fault = ((CarReply.Failed)reply).Fault;
                    break;
                }

                expected.Remove(block.Cid, out var want);
                held.Put(block);
                arrived++;
                bytes += block.Bytes.Length;
                walk.CountMoved(block.Cid, block.Bytes.Length);
                if (!ExpandInto(expected, walk, want!, block.Bytes.Span))
                {
                    break;
                }
            }

            lease.Return(arrived, bytes, fault);
        }

        if (arrived == 0 && isNodeExpected)
        {
            return false;
        }

        // A gateway that knows no CARs is not asked for one again at every node.
        walk.Open([.. expected.Values.Select(want => want with { IsFresh = arrived > 0 })]);
        return true;
    }

    private bool ExpandInto(Dictionary<Cid, Want> expected, CopyWalk walk, Want want, ReadOnlySpan<byte> bytes)
    {
        if (NodeLinks.TryRead(want.Cid, bytes, out var links) is { } wrong)
        {
            walk.Refuse(want.Cid, $"The block {want.Cid} {wrong}.");
            return false;
        }

        foreach (var link in links)
        {
            var next = new Want(link.Cid, want.Depth + 1, link.Size, IsFresh: true);
            if (!walk.IsNew(next))
            {
                continue;
            }

            if (held.Holds(next.Cid) || next.Cid.HashCode == (ulong)MultihashCode.Identity)
            {
                walk.Open([next with { IsFresh = false }]);
            }
            else
            {
                expected.Add(next.Cid, next);
            }
        }

        return true;
    }

    /// <summary>Fetches one block from whoever has it; null when nobody does, which the walk has been told.</summary>
    private async Task<ReadOnlyMemory<byte>?> FetchAsync(CopyWalk walk, Cid cid, CancellationToken cancellationToken)
    {
        var why = new List<string>();
        for (var round = 0; round < limits.Rounds; round++)
        {
            if (round > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(1 << (round - 1)), clock, cancellationToken);
            }

            why.Clear();
            var tried = new List<TrustlessGateway>();
            var mayHelp = false;
            while (gateways.Take(tried, forDags: false) is { } lease)
            {
                tried.Add(lease.Gateway);
                walk.CountRequest();
                switch (await lease.Gateway.FetchBlockAsync(cid, cancellationToken))
                {
                    case BlockReply.Sent sent:
                        lease.Return(1, sent.Bytes.Length, fault: null);
                        walk.CountMoved(cid, sent.Bytes.Length);
                        return sent.Bytes;
                    case BlockReply.Failed failed:
                        lease.Return(0, 0, failed.Fault);
                        why.Add($"{lease.Gateway} {failed.Fault}");
                        mayHelp |= !failed.Fault.IsAboutTheBlock && failed.Fault.Kind != GatewayFaultKind.WrongBlock;
                        break;
                    default:
                        throw new System.Diagnostics.UnreachableException();
                }
            }

            if (!mayHelp)
            {
                walk.Miss(cid, why.Count > 0 ? why : ["every gateway has sent a wrong block"], isOver: why.Count == 0 || tried.Count == 0);
                return null;
            }
        }

        // They answer nothing at all: asking them for the next block would only take longer.
        walk.Miss(cid, why, isOver: true);
        return null;
    }
}
