namespace Tearsheet.Reading.Captures.Warc;

/// <summary>
/// How a record says that its exchange was in a protocol that has no text: its heads stand as HTTP/1.1, or other readers would not
/// know them, and a field of the record names what was spoken.
/// </summary>
/// <remarks>Spec: IIPC proposal "WARC-Protocol", as browsertrix and Common Crawl write it.</remarks>
internal static class WireProtocol
{
    public const string Field = "WARC-Protocol";

    /// <summary>The protocol's name; null for a version that is text on the wire.</summary>
    /// <param name="version">Such as <c>HTTP/2</c>.</param>
    public static string? Of(string? version) => version switch
    {
        "HTTP/2" or "HTTP/2.0" => "h2",
        "HTTP/3" or "HTTP/3.0" => "h3",
        _ => null,
    };

    /// <summary>The version of an exchange that a record keeps.</summary>
    /// <param name="record">Its fields; several protocols stand in several lines, or as some write it behind commas.</param>
    /// <param name="written">The version in the head as stored.</param>
    public static string VersionOf(WarcRecord record, string written)
    {
        var names = record.Fields
            .Where(field => field.Name.Equals(Field, StringComparison.OrdinalIgnoreCase))
            .SelectMany(field => field.Value.Split(',', StringSplitOptions.TrimEntries))
            .Select(name => name.ToLowerInvariant());
        return names.FirstOrDefault(name => name is "h2" or "h2c" or "http/2" or "http/2.0" or "h3" or "http/3" or "http/3.0") switch
        {
            null => written,
            "h3" or "http/3" or "http/3.0" => "HTTP/3",
            _ => "HTTP/2",
        };
    }
}
