using System.Net;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Work;

/// <summary>
/// The one silo of a desk on one machine: grains for its feeds and hosts, within this process and reachable from nowhere else. It starts when
/// somebody first wants a grain, for a desk that follows nothing needs none.
/// </summary>
internal sealed class WorkSilo : IAsyncDisposable
{
    private readonly Lazy<Task<IHost>> _host;

    public WorkSilo(FeedPolls polls, PageVisits visits, FetchPolicy policy, TimeProvider clock, ILoggerFactory loggers, CancellationToken stop) =>
        _host = new Lazy<Task<IHost>>(async () =>
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Services
                .AddSingleton(loggers)
                .AddSingleton(clock)
                .AddSingleton(polls)
                .AddSingleton(visits)
                .AddSingleton(new HostPause(policy.BetweenVisits))
                .AddSingleton(new WorkStop(stop))
                .AddSingleton<IHostLifetime, NoSignals>();
            builder.UseOrleans(silo => silo
                // Nobody dials these numbers: they are the silo's name for itself.
                .UseLocalhostClustering(siloPort: 1, gatewayPort: 0, serviceId: "tearsheet", clusterId: "tearsheet")
                .Configure<SiloMessagingOptions>(messaging => messaging.MaxRequestProcessingTime = TimeSpan.FromDays(2))
                .Configure<GrainCollectionOptions>(collection => collection.CollectionAge = TimeSpan.FromMinutes(15)));
            ListenToNobody(builder.Services);
            var host = builder.Build();
            await host.StartAsync(stop);
            return host;
        });

    /// <summary>The grains, once the silo is up.</summary>
    public async Task<IGrainFactory> GrainsAsync() => (await _host.Value).Services.GetRequiredService<IGrainFactory>();

    public async ValueTask DisposeAsync()
    {
        if (!_host.IsValueCreated || !_host.Value.IsCompletedSuccessfully)
        {
            return;
        }

        var host = await _host.Value;
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await host.StopAsync(hurry.Token);
        }
        catch (OperationCanceledException) when (hurry.IsCancellationRequested)
        {
            // The book holds all that matters.
        }

        host.Dispose();
    }

    /// <summary>
    /// A silo listens for other silos on TCP, and trusts whoever dials. This one is alone, so its listeners are replaced by one that nobody can
    /// reach; the library keeps the keys of theirs to itself, so they are looked for.
    /// </summary>
    private static void ListenToNobody(IServiceCollection services)
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { IsKeyedService: true } service && service.ServiceType == typeof(IConnectionListenerFactory))
            {
                services[i] = ServiceDescriptor.KeyedSingleton<IConnectionListenerFactory>(service.ServiceKey, new DeafListeners());
            }
        }
    }

    private sealed class DeafListeners : IConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IConnectionListener>(new Deaf(endpoint));
    }

    private sealed class Deaf(EndPoint endPoint) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint => endPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => await _closed.Task.WaitAsync(cancellationToken);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

        public ValueTask DisposeAsync()
        {
            _closed.TrySetResult(null);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Signals are the command line's business.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
