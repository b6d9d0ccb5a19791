using System.Text;
using System.Text.Json;
using Tearsheet.Ipld.Cids;
using static System.FormattableString;

namespace Tearsheet.Distributing.Pushing;

/// <summary>A pin as a service tells of it.</summary>
/// <param name="Id">The service's name for the request.</param>
/// <param name="Status"><c>queued</c>, <c>pinning</c>, <c>pinned</c> or <c>failed</c>.</param>
/// <param name="Cid">What is pinned, as the service wrote it.</param>
/// <param name="Delegates">Multiaddrs of the service's nodes.</param>
/// <param name="Details">What it says beside; null for nothing.</param>
public sealed record PinState(string Id, string Status, string Cid, IReadOnlyList<string> Delegates, string? Details);

/// <summary>A service of the IPFS Pinning Service API.</summary>
/// <remarks>Spec: IPFS Pinning Service API 1.0.0.</remarks>
public sealed class RemotePins(PushClient client)
{
    /// <summary>Asks for a pin, or finds the one that was asked for before: a request whose answer was lost is not made twice.</summary>
    /// <param name="root">What to pin.</param>
    /// <param name="name">A name that people recognise; at most 255 characters are used.</param>
    /// <param name="origins">Multiaddrs of who has the blocks; at most 20 are sent.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PushReply<PinState>> AddAsync(Cid root, string name, IReadOnlyList<string> origins, CancellationToken cancellationToken)
    {
        var wait = client.Limits.FirstWait;
        for (var attempt = 1; ; attempt++)
        {
            var found = await FindAsync(root, cancellationToken);
            if (found.Wrong is not null || found.Value is { Status: not "failed" })
            {
                return found;
            }

            var reply = Read(await client.SendOnceAsync(() => Post("pins", Pin(root, name, origins)), cancellationToken));
            if (reply.Wrong is null || attempt >= client.Limits.Attempts || reply.Status is >= 400 and < 500 and not 429)
            {
                return reply;
            }

            await Task.Delay(wait, client.Clock, cancellationToken);
            wait = PushClient.Shorter(wait * 2, client.Limits.LongestWait);
        }
    }

    /// <summary>How a pin is.</summary>
    public async Task<PushReply<PinState>> StateAsync(string id, CancellationToken cancellationToken) =>
        Read(await client.SendAsync(() => Get("pins/" + Uri.EscapeDataString(id)), cancellationToken));

    /// <summary>The newest pin of a root that the service has, whatever its state; a null value for none.</summary>
    public async Task<PushReply<PinState>> FindAsync(Cid root, CancellationToken cancellationToken)
    {
        var reply = JsonAnswers.One(await client.SendAsync(
            () => Get($"pins?cid={root}&status=queued,pinning,pinned,failed&limit=10"), cancellationToken));
        if (reply.Wrong is not null)
        {
            return reply.As<PinState>();
        }

        if (reply.Value.ValueKind != JsonValueKind.Object || !reply.Value.TryGetProperty("results", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return new PushReply<PinState>(null, "answered without a list of pins");
        }

        foreach (var item in list.EnumerateArray())
        {
            if (StateOf(item) is { } state && Cid.TryParse(state.Cid, out var cid) == CidStatus.Ok && KuboNode.InVersion1(cid) == KuboNode.InVersion1(root))
            {
                return new PushReply<PinState>(state, null);
            }
        }

        return new PushReply<PinState>(null, null);
    }

    /// <summary>Lets a pin go; one that is gone already is no error.</summary>
    public async Task<PushReply<bool>> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(() => Request(HttpMethod.Delete, "pins/" + Uri.EscapeDataString(id)), cancellationToken);
        return reply.Status == 404 ? new PushReply<bool>(true, null) : new PushReply<bool>(reply.Wrong is null, reply.Wrong, reply.Status);
    }

    /// <summary>Waits until a pin is made or has failed.</summary>
    /// <param name="state">The pin as it was told.</param>
    /// <param name="root">What is to be pinned.</param>
    /// <param name="report">Is told each state.</param>
    /// <param name="cancellationToken">Stops the waiting; the service goes on.</param>
    public async Task<PushReply<PinState>> UntilPinnedAsync(PinState state, Cid root, Action<string> report, CancellationToken cancellationToken)
    {
        var begun = client.Clock.GetTimestamp();
        var wait = client.Limits.FirstWait;
        while (true)
        {
            if (Cid.TryParse(state.Cid, out var cid) != CidStatus.Ok || KuboNode.InVersion1(cid) != KuboNode.InVersion1(root))
            {
                return new PushReply<PinState>(state, $"pins {state.Cid} instead of {root}");
            }

            switch (state.Status)
            {
                case "pinned":
                    return new PushReply<PinState>(state, null);
                case "failed":
                    return new PushReply<PinState>(state, state.Details is { } why ? $"could not pin {root}: {why}" : $"could not pin {root}, and does not say why");
                case "queued" or "pinning":
                    break;
                default:
                    return new PushReply<PinState>(state, $"gave the pin the state \"{state.Status}\", which there is not");
            }

            report(state.Status);
            if (client.Clock.GetElapsedTime(begun) > client.Limits.Pinning)
            {
                return new PushReply<PinState>(state, Invariant($"has not pinned {root} after {client.Limits.Pinning.TotalMinutes:0} minutes; the pin is {state.Status} still, run the command again later"));
            }

            await Task.Delay(wait, client.Clock, cancellationToken);
            wait = PushClient.Shorter(wait * 2, client.Limits.LongestWait);
            var next = await StateAsync(state.Id, cancellationToken);
            if (next.Wrong is not null)
            {
                return next;
            }

            state = next.Value!;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => client.Address.ToString();

    private static PushReply<PinState> Read(PushReply<byte[]> reply)
    {
        var one = JsonAnswers.One(reply);
        return one.Wrong is not null ? one.As<PinState>()
            : StateOf(one.Value) is { } state ? new PushReply<PinState>(state, null)
            : new PushReply<PinState>(null, "answered with something that is no pin");
    }

    private static PinState? StateOf(JsonElement item)
    {
        if (item.Text("requestid") is not { Length: > 0 and < 500 } id || item.Text("status") is not { } status
            || !item.TryGetProperty("pin", out var pin) || pin.Text("cid") is not { } cid)
        {
            return null;
        }

        var delegates = item.TryGetProperty("delegates", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!).Take(20).ToArray()
            : [];
        var details = item.TryGetProperty("info", out var info) ? info.Text("status_details") : null;
        return new PinState(id, status, cid, delegates, details);
    }

    private static byte[] Pin(Cid root, string name, IReadOnlyList<string> origins)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("cid", root.ToString());
            json.WriteString("name", name.Length > 255 ? name[..255] : name);
            if (origins.Count > 0)
            {
                json.WriteStartArray("origins");
                foreach (var origin in origins.Take(20))
                {
                    json.WriteStringValue(origin);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private HttpRequestMessage Post(string target, byte[] json)
    {
        var request = Request(HttpMethod.Post, target);
        request.Content = new StringContent(Encoding.UTF8.GetString(json), Encoding.UTF8, "application/json");
        return request;
    }

    private HttpRequestMessage Get(string target) => Request(HttpMethod.Get, target);

    private HttpRequestMessage Request(HttpMethod method, string target) => new(method, new Uri(client.Address, target));
}
