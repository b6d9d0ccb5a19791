using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Tearsheet.Reading.Fetching;

/// <summary>
/// One exchange over a connection of its own: no proxy, no redirect followed, nothing inflated, every byte counted. A
/// client for each keeps the heads on the wire and the address connected to beyond doubt this exchange's own. Over https
/// it is HTTP/2 where the server chooses that, else HTTP/1.1.
/// </summary>
/// <remarks>Why not HTTP/3: docs/adr/0011-pages-are-not-asked-over-http-3.md.</remarks>
internal sealed class Hop(FetchPolicy policy, NetworkAccess network, TimeProvider clock)
{
    // Spec: RFC 9113, "Error Codes": those by which either side says that the other does not speak HTTP/2.
    private const long ProtocolError = 1;
    private const long FlowControlError = 3;
    private const long StreamClosed = 5;
    private const long FrameSizeError = 6;
    private const long CompressionError = 9;

    private readonly Connector _connector = new(new NetworkBorder(policy.AllowedNetworks), network);
    private ConnectOutcome.Refused? _refused;
    private string? _peer;
    private bool _connected;

    // The heads as they go by: of HTTP/1.1 the one, of HTTP/2 the other.
    private WireHeads? _heads;
    private FieldLines _lines = new();
    private int? _status;

    /// <summary>Asks for an address, or posts a form to it; called once.</summary>
    /// <param name="address">http or https, as written by HttpUrl.</param>
    /// <param name="accept">The value of Accept.</param>
    /// <param name="cookies">The value of Cookie; empty for none.</param>
    /// <param name="validators">What is asked for unless it is still this.</param>
    /// <param name="form">What is posted; null to ask.</param>
    /// <param name="deadline">The fetch's limits.</param>
    /// <param name="cancellationToken">A shutdown; it is thrown, where a limit is a refusal.</param>
    public async Task<HopOutcome> SendAsync(
        Uri address,
        string accept,
        string cookies,
        Validators validators,
        HttpContent? form,
        Deadline deadline,
        CancellationToken cancellationToken)
    {
        using var request = NewRequest(form is null ? HttpMethod.Get : HttpMethod.Post, address);
        request.Content = form;
        AddHeaders(request.Headers, accept, cookies, validators);
        return await SendAsync(request, deadline, cancellationToken);
    }

    /// <summary>Asks what a page asks for, with what its browser would say beside our own headers; called once.</summary>
    /// <param name="method">One that changes nothing.</param>
    /// <param name="address">As above.</param>
    /// <param name="headers">Neither User-Agent nor Accept-Encoding among them; what cannot stand in a request is left out.</param>
    /// <param name="deadline">As above.</param>
    /// <param name="cancellationToken">As above.</param>
    public async Task<HopOutcome> SendAsync(
        HttpMethod method, Uri address, IReadOnlyList<HeaderPair> headers, Deadline deadline, CancellationToken cancellationToken)
    {
        using var request = NewRequest(method, address);
        AddHeaderLine(request.Headers, "User-Agent", policy.UserAgent);
        AddHeaderLine(request.Headers, "Accept-Encoding", ContentCoding.Accepted);
        foreach (var header in headers)
        {
            AddHeaderLine(request.Headers, header.Name, header.Value);
        }

        return await SendAsync(request, deadline, cancellationToken);
    }

