using System.Text;
using System.Text.Unicode;

namespace Tearsheet.Reading.Fetching;

/// <summary>Where the bytes of an exchange came from.</summary>
public enum Provenance
{
    /// <summary>Fetched by this program over the network.</summary>
    Fetched,

    /// <summary>A file that somebody saved earlier; nothing is known of the exchange.</summary>
    SavedFile,

    /// <summary>Handed over by a reader's own browser.</summary>
    Browser,

    /// <summary>Rendered by a browser that this program ran.</summary>
    Rendered,

    /// <summary>Imported from a WARC or WACZ file.</summary>
    Warc,
}

/// <summary>One header line, name and value in case as sent.</summary>
/// <param name="Name">The field name, in case as sent.</param>
/// <param name="Value">
/// The field value without the white space around it; one character for each byte (ISO 8859-1), so that the bytes can be
/// written back. A name that carries a secret has an empty value.
/// </param>
public readonly record struct HeaderPair(string Name, string Value);

/// <summary>One HTTP exchange, or what is known of it.</summary>
/// <remarks>Decision 19: exchange, version 1. A saved file invents no exchange: it has a body and times only.</remarks>
public sealed record Exchange
{
    /// <summary>Where the bytes came from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>The address that was asked; null for a saved file.</summary>
    public Uri? Address { get; init; }

    /// <summary>The request method; empty for a saved file.</summary>
    public string Method { get; init; } = "";

    /// <summary>The request's headers in order and case as sent; values of Authorization and Cookie are not kept.</summary>
    public IReadOnlyList<HeaderPair> RequestHeaders { get; init; } = [];

    /// <summary>The response's status, or null for a saved file.</summary>
    public int? Status { get; init; }

    /// <summary>The response's reason phrase as sent; may be empty.</summary>
    public string? Reason { get; init; }

    /// <summary>The response's version as sent, such as <c>HTTP/1.1</c>.</summary>
    public string? HttpVersion { get; init; }

    /// <summary>
    /// The response's headers in order and case as sent, Transfer-Encoding among them although <see cref="Body"/> is de-chunked.
    /// </summary>
    public IReadOnlyList<HeaderPair> ResponseHeaders { get; init; } = [];

    /// <summary>Address and port that were really connected to, such as <c>93.184.216.34:443</c>.</summary>
    public string? Peer { get; init; }

    /// <summary>When the request was about to be sent.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the last byte of the body was there.</summary>
    public required DateTimeOffset Ended { get; init; }

    /// <summary>The body, content-coded as received, de-chunked.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>True when the connection ended before the body did.</summary>
    public bool Cut { get; init; }

    /// <summary>The media type without parameters, in lower case, such as <c>text/html</c>; null when none was sent.</summary>
    public string? MediaType
    {
        get
        {
            var essence = Header("Content-Type")?.Split(';', 2)[0].Trim();
            return string.IsNullOrEmpty(essence) ? null : essence.ToLowerInvariant();
        }
    }

    /// <summary>The value of a response header, repeated lines joined with a comma; null when it was not sent.</summary>
    /// <param name="name">The field name; case does not matter.</param>
    /// <remarks>Spec: RFC 9110, "Field Lines and Combined Field Value".</remarks>
    public string? Header(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string? value = null;
        foreach (var header in ResponseHeaders)
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = value is null ? header.Value : $"{value}, {header.Value}";
            }
        }

        return value;
    }

    /// <summary>The values of a response header, one for each line in their order; empty when it was not sent.</summary>
    /// <param name="name">The field name; case does not matter.</param>
    public IReadOnlyList<string> HeaderLines(string name) =>
        [.. ResponseHeaders.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

    /// <summary>The first value of a response header as its sender meant it: UTF-8 where it is that, else ISO 8859-1.</summary>
    /// <param name="name">The field name; case does not matter.</param>
    internal string? TextHeader(string name)
    {
        var value = ResponseHeaders.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        if (value is null)
        {
            return null;
        }

        var bytes = Encoding.Latin1.GetBytes(value);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : value;
    }
}
