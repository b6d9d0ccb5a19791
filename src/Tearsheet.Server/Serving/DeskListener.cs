using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tearsheet.Reading.Fetching;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Serving;

/// <summary>The desk's own listener, which shares no port and no origin with the public site (decision 26).</summary>
internal static class DeskListener
{
    /// <summary>Makes the listener; it is not started.</summary>
    public static WebApplication Build(IPEndPoint endPoint, LocalDesk desk, DeskTokens tokens, FetchPolicy policy, ILogger logger)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, DeskSocket.NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = policy.MaxBodyBytes + DeskApi.FormOverhead;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MaxConcurrentConnections = 200;
            kestrel.Listen(endPoint);
        });
        var app = builder.Build();
        var api = new CaptureApi(desk, policy, new TokenGate(tokens, TimeProvider.System, logger), logger);
        api.Map(app);
        TakePage.Map(app);
        app.Lifetime.ApplicationStopped.Register(api.Dispose);
        return app;
    }
}
