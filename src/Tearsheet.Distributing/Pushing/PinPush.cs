using System.Globalization;
using Tearsheet.Distributing.Gateways;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Distributing.Pushing;

/// <summary>Has a pinning service fetch an edition, waits until it has, and fetches the whole of it back from its gateway.</summary>
/// <param name="service">The service.</param>
/// <param name="gateway">A trustless gateway of the service; null where none is named, and then nothing is proven.</param>
/// <param name="save">Keeps what is known of the target, each time that it is more.</param>
/// <param name="report">Is told what the service says of the pin.</param>
public sealed class PinPush(RemotePins service, TrustlessGateway? gateway, Action<TargetState> save, Action<string> report)
{
    /// <summary>Pushes.</summary>
    /// <param name="work">The edition.</param>
    /// <param name="state">What is known of the service.</param>
    /// <param name="cancellationToken">Stops it; the service goes on, and the next run looks how far it has come.</param>
    public async Task<PushOutcome> RunAsync(PushWork work, TargetState state, CancellationToken cancellationToken)
    {
        var root = work.Root.ToString();
        var added = await service.AddAsync(work.Root, work.Label, work.Origins, cancellationToken);
        if (added.Wrong is { } wrong)
        {
            return Ended(work, wrong);
        }

        // The old pin goes when the new one stands: in between the service has both, and never neither.
        var old = state.Root != root ? state.PinId : null;
        save(state with { Pending = root });
        var pinned = await service.UntilPinnedAsync(added.Value!, work.Root, report, cancellationToken);
        if (pinned.Wrong is { } not)
        {
            return Ended(work, not);
        }

        var proof = "the service says that it is pinned, which nothing proves: name its gateway in the settings";
        if (gateway is not null)
        {
            if (await LacksAsync(work, cancellationToken) is { } lacks)
            {
                return Ended(work, $"says that it has pinned {root}, but {gateway} {lacks}");
            }

            proof = string.Create(CultureInfo.InvariantCulture, $"pinned; all {work.Blocks.Count} blocks were fetched back from {gateway} and hashed");
        }

        save(new TargetState { Root = root, PinId = pinned.Value!.Id });
        if (old is not null && old != pinned.Value.Id && (await service.RemoveAsync(old, cancellationToken)).Wrong is { } kept)
        {
            return Ended(work, $"has pinned {root}, and did not let the edition before go: {kept}") with { Proof = proof };
        }

        return Ended(work, null) with { Proof = proof };
    }

    /// <summary>What the gateway lacks of the edition; null when every block came, and was what its name says.</summary>
    private async Task<string?> LacksAsync(PushWork work, CancellationToken cancellationToken)
    {
        var due = new HashSet<Cid>(work.Blocks);
        await foreach (var reply in gateway!.FetchDagAsync(work.Root, due.Contains, cancellationToken))
        {
            if (reply is CarReply.Failed failed)
            {
                return failed.Fault.ToString();
            }

            due.Remove(((CarReply.Sent)reply).Block.Cid);
        }

        return due.Count == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"did not send {due.Count} of {work.Blocks.Count} blocks, among them {due.First()}");
    }

    private PushOutcome Ended(PushWork work, string? wrong) => new(work.Blocks.Count, 0, 0, wrong is null ? null : $"{service} {wrong}.", null);
}
