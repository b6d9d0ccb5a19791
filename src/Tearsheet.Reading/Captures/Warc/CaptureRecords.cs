using System.Globalization;
using System.Net;
using System.Text;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>
/// Writes captures as the records of one WARC file: each exchange as response and request, or as resource where nobody saw an
/// exchange; equal bodies once, with revisits; and for each capture a metadata record and the article's text as a conversion.
/// </summary>
/// <remarks>What of the bytes on the wire is changed, and why, is told in docs/warc.md and in the file's first record.</remarks>
public sealed class CaptureRecords
{
    /// <summary>How many bodies are remembered; what was seen later is written whole again.</summary>
    private const int MostBodies = 1 << 19;

    private const string ProfileIdentical = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";

    private readonly WarcWriter _writer;
    private readonly Action<CdxEntry>? _index;
    private readonly Action<PageEntry>? _pages;
    private readonly Dictionary<string, (string Id, string Uri, DateTimeOffset Date)> _bodies = new(StringComparer.Ordinal);

    /// <summary>Begins the file with its warcinfo record.</summary>
    /// <param name="writer">A new file.</param>
    /// <param name="about">What the file is.</param>
    /// <param name="index">Told where each record is that can be replayed; null when nobody asks.</param>
    /// <param name="pages">Told of each capture's page; null when nobody asks.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public CaptureRecords(WarcWriter writer, WarcAbout about, Action<CdxEntry>? index = null, Action<PageEntry>? pages = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(about);
        (_writer, _index, _pages) = (writer, index, pages);
        HeaderPair[] fields =
        [
            new("software", about.Software),
            new("format", "WARC File Format 1.1"),
            new("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
            new("isPartOf", about.Title),
            new("description", about.Selection),
            new("http-bodies", "as received, without the transfer coding and with the content coding"),
            new("http-response-headers", "as received, in order and case, but Transfer-Encoding is left out and a Content-Length that differs is corrected; each capture's metadata record says which"),
            new("http-request-headers", "as sent, in order and case, but the values of Authorization, Cookie and Proxy-Authorization are not kept; the request line is made from the address"),
            new("http-2", "heads are written as HTTP/1.1, with WARC-Protocol: h2; of the pseudo-header fields :authority is written as Host"),
            new("payload-digests", "over the body as it is stored"),
        ];
        _writer.Write(new WarcDraft { Type = "warcinfo", Date = about.Date, ContentType = "application/warc-fields", Payload = FieldsBlock(fields) });
    }

    /// <summary>Writes one capture.</summary>
    /// <param name="capture">With all its bodies.</param>
    /// <param name="notes">What is said of it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(Capture capture, CaptureNotes notes)
    {
        ArgumentNullException.ThrowIfNull(capture);
        ArgumentNullException.ThrowIfNull(notes);
        var changed = new List<HeaderPair>();
        var (page, pageUri) = ("", "");
        var document = capture.Document;
        for (var number = 0; number < capture.Exchanges.Count; number++)
        {
            var exchange = capture.Exchanges[number];
            var seed = string.Create(CultureInfo.InvariantCulture, $"{notes.Name} {number}");
            var uri = UriOf(exchange, capture);
            var id = exchange.Status is null ? WriteResource(exchange, uri, seed) : WriteExchange(exchange, uri, seed, changed);
            if (ReferenceEquals(exchange, document))
            {
                (page, pageUri) = (id, uri);
            }
        }

        HeaderPair[] fields = [.. notes.Fields, .. changed];
        _writer.Write(new WarcDraft
        {
            Type = "metadata",
            TargetUri = pageUri,
            Date = document.Started,
            ContentType = "application/warc-fields",
            Payload = FieldsBlock(fields),
            Fields = [new("WARC-Refers-To", page), new("WARC-Concurrent-To", page)],
            Seed = notes.Name,
        });
        if (notes.Text is { Length: > 0 } text)
        {
            _writer.Write(new WarcDraft
            {
                Type = "conversion",
                TargetUri = pageUri,
                Date = document.Started,
                ContentType = "text/plain; charset=utf-8",
                Payload = Encoding.UTF8.GetBytes(text),
                Fields = [new("WARC-Refers-To", page)],
                Seed = notes.Name,
            });
        }

        if (document.Status is null or 200)
        {
            _pages?.Invoke(new PageEntry(WarcWriter.UuidOf(notes.Name), pageUri, document.Started, notes.Title));
        }
    }

    /// <summary>What a record is about. A rendered page has a name of its own: under its address stands what its server sent, and that is what replays.</summary>
    private static string UriOf(Exchange exchange, Capture capture)
    {
        var uri = (exchange.Address ?? capture.Address.Uri)?.AbsoluteUri ?? "urn:sha256:" + capture.Address.Canonical["file:".Length..];
        return exchange.Provenance == Provenance.Rendered && !uri.StartsWith("urn:", StringComparison.Ordinal) ? "urn:dom:" + uri : uri;
    }

    private string WriteResource(Exchange exchange, string uri, string seed)
    {
        var digest = WarcWriter.DigestOf(exchange.Body.Span);
        var type = exchange.Header("Content-Type") ?? (exchange.Body.Span.StartsWith("%PDF-"u8) ? "application/pdf" : "text/html");
        var place = _writer.Write(new WarcDraft
        {
            Type = "resource",
            TargetUri = uri,
            Date = exchange.Started,
            ContentType = type,
            Payload = exchange.Body,
            PayloadDigest = digest,
            Seed = seed,
        });
        _index?.Invoke(new CdxEntry(uri, exchange.Started, Essence(type), 200, digest, place));
        return place.Id;
    }

