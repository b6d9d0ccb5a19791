using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using System.Threading.Channels;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Rendering;

/// <summary>
/// Answers what a page asks for from our own fetcher, one request at a time: the border, the limits and the lines before hosts are those of
/// every fetch. Nothing that could change anything at the other end is sent.
/// </summary>
/// <param name="fetcher">Fetches.</param>
/// <param name="job">Whose document the first requests of the main frame get, and in whose turn the others are fetched.</param>
/// <param name="policy">Bounds number and bytes.</param>
/// <param name="pipe">Where answers go.</param>
/// <param name="clock">Measures the quiet.</param>
internal sealed class PageRequests(PageFetcher fetcher, RenderJob job, RenderPolicy policy, DevToolsPipe pipe, TimeProvider clock)
{
    /// <summary>Documents that scripts may put in the place of the first, one after another.</summary>
    private const int MostDocuments = 10;

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(10);

    /// <summary>What we say ourselves, what belongs to a connection, and what would ask for a part or for nothing new.</summary>
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "User-Agent", "Accept-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE", "Trailer", "Transfer-Encoding", "Expect",
        "Content-Length", "Content-Type", "Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since",
        "Upgrade-Insecure-Requests", "DNT",
    };

    /// <summary>What the browser would do something about that is nothing of the page, and what is no longer true of the body that it gets.</summary>
    private static readonly HashSet<string> NotHandedOver = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Encoding", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Alt-Svc", "NEL", "Report-To", "Reporting-Endpoints",
        "Strict-Transport-Security", "Clear-Site-Data", "Accept-CH", "Critical-CH", "Expect-CT", "Trailer", "Upgrade",
    };

    private readonly PageFetcher _fetcher = fetcher.With(fetcher.Policy with
    {
        ConnectTimeout = Least(fetcher.Policy.ConnectTimeout, AnswersWithin),
        ResponseTimeout = Least(fetcher.Policy.ResponseTimeout, AnswersWithin),
        IdleTimeout = Least(fetcher.Policy.IdleTimeout, AnswersWithin),
        TotalTimeout = Least(fetcher.Policy.TotalTimeout, 2 * AnswersWithin),
        MaxBodyBytes = Math.Min(fetcher.Policy.MaxBodyBytes, RenderPolicy.MaxAnswerBytes),
        MaxDecodedBytes = Math.Min(fetcher.Policy.MaxDecodedBytes, 3 * RenderPolicy.MaxAnswerBytes),
    });

    private readonly HashSet<string> _silent = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<PausedRequest> _waiting = [];
    private readonly Channel<bool> _arrived = Channel.CreateUnbounded<bool>();
    private readonly Lock _lock = new();
    private int _taken;
    private int _served;
    private int _documents;
    private bool _busy;
    private long _quietSince = clock.GetTimestamp();

    /// <summary>What was asked and what came.</summary>
    public RequestLedger Ledger { get; } = new();

    /// <summary>The frame whose documents are the page; set before anything is asked.</summary>
    public string MainFrame { get; set; } = "";

    /// <summary>Whether the page asks without end.</summary>
    public bool IsFlooded => Volatile.Read(ref _taken) > 5 * policy.MaxRequests;

    /// <summary>Whether nothing was asked and nothing was on its way for a while.</summary>
    public bool HasBeenQuietFor(TimeSpan time)
    {
        lock (_lock)
        {
            return !_busy && _waiting.Count == 0 && clock.GetElapsedTime(_quietSince) >= time;
        }
    }

    /// <summary>Takes a request in; it is answered in its turn.</summary>
    public void Take(PausedRequest request)
    {
        if (Interlocked.Increment(ref _taken) > policy.MaxRequests)
        {
            Refuse(request, "more requests than a page may make");
            return;
        }

        lock (_lock)
        {
            _waiting.Add(request);
        }

        _arrived.Writer.TryWrite(true);
    }

    /// <summary>Answers requests until it is told to stop.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    /// <exception cref="BrowserEndedException">Nobody is there to be answered.</exception>
    public async Task AnswerAllAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _arrived.Reader.ReadAsync(cancellationToken);
            var request = Next();
            await AnswerAsync(request, cancellationToken);
            lock (_lock)
            {
                _busy = false;

                // What is asked for again and again, such as a stream that was refused or a counter, does not keep a page from being loaded.
                _quietSince = _asked.Add(request.Url) ? clock.GetTimestamp() : _quietSince;
            }
        }
    }

    private PausedRequest Next()
    {
        lock (_lock)
        {
            // Those for the host where the visit is go first: every change of host costs a pause.
            var index = job.Turn is null ? 0 : _waiting.FindIndex(request => request.Address is { } address && job.Turn.IsAt(address));
            index = Math.Max(index, 0);
            var next = _waiting[index];
            _waiting.RemoveAt(index);
            _busy = true;
            return next;
        }
    }

    private async Task AnswerAsync(PausedRequest request, CancellationToken cancellationToken)
    {
        if (request.Kind == "Document" && request.Frame == MainFrame)
        {
            await AnswerDocumentAsync(request, cancellationToken);
            return;
        }

        if (WhyNot(request) is { } reason)
        {
            Refuse(request, reason);
            return;
        }

        if (await AskAsync(request, cancellationToken) is { } exchange)
        {
            Ledger.Add(request, exchange);
            await HandOverAsync(request, exchange, cancellationToken);
        }
    }

    /// <summary>The document was fetched before the browser was started; another that scripts put in its place is asked for as a page is.</summary>
    private async Task AnswerDocumentAsync(PausedRequest request, CancellationToken cancellationToken)
    {
        if (_served < job.Document.Count && request.Method == "GET" && Same(request.Url, job.Document[_served].Address))
        {
            var hop = job.Document[_served++];
            Ledger.AddDocument(request, hop);
            await HandOverAsync(request, hop, cancellationToken);
            return;
        }

        if (++_documents > MostDocuments)
        {
            Refuse(request, "more documents, one after another, than a page may lead to");
            return;
        }

        if (WhyNot(request) is { } reason)
        {
            Refuse(request, reason);
            return;
        }

        if (job.Turn is not null)
        {
            await job.Turn.MoveToAsync(request.Address!, cancellationToken);
        }

        if (job.MayAskAsync is not null && await job.MayAskAsync(request.Address!, cancellationToken) is { } forbidden)
        {
            Refuse(request, forbidden.Message);
            return;
        }

        if (await AskAsync(request, cancellationToken) is { } exchange)
        {
            Ledger.AddDocument(request, exchange);
            await HandOverAsync(request, exchange, cancellationToken);
        }
    }

    /// <summary>Why a request is not even sent; null when it is.</summary>
    private string? WhyNot(PausedRequest request) => request switch
    {
        { Address: null } => "not an http or https address",
        { Method: "OPTIONS" } when request.Header("Access-Control-Request-Method") is "GET" or "HEAD" => Bounds(request),
        { Method: not ("GET" or "HEAD") } => "nothing is sent that could change something",
        { Kind: "EventSource" } => "no connections but for single requests",
        { Kind: "Media" } => "sound and moving pictures are not fetched",
        { Kind: "Ping" or "CSPViolationReport" or "Preflight" or "Prefetch" } => "not needed to show the page",
        _ when request.Header("Purpose") is "prefetch" || request.Header("Sec-Purpose")?.StartsWith("prefetch", StringComparison.Ordinal) == true =>
            "not needed to show the page",
        _ => Bounds(request),
    };

    private string? Bounds(PausedRequest request) =>
        _silent.Contains(request.Address!.Authority) ? "its host did not answer before"
        : Ledger.Bytes >= policy.MaxBytes ? "more bytes than a page may bring"
        : null;

    /// <summary>Asks; null when nothing came, and then the browser was told so.</summary>
    private async Task<Exchange?> AskAsync(PausedRequest request, CancellationToken cancellationToken)
    {
        HeaderPair[] headers =
        [
            .. request.Headers.Where(header => !NotPassedOn.Contains(header.Name) && !header.Name.StartsWith("Sec-", StringComparison.OrdinalIgnoreCase)
                && !header.Name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && !header.Value.AsSpan().ContainsAny('\r', '\n', '\0')),
        ];
        switch (await _fetcher.AskAsync(HttpMethod.Parse(request.Method), request.Address!, headers, job.Turn, cancellationToken))
        {
            case FetchOutcome.Captured captured:
                return captured.Answer;
            case FetchOutcome.Refused refused:
                if (refused.Why is FetchRefusal.TimedOut or FetchRefusal.ConnectFailed or FetchRefusal.NameNotResolved)
                {
                    _silent.Add(request.Address!.Authority);
                }

                Refuse(request, refused.Message);
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task HandOverAsync(PausedRequest request, Exchange exchange, CancellationToken cancellationToken)
    {
        if (ContentCoding.Decode(exchange.Body, exchange.Header("Content-Encoding"), _fetcher.Policy.MaxDecodedBytes, out var body) != ContentCodingStatus.Ok)
        {
            Fail(request, "Failed");
            return;
        }

        try
        {
            await pipe.CallAsync("Fetch.fulfillRequest", request.Session, json => WriteAnswer(json, request, exchange, body.Span), cancellationToken);
        }
        catch (DevToolsException)
        {
            // The page went elsewhere meanwhile, or there is a header that it cannot take.
            Fail(request, "Failed");
        }
    }

    private static void WriteAnswer(Utf8JsonWriter json, PausedRequest request, Exchange exchange, ReadOnlySpan<byte> body)
    {
        json.WriteString("requestId", request.Id);
        json.WriteNumber("responseCode", exchange.Status ?? 200);
        json.WriteStartArray("responseHeaders");
        foreach (var header in exchange.ResponseHeaders)
        {
            if (!NotHandedOver.Contains(header.Name))
            {
                WriteHeader(json, header.Name, TextOf(header.Value));
            }
        }

        if (request.Kind == "Document" && exchange.Header("Content-Type") is null)
        {
            // Nobody looks at the bytes of an answer that comes this way, and without a type it would be no page.
            WriteHeader(json, "Content-Type", "text/html");
        }

        json.WriteEndArray();
        if (!body.IsEmpty)
        {
            json.WriteBase64String("body", body);
        }
    }

    private static void WriteHeader(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    private static string TextOf(string value)
    {
        var bytes = Encoding.Latin1.GetBytes(value);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : value;
    }

    private void Refuse(PausedRequest request, string why)
    {
        Ledger.Refuse(request.Method, request.Url, request.Kind, why);

        // A document that is "aborted" leaves the one before it where it is; any other word puts an error page there.
        Fail(request, request.Kind == "Document" ? "Aborted" : "BlockedByClient");
    }

    private void Fail(PausedRequest request, string reason) => pipe.Post("Fetch.failRequest", request.Session, json =>
    {
        json.WriteString("requestId", request.Id);
        json.WriteString("errorReason", reason);
    });

    /// <summary>Whether two addresses are one as the URL standard writes them, which the browser and our fetcher both do.</summary>
    private static bool Same(string url, Uri? other) => WithoutFragment(url) == WithoutFragment(other?.OriginalString ?? "");

    private static string WithoutFragment(string url) => url.Split('#', 2)[0];

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
