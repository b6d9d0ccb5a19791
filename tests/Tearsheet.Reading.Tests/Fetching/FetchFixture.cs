using System.Net;
using System.Net.Sockets;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

/// <summary>A fetcher that may reach this machine's own loopback address, and no name server.</summary>
internal static class FetchFixture
{
    public static FetchPolicy Policy { get; } = new() { AllowedNetworks = [IPNetwork.Parse("127.0.0.1/32")] };

    public static PageFetcher Fetcher(FetchPolicy? policy = null, TimeProvider? clock = null, NetworkAccess? network = null) =>
        new(policy ?? Policy, clock ?? TimeProvider.System, network ?? Names(_ => throw new SocketException((int)SocketError.HostNotFound)));

    /// <summary>The machine's network with another telephone book.</summary>
    public static NetworkAccess Names(Func<string, IPAddress[]> find) =>
        new() { ResolveAsync = (name, _) => Task.FromResult(find(name)) };

    public static async Task<FetchOutcome.Captured> CaptureAsync(this PageFetcher fetcher, Uri address) =>
        Assert.IsType<FetchOutcome.Captured>(await fetcher.FetchAsync(address, "text/html", TestContext.Current.CancellationToken));

    public static async Task<FetchOutcome.Refused> RefuseAsync(this PageFetcher fetcher, Uri address) =>
        Assert.IsType<FetchOutcome.Refused>(await fetcher.FetchAsync(address, "text/html", TestContext.Current.CancellationToken));

    public static string Text(this Exchange exchange) => System.Text.Encoding.Latin1.GetString(exchange.Body.Span);
}
