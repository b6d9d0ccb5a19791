using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Tearsheet.Gateway;

/// <summary>The path of a request, decoded exactly once.</summary>
/// <param name="Names">The names between the slashes; none is empty.</param>
/// <param name="IsFolder">Whether the path ends with a slash.</param>
/// <remarks>A name may hold any character but NUL, a percent sign included; "." and ".." are names like others.</remarks>
internal sealed record ContentPath(IReadOnlyList<string> Names, bool IsFolder)
{
    private const int MaxLength = 4096;

    /// <summary>
    /// The one spelling of this path: it begins with one slash and no other is doubled. Answers are kept under it only, for a
    /// path has endless other spellings, and safe as an address on this host whatever was sent.
    /// </summary>
    public string Canonical { get; } = Spell(Names, IsFolder);

    /// <summary>Reads a path as it stood in the request line.</summary>
    /// <param name="raw">Untrusted; without the query.</param>
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

    private static string Spell(IReadOnlyList<string> names, bool isFolder)
    {
        var text = new StringBuilder();
        foreach (var name in names)
        {
            text.Append('/').Append(Uri.EscapeDataString(name));
        }

        return isFolder ? text.Append('/').ToString() : text.ToString();
    }

    private static string? Decode(ReadOnlySpan<char> escaped)
    {
        if (!escaped.ContainsAny('%', '\0'))
        {
            return escaped.ToString();
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(escaped.Length));
        try
        {
            var length = 0;
            while (!escaped.IsEmpty)
            {
                if (escaped[0] == '%')
                {
                    if (escaped.Length < 3 || Convert.FromHexString(escaped.Slice(1, 2), bytes.AsSpan(length), out _, out _) != OperationStatus.Done)
                    {
                        return null;
                    }

                    length++;
                    escaped = escaped[3..];
                    continue;
                }

                var next = escaped.IndexOf('%');
                var plain = next < 0 ? escaped : escaped[..next];
                length += Encoding.UTF8.GetBytes(plain, bytes.AsSpan(length));
                escaped = escaped[plain.Length..];
            }

            var name = bytes.AsSpan(0, length);
            return Utf8.IsValid(name) && !name.Contains((byte)0) ? Encoding.UTF8.GetString(name) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
