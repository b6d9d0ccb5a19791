using Tearsheet.Distributing.Gateways;
using Tearsheet.Distributing.Naming;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Distributing.Mirroring;

/// <summary>What somebody who knows editions says of one that was copied.</summary>
/// <param name="Wrong">Why it must not be served, as a sentence; null when it may.</param>
/// <param name="MayWithdraw">Whether it withdrew something of what was mirrored before, or could have.</param>
public sealed record EditionVerdict(string? Wrong, bool MayWithdraw);

/// <summary>How a run can end.</summary>
public abstract record MirrorOutcome
{
    private MirrorOutcome()
    {
    }

    /// <summary>An edition is here whole; it is the one that is served from now on.</summary>
    /// <param name="Root">Its root.</param>
    /// <param name="Tally">What was moved for it.</param>
    /// <param name="Dropped">Older editions that were dropped.</param>
    /// <param name="Swept">Blocks that went with them.</param>
    public sealed record Copied(Cid Root, CopyTally Tally, int Dropped, long Swept) : MirrorOutcome;

    /// <summary>The newest edition was here already.</summary>
    public sealed record UpToDate(Cid Root) : MirrorOutcome;

    /// <summary>It is not known what is to be copied.</summary>
    /// <param name="Why">What each gateway said, a sentence each.</param>
    public sealed record Unresolved(IReadOnlyList<string> Why) : MirrorOutcome;

    /// <summary>It could not be copied; what came is kept for the next run, and the edition before is served on.</summary>
    public sealed record Stopped(Cid Root, CopyOutcome How) : MirrorOutcome;

    /// <summary>It was copied and is not what it should be; the edition before is served on.</summary>
    public sealed record Refused(Cid Root, string Why) : MirrorOutcome;
}

