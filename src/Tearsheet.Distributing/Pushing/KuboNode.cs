using System.Text.Json;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Distributing.Pushing;

/// <summary>A Kubo node, or one that speaks its RPC.</summary>
/// <remarks>Spec: Kubo RPC API v0. Every call is POST, and arguments stand in the query.</remarks>
public sealed class KuboNode(PushClient client)
{
    /// <summary>Asks for its version: whether there is a node at all.</summary>
    public async Task<PushReply<string>> VersionAsync(CancellationToken cancellationToken)
    {
        var reply = JsonAnswers.One(await CallAsync("version", cancellationToken));
        return reply.Wrong is null && reply.Value.Text("Version") is { } version
            ? new PushReply<string>(version, null)
            : new PushReply<string>(null, reply.Wrong ?? "answered without a version: it is no Kubo node", reply.Status);
    }

    /// <summary>Hands blocks over; nothing is pinned.</summary>
    /// <param name="root">What the CAR says its root is.</param>
    /// <param name="blocks">At most some megabytes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PushReply<long>> ImportAsync(Cid root, IReadOnlyList<Block> blocks, CancellationToken cancellationToken)
    {
        using var car = new MemoryStream();
        car.Write(CarWriter.Header(root));
        WriteSections(car, blocks);
        var bytes = car.ToArray();
        var reply = JsonAnswers.Lines(await client.SendAsync(
            () => Request("dag/import?pin-roots=false&stats=true&cid-base=base32", FormFile.Of("blocks.car", "application/vnd.ipld.car", bytes)),
            cancellationToken));
        if (reply.Wrong is not null)
        {
            return reply.As<long>();
        }

        // What a node says of errors stands among its answers, too.
        foreach (var line in reply.Value!)
        {
            if (line.Text("Message") is { } words)
            {
                return new PushReply<long>(0, $"did not take the blocks: {words}");
            }
        }

        return new PushReply<long>(blocks.Count, null);
    }

    /// <summary>Pins a root with all below it. The node looks for blocks that it does not have, so they are there before.</summary>
    public Task<PushReply<bool>> PinAsync(Cid root, CancellationToken cancellationToken) =>
        DoneAsync($"pin/add?arg=/ipfs/{root}&recursive=true&progress=false&cid-base=base32", cancellationToken);

    /// <summary>Lets a pin go.</summary>
    public Task<PushReply<bool>> UnpinAsync(Cid root, CancellationToken cancellationToken) =>
        DoneAsync($"pin/rm?arg=/ipfs/{root}&recursive=true&cid-base=base32", cancellationToken);

    /// <summary>Moves a pin from one root to another: only what differs is looked at.</summary>
    public Task<PushReply<bool>> MovePinAsync(Cid from, Cid to, CancellationToken cancellationToken) =>
        DoneAsync($"pin/update?arg=/ipfs/{from}&arg=/ipfs/{to}&unpin=true&cid-base=base32", cancellationToken);

    /// <summary>Whether a root is pinned with all below it.</summary>
    public async Task<PushReply<bool>> IsPinnedAsync(Cid root, CancellationToken cancellationToken)
    {
        var reply = JsonAnswers.One(await CallAsync($"pin/ls?arg=/ipfs/{root}&type=recursive&cid-base=base32", cancellationToken));
        return reply.Status == 500 && reply.Wrong!.Contains("not pinned", StringComparison.Ordinal)
            ? new PushReply<bool>(false, null)
            : new PushReply<bool>(reply.Wrong is null, reply.Wrong, reply.Status);
    }

    /// <summary>One block as the node has it, without asking others.</summary>
    public Task<PushReply<byte[]>> BlockAsync(Cid cid, CancellationToken cancellationToken) =>
        CallAsync($"block/get?arg={cid}&offline=true", cancellationToken);

    /// <summary>Whether the node has a block, without asking others.</summary>
    public async Task<PushReply<bool>> HoldsAsync(Cid cid, CancellationToken cancellationToken)
    {
        var reply = JsonAnswers.One(await CallAsync($"block/stat?arg={cid}&offline=true", cancellationToken));
        return reply.Status == 500
            ? new PushReply<bool>(false, null)
            : new PushReply<bool>(reply.Wrong is null, reply.Wrong, reply.Status);
    }

