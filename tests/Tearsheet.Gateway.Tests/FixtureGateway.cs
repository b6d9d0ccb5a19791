using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Gateway.Tests;

/// <summary>A gateway on loopback that holds what the shared cases ask for: their CARs, records and DNSLinks, and nothing else.</summary>
internal sealed class FixtureGateway : IAsyncDisposable
{
    private const string Host = "example.com";
    private readonly WebApplication _app;

    private FixtureGateway(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<FixtureGateway> StartAsync(JsonElement setup, string data, CancellationToken cancellationToken)
    {
        var blocks = new MemoryBlocks();
        foreach (var car in setup.GetProperty("cars").EnumerateArray())
        {
            await using var stream = File.OpenRead(Path.Combine(data, "ipfs", car.GetProperty("file").GetString()!));
            await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, cancellationToken))
            {
                if (part is CarPart.Section section)
                {
                    blocks.Put(new Block(section.Cid, section.Bytes));
                }
            }
        }

        var records = new Dictionary<IpnsName, byte[]>();
        foreach (var record in setup.GetProperty("ipnsRecords").EnumerateArray())
        {
            Assert.True(IpnsName.TryParse(record.GetProperty("name").GetString(), out var name));
            records[name] = await File.ReadAllBytesAsync(Path.Combine(data, "ipfs", record.GetProperty("file").GetString()!), cancellationToken);
        }

        var links = setup.GetProperty("dnslinks").EnumerateObject().ToDictionary(link => link.Name, link => link.Value.GetString()!, StringComparer.Ordinal);
        var policy = new GatewayPolicy { Hosts = [Host], TrustsForwardedHeaders = true };
        var gateway = new BlockGateway(blocks, policy, logger: null, new NameSources
        {
            FindRecord = (name, _) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(records.TryGetValue(name, out var bytes) ? bytes : null),
            FindDnsLink = (domain, _) => ValueTask.FromResult(links.GetValueOrDefault(domain)),
        });

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(server => server.Listen(System.Net.IPAddress.Loopback, 0, listener =>
            listener.Use(next => new ConnectProxy(IsOwn, next).OnConnectionAsync)));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(gateway.ServeAsync);
        await app.StartAsync(cancellationToken);
        return new FixtureGateway(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static bool IsOwn(string host) => host == Host || host.EndsWith("." + Host, StringComparison.Ordinal);
}