    private static HttpRequestMessage NewRequest(HttpMethod method, Uri address) => new(method, address)
    {
        // Without encryption nobody says beforehand what they speak; with it the two agree while they shake hands (ALPN).
        Version = address.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    private async Task<HopOutcome> SendAsync(HttpRequestMessage request, Deadline deadline, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        var started = clock.GetUtcNow();
        deadline.Await(FetchPhase.Connecting);
        using var handler = OpenHandler(deadline);
        using var client = new HttpMessageInvoker(handler, disposeHandler: false);
        try
        {
            using var response = await client.SendAsync(request, deadline.Token);
            return await ReadAsync(response, request, started, deadline);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return deadline.Passed
                ? new HopOutcome.Refused(
                    FetchRefusal.TimedOut,
                    _status,
                    $"{address.Host} {deadline.Describe()}. Try again later, or raise the limits (fetch.*Seconds) in tearsheet.json.")
                : Explain(exception, address.Host);
        }
    }

    private static void AddHeaderLine(HttpRequestHeaders headers, string name, string value) =>
        headers.TryAddWithoutValidation(name, value);

    private void AddHeaders(HttpRequestHeaders headers, string accept, string cookies, Validators validators)
    {
        AddHeaderLine(headers, "User-Agent", policy.UserAgent);
        AddHeaderLine(headers, "Accept", accept);
        AddHeaderLine(headers, "Accept-Encoding", ContentCoding.Accepted);
        if (cookies.Length > 0)
        {
            AddHeaderLine(headers, "Cookie", cookies);
        }

        if (validators.EntityTag is { } tag)
        {
            AddHeaderLine(headers, "If-None-Match", tag);
        }

        if (validators.LastModified is { } modified)
        {
            AddHeaderLine(headers, "If-Modified-Since", modified);
        }
    }

    private SocketsHttpHandler OpenHandler(Deadline deadline) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = policy.MaxHeaderBytes / 1024,
        // What is left of a body that was refused is not read to its end.
        MaxResponseDrainSize = 0,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (name, _) => _lines.Note(name),
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = network.ChainPolicy() },
        ConnectCallback = async (context, cancellationToken) =>
        {
            // The client goes on connecting after it was told to stop; the deadline must reach it.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            var outcome = await _connector.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, either.Token);
            if (outcome is ConnectOutcome.Connected connected)
            {
                _peer = connected.Peer;
                return new NetworkStream(connected.Socket, ownsSocket: true);
            }

            _refused = (ConnectOutcome.Refused)outcome;
            throw new HttpRequestException(HttpRequestError.ConnectionError, _refused.Message);
        },
        PlaintextStreamFilter = (context, _) =>
        {
            // A server that wants the request once more, or over HTTP/1.1, gets a second connection.
            (_connected, _heads, _lines) = (true, null, new FieldLines());
            deadline.Await(FetchPhase.WaitingForAnswer);
            if (context.NegotiatedHttpVersion.Major >= 2)
            {
                return ValueTask.FromResult(context.PlaintextStream);
            }

            _heads = new WireHeads();
            return ValueTask.FromResult<Stream>(new WireTap(context.PlaintextStream, _heads));
        },
    };

    private async Task<HopOutcome> ReadAsync(HttpResponseMessage response, HttpRequestMessage request, DateTimeOffset started, Deadline deadline)
    {
        var address = request.RequestUri!;
        var (asked, answered) = response.Version.Major >= 2
            ? (FieldLines.Asked(request), _lines.Answer(response))
            : (_heads?.Request, _heads?.Response);
        if (asked is null || answered is null)
        {
            return NotHttpAnswer(address.Host);
        }

        _status = answered.Status;
        if (answered.Headers.Count > policy.MaxHeaders)
        {
            return HeadTooLarge(address.Host);
        }

        if (response.Content.Headers.ContentLength > policy.MaxBodyBytes && !policy.CutBodies)
        {
            return BodyTooLarge(address.Host, answered.Status);
        }

        var exchange = new Exchange
        {
            Provenance = Provenance.Fetched,
            Address = address,
            Method = request.Method.Method,
            RequestHeaders = asked.WithoutSecrets(),
            Status = answered.Status,
            Reason = answered.Reason,
            HttpVersion = answered.Version,
            ResponseHeaders = answered.Headers,
            Peer = _peer,
            Started = started,
            Ended = started,
        };

        var body = new ArrayBufferWriter<byte>();
        try
        {
            deadline.Await(FetchPhase.ReadingBody);
            await using var source = await response.Content.ReadAsStreamAsync(deadline.Token);
            while (await source.ReadAsync(body.GetMemory(16 << 10), deadline.Token) is > 0 and var read)
            {
                body.Advance(read);
                if (body.WrittenCount > policy.MaxBodyBytes && policy.CutBodies)
                {
                    return new HopOutcome.Answered(exchange with
                    {
                        Body = body.WrittenSpan[..(int)policy.MaxBodyBytes].ToArray(), Ended = clock.GetUtcNow(), Cut = true,
                    });
                }

                if (body.WrittenCount > policy.MaxBodyBytes)
                {
                    return BodyTooLarge(address.Host, answered.Status);
                }

                deadline.Await(FetchPhase.ReadingBody);
            }
        }
        catch (IOException exception) when (!deadline.Passed && Fault(exception) is null)
        {
            return Cut(exchange, body);
        }

        // Over HTTP/1.1 the client sees to it.
        if (response.Version.Major >= 2 && answered.Status is not (204 or 304) && response.Content.Headers.ContentLength > body.WrittenCount)
        {
            return Cut(exchange, body);
        }

        return new HopOutcome.Answered(exchange with { Body = body.WrittenSpan.ToArray(), Ended = clock.GetUtcNow() });
    }

    private HopOutcome.Refused Cut(Exchange exchange, ArrayBufferWriter<byte> body) => new(
        FetchRefusal.Cut,
        exchange.Status,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{exchange.Address!.Host} broke off the connection after {body.WrittenCount} bytes of the body. Nothing was kept; try again."),
        exchange with { Body = body.WrittenSpan.ToArray(), Ended = clock.GetUtcNow(), Cut = true });

    private HopOutcome.Refused Explain(Exception exception, string host)
    {
        if (_refused is not null)
        {
            return new HopOutcome.Refused(_refused.Why, Status: null, _refused.Message);
        }

        return Fault(exception) switch
        {
            HttpRequestError.SecureConnectionError => new HopOutcome.Refused(
                FetchRefusal.TlsFailed,
                Status: null,
                $"The encrypted connection to {host} cannot be trusted: {Innermost(exception)} Save the page in a browser and add the file if you know the site."),
            HttpRequestError.ConfigurationLimitExceeded => HeadTooLarge(host),
            HttpRequestError.InvalidResponse => NotHttpAnswer(host),
            _ when !_connected => new HopOutcome.Refused(
                FetchRefusal.ConnectFailed,
                Status: null,
                $"No connection to {host}: {Innermost(exception)} Try again later."),
            _ => new HopOutcome.Refused(
                FetchRefusal.Cut,
                Status: null,
                $"{host} closed the connection without an answer. Try again later."),
        };
    }

    /// <summary>What went wrong as the client has it, in whichever of the exceptions around each other says so; null for nothing so plain.</summary>
    private static HttpRequestError? Fault(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            switch (exception)
            {
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse } known:
                    return known.HttpRequestError;
                case HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse }:
                case HttpProtocolException { ErrorCode: ProtocolError or FlowControlError or StreamClosed or FrameSizeError or CompressionError }:
                case { } other when other.GetType().Namespace == "System.Net.Http.HPack":
                    return HttpRequestError.InvalidResponse;
            }
        }

        return null;
    }

    private static string Innermost(Exception exception)
    {
        var message = exception.GetBaseException().Message.Trim();
        return message.EndsWith('.') ? message : message + ".";
    }

    private static HopOutcome.Refused NotHttpAnswer(string host) => new(
        FetchRefusal.NotHttpAnswer,
        Status: null,
        $"{host} answered with something that is not HTTP. Check the address and its port.");

    private HopOutcome.Refused HeadTooLarge(string host) => new(
        FetchRefusal.HeadTooLarge,
        Status: null,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{host} sent more than {policy.MaxHeaders} headers or {policy.MaxHeaderBytes >> 10} KiB of them. Nothing was kept; no page needs so many, so check the address."));

    private HopOutcome.Refused BodyTooLarge(string host, int status) => new(
        FetchRefusal.BodyTooLarge,
        status,
        string.Create(
            CultureInfo.InvariantCulture,
            $"What {host} sends is larger than {policy.MaxBodyBytes} bytes. Nothing was kept; raise fetch.maxBodyMegabytes in tearsheet.json if it is wanted."));
}
