using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Rendering;

/// <summary>All that a page asked for, and what became of it.</summary>
internal sealed class RequestLedger
{
    /// <summary>Requests that are listed; of more only the number is kept.</summary>
    private const int MostListed = 2000;

    private static readonly JsonWriterOptions Format = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(string Method, string Url, string Kind, int? Status, string? Refused)> _listed = [];
    private readonly List<(string Chain, List<Exchange> Exchanges)> _chains = [];
    private readonly Dictionary<string, List<Exchange>> _byChain = new(StringComparer.Ordinal);
    private readonly List<(string Chain, Exchange Exchange)> _documents = [];
    private readonly Lock _lock = new();
    private int _notListed;

    /// <summary>Bytes of all bodies.</summary>
    public long Bytes { get; private set; }

    /// <summary>Requests that were not answered.</summary>
    public int Refused { get; private set; }

    /// <summary>Notes an answer of the main frame's document.</summary>
    public void AddDocument(PausedRequest request, Exchange exchange)
    {
        lock (_lock)
        {
            _documents.Add((request.Chain, exchange));
            Bytes += exchange.Body.Length;
            List(request.Method, request.Url, request.Kind, exchange.Status, refused: null);
        }
    }

    /// <summary>Notes an answer.</summary>
    public void Add(PausedRequest request, Exchange exchange)
    {
        lock (_lock)
        {
            if (!_byChain.TryGetValue(request.Chain, out var chain))
            {
                _byChain[request.Chain] = chain = [];
                _chains.Add((request.Chain, chain));
            }

            chain.Add(exchange);
            Bytes += exchange.Body.Length;
            List(request.Method, request.Url, request.Kind, exchange.Status, refused: null);
        }
    }

    /// <summary>Notes what was not answered.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="url">What was asked for.</param>
    /// <param name="kind">What it was for.</param>
    /// <param name="why">A word, or a sentence.</param>
    public void Refuse(string method, string url, string kind, string why)
    {
        lock (_lock)
        {
            Refused++;
            List(method, url, kind, status: null, why);
        }
    }

    /// <summary>The exchanges of the main frame up to those of a document; all of them where none has that name.</summary>
    public IReadOnlyList<Exchange> DocumentsUpTo(string chain)
    {
        lock (_lock)
        {
            var last = _documents.FindLastIndex(document => document.Chain == chain);
            return [.. _documents.Take(last < 0 ? _documents.Count : last + 1).Select(document => document.Exchange)];
        }
    }

    /// <summary>What came for all else: answers with the redirects before them, and the redirects that led to no answer.</summary>
    public (IReadOnlyList<Exchange> Answered, IReadOnlyList<Exchange> Unanswered) Others()
    {
        lock (_lock)
        {
            var split = _chains.ToLookup(chain => chain.Exchanges[^1].Status is not (301 or 302 or 303 or 307 or 308));
            return ([.. split[true].SelectMany(chain => chain.Exchanges)], [.. split[false].SelectMany(chain => chain.Exchanges)]);
        }
    }

    /// <summary>The list as JSON.</summary>
    /// <param name="about">Writes what is said of the whole.</param>
    public byte[] ToJson(Action<Utf8JsonWriter> about)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Format))
        {
            json.WriteStartObject();
            about(json);
            lock (_lock)
            {
                json.WriteStartArray("requests");
                foreach (var (method, url, kind, status, refused) in _listed)
                {
                    json.WriteStartObject();
                    json.WriteString("method", method);
                    json.WriteString("url", url);
                    json.WriteString("for", kind);
                    if (status is { } code)
                    {
                        json.WriteNumber("status", code);
                    }

                    if (refused is not null)
                    {
                        json.WriteString("refused", refused);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteNumber("notListed", _notListed);
            }

            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private void List(string method, string url, string kind, int? status, string? refused)
    {
        if (_listed.Count < MostListed)
        {
            _listed.Add((method, url, kind, status, refused));
        }
        else
        {
            _notListed++;
        }
    }
}
