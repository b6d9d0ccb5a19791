using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Tearsheet.Distributing.Naming;
using Tearsheet.Gateway;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Publishing.Pages;
using Tearsheet.Server.Commands;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Serving;

/// <summary>
/// One running <c>serve</c>: the public site on a listener of its own, the desk's API on the socket in the data folder, and the
/// clock that makes editions. The three share nothing but the desk.
/// </summary>
internal static class DeskServer
{
    internal static readonly TimeSpan LastRequests = TimeSpan.FromSeconds(5);

    /// <summary>Visits of one process that may be under way together: each may hold a page and its images in memory.</summary>
    private const int VisitsAtOnce = 64;

    public static async Task<int> RunAsync(DataFolder folder, string? listen, string? deskListen, Terminal terminal, CancellationToken cancellationToken)
    {
        // 1. The archive, for this process alone. Whoever visits a host from here on stands in the line of its grain.
        var silo = new TaskCompletionSource<WorkSilo>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var turns = new BoundedTurns(new GrainTurns(async () => await (await silo.Task).GrainsAsync()), VisitsAtOnce);
        var opening = DeskDoor.OpenLocal(folder, turns);
        if (opening is LocalOpening.Refused refused)
        {
            return terminal.Fail(refused.Code, refused.Why.Reason, refused.Why.Message);
        }

        var opened = (LocalOpening.Opened)opening;

        await using var desk = opened.Desk;
        terminal.NoteRuleFaults(desk.RuleFaults);
        var settings = opened.Settings;
        if (!ListenAddress.TryParse(listen ?? settings.Listen, out var endPoint, out var problem))
        {
            return terminal.Fail(ExitCode.Usage, "bad-listen", problem);
        }

        IPEndPoint? deskEndPoint = null;
        if ((deskListen ?? settings.Desk.Listen) is { } ownListen && !ListenAddress.TryParse(ownListen, out deskEndPoint, out problem))
        {
            return terminal.Fail(ExitCode.Usage, "bad-listen", problem);
        }

        using var loggers = NewLoggers();
        var logger = loggers.CreateLogger("tearsheet");
        if (desk.Feeds(logger, out var damage) is not { } feeds)
        {
            return terminal.Fail(ExitCode.NoDesk, "bad-desk-file", damage);
        }

        // 2. The public site.
        var archive = desk.Reader.Archive;
        var names = new NameKeeper(folder, archive, TimeProvider.System);
        var gateway = NewGateway(archive.PublicBlocks, settings.Gateway, names.Find, loggers);
        using var denylists = DenylistFolder.Open(folder.Denylists, gateway, TimeProvider.System, logger, out var unread);
        if (unread is not null)
        {
            return terminal.Fail(ExitCode.Usage, "bad-denylist", unread);
        }

        var routing = new RoutingAnswers(
            new RoutingSource(
                () => settings.Gateway.Address ?? archive.Settings.Address, archive.PublicBlocks, () => IpnsName.Of(archive.SiteKey), names.Find, names.Take),
            TimeProvider.System);
        var site = new PublicSite(desk, gateway, new SidePaths(gateway, routing, settings.Gateway.DnsLinkHosts, new HubCallbacks(feeds.Hubs)));
        using var nameClock = new NameClock(desk, names, TimeProvider.System, logger);
        desk.Changed += (_, change) =>
        {
            if (change.Edition is { } edition)
            {
                logger.EditionServed(edition.Number, edition.Root);
            }
        };
        using var server = NewSiteServer(endPoint, loggers);
        try
        {
            await server.StartAsync(new SiteApplication(site.AnswerAsync, logger), cancellationToken);
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            return terminal.Fail(
                ExitCode.Storage, "address-in-use", $"{endPoint} is taken by another program. Choose another address with --listen.");
        }

        // 3. What feeds and hosts have to do, in grains that start when there is something.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var checks = new LinkChecks(feeds.Book, desk, settings.Recheck.ToPolicy(), TimeProvider.System, Random.Shared.NextDouble, logger);
        var visits = new PageVisits(feeds.Book, desk, checks, feeds.Hubs, TimeProvider.System, Random.Shared.NextDouble, logger);
        await using var working = new WorkSilo(feeds.Polls, visits, settings.Fetch.ToPolicy(), TimeProvider.System, loggers, ending.Token);
        silo.SetResult(working);
        using var work = new WorkClock(
            feeds.Book,
            settings.Recheck.Automatic ? checks.Enroll : () => { },
            async feed => await (await working.GrainsAsync()).GetGrain<IFeedGrain>(feed).PollAsync(),
            async host => await (await working.GrainsAsync()).GetGrain<IHostGrain>(host).VisitAsync(),
            TimeProvider.System,
            logger);
        feeds.Following.OnChange = async feed =>
        {
            await (await working.GrainsAsync()).GetGrain<IFeedGrain>(feed).ForgetAsync();
            work.Wake();
        };
        feeds.Hubs.OnDelivery = _ => work.Wake();
        desk.Changed += (_, _) => work.Wake();
        var followed = work.RunAsync(ending.Token);

        // 4. The socket for the other commands.
        await using var socket = DeskSocket.Build(folder, desk, settings.Fetch.ToPolicy(), logger, terminal);
        if (socket is not null)
        {
            await socket.StartAsync(cancellationToken);
        }

        // The desk's own listener, apart from the public site.
        await using var own = deskEndPoint is null
            ? null
            : DeskListener.Build(deskEndPoint, desk, new DeskTokens(feeds.Book, TimeProvider.System), settings.Fetch.ToPolicy(), logger);
        if (own is not null)
        {
            try
            {
                await own.StartAsync(cancellationToken);
            }
            catch (IOException fault) when (fault.InnerException is AddressInUseException)
            {
                return terminal.Fail(
                    ExitCode.Storage, "address-in-use", $"{deskEndPoint} is taken by another program. Choose another address with --desk-listen.");
            }
        }

        // 5. The clock.
        using var clock = new EditionClock(desk, TimeSpan.FromSeconds(settings.Edition.EverySeconds), TimeProvider.System, logger);
        var editions = settings.Edition.Automatic ? clock.RunAsync(cancellationToken) : Task.CompletedTask;

        var renewing = nameClock.RunAsync(cancellationToken);

        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Announce(terminal, address, desk.Reader.Archive.LatestEdition?.Root.ToString(), own?.Urls.First());

        // 6. Until somebody asks to stop; then the last requests are answered and the log is closed.
        await UntilAsync(cancellationToken);
        using var hurry = new CancellationTokenSource(LastRequests);
        await server.StopAsync(hurry.Token);
        if (socket is not null)
        {
            await socket.StopAsync(hurry.Token);
        }

        if (own is not null)
        {
            await own.StopAsync(hurry.Token);
        }

        await editions;
        await renewing;
        await followed;
        terminal.Note("Stopped.");
        return (int)ExitCode.Done;
    }

