using Tearsheet.Archiving.Filing;
using Tearsheet.Distributing.Gateways;
using Tearsheet.Distributing.Naming;
using Tearsheet.Distributing.Pushing;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;
using static System.FormattableString;

namespace Tearsheet.Server.Packing;

/// <summary>Brings one edition to the places that the settings name.</summary>
internal sealed class EditionPush(DeskReader reader, DataFolder folder, HttpMessageInvoker http, Action<string> tell, TimeProvider clock)
{
    private readonly PublishState _state = new(Path.Combine(folder.Path, "publish.json"));
    private readonly PushLimits _limits = new();

    public IReadOnlyDictionary<string, TargetState> Known => _state.Targets;

    /// <summary>Walks an edition once, for all targets.</summary>
    /// <exception cref="UnixFsException">A block is missing or was taken back.</exception>
    public async Task<PushWork> WorkAsync(EditionRecord edition, CancellationToken cancellationToken)
    {
        var archive = reader.Archive;
        var blocks = new List<Cid>();
        var seen = new HashSet<Cid>();
        await foreach (var cid in new UnixFsReader(archive.PublicBlocks).WalkAsync(edition.Root, cancellationToken))
        {
            if (seen.Add(cid))
            {
                blocks.Add(cid);
            }
        }

        var address = archive.Settings.Address is { } site && Uri.TryCreate(site, UriKind.Absolute, out var uri) ? ProviderAddress.Of(uri) : null;
        return new PushWork(edition.Root, blocks, archive.PublicBlocks, archive.Settings.Title)
        {
            Name = IpnsName.Of(archive.SiteKey),
            Record = new NameKeeper(folder, archive, clock).Current(edition.Root, edition.Number),
            Origins = address is null ? [] : [address],
        };
    }

    /// <summary>Brings the edition to one target.</summary>
    /// <param name="report">Is told how many blocks the target was sent.</param>
    public async Task<PushOutcome> RunAsync(
        string name, TargetSettings target, PushWork work, Action<long> report, CancellationToken cancellationToken)
    {
        var state = _state.Of(name);
        if (target.Kind == "car")
        {
            return await WriteCarAsync(Path.GetFullPath(target.File!, folder.Path), work, Save, report, cancellationToken);
        }

        if (!TryToken(target, out var token, out var wrong))
        {
            return new PushOutcome(work.Blocks.Count, 0, 0, wrong, null);
        }

        var client = new PushClient(new Uri(target.Address!), http, token is null ? null : Authorization(token), _limits, clock, tell);
        if (target.Kind == "pinning")
        {
            var gateway = target.Gateway is { } at ? new TrustlessGateway(new Uri(at), http, new GatewayLimits(), clock) : null;
            return await new PinPush(new RemotePins(client), gateway, Save, status => tell($"{name}: {status}"))
                .RunAsync(work, state, cancellationToken);
        }

        var node = new KuboNode(client);
        var before = await BlocksOfAsync(state.Root, cancellationToken);
        var outcome = await new KuboPush(node, _limits, Save, report).RunAsync(work, before, state, cancellationToken);
        return outcome.Wrong is null && target.ImportKeyAs is { } keyName && await GiveKeyAsync(node, keyName, cancellationToken) is { } refused
            ? outcome with { Wrong = refused }
            : outcome;

        void Save(TargetState known) => _state.Save(name, known.Root is null || known.Pending is not null ? known : known with { At = clock.GetUtcNow() });
    }

    /// <summary>The blocks of an edition that a target holds, as far as they can be walked: what was withdrawn since is passed over.</summary>
    private async Task<IReadOnlySet<Cid>> BlocksOfAsync(string? root, CancellationToken cancellationToken)
    {
        var held = new HashSet<Cid>();
        if (root is null || Cid.TryParse(root, out var cid) != CidStatus.Ok)
        {
            return held;
        }

        try
        {
            await foreach (var block in new UnixFsReader(reader.Archive.PublicBlocks).WalkAsync(cid, cancellationToken))
            {
                held.Add(block);
            }
        }
        catch (UnixFsException)
        {
            // The rest is sent again.
        }

        return held;
    }

    private async Task<string?> GiveKeyAsync(KuboNode node, string keyName, CancellationToken cancellationToken)
    {
        var keys = await node.KeysAsync(cancellationToken);
        if (keys.Wrong is not null)
        {
            return $"{node} holds the edition, and did not tell its keys: {keys.Wrong}.";
        }

        if (keys.Value!.ContainsKey(keyName))
        {
            return null;
        }

        using var key = SiteKeyFile.Read(folder);
        var secret = key.ExportProtobuf();
        try
        {
            var given = await node.ImportKeyAsync(keyName, secret, cancellationToken);
            return given.Wrong is { } wrong ? $"{node} holds the edition, and did not take the key: {wrong}." : null;
        }
        finally
        {
            secret.AsSpan().Clear();
        }
    }

    private static async Task<PushOutcome> WriteCarAsync(
        string path, PushWork work, Action<TargetState> save, Action<long> report, CancellationToken cancellationToken)
    {
        var isThere = await IsWholeAsync(path, work, cancellationToken);
        if (!isThere)
        {
            await using var file = PartialFile.Begin(path);
            await new EditionExport(work.Source, work.Root, report).WriteCarAsync(file.Stream, cancellationToken);
            await file.CommitAsync(cancellationToken);
            if (!await IsWholeAsync(path, work, cancellationToken))
            {
                return new PushOutcome(work.Blocks.Count, work.Blocks.Count, 0, $"{path} does not hold what was written to it.", null);
            }
        }

        save(new TargetState { Root = work.Root.ToString() });
        var length = new FileInfo(path).Length;
        return new PushOutcome(
            work.Blocks.Count, isThere ? 0 : work.Blocks.Count, isThere ? 0 : length, null,
            Invariant($"all {work.Blocks.Count} blocks were read back from {path} and hashed"));
    }

    private static async Task<bool> IsWholeAsync(string path, PushWork work, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        var due = new HashSet<Cid>(work.Blocks);
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, cancellationToken))
        {
            switch (part)
            {
                case CarPart.Header header when header.Roots is not [var root] || root != work.Root:
                case CarPart.Broken:
                case CarPart.Section section when !section.Cid.Matches(section.Bytes.Span):
                    return false;
                case CarPart.Section section:
                    due.Remove(section.Cid);
                    break;
                default:
                    break;
            }
        }

        return due.Count == 0;
    }

    /// <summary>The secret, from where the settings say that it is.</summary>
    private static bool TryToken(TargetSettings target, out string? token, out string wrong)
    {
        wrong = "";
        token = null;
        if (target.TokenVariable is { } variable)
        {
            token = Environment.GetEnvironmentVariable(variable);
            wrong = string.IsNullOrWhiteSpace(token) ? $"The variable {variable} is not set; it holds the token." : "";
        }
        else if (target.TokenFile is { } file)
        {
            token = File.Exists(file) ? File.ReadLines(file).FirstOrDefault() : null;
            wrong = string.IsNullOrWhiteSpace(token) ? $"There is no token in {file}." : "";
        }

        token = token?.Trim();
        if (wrong.Length == 0 && token is not null && token.Any(char.IsControl))
        {
            wrong = "The token holds a control character.";
        }

        return wrong.Length == 0;
    }

    // A token with a scheme of its own ("Basic ...") is sent as it is.
    private static string Authorization(string token) => token.Contains(' ', StringComparison.Ordinal) ? token : "Bearer " + token;
}
