using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tearsheet.Reading.Tests.Fetching;

/// <summary>A server on loopback that speaks HTTP/2 by hand: any frames, right or wrong, once a request has come.</summary>
internal sealed class FrameServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Task> _talks = [];
    private readonly Func<Talk, Task> _answer;
    private readonly X509Certificate2 _certificate;
    private readonly Task _accepting;
    private int _connections;

    public FrameServer(X509Certificate2 certificate, Func<Talk, Task> answer)
    {
        (_certificate, _answer) = (certificate, answer);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Connections that were accepted so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_talks);
        _closing.Dispose();
        _listener.Dispose();
        _certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                Interlocked.Increment(ref _connections);
                _talks.Add(TalkAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over; a listener that was stopped is an invalid operation.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true),
                        ApplicationProtocols = [SslApplicationProtocol.Http2],
                    },
                    _closing.Token);
                await stream.ReadExactlyAsync(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length], _closing.Token);
                var talk = new Talk(client, stream, _closing.Token);
                await talk.FrameAsync(4, 0, 0);
                while (await ReadFrameAsync(stream) is not 1)
                {
                    // Settings and windows; the request is a frame of type 1, and small enough for one.
                }

                // Goes on listening, or the client's own frames would fill the connection.
                var listening = stream.CopyToAsync(Stream.Null, _closing.Token);
                await _answer(talk);
                await stream.FlushAsync(_closing.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                await listening;
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException
                or System.Security.Authentication.AuthenticationException or ObjectDisposedException or NotSupportedException)
            {
                // The client went away, which is what many of these tests ask of it.
            }
        }
    }

    private async Task<int> ReadFrameAsync(SslStream stream)
    {
        var head = new byte[9];
        await stream.ReadExactlyAsync(head, _closing.Token);
        await stream.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]], _closing.Token);
        return head[3];
    }

    /// <summary>One connection on which the request is stream 1.</summary>
    /// <remarks>Spec: RFC 9113, "Frame Format"; RFC 7541, "Literal Header Field without Indexing".</remarks>
    public sealed record Talk(TcpClient Client, SslStream Stream, CancellationToken Closing)
    {
        public const byte EndStream = 1;
        public const byte EndHeaders = 4;

        public async Task FrameAsync(byte type, byte flags, uint stream, params ReadOnlyMemory<byte>[] payload)
        {
            var length = payload.Sum(part => part.Length);
            var frame = new byte[9 + length];
            (frame[0], frame[1], frame[2], frame[3], frame[4]) = ((byte)(length >> 16), (byte)(length >> 8), (byte)length, type, flags);
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
            var at = 9;
            foreach (var part in payload)
            {
                part.CopyTo(frame.AsMemory(at));
                at += part.Length;
            }

            await Stream.WriteAsync(frame, Closing);
        }

        /// <summary>A HEADERS frame with status 200 and some fields.</summary>
        public Task HeadersAsync(byte flags, params (string Name, string Value)[] fields) =>
            FrameAsync(1, flags, 1, [new byte[] { 0x88 }, .. fields.Select(field => Literal(field.Name, field.Value))]);

        public Task DataAsync(byte flags, string text) => FrameAsync(0, flags, 1, Encoding.Latin1.GetBytes(text));

        public Task ResetAsync(uint code) => FrameAsync(3, 0, 1, Number(code));

        public Task GoAwayAsync(uint lastStream, uint code) => FrameAsync(7, 0, 0, Number(lastStream), Number(code));

        /// <summary>Says nothing more until the test is over.</summary>
        public Task StaySilentAsync() => Task.Delay(Timeout.Infinite, Closing);

        public static ReadOnlyMemory<byte> Literal(string name, string value) =>
            new byte[] { 0 }.Concat(Text(name)).Concat(Text(value)).ToArray();

        private static byte[] Text(string text) => text.Length < 127
            ? [(byte)text.Length, .. Encoding.Latin1.GetBytes(text)]
            : [127, .. Rest(text.Length - 127), .. Encoding.Latin1.GetBytes(text)];

        private static IEnumerable<byte> Rest(int number)
        {
            for (; number >= 128; number >>= 7)
            {
                yield return (byte)((number & 127) | 128);
            }

            yield return (byte)number;
        }

        private static byte[] Number(uint number)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
            return bytes;
        }
    }
}
