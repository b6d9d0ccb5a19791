using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Distributing.Gateways;

/// <summary>One gateway, asked only for what can be checked. Nothing that it sends is believed.</summary>
/// <param name="address">Where it is, such as <c>https://trustless-gateway.link/</c>; a path is kept, a query is not.</param>
/// <param name="http">Sends requests; must neither follow redirects nor decode bodies in unbounded memory.</param>
/// <param name="limits">How much it may send, and how long it may take.</param>
/// <param name="clock">For the time that it takes.</param>
/// <remarks>Spec: trustless-gateway, "HTTP API". Safe to use from many flows.</remarks>
public sealed class TrustlessGateway(Uri address, HttpMessageInvoker http, GatewayLimits limits, TimeProvider clock)
{
    private const string RawType = "application/vnd.ipld.raw";
    private const string CarType = "application/vnd.ipld.car";
    private const string RecordType = "application/vnd.ipfs.ipns-record";

    /// <summary>Where it is, ending with a slash.</summary>
    public Uri Address { get; } = new(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");

    /// <summary>Asks for one block.</summary>
    public async Task<BlockReply> FetchBlockAsync(Cid cid, CancellationToken cancellationToken)
    {
        using var exchange = new Exchange(clock, limits.Head, cancellationToken);
        try
        {
            using var request = Request($"ipfs/{cid}?format=raw", RawType);
            using var response = await http.SendAsync(request, exchange.Token);
            if (Refusal(response, RawType) is { } refusal)
            {
                return new BlockReply.Failed(refusal);
            }

            exchange.GiveAnother(limits.Block);
            await using var body = await response.Content.ReadAsStreamAsync(exchange.Token);
            if (await ReadAsync(body, response.Content.Headers.ContentLength, limits.MaxBlockLength, exchange.Token) is not { } bytes)
            {
                return new BlockReply.Failed(TooLong("the block", limits.MaxBlockLength));
            }

            return cid.Matches(bytes) ? new BlockReply.Sent(bytes) : new BlockReply.Failed(Wrong(cid));
        }
        catch (Exception broken) when (Exchange.IsBroken(broken, cancellationToken))
        {
            return new BlockReply.Failed(exchange.FaultOf(broken));
        }
    }

    /// <summary>Asks for every block of a DAG below a root, in the order of its links.</summary>
    /// <param name="root">Where it begins.</param>
    /// <param name="isWanted">
    /// Asked of each block as it comes, in order: whether something before it leads there. Others are passed over, and too many of them
    /// end the reading: a gateway could send rubbish for ever.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<CarReply> FetchDagAsync(
        Cid root, Func<Cid, bool> isWanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var exchange = new Exchange(clock, limits.Head, cancellationToken);
        using var request = Request($"ipfs/{root}?format=car&dag-scope=all&car-order=dfs&car-dups=n", CarType + ";version=1;order=dfs;dups=n");
        HttpResponseMessage? response = null;
        CarReply? failed = null;
        IAsyncEnumerator<CarPart>? parts = null;
        Stream? body = null;
        try
        {
            response = await http.SendAsync(request, exchange.Token);
            if (Refusal(response, CarType) is { } refusal)
            {
                failed = new CarReply.Failed(refusal);
            }
            else
            {
                body = await response.Content.ReadAsStreamAsync(exchange.Token);
                parts = CarReader.ReadAsync(body, new CarLimits { MaxSectionLength = limits.MaxBlockLength + 200 }, exchange.Token)
                    .GetAsyncEnumerator(exchange.Token);
            }
        }
        catch (Exception broken) when (Exchange.IsBroken(broken, cancellationToken))
        {
            failed = new CarReply.Failed(exchange.FaultOf(broken));
        }

        using (response)
        await using (body)
        await using (parts)
        {
            while (failed is null)
            {
                switch (await NextAsync(parts!, isWanted, exchange, cancellationToken))
                {
                    case CarReply.Sent sent:
                        yield return sent;
                        break;
                    case CarReply.Failed end:
                        failed = end;
                        break;
                    default:
                        yield break;
                }
            }

            yield return failed;
        }
    }

