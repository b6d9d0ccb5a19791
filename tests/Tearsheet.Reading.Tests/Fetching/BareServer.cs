using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tearsheet.Reading.Tests.Fetching;

/// <summary>A server on loopback that sends any bytes, right or wrong: what it says on a connection is one function.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly Func<Talk, Task> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private int _connections;

    public BareServer(Func<Talk, Task> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were accepted so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The heads of the requests so far.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>A server that looks up its answer by the request's target.</summary>
    public static BareServer Answering(Func<string, string> answer) => new(async talk => await talk.SendAsync(answer(talk.Target)));

    /// <summary>A whole plain answer.</summary>
    public static string Page(string body, string type = "text/html") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    public static string Redirect(string location, int status = 302, string more = "") =>
        $"HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\n{more}Content-Length: 0\r\n\r\n";

    public Uri Address(string target = "/") => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}{target}");

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_talks);
        _certificate?.Dispose();
        _closing.Dispose();
        _listener.Dispose();
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
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var secure = new SslStream(stream);
                    stream = secure;
                    await secure.AuthenticateAsServerAsync(
                        // Offline, or this side would go and fetch what the certificate names.
                        new SslServerAuthenticationOptions
                        {
                            ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true),
                        },
                        _closing.Token);
                }

                await using (stream)
                {
                    var head = await ReadHeadAsync(stream);
                    if (head.Length == 0)
                    {
                        return;
                    }

                    _requests.Enqueue(head);
                    await _answer(new Talk(client, stream, head, _closing.Token));
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException
                or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
            {
                // The client went away, which is what many of these tests ask of it.
            }
        }
    }

    private async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, _closing.Token);
            if (read == 0)
            {
                break;
            }

            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
            if (!char.IsAsciiLetter(head[0]))
            {
                // No request: TLS, or worse. The answer is the same.
                break;
            }
        }

        return head.ToString();
    }

    /// <summary>One connection of which the request was read.</summary>
    public sealed record Talk(TcpClient Client, Stream Stream, string Head, CancellationToken Closing)
    {
        public string Target => Head.Split(' ') is [_, var target, ..] ? target : "";

        public Task SendAsync(string latin1) => SendAsync(Encoding.Latin1.GetBytes(latin1));

        public async Task SendAsync(ReadOnlyMemory<byte> bytes)
        {
            await Stream.WriteAsync(bytes, Closing);
            await Stream.FlushAsync(Closing);
        }

        /// <summary>Says nothing more until the test is over.</summary>
        public Task StaySilentAsync() => Task.Delay(Timeout.Infinite, Closing);

        /// <summary>Ends the connection with a reset.</summary>
        public void Reset()
        {
            Client.LingerState = new LingerOption(enable: true, seconds: 0);
            Client.Client.Close();
        }
    }
}
