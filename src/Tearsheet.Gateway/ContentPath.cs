using System.Text;
using System.Text.Unicode;

namespace Tearsheet.Gateway;

/// <summary>The path of a request, decoded exactly once.</summary>
/// <param name="Names">The names between the slashes; none is empty.</param>
/// <param name="IsFolder">Whether the path ends with a slash.</param>
/// <remarks>A name may hold any character but a slash and NUL, a percent sign included; "." and ".." are names like others.</remarks>
internal sealed record ContentPath(IReadOnlyList<string> Names, bool IsFolder)
{
    private const int MaxLength = 4096;

    /// <summary>Reads a path as it stood in the request line.</summary>
    /// <param name="raw">Untrusted; begins with a slash; without the query.</param>
    /// <param name="path">null unless the result is null.</param>
    /// <returns>What is wrong, as a sentence; null when nothing is.</returns>
    public static string? TryRead(ReadOnlySpan<char> raw, out ContentPath? path)
    {
        path = null;
        if (raw.Length > MaxLength)
        {
            return "The path is longer than any path here.";
        }

        var names = new List<string>();
        foreach (var part in raw.Split('/'))
        {
            var escaped = raw[part];
            if (escaped.IsEmpty)
            {
                continue;
            }

            if (Decode(escaped) is not { } name)
            {
                return "The path has an escape (%) that does not stand for UTF-8 text.";
            }

            names.Add(name);
        }

        path = new ContentPath(names, raw.EndsWith('/'));
        return null;
    }

    private static string? Decode(ReadOnlySpan<char> escaped)
    {
        if (!escaped.Contains('%'))
        {
            return escaped.Contains('\0') ? null : escaped.ToString();
        }

        var bytes = new List<byte>(escaped.Length);
        Span<byte> one = stackalloc byte[4];
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '%')
            {
                var end = char.IsHighSurrogate(escaped[i]) && i + 1 < escaped.Length ? i + 2 : i + 1;
                var written = Encoding.UTF8.GetBytes(escaped[i..end], one);
                bytes.AddRange(one[..written]);
                i = end - 1;
                continue;
            }

            if (i + 2 >= escaped.Length || !char.IsAsciiHexDigit(escaped[i + 1]) || !char.IsAsciiHexDigit(escaped[i + 2]))
            {
                return null;
            }

            bytes.Add((byte)((Convert.FromHexString(escaped.Slice(i + 1, 2)))[0]));
            i += 2;
        }

        var name = bytes.ToArray();
        return Utf8.IsValid(name) && !name.Contains((byte)0) ? Encoding.UTF8.GetString(name) : null;
    }
}