    /// <summary>Asks for the newest record of a name.</summary>
    public async Task<RecordReply> FetchRecordAsync(string name, CancellationToken cancellationToken)
    {
        using var exchange = new Exchange(clock, limits.Head, cancellationToken);
        try
        {
            using var request = Request($"ipns/{name}?format=ipns-record", RecordType);
            using var response = await http.SendAsync(request, exchange.Token);
            if (Refusal(response, RecordType) is { } refusal)
            {
                return new RecordReply.Failed(refusal);
            }

            exchange.GiveAnother(limits.Block);
            await using var body = await response.Content.ReadAsStreamAsync(exchange.Token);
            return await ReadAsync(body, response.Content.Headers.ContentLength, limits.MaxRecordLength, exchange.Token) is { } bytes
                ? new RecordReply.Sent(bytes)
                : new RecordReply.Failed(TooLong("the IPNS record", limits.MaxRecordLength));
        }
        catch (Exception broken) when (Exchange.IsBroken(broken, cancellationToken))
        {
            return new RecordReply.Failed(exchange.FaultOf(broken));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Address.ToString();

    // Doubled blocks and blocks in another order happen; a gateway that sends this many at a stretch means something else.
    private const int MaxStrays = 10_000;

    /// <summary>The next wanted block; null at the end.</summary>
    private async ValueTask<CarReply?> NextAsync(
        IAsyncEnumerator<CarPart> parts, Func<Cid, bool> isWanted, Exchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            exchange.GiveAnother(limits.Block);
            var strays = 0;
            while (await parts.MoveNextAsync())
            {
                switch (parts.Current)
                {
                    case CarPart.Section section when !isWanted(section.Cid):
                        if (++strays > MaxStrays)
                        {
                            return new CarReply.Failed(new GatewayFault(GatewayFaultKind.Malformed, "sent block after block that nobody asked for"));
                        }

                        break;
                    case CarPart.Section section:
                        return section.Cid.Matches(section.Bytes.Span)
                            ? new CarReply.Sent(new Block(section.Cid, section.Bytes))
                            : new CarReply.Failed(Wrong(section.Cid));
                    case CarPart.Broken broken:
                        return new CarReply.Failed(new GatewayFault(GatewayFaultKind.Malformed, $"sent a CAR that cannot be read: {broken.Fault}"));
                    default:
                        break;
                }
            }

            return null;
        }
        catch (Exception broken) when (Exchange.IsBroken(broken, cancellationToken))
        {
            return new CarReply.Failed(exchange.FaultOf(broken));
        }
    }

    private static GatewayFault Wrong(Cid cid) => new(GatewayFaultKind.WrongBlock, $"sent bytes that are not those of {cid}");

    private static GatewayFault TooLong(string what, int limit) =>
        new(GatewayFaultKind.Malformed, string.Create(CultureInfo.InvariantCulture, $"sent more than {limit} bytes for {what}"));

    /// <summary>What an answer's head says against reading its body; null for nothing.</summary>
    private GatewayFault? Refusal(HttpResponseMessage response, string type)
    {
        var status = (int)response.StatusCode;
        var words = string.Create(CultureInfo.InvariantCulture, $"answered {status}");
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                // Half the gateways there are send application/octet-stream for a block; a page in HTML is a friendly way to say no.
                var given = response.Content.Headers.ContentType?.MediaType;
                return string.Equals(given, type, StringComparison.OrdinalIgnoreCase) || given is null or "application/octet-stream"
                    ? null
                    : new GatewayFault(GatewayFaultKind.NotSupported, $"answered with {given} instead of {type}");
            case HttpStatusCode.NotFound:
                return new GatewayFault(GatewayFaultKind.NotThere, words);
            case HttpStatusCode.Gone or HttpStatusCode.UnavailableForLegalReasons:
                return new GatewayFault(GatewayFaultKind.Withdrawn, words);
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                return new GatewayFault(GatewayFaultKind.Busy, words, RetryAfter(response.Headers.RetryAfter));
            case HttpStatusCode.BadRequest or HttpStatusCode.NotAcceptable or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.NotImplemented:
                return new GatewayFault(GatewayFaultKind.NotSupported, words);
            case >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest:
                return new GatewayFault(GatewayFaultKind.Refused, $"{words}, a redirect to {response.Headers.Location}; name that gateway instead");
            default:
                return new GatewayFault(GatewayFaultKind.Refused, words);
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait is { } time ? TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds, 1, 300)) : null;
    }

    private HttpRequestMessage Request(string target, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, target)) { Version = HttpVersion.Version20 };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }

    /// <summary>Reads a body that must not be longer than a limit; null when it is.</summary>
    private static async ValueTask<byte[]?> ReadAsync(Stream body, long? declared, int limit, CancellationToken cancellationToken)
    {
        if (declared > limit)
        {
            return null;
        }

        // What is declared is only a hint: memory grows with what comes.
        var bytes = new byte[Math.Min((int)(declared ?? 16_384) + 1, 65_536)];
        var length = 0;
        while (await body.ReadAsync(bytes.AsMemory(length), cancellationToken) is var read and > 0)
        {
            length += read;
            if (length > limit)
            {
                return null;
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, Math.Min(bytes.Length * 2, limit + 1));
            }
        }

        return bytes[..length];
    }
}