    internal static BlockGateway NewGateway(
        IBlockSource blocks, GatewaySettings settings, Func<IpnsName, ReadOnlyMemory<byte>?> findRecord, ILoggerFactory loggers) => new(
            blocks,
            new GatewayPolicy
            {
                StyleHashes = [NotFoundPage.StyleHash],
                Hosts = settings.Hosts,
                TrustsForwardedHeaders = settings.TrustForwardedHeaders,
            },
            loggers.CreateLogger<BlockGateway>(),
            new NameSources
            {
                FindRecord = (name, _) => ValueTask.FromResult(findRecord(name)),
                FindDnsLink = new DnsLinkCache(settings.DnsLinkHosts, DnsLink.OverDns(settings.NameServerAddress), TimeProvider.System).FindAsync,
            });

    internal static ILoggerFactory NewLoggers() => LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            // What a silo says of itself is of no use to an operator who has one.
            .AddFilter("Orleans", LogLevel.Error)
            .AddFilter("Polly", LogLevel.Error)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
                console.UseUtcTimestamp = true;
            })
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));

    internal static KestrelServer NewSiteServer(IPEndPoint endPoint, ILoggerFactory loggers)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(endPoint);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        return new KestrelServer(Options.Create(options), transport, loggers);
    }

    internal static void Announce(Terminal terminal, string address, string? root, string? desk = null)
    {
        terminal.Value(new ServeView(address, root, desk), DeskJson.Wire.ServeView);
        terminal.Line($"Serving {address}");
        terminal.Line(root is null ? "No edition yet: the first link makes one" : $"Root {root}");
        if (desk is not null)
        {
            terminal.Line($"Desk {desk}");
        }
    }

    internal static async Task UntilAsync(CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(asked.SetResult))
        {
            await asked.Task;
        }
    }
}