    private string WriteExchange(Exchange exchange, string uri, string seed, List<HeaderPair> changed)
    {
        var digest = WarcWriter.DigestOf(exchange.Body.Span);
        var head = ResponseHead(exchange, out var unlike);
        var fields = new List<HeaderPair>();
        if (AddressOf(exchange.Peer) is { } address)
        {
            fields.Add(new("WARC-IP-Address", address));
        }

        HeaderPair[] protocol = WireProtocol.Of(exchange.HttpVersion) is { } name ? [new(WireProtocol.Field, name)] : [];
        fields.AddRange(protocol);

        // A body that is cut off is no payload that another could stand for.
        var known = _bodies.TryGetValue(digest, out var first) && !exchange.Body.IsEmpty && !exchange.Cut;
        if (exchange.Cut)
        {
            fields.Add(new("WARC-Truncated", "disconnect"));
        }
        else if (known)
        {
            fields.Add(new("WARC-Profile", ProfileIdentical));
            fields.Add(new("WARC-Refers-To", first.Id));
            fields.Add(new("WARC-Refers-To-Target-URI", first.Uri));
            fields.Add(new("WARC-Refers-To-Date", first.Date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));
        }

        var place = _writer.Write(new WarcDraft
        {
            Type = known ? "revisit" : "response",
            TargetUri = uri,
            Date = exchange.Started,
            ContentType = "application/http;msgtype=response",
            Head = head,
            Payload = known ? default : exchange.Body,
            PayloadDigest = digest,
            Fields = fields,
            Seed = seed,
        });
        if (!known && !exchange.Cut && !exchange.Body.IsEmpty && _bodies.Count < MostBodies)
        {
            _bodies[digest] = (place.Id, WarcWriter.Clean(uri), exchange.Started);
        }

        changed.AddRange(unlike.Select(header => new HeaderPair("as-received", $"{place.Id[1..^1]} {header.Name}: {header.Value}")));

        // A reader who asks for the address means to get it, not to ask whether it may be asked for.
        if (exchange.Method is "" or "GET")
        {
            _index?.Invoke(new CdxEntry(uri, exchange.Started, known ? "warc/revisit" : exchange.MediaType ?? "unk", exchange.Status!.Value, digest, place));
        }

        if (exchange.Method.Length > 0)
        {
            _writer.Write(new WarcDraft
            {
                Type = "request",
                TargetUri = uri,
                Date = exchange.Started,
                ContentType = "application/http;msgtype=request",
                Head = RequestHead(exchange),
                Fields = [new("WARC-Concurrent-To", place.Id), .. protocol],
                Seed = seed,
            });
        }

        return place.Id;
    }

    /// <summary>The response's head as it can stand before the body that was kept.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="unlike">The headers that are not as received, as they were received.</param>
    private static byte[] ResponseHead(Exchange exchange, out List<HeaderPair> unlike)
    {
        unlike = [];
        var length = exchange.Body.Length.ToString(CultureInfo.InvariantCulture);
        var head = new StringBuilder();
        head.Append(WireProtocol.Of(exchange.HttpVersion) is null && exchange.HttpVersion is { Length: > 0 } version ? OneLine(version) : "HTTP/1.1").Append(' ')
            .Append(CultureInfo.InvariantCulture, $"{exchange.Status:000}").Append(' ').Append(OneLine(exchange.Reason ?? "")).Append("\r\n");
        foreach (var header in exchange.ResponseHeaders)
        {
            var value = header.Value;
            if (header.Name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                unlike.Add(header);
                continue;
            }

            if (!exchange.Cut && header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && value != length)
            {
                unlike.Add(header);
                value = length;
            }

            Append(head, header.Name, value);
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    private static byte[] RequestHead(Exchange exchange)
    {
        var head = new StringBuilder();
        head.Append(OneLine(exchange.Method)).Append(' ').Append(exchange.Address is { } address ? WarcWriter.Clean(address.PathAndQuery) : "/").Append(" HTTP/1.1\r\n");
        if (WireProtocol.Of(exchange.HttpVersion) is not null && exchange.Address is { } host
            && !exchange.RequestHeaders.Any(header => header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)))
        {
            // What :authority was.
            Append(head, "Host", host.Authority);
        }

        foreach (var header in exchange.RequestHeaders)
        {
            Append(head, header.Name, header.Value);
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    private static void Append(StringBuilder head, string name, string value) =>
        head.Append(OneLine(name)).Append(": ").Append(OneLine(value)).Append("\r\n");

    /// <summary>What was imported can hold anything; a line end in it would be a header of its own.</summary>
    private static string OneLine(string text) =>
        text.AsSpan().ContainsAny('\r', '\n', '\0') ? text.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ') : text;

    private static byte[] FieldsBlock(IEnumerable<HeaderPair> fields)
    {
        var block = new StringBuilder();
        foreach (var field in fields)
        {
            Append(block, field.Name, field.Value);
        }

        return Encoding.UTF8.GetBytes(block.ToString());
    }

    private static string? AddressOf(string? peer) => IPEndPoint.TryParse(peer ?? "", out var point) ? point.Address.ToString() : null;

    private static string Essence(string type) => type.Split(';', 2)[0].Trim().ToLowerInvariant();
}
