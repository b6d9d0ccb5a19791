using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway.Tests;

/// <summary>A site of a few files behind a gateway, with a source that can take blocks back.</summary>
internal sealed class SmallSite : IAsyncDisposable, IBlockSource
{
    private readonly MemoryBlocks _blocks = new();
    private readonly HashSet<Cid> _withdrawn = [];
    private readonly HashSet<Cid> _spoilt = [];
    private readonly WebApplication _app;

    private SmallSite(IReadOnlyDictionary<string, byte[]> files, GatewayPolicy policy)
    {
        var importer = new FileImporter(ImportProfile.UnixFsV1_2025, _blocks);
        Files = files.ToDictionary(file => file.Key, file => importer.Import(file.Value), StringComparer.Ordinal);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        Gateway = new BlockGateway(this, policy);
    }

    public IReadOnlyDictionary<string, Imported> Files { get; }

    public Imported Root { get; private set; }

    public BlockGateway Gateway { get; }

    public int? StatusOverride { get; set; }

    public int Asked { get; private set; }

    /// <summary>What happens before the source answers; null for nothing.</summary>
    public Func<Cid, CancellationToken, Task>? BeforeAnswer { get; set; }

    /// <summary>Where blocks of a test's own go.</summary>
    public MemoryBlocks Blocks => _blocks;

    /// <summary>What answers at the host's root, when it is another tree than that of the files.</summary>
    public Cid? OtherRoot { get; set; }

    public HttpClient Client { get; private set; } = null!;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static Task<SmallSite> StartAsync(params (string Path, string Text)[] files) =>
        StartAsync(files.ToDictionary(file => file.Path, file => Bytes(file.Text), StringComparer.Ordinal));

    public static async Task<SmallSite> StartAsync(IReadOnlyDictionary<string, byte[]> files, GatewayPolicy? policy = null)
    {
        var site = new SmallSite(files, policy ?? new GatewayPolicy { StyleHashes = ["sha256-abc="] });
        site.Root = await new TreeEditor(ImportProfile.UnixFsV1_2025, site._blocks, site._blocks).ApplyAsync(
            null, [.. site.Files.Select(file => TreeChange.Put(file.Key, file.Value))], CancellationToken.None);
        site._app.Run(context => context.Request.Path.StartsWithSegments("/ipfs", StringComparison.Ordinal)
            ? site.Gateway.ServeIpfsAsync(context)
            : site.Gateway.ServeRootAsync(context, site.OtherRoot ?? site.Root.Cid, site.StatusOverride));
        await site._app.StartAsync();
        site.Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        return site;
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public Uri Address(string path) =>
        new(_app.Urls.First() + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, Address(path));
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public void Withdraw(Cid cid)
    {
        _withdrawn.Add(cid);
        Gateway.Forget();
    }

    public void Spoil(Cid cid) => _spoilt.Add(cid);

    public async ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken)
    {
        Asked++;
        if (BeforeAnswer is { } before)
        {
            await before(cid, cancellationToken);
        }

        if (_withdrawn.Contains(cid))
        {
            return new BlockAnswer(BlockPresence.Withdrawn, default);
        }

        var answer = await _blocks.FindAsync(cid, cancellationToken);
        return _spoilt.Contains(cid) ? answer with { Bytes = Bytes("something else") } : answer;
    }

    /// <summary>A large block comes in the memory lent, as from a disk, and never in any other.</summary>
    public async ValueTask<BlockAnswer> FindAsync(Cid cid, Func<int, Memory<byte>> room, CancellationToken cancellationToken)
    {
        var answer = await FindAsync(cid, cancellationToken);
        if (answer.Presence != BlockPresence.Found)
        {
            return answer;
        }

        var lent = room(answer.Bytes.Length);
        answer.Bytes.CopyTo(lent);
        return BlockAnswer.Found(lent);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _app.DisposeAsync();
    }
}
