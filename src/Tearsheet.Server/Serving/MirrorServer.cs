using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Tearsheet.Distributing.Mirroring;
using Tearsheet.Gateway;
using Tearsheet.Publishing.Pages;
using Tearsheet.Server.Commands;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Serving;

/// <summary><c>serve</c> on a mirror's folder: the site as its own desk serves it, from a copy without key and log.</summary>
internal static class MirrorServer
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(DataFolder folder, string? listen, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!ListenAddress.TryParse(listen ?? new RunSettings().Listen, out var endPoint, out var problem))
        {
            return terminal.Fail(ExitCode.Usage, "bad-listen", problem);
        }

        using var mirror = MirrorFolder.OpenToRead(folder.Path);
        using var loggers = DeskServer.NewLoggers();
        var gateway = new BlockGateway(
            mirror.Blocks,
            new GatewayPolicy { StyleHashes = [NotFoundPage.StyleHash] },
            loggers.CreateLogger<BlockGateway>(),
            new NameSources
            {
                FindRecord = (name, _) => ValueTask.FromResult(mirror.State?.Name == name.ToString() ? mirror.Record?.Bytes : default(ReadOnlyMemory<byte>?)),
            });
        var logger = loggers.CreateLogger("tearsheet");
        string? unread = null;
        using var denylists = Directory.Exists(folder.Denylists) ? DenylistFolder.Open(folder.Denylists, gateway, TimeProvider.System, logger, out unread) : null;
        if (unread is not null)
        {
            return terminal.Fail(ExitCode.Usage, "bad-denylist", unread);
        }

        var site = new MirrorSite(mirror, gateway);
        using var server = DeskServer.NewSiteServer(endPoint, loggers);
        try
        {
            await server.StartAsync(new SiteApplication(site.AnswerAsync, logger), cancellationToken);
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
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
                if (mirror.Refresh())
                {
                    gateway.Forget();
                }
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
    }
}
