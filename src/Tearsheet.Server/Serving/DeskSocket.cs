using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Tearsheet.Reading.Fetching;
using Tearsheet.Server.Commands;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Serving;

/// <summary>The listener in the data folder over which the other commands write while <c>serve</c> runs (decision 18).</summary>
internal static class DeskSocket
{
    /// <summary>Makes the listener; it is not started.</summary>
    /// <returns>null, after a note, where the data folder's path is too long for a socket.</returns>
    public static WebApplication? Build(DataFolder folder, LocalDesk desk, FetchPolicy policy, ILogger logger, Terminal terminal)
    {
        if (DeskRoutes.IsTooLong(folder.Socket))
        {
            terminal.Note($"The path {folder.Socket} is too long for a socket: other commands cannot write while this runs.");
            return null;
        }

        // What is left of a process that was killed. This one holds the folder's lock, so nobody listens there.
        File.Delete(folder.Socket);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = policy.MaxBodyBytes + DeskApi.FormOverhead;
            kestrel.Listen(DeskRoutes.EndPoint(folder.Socket));
        });
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = endPoint =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(endPoint);
            if (!OperatingSystem.IsWindows())
            {
                // Between bind and listen nobody can connect: the socket is never open to others.
                File.SetUnixFileMode(folder.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return socket;
        });

        var app = builder.Build();
        new DeskApi(desk, logger).Map(app, policy.MaxBodyBytes);
        return app;
    }

    /// <summary>Signals are the command line's business: the host is started and stopped by <see cref="DeskServer"/>.</summary>
    internal sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
