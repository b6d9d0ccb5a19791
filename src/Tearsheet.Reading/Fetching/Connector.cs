using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tearsheet.Reading.Fetching;

/// <summary>What came of trying to connect: a stream, or why there is none.</summary>
internal abstract record ConnectOutcome
{
    private ConnectOutcome()
    {
    }

    public sealed record Connected(Socket Socket, string Peer) : ConnectOutcome;

    public sealed record Refused(FetchRefusal Why, string Message) : ConnectOutcome;
}

/// <summary>Finds the addresses of a host, checks them, and connects to one that was checked.</summary>
internal sealed class Connector(NetworkBorder border, NetworkAccess network)
{
    /// <summary>Connects.</summary>
    /// <param name="host">A name or an IP address.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<ConnectOutcome> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(host, out var literal)
                ? [literal]
                : await network.ResolveAsync(host, cancellationToken);
        }
        catch (SocketException)
        {
            addresses = [];
        }

        if (addresses.Length == 0)
        {
            return new ConnectOutcome.Refused(
                FetchRefusal.NameNotResolved,
                $"The name {host} has no address. Check its spelling; if it is right, try again later.");
        }

        // One address of several that is not public is reason enough: which one is used is chance, and chance can be tried again.
        if (Array.Find(addresses, address => !border.MayConnect(host, address)) is { } forbidden)
        {
            return NotAllowed(host, forbidden);
        }

        // IPv4 first: where IPv6 leads nowhere it does so silently, and would use up the time there is.
        SocketException? last = null;
        foreach (var address in addresses.OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            var kept = false;
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
                var peer = (IPEndPoint)socket.RemoteEndPoint!;
                if (!border.MayConnect(host, peer.Address))
                {
                    return NotAllowed(host, peer.Address);
                }

                kept = true;
                return new ConnectOutcome.Connected(socket, peer.ToString());
            }
            catch (SocketException exception)
            {
                last = exception;
            }
            finally
            {
                if (!kept)
                {
                    socket.Dispose();
                }
            }
        }

        return new ConnectOutcome.Refused(
            FetchRefusal.ConnectFailed,
            string.Create(
                CultureInfo.InvariantCulture,
                $"No connection to {host} on port {port}: {Reason(last!.SocketErrorCode)}. The server may be down; try again later."));
    }

    private static ConnectOutcome.Refused NotAllowed(string host, IPAddress address) => new(
        FetchRefusal.AddressNotAllowed,
        $"{host} leads to {address.ToString()}, which is not a public address. If the server is your own, name its network under fetch.allowedNetworks in tearsheet.json.");

    private static string Reason(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "it was refused",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no way to it",
        SocketError.TimedOut => "nobody answered",
        SocketError.ConnectionReset => "it was broken off",
        _ => "the system says " + Enum.GetName(error),
    };
}