    /// <summary>Everything below a root that the node can reach without asking others, as it walks the links itself.</summary>
    /// <returns>A set of CIDs in version 1; a status of 404 where the node does not know the call.</returns>
    public async Task<PushReply<IReadOnlySet<Cid>>> RefsAsync(Cid root, CancellationToken cancellationToken)
    {
        var reply = JsonAnswers.Lines(await CallAsync($"refs?arg=/ipfs/{root}&recursive=true&unique=true&offline=true&cid-base=base32", cancellationToken));
        if (reply.Wrong is not null)
        {
            return reply.As<IReadOnlySet<Cid>>();
        }

        var held = new HashSet<Cid>();
        foreach (var line in reply.Value!)
        {
            if (line.Text("Ref") is { Length: > 0 } text && Cid.TryParse(text, out var cid) == CidStatus.Ok)
            {
                held.Add(InVersion1(cid));
            }
        }

        return new PushReply<IReadOnlySet<Cid>>(held, null);
    }

    /// <summary>Puts an IPNS record, which the node need not have the key for.</summary>
    public async Task<PushReply<bool>> PutRecordAsync(IpnsName name, IpnsRecord record, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(
            () => Request($"routing/put?arg=/ipns/{name}&allow-offline=true", FormFile.Of("record", "application/octet-stream", record.Bytes.Span)),
            cancellationToken);
        return new PushReply<bool>(reply.Wrong is null, reply.Wrong, reply.Status);
    }

    /// <summary>The node's keys: their names there, and their IPNS names.</summary>
    public async Task<PushReply<IReadOnlyDictionary<string, string>>> KeysAsync(CancellationToken cancellationToken)
    {
        var reply = JsonAnswers.One(await CallAsync("key/list?l=true&ipns-base=base36", cancellationToken));
        if (reply.Wrong is not null)
        {
            return reply.As<IReadOnlyDictionary<string, string>>();
        }

        if (reply.Value.ValueKind != JsonValueKind.Object || !reply.Value.TryGetProperty("Keys", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return new PushReply<IReadOnlyDictionary<string, string>>(null, "answered without a list of keys");
        }

        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in list.EnumerateArray())
        {
            if (key.Text("Name") is { } name && key.Text("Id") is { } id)
            {
                keys[name] = id;
            }
        }

        return new PushReply<IReadOnlyDictionary<string, string>>(keys, null);
    }

    /// <summary>Gives the node a key, so that it can sign for its name too.</summary>
    /// <param name="name">What the node shall call it.</param>
    /// <param name="protobuf">The secret key in libp2p's protobuf.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PushReply<string>> ImportKeyAsync(string name, byte[] protobuf, CancellationToken cancellationToken)
    {
        var reply = JsonAnswers.One(await client.SendAsync(
            () => Request(
                $"key/import?arg={Uri.EscapeDataString(name)}&format=libp2p-protobuf-cleartext&ipns-base=base36",
                FormFile.Of("site.key", "application/octet-stream", protobuf)),
            cancellationToken));
        return reply.Wrong is null && (reply.Value.Text("Id") ?? reply.Value.Text("id")) is { } id
            ? new PushReply<string>(id, null)
            : new PushReply<string>(null, reply.Wrong ?? "answered without the name of the key", reply.Status);
    }

    /// <inheritdoc/>
    public override string ToString() => client.Address.ToString();

    /// <summary>The CID in version 1: a node may name a block by either.</summary>
    internal static Cid InVersion1(Cid cid) => cid.Version == 1 ? cid : Cid.Create(1, cid.Codec, cid.HashCode, cid.Digest);

    private static void WriteSections(MemoryStream car, IReadOnlyList<Block> blocks)
    {
        Span<byte> prefix = stackalloc byte[CarWriter.MaxSectionPrefixLength];
        foreach (var block in blocks)
        {
            car.Write(prefix[..CarWriter.SectionPrefix(prefix, block.Cid, block.Bytes.Length)]);
            car.Write(block.Bytes.Span);
        }
    }

    private async Task<PushReply<bool>> DoneAsync(string call, CancellationToken cancellationToken)
    {
        var reply = JsonAnswers.One(await CallAsync(call, cancellationToken));
        return reply.Wrong is null && !(reply.Value.ValueKind == JsonValueKind.Object && reply.Value.TryGetProperty("Pins", out _))
            ? new PushReply<bool>(false, "answered without saying what it pinned")
            : new PushReply<bool>(reply.Wrong is null, reply.Wrong, reply.Status);
    }

    private Task<PushReply<byte[]>> CallAsync(string call, CancellationToken cancellationToken) =>
        client.SendAsync(() => Request(call, new ByteArrayContent([])), cancellationToken);

    private HttpRequestMessage Request(string call, HttpContent content) =>
        new(HttpMethod.Post, new Uri(client.Address, "api/v0/" + call)) { Content = content };
}
