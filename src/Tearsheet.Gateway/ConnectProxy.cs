using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Tearsheet.Gateway;

/// <summary>
/// Lets clients that use the gateway as an HTTP proxy reach it by CONNECT, for its own host names only: the tunnel ends in this same server, and
/// leads nowhere else (decision 28). Off unless a listener takes it in.
/// </summary>
/// <remarks>Spec: RFC 9110, "CONNECT".</remarks>
public sealed class ConnectProxy(Func<string, bool> isOwnHost, ConnectionDelegate next)
{
    private const int MaxHeadBytes = 8 * 1024;

    private static ReadOnlySpan<byte> Verb => "CONNECT "u8;

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    /// <summary>Answers a CONNECT, if that is what the connection begins with, and hands the connection on.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed);
            var front = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, MaxHeadBytes)).ToArray();
            if (!front.AsSpan().StartsWith(Verb[..Math.Min(front.Length, Verb.Length)]) || front.Length == 0)
            {
                input.AdvanceTo(read.Buffer.Start);
                await next(connection);
                return;
            }

            var end = front.AsSpan().IndexOf(EndOfHead);
            if (end >= 0)
            {
                input.AdvanceTo(read.Buffer.GetPosition(end + EndOfHead.Length));
                if (await AnswerAsync(connection, front.AsSpan(Verb.Length, end - Verb.Length).ToArray()))
                {
                    await next(connection);
                }

                return;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted || read.Buffer.Length > MaxHeadBytes)
            {
                return;
            }
        }
    }

    private async ValueTask<bool> AnswerAsync(ConnectionContext connection, byte[] head)
    {
        var target = Encoding.Latin1.GetString(head).Split(' ', 2)[0];
        var colon = target.LastIndexOf(':');
        var isOwn = isOwnHost(colon < 0 ? target : target[..colon]);
        var words = isOwn ? "HTTP/1.1 200 Connection Established\r\n\r\n" : "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(words), connection.ConnectionClosed);
        return isOwn;
    }
}
