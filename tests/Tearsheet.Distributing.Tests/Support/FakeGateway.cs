using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Distributing.Tests.Support;

/// <summary>A trustless gateway in memory, which can be told to misbehave.</summary>
internal sealed class FakeGateway(MemoryBlocks blocks)
{
    private int _blockRequests;
    private int _carRequests;
    private long _blocksSent;

    public MemoryBlocks Blocks => blocks;

    /// <summary>IPNS records by name.</summary>
    public ConcurrentDictionary<string, byte[]> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers a request otherwise; null leaves it to the gateway.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage?>>? Instead { get; set; }

    /// <summary>Changes the bytes of a block before they are sent.</summary>
    public Func<Cid, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? Change { get; set; }

    public bool HasCars { get; set; } = true;

    /// <summary>After how many blocks a CAR is cut off; null for never.</summary>
    public int? CutCarsAfter { get; set; }

    public int BlockRequests => _blockRequests;

    public int CarRequests => _carRequests;

    public long BlocksSent => _blocksSent;

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Instead is { } instead && await instead(request, cancellationToken) is { } other)
        {
            return other;
        }

        var parts = request.RequestUri!.AbsolutePath.Split('/');
        var query = request.RequestUri.Query;
        Assert.Equal(HttpMethod.Get, request.Method);
        if (parts[1] == "ipns")
        {
            Assert.Equal("?format=ipns-record", query);
            Assert.Equal("application/vnd.ipfs.ipns-record", request.Headers.Accept.ToString());
            return Records.TryGetValue(parts[2], out var record) ? Bytes(record, "application/vnd.ipfs.ipns-record") : new HttpResponseMessage(HttpStatusCode.NotFound);
        }

        var cid = Cid.Parse(parts[2]);
        if (query.StartsWith("?format=raw", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _blockRequests);
            Assert.Equal("application/vnd.ipld.raw", request.Headers.Accept.ToString());
            return await SendAsync(cid, cancellationToken) is { } bytes ? Bytes(bytes, "application/vnd.ipld.raw") : new HttpResponseMessage(HttpStatusCode.NotFound);
        }

        Interlocked.Increment(ref _carRequests);
        Assert.Contains("dag-scope=all", query, StringComparison.Ordinal);
        if (!HasCars)
        {
            return new HttpResponseMessage(HttpStatusCode.NotAcceptable);
        }

        using var car = new MemoryStream();
        car.Write(CarWriter.Header(cid));
        var sent = 0;
        await WriteAsync(car, cid, [], () => CutCarsAfter is { } most && ++sent > most, cancellationToken);
        return Bytes(car.ToArray(), "application/vnd.ipld.car");
    }

    public static HttpResponseMessage Bytes(ReadOnlyMemory<byte> body, string type) => new(HttpStatusCode.OK)
    {
        Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
    };

    private async Task<ReadOnlyMemory<byte>?> SendAsync(Cid cid, CancellationToken cancellationToken)
    {
        var answer = await blocks.FindAsync(cid, cancellationToken);
        if (answer.Presence != BlockPresence.Found)
        {
            return null;
        }

        Interlocked.Increment(ref _blocksSent);
        return Change is { } change ? change(cid, answer.Bytes) : answer.Bytes;
    }

    private async Task<bool> WriteAsync(Stream car, Cid cid, HashSet<Cid> done, Func<bool> isCut, CancellationToken cancellationToken)
    {
        if (!done.Add(cid) || cid.HashCode == (ulong)MultihashCode.Identity)
        {
            return true;
        }

        if (await SendAsync(cid, cancellationToken) is not { } bytes || isCut())
        {
            return false;
        }

        await CarWriter.WriteSectionAsync(car, new Block(cid, bytes), cancellationToken);
        if (cid.Codec != (ulong)Multicodec.DagPb || !DagPb.TryDecode(bytes.Span, out var node, out _))
        {
            return true;
        }

        foreach (var link in node.Links)
        {
            if (!await WriteAsync(car, link.Cid, done, isCut, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Hosts by name, in memory.</summary>
internal sealed class FakeNetwork : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> _hosts = new(StringComparer.Ordinal);

    public FakeNetwork Add(string host, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _hosts[host] = answer;
        return this;
    }

    public FakeNetwork Add(string host, FakeGateway gateway) => Add(host, gateway.AnswerAsync);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // As a network does: never on the caller's own turn.
        await Task.Yield();
        return _hosts.TryGetValue(request.RequestUri!.Authority, out var answer)
            ? await answer(request, cancellationToken)
            : throw new HttpRequestException($"no such host: {request.RequestUri.Authority}");
    }
}