/// <summary>Brings a mirror up to what its source says now.</summary>
/// <param name="folder">Open for writing.</param>
/// <param name="gateways">Where everything comes from.</param>
/// <param name="dns">For sources that are domains.</param>
/// <param name="judge">Judges an edition that is here whole: its root, the root that was newest before, and the key that should have signed it.</param>
/// <param name="clock">The time by which records are judged.</param>
/// <remarks>
/// What is kept: the newest edition, and as many before it as <see cref="MirrorState.Keep"/> says. An edition that withdrew something takes all that
/// were before it away, and their blocks leave the disk at once; else blocks that nobody needs go when they make up a fifth of their pack.
/// A mirror never goes back: of a name's records the newest that it ever accepted bars all before it, and a name that was given up for another,
/// once an edition under the other was accepted, is never asked for again, whatever its old key signed or signs.
/// </remarks>
public sealed class Mirror(
    MirrorFolder folder,
    GatewayPool gateways,
    DnsLink dns,
    Func<Cid, Cid?, IpnsName?, CancellationToken, Task<EditionVerdict>> judge,
    TimeProvider clock)
{
    private const int MostHops = 4;

    /// <summary>Looks once, and copies what is new.</summary>
    /// <param name="wanted">The source, the gateways and the rule, with the editions that are here.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="tell">Is told of what is strange and harmless: stale and forged records.</param>
    /// <param name="report">Is told the number of blocks that are here, now and then.</param>
    /// <param name="cancellationToken">Stops; what was copied is kept.</param>
    public async Task<MirrorOutcome> RunAsync(
        MirrorState wanted, CopyLimits limits, Action<string> tell, Action<long> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var target = await ResolveAsync(wanted.Source, tell, cancellationToken);
        if (target.Why.Count > 0)
        {
            return new MirrorOutcome.Unresolved(target.Why);
        }

        wanted = wanted with { Name = target.Name?.ToString() };
        var before = folder.Root;
        if (target.Root == before)
        {
            folder.Save(wanted, target.Record, target.Successions);
            return new MirrorOutcome.UpToDate(target.Root);
        }

        var copied = await new DagCopy(folder.Blocks, gateways, limits, clock).CopyAsync(target.Root, report, cancellationToken);
        if (copied is not CopyOutcome.Complete)
        {
            return new MirrorOutcome.Stopped(target.Root, copied);
        }

        var verdict = await judge(target.Root, before, target.Name, cancellationToken);
        if (verdict.Wrong is { } wrong)
        {
            return new MirrorOutcome.Refused(target.Root, wrong);
        }

        var old = wanted.Editions.Where(edition => edition.Root != target.Root.ToString()).ToArray();
        var kept = verdict.MayWithdraw ? [] : old.TakeLast(Math.Max(1, wanted.Keep) - 1);
        MirroredEdition[] editions = [.. kept, new(target.Root.ToString(), clock.GetUtcNow())];
        folder.Save(wanted with { Editions = editions }, target.Record, target.Successions);
        var dropped = old.Length + 1 - editions.Length;
        var swept = dropped > 0 ? await SweepAsync(editions, verdict.MayWithdraw, cancellationToken) : 0;
        return new MirrorOutcome.Copied(target.Root, copied.Tally, dropped, swept);
    }

    private async Task<long> SweepAsync(IEnumerable<MirroredEdition> editions, bool must, CancellationToken cancellationToken)
    {
        var needed = new HashSet<Cid>();
        foreach (var edition in editions)
        {
            await ReachAsync(Cid.Parse(edition.Root), needed, cancellationToken);
        }

        return folder.Blocks.Sweep(needed.Contains, _ => must).Blocks;
    }

    private async Task ReachAsync(Cid root, HashSet<Cid> reached, CancellationToken cancellationToken)
    {
        var open = new Stack<Cid>([root]);
        while (open.TryPop(out var cid))
        {
            if (!reached.Add(cid) || cid.Codec == (ulong)Multicodec.Raw)
            {
                continue;
            }

            var bytes = cid.HashCode == (ulong)MultihashCode.Identity
                ? cid.Digest.ToArray()
                : (await folder.Blocks.FindAsync(cid, cancellationToken)).Bytes;
            if (NodeLinks.TryRead(cid, bytes.Span, out var links) is { } wrong)
            {
                throw new IOException($"The block {cid} on this disk {wrong}. Nothing was dropped; run the command again, which mends it.");
            }

            foreach (var link in links)
            {
                open.Push(link.Cid);
            }
        }
    }

    /// <summary>Follows a source to a root.</summary>
    private async Task<Target> ResolveAsync(string source, Action<string> tell, CancellationToken cancellationToken)
    {
        // Of several names in a row the last one's key signs the edition: after a succession an old name leads to the new one.
        IpnsName? last = null;
        IpnsRecord? record = null;
        var successions = new List<(IpnsName, IpnsRecord)>();
        for (var hop = 0; hop < MostHops; hop++)
        {
            string path;
            if (IpnsName.TryParse(source, out var name) && name.Cid.Codec == (ulong)Multicodec.Libp2pKey && !IsContent(source))
            {
                var (best, why) = folder.SuccessionOf(name) is { } given ? (given, []) : await FindRecordAsync(name, tell, cancellationToken);
                if (best is null)
                {
                    return Target.Nowhere(why);
                }

                if (MirrorFolder.IsSuccession(best))
                {
                    successions.Add((name, best));
                }

                last = name;
                record = best;
                path = best.Fields.Value;
            }
            else if (Cid.TryParse(source, out var cid) == CidStatus.Ok)
            {
                return new Target(cid, last, record, successions, []);
            }
            else
            {
                var answer = await dns.FindAsync(source, cancellationToken);
                if (answer.Path is null)
                {
                    return Target.Nowhere([answer.Why!]);
                }

                path = answer.Path;
            }

            var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || parts[0] is not ("ipfs" or "ipns") || (parts[0] == "ipfs" && Cid.TryParse(parts[1], out _) != CidStatus.Ok))
            {
                return Target.Nowhere([$"{source} leads to \"{path}\", which is no site's root: /ipfs/CID is."]);
            }

            source = parts[1];
        }

        return Target.Nowhere([$"The source leads over more than {MostHops.ToString(System.Globalization.CultureInfo.InvariantCulture)} names."]);
    }

    // A CID of a file is a CID of dag-pb or raw; IPNS names of old have the codec dag-pb too, and are not meant.
    private static bool IsContent(string source) => Cid.TryParse(source, out var cid) == CidStatus.Ok && cid.Codec != (ulong)Multicodec.Libp2pKey;

    /// <summary>The newest record of all that the gateways have, and the one that is here.</summary>
    private async Task<(IpnsRecord? Record, IReadOnlyList<string> Why)> FindRecordAsync(
        IpnsName name, Action<string> tell, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        // A record that is here and has ended leads nowhere any more, and still bars all that are older.
        var held = folder.Record is { } one && one.JudgeSignature(name) == IpnsStatus.Ok ? one : null;
        var best = held is not null && held.Judge(name, now) == IpnsStatus.Ok ? held : null;
        var why = new List<string>();
        var sent = new List<(TrustlessGateway Gateway, IpnsRecord Record)>();
        var replies = await Task.WhenAll(gateways.All.Select(async gateway =>
            (Gateway: gateway, Reply: await gateway.FetchRecordAsync(name.ToString(), cancellationToken))));
        foreach (var (gateway, reply) in replies)
        {
            if (reply is not RecordReply.Sent { Bytes: var bytes })
            {
                why.Add($"{gateway} {((RecordReply.Failed)reply).Fault}");
                continue;
            }

            var status = IpnsRecord.TryRead(bytes.Span, out var record);
            status = status == IpnsStatus.Ok ? record!.Judge(name, now) : status;
            if (status != IpnsStatus.Ok)
            {
                why.Add($"{gateway} sent an IPNS record that cannot be used: {status.Sentence()}");
                tell(why[^1]);
                continue;
            }

            sent.Add((gateway, record!));
            if ((held is null || IpnsRecord.Compare(record!, held) > 0) && (best is null || IpnsRecord.Compare(record!, best) > 0))
            {
                best = record;
            }
        }

        var newest = best ?? held;
        foreach (var (gateway, _) in sent.Where(one => one.Record.Fields.Sequence < newest!.Fields.Sequence))
        {
            why.Add($"{gateway} sent a stale IPNS record" + (best is null ? ", older than the one that is here, which has ended" : "; a newer one is followed"));
            tell(why[^1]);
        }

        if (sent.Count == 0 && best is not null)
        {
            // The record that is here leads where it led; that nobody was heard must not look like being up to date.
            tell("No gateway sent a record, so it is not known whether there is a newer edition: " + string.Join("; ", why));
        }

        return (best, why);
    }

    private sealed record Target(
        Cid Root, IpnsName? Name, IpnsRecord? Record, IReadOnlyList<(IpnsName Name, IpnsRecord Last)> Successions, IReadOnlyList<string> Why)
    {
        public static Target Nowhere(IReadOnlyList<string> why) => new(default, null, null, [], why.Count > 0 ? why : ["No gateway answered."]);
    }
}
