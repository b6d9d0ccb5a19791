using System.Globalization;
using System.Text;

namespace Tearsheet.Reading.Fetching;

/// <summary>The head of a message as it was on the wire.</summary>
/// <param name="StartLine">The first line without its end.</param>
/// <param name="Headers">In order and case as sent.</param>
/// <remarks>Spec: RFC 9112, "Message Parsing". Bytes become characters one to one (ISO 8859-1).</remarks>
internal sealed record HttpHead(string StartLine, IReadOnlyList<HeaderPair> Headers)
{
    private static readonly string[] Secrets = ["Authorization", "Cookie", "Proxy-Authorization"];

    /// <summary>Such as <c>HTTP/1.1</c>.</summary>
    public string Version => StartLine.Split(' ', 2)[0];

    /// <summary>The response's status; 0 when the line has none.</summary>
    public int Status =>
        StartLine.Split(' ', 3) is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : 0;

    /// <summary>The response's reason phrase; may be empty.</summary>
    public string Reason => StartLine.Split(' ', 3) is [_, _, var reason] ? reason : "";

    /// <summary>Finds the end of a head.</summary>
    /// <param name="bytes">What has come so far.</param>
    /// <param name="from">Where to begin; everything before was looked at, and three bytes of it may be looked at again.</param>
    /// <returns>Index after the empty line, or -1.</returns>
    public static int End(ReadOnlySpan<byte> bytes, int from)
    {
        for (var i = Math.Max(from - 3, 0); i < bytes.Length; i++)
        {
            if (bytes[i] != (byte)'\n')
            {
                continue;
            }

            if (i + 1 < bytes.Length && bytes[i + 1] == (byte)'\n')
            {
                return i + 2;
            }

            if (i + 2 < bytes.Length && bytes[i + 1] == (byte)'\r' && bytes[i + 2] == (byte)'\n')
            {
                return i + 3;
            }
        }

        return -1;
    }

    /// <summary>Reads a whole head. Never fails: a line that is no header is left out.</summary>
    public static HttpHead Read(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split('\n');
        var headers = new List<HeaderPair>(lines.Length);
        foreach (var line in lines.Skip(1).Select(line => line.TrimEnd('\r')))
        {
            if (line.Length > 0 && line[0] is ' ' or '\t' && headers.Count > 0)
            {
                // A folded line goes on where the one before ended.
                headers[^1] = headers[^1] with { Value = $"{headers[^1].Value} {line.Trim(' ', '\t')}".Trim(' ') };
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                headers.Add(new HeaderPair(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
            }
        }

        return new HttpHead(lines[0].TrimEnd('\r'), headers);
    }

    /// <summary>The headers with the values of those that carry secrets left empty.</summary>
    public IReadOnlyList<HeaderPair> WithoutSecrets() =>
        [.. Headers.Select(header => Secrets.Contains(header.Name, StringComparer.OrdinalIgnoreCase) ? header with { Value = "" } : header)];
}
