using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>Pushes to real servers, under <c>./test --interop</c>.</summary>
public sealed class PublishInteropTests(NewsServer news) : IClassFixture<NewsServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Its key/import takes encrypted PEM alone and answers 415 to what Kubo takes: that is held by a fake that reads every byte.
    [Fact]
    public async Task A_js_ipfs_daemon_takes_an_edition_and_then_only_what_is_new()
    {
        var (rpc, gateway) = (FreePort(), FreePort());
        await using var node = await RpcPeer.StartAsync(
            "start-rpc.mjs", "--api", rpc.ToString(CultureInfo.InvariantCulture), "--gateway", gateway.ToString(CultureInfo.InvariantCulture));
        using var desk = await TempDesk.MadeAsync();
        var address = node.Address.GetLeftPart(UriPartial.Authority);
        await WriteSettingsAsync(desk, $$"""{ "kind": "kubo", "address": "{{address}}" }""");
        for (var number = 1; number <= 5; number++)
        {
            (await desk.RunAsync("add", news.Article(number), "--topic", "Isles/Harbour")).Ends(0);
        }

        (await desk.RunAsync("edition")).Ends(0);
        var first = (await desk.RunAsync("publish", "--json")).Ends(0).Json;
        Assert.True(first.GetProperty("holds").GetBoolean());
        Assert.Equal(first.GetProperty("blocks").GetInt32(), first.GetProperty("sent").GetInt32());

        (await desk.RunAsync("add", news.Article(6))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString();
        var second = (await desk.RunAsync("publish", "--json")).Ends(0).Json;
        Assert.True(second.GetProperty("holds").GetBoolean());
        Assert.True(second.GetProperty("sent").GetInt32() < second.GetProperty("blocks").GetInt32());

        using var http = new HttpClient();
        using var pins = await http.PostAsync($"{address}/api/v0/pin/ls?arg=/ipfs/{root}&type=recursive", content: null, Token);
        Assert.Equal(HttpStatusCode.OK, pins.StatusCode);
    }

    [Fact]
    public async Task A_pinning_service_is_asked_as_its_mock_understands()
    {
        var port = FreePort();
        await using var service = await RpcPeer.StartAsync("start-pinning.mjs", "--port", port.ToString(CultureInfo.InvariantCulture), "--token", "harbour");
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("site", "--title", "pinned-site")).Ends(0);
        await File.WriteAllTextAsync(desk.Beside("token"), "harbour\n", Token);
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        (await desk.RunAsync("edition")).Ends(0);

        // The site's own gateway stands for the service's: it has what the service says it pinned.
        await using var serving = await desk.ServeAsync();
        await WriteSettingsAsync(desk, $$"""
            { "kind": "pinning", "address": "{{service.Address}}", "tokenFile": "{{desk.Beside("token")}}", "gateway": "{{serving.Address}}" }
            """);
        var pushed = (await desk.RunAsync("publish", "--json")).Ends(0).Json;
        Assert.Contains("were fetched back", pushed.GetProperty("proof").GetString(), StringComparison.Ordinal);

        await File.WriteAllTextAsync(desk.Beside("token"), "wrong\n", Token);
        Assert.Contains("answered 401", (await desk.RunAsync("publish")).Ends(1).Error, StringComparison.Ordinal);
    }

    private static Task WriteSettingsAsync(TempDesk desk, string target) => File.WriteAllTextAsync(
        Path.Combine(desk.Folder, "tearsheet.json"),
        $$"""{ "fetch": { "allowedNetworks": ["127.0.0.0/8"] }, "publish": { "there": {{target}} } }""", Token);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
