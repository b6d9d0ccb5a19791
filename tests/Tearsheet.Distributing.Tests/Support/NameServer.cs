using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tearsheet.Distributing.Tests.Support;

/// <summary>A name server on loopback, over UDP and TCP, which answers each question as the test says.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int HeaderLength = 12;

    private readonly CancellationTokenSource _stop = new();
    private readonly UdpClient _udp;
    private readonly TcpListener? _tcp;
    private readonly Func<Query, byte[]?> _answer;
    private readonly Task _running;
    private int _asked;

    public NameServer(Func<Query, byte[]?> answer, bool hasTcp = false)
    {
        _answer = answer;
        (_udp, _tcp) = Bind(hasTcp);
        _running = Task.WhenAll(AnswerUdpAsync(), _tcp is null ? Task.CompletedTask : AnswerTcpAsync(_tcp));
    }

    public IPEndPoint Address => (IPEndPoint)_udp.Client.LocalEndPoint!;

    /// <summary>How often it was asked.</summary>
    public int Asked => _asked;

    /// <summary>A server that has TXT records.</summary>
    public static NameServer Of(params (string Name, string Text)[] zone) => new(query =>
    {
        var found = zone.Where(record => record.Name == query.Name).Select(record => Txt(record.Name, record.Text)).ToArray();
        return query.Reply(found.Length == 0 ? 3 : 0, found);
    });

    /// <summary>A TXT record, its text in strings of 255 bytes at most.</summary>
    public static byte[] Txt(string owner, string text) =>
        Record(owner, 16, [.. Encoding.UTF8.GetBytes(text).Chunk(255).SelectMany(part => part.Prepend((byte)part.Length))]);

    /// <summary>An alias.</summary>
    public static byte[] Cname(string owner, string target) => Record(owner, 5, NameBytes(target));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _udp.Dispose();
        _tcp?.Dispose();
        _stop.Dispose();
    }

    // The same port for both: another program may have taken it for one of them.
    private static (UdpClient Udp, TcpListener? Tcp) Bind(bool hasTcp)
    {
        while (true)
        {
            var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            if (!hasTcp)
            {
                return (udp, null);
            }

            var tcp = new TcpListener((IPEndPoint)udp.Client.LocalEndPoint!);
            try
            {
                tcp.Start();
                return (udp, tcp);
            }
            catch (SocketException)
            {
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    private static byte[] Record(string owner, ushort type, byte[] data)
    {
        byte[] name = NameBytes(owner);
        var bytes = new byte[name.Length + 10 + data.Length];
        name.CopyTo(bytes, 0);
        var rest = bytes.AsSpan(name.Length);
        BinaryPrimitives.WriteUInt16BigEndian(rest, type);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(rest[4..], 60);
        BinaryPrimitives.WriteUInt16BigEndian(rest[8..], (ushort)data.Length);
        data.CopyTo(rest[10..]);
        return bytes;
    }

    private static byte[] NameBytes(string name) =>
        [.. name.TrimEnd('.').Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];

    private async Task AnswerUdpAsync()
    {
        while (true)
        {
            var received = await _udp.ReceiveAsync(_stop.Token);
            if (Ask(received.Buffer, isTcp: false) is { } reply)
            {
                await _udp.SendAsync(reply, received.RemoteEndPoint, _stop.Token);
            }
        }
    }

    private async Task AnswerTcpAsync(TcpListener listener)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(_stop.Token);
            var stream = client.GetStream();
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, _stop.Token);
            var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(query, _stop.Token);
            if (Ask(query, isTcp: true) is { } reply)
            {
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)reply.Length);
                await stream.WriteAsync((byte[])[.. length, .. reply], _stop.Token);
            }
        }
    }

    private byte[]? Ask(byte[] query, bool isTcp)
    {
        Interlocked.Increment(ref _asked);
        return _answer(new Query(query, isTcp));
    }

    /// <summary>A question.</summary>
    internal sealed class Query(byte[] bytes, bool isTcp)
    {
        private int QuestionEnd
        {
            get
            {
                var at = HeaderLength;
                while (bytes[at] != 0)
                {
                    at += bytes[at] + 1;
                }

                return at + 5;
            }
        }

        public bool IsTcp => isTcp;

        /// <summary>The name that is asked for, in lower case, without the dot at its end.</summary>
        public string Name
        {
            get
            {
                var labels = new List<string>();
                for (var at = HeaderLength; bytes[at] != 0; at += bytes[at] + 1)
                {
                    labels.Add(Encoding.ASCII.GetString(bytes, at + 1, bytes[at]));
                }

                return string.Join('.', labels).ToLowerInvariant();
            }
        }

        /// <summary>An answer to this question.</summary>
        /// <param name="code">0 for no error, 2 for a failed server, 3 for no such name.</param>
        /// <param name="records">What is answered.</param>
        /// <param name="isCut">Whether the rest is to be had over TCP only.</param>
        public byte[] Reply(int code, byte[][] records, bool isCut = false)
        {
            byte[] reply = [.. bytes.Take(QuestionEnd), .. records.SelectMany(record => record)];
            reply[2] = (byte)(0x81 | (isCut ? 2 : 0));
            reply[3] = (byte)(0x80 | code);
            BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(6), (ushort)records.Length);
            reply.AsSpan(8, 4).Clear();
            return reply;
        }
    }
}
