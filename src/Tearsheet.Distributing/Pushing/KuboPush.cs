using System.Globalization;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using static System.FormattableString;

namespace Tearsheet.Distributing.Pushing;

/// <summary>Brings an edition to a Kubo node: only what it lacks, in parts that are each known to have arrived.</summary>
/// <param name="node">The node.</param>
/// <param name="limits">How much at once.</param>
/// <param name="save">Keeps what is known of the target, each time that it is more.</param>
/// <param name="report">Is told the number of blocks that the node has.</param>
public sealed class KuboPush(KuboNode node, PushLimits limits, Action<TargetState> save, Action<long> report)
{
    private int _sent;
    private long _sentBytes;

    /// <summary>Pushes.</summary>
    /// <param name="work">The edition.</param>
    /// <param name="before">Blocks of the root that the node was last proven to hold and has pinned; none when there is none.</param>
    /// <param name="state">What is known of the node.</param>
    /// <param name="cancellationToken">Stops it; the next run goes on from there.</param>
    public async Task<PushOutcome> RunAsync(PushWork work, IReadOnlySet<Cid> before, TargetState state, CancellationToken cancellationToken)
    {
        var version = await node.VersionAsync(cancellationToken);
        if (version.Wrong is { } nobody)
        {
            return Ended(work, nobody);
        }

        // 1. What the last run did not come to send; the proof below finds what was lost since.
        var root = work.Root.ToString();
        var missing = work.Blocks.Where(cid => !before.Contains(cid)).ToArray();
        if (state.Root != root)
        {
            var skip = state.Pending == root ? Math.Min(state.Sent, missing.Length) : 0;
            state = state with { Pending = root, Sent = skip };
            if (await SendAsync(work, missing[skip..], sent => save(state with { Sent = skip + sent }), cancellationToken) is { } wrong)
            {
                return Ended(work, wrong);
            }
        }

        // 2. The node walks the edition itself; whatever it cannot reach is sent, once more.
        for (var round = 0; ; round++)
        {
            var (absent, wrong) = await AbsentAsync(work, cancellationToken);
            if (wrong is not null)
            {
                return Ended(work, wrong);
            }

            if (absent.Count == 0)
            {
                break;
            }

            if (round > 0)
            {
                return Ended(work, Invariant($"lacks {absent.Count} of {work.Blocks.Count} blocks after all were sent, the first is {absent[0]}"));
            }

            if (await SendAsync(work, absent, _ => { }, cancellationToken) is { } again)
            {
                return Ended(work, again);
            }
        }

        // 3. Pinned, so that it stays.
        if (await PinAsync(work.Root, state.Root, cancellationToken) is { } unpinned)
        {
            return Ended(work, unpinned);
        }

        // 4. Some blocks fetched back: a node that only claims to have them is found out.
        var samples = Samples(work).ToArray();
        foreach (var cid in samples)
        {
            var block = await node.BlockAsync(cid, cancellationToken);
            if (block.Wrong is not null || !cid.Matches(block.Value))
            {
                return Ended(work, block.Wrong is { } why ? $"did not give block {cid} back: {why}" : $"gave back other bytes for {cid}");
            }
        }

        // 5. The name, without the key.
        if (work.Record is { } record)
        {
            var put = await node.PutRecordAsync(work.Name, record, cancellationToken);
            if (put.Wrong is { } not && put.Status != 404)
            {
                return Ended(work, $"holds the edition, and did not take the record of {work.Name}: {not}");
            }
        }

        save(new TargetState { Root = root });
        return Ended(work, null) with
        {
            Proof = string.Create(CultureInfo.InvariantCulture, $"pinned; the node reached all {work.Blocks.Count} blocks by itself, and {samples.Length} were fetched back and hashed"),
        };
    }

    /// <summary>Blocks from all over an edition, the root and the last among them.</summary>
    private IEnumerable<Cid> Samples(PushWork work)
    {
        var count = Math.Min(limits.Samples, work.Blocks.Count);
        return Enumerable.Range(0, count).Select(number =>
            work.Blocks[count == 1 ? 0 : (int)((long)number * (work.Blocks.Count - 1) / (count - 1))]);
    }

    private async Task<string?> SendAsync(PushWork work, IReadOnlyList<Cid> cids, Action<int> sent, CancellationToken cancellationToken)
    {
        var part = new List<Block>();
        var length = 0;
        var done = 0;
        for (var i = 0; i < cids.Count; i++)
        {
            var found = await work.Source.FindAsync(cids[i], cancellationToken);
            if (found.Presence != BlockPresence.Found)
            {
                return $"was not sent the edition: block {cids[i]} is {(found.Presence == BlockPresence.Withdrawn ? "withdrawn; make a new edition" : "missing here; run tearsheet verify")}";
            }

            part.Add(new Block(cids[i], found.Bytes));
            length += found.Bytes.Length;
            if (length < limits.PartLength && i < cids.Count - 1)
            {
                continue;
            }

            var reply = await node.ImportAsync(work.Root, part, cancellationToken);
            if (reply.Wrong is { } wrong)
            {
                return wrong;
            }

            done += part.Count;
            _sent += part.Count;
            _sentBytes += length;
            sent(done);
            report(_sent);
            part.Clear();
            length = 0;
        }

        return null;
    }

    /// <summary>The blocks that the node cannot reach from the root.</summary>
    private async Task<(IReadOnlyList<Cid> Absent, string? Wrong)> AbsentAsync(PushWork work, CancellationToken cancellationToken)
    {
        var refs = await node.RefsAsync(work.Root, cancellationToken);
        if (refs.Wrong is null)
        {
            var reached = refs.Value!;
            var unreached = work.Blocks.Where(cid => cid != work.Root && !reached.Contains(KuboNode.InVersion1(cid))).ToList();
            var top = await node.HoldsAsync(work.Root, cancellationToken);
            if (top.Wrong is not null)
            {
                return ([], top.Wrong);
            }

            if (!top.Value)
            {
                unreached.Insert(0, work.Root);
            }

            return (unreached, null);
        }

        if (refs.Status is not (404 or 500))
        {
            return ([], refs.Wrong);
        }

        // It does not know the call, or will not go on where a block is missing: each block is asked for.
        var absent = new List<Cid>();
        foreach (var cid in work.Blocks)
        {
            var held = await node.HoldsAsync(cid, cancellationToken);
            if (held.Wrong is not null)
            {
                return ([], held.Wrong);
            }

            if (!held.Value)
            {
                absent.Add(cid);
            }
        }

        return (absent, null);
    }

    private async Task<string?> PinAsync(Cid root, string? before, CancellationToken cancellationToken)
    {
        if (before is not null && before != root.ToString() && Cid.TryParse(before, out var old) == CidStatus.Ok
            && await node.IsPinnedAsync(old, cancellationToken) is { Wrong: null, Value: true })
        {
            var moved = await node.MovePinAsync(old, root, cancellationToken);
            if (moved.Wrong is null)
            {
                return null;
            }

            // Nodes that do not know the call pin the new root first, so that nothing they share is ever unpinned.
            if (moved.Status is not (404 or 500 or 501))
            {
                return moved.Wrong;
            }

            var pinned = await node.PinAsync(root, cancellationToken);
            return pinned.Wrong ?? (await node.UnpinAsync(old, cancellationToken)).Wrong;
        }

        return (await node.PinAsync(root, cancellationToken)).Wrong;
    }

    private PushOutcome Ended(PushWork work, string? wrong) =>
        new(work.Blocks.Count, _sent, _sentBytes, wrong is null ? null : $"{node} {wrong}.", null);
}
