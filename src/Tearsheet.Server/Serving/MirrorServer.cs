using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Tearsheet.Distributing.Mirroring;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Server.Commands;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Serving;

/// <summary><c>serve</c> on a mirror's folder: the site as its own desk serves it, from a copy without key and log.</summary>
internal static class MirrorServer
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(DataFolder folder, string? listen, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!RunSettings.TryLoad(folder.SettingsFile, out var settings, out var fault))
        {
            return terminal.Fail(ExitCode.Usage, "bad-settings", fault);
        }

        if (!ListenAddress.TryParse(listen ?? settings.Listen, out var endPoint, out var problem))
        {
            return terminal.Fail(ExitCode.Usage, "bad-listen", problem);
        }

        using var mirror = MirrorFolder.OpenToRead(folder.Path);
        using var loggers = DeskServer.NewLoggers();
        var gateway = DeskServer.NewGateway(mirror.Blocks, settings.Gateway, FindRecord, loggers);
        var logger = loggers.CreateLogger("tearsheet");
        string? unread = null;
        using var denylists = Directory.Exists(folder.Denylists) ? DenylistFolder.Open(folder.Denylists, gateway, TimeProvider.System, logger, out unread) : null;
        if (unread is not null)
        {
            return terminal.Fail(ExitCode.Usage, "bad-denylist", unread);
        }

        var routing = new RoutingAnswers(
            new RoutingSource(
                () => settings.Gateway.Address, mirror.Blocks,
                () => IpnsName.TryParse(mirror.State?.Name, out var name) ? name : null, FindRecord, Take: null),
            TimeProvider.System);
        var site = new MirrorSite(mirror, gateway, new SidePaths(gateway, routing, settings.Gateway.DnsLinkHosts));
        using var server = DeskServer.NewSiteServer(endPoint, loggers);
        try
        {
            await server.StartAsync(new SiteApplication(site.AnswerAsync, logger), cancellationToken);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            return terminal.Fail(
                ExitCode.Storage, "address-in-use", $"{endPoint} is taken by another program. Choose another address with --listen.");
        }

        DeskServer.Announce(terminal, server.Features.Get<IServerAddressesFeature>()!.Addresses.First(), mirror.Root?.ToString());

        // Another process may be copying: what it has made whole is shown.
        using var timer = new PeriodicTimer(LookEvery, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                mirror.Refresh(gateway.Forget);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }

        using var hurry = new CancellationTokenSource(DeskServer.LastRequests);
        await server.StopAsync(hurry.Token);
        terminal.Note("Stopped.");
        return (int)ExitCode.Done;

        ReadOnlyMemory<byte>? FindRecord(IpnsName name) => mirror.FindRecord(name)?.Bytes;
    }
}
