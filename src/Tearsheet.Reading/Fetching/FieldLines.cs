using System.Net.Http.Headers;
using System.Text;

namespace Tearsheet.Reading.Fetching;

/// <summary>
/// The heads of an exchange over HTTP/2, where no text goes by that a <see cref="WireTap"/> could keep. The client sorts
/// the fields of an answer by kind and name; it asks for the encoding of each as it comes, and so tells their order.
/// </summary>
internal sealed class FieldLines
{
    private readonly Lock _gate = new();
    private readonly List<string> _order = [];

    /// <summary>Takes note of one field line. The client bounds the bytes of all of them together, and so how many there are.</summary>
    /// <param name="name">The field's name.</param>
    /// <returns>One character for each byte.</returns>
    public Encoding Note(string name)
    {
        lock (_gate)
        {
            _order.Add(name.ToLowerInvariant());
        }

        return Encoding.Latin1;
    }

    /// <summary>The answer's head, its names in lower case as HTTP/2 sends them. Trailers are left out, as with HTTP/1.1.</summary>
    /// <remarks>Spec: RFC 9113, "HTTP Fields". The client makes spaces of line ends and zeros in a value.</remarks>
    public HttpHead Answer(HttpResponseMessage response)
    {
        var values = new Dictionary<string, Queue<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in Lines(response.Headers).Concat(Lines(response.Content.Headers)))
        {
            if (!values.TryGetValue(name, out var lines))
            {
                values[name] = lines = new Queue<string>();
            }

            lines.Enqueue(value);
        }

        var headers = new List<HeaderPair>();
        lock (_gate)
        {
            foreach (var name in _order)
            {
                if (values.TryGetValue(name, out var lines) && lines.TryDequeue(out var value))
                {
                    headers.Add(new HeaderPair(name, value));
                }
            }
        }

        // What the client did not ask about it has all the same.
        headers.AddRange(values.SelectMany(lines => lines.Value.Select(value => new HeaderPair(lines.Key, value))));
        return new HttpHead(FormattableString.Invariant($"HTTP/2 {(int)response.StatusCode}"), headers);
    }

    /// <summary>The request's head. What HTTP/2 sends as pseudo-header fields are the exchange's method and address.</summary>
    public static HttpHead Asked(HttpRequestMessage request)
    {
        var headers = Lines(request.Headers).Concat(request.Content is { } content ? Lines(content.Headers) : []);
        return new HttpHead($"{request.Method} {request.RequestUri!.PathAndQuery} HTTP/2", [.. headers]);
    }

    private static IEnumerable<HeaderPair> Lines(HttpHeaders headers) =>
        from field in headers.NonValidated
        from value in field.Value
        select new HeaderPair(field.Key.ToLowerInvariant(), value.Trim(' ', '\t'));
}
