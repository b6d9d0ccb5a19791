using System.Buffers;
using System.Text;

namespace Tearsheet.Reading.Articles.Decoding;

/// <summary>Looks for a charset in the first bytes of a page, before it can be decoded.</summary>
/// <remarks>Spec: WHATWG HTML, "Prescan a byte stream to determine its encoding". It is no parser: it sees metas in scripts.</remarks>
internal ref struct MetaPrescan
{
    // The standard looks at 1024 bytes before parsing and lets the parser change its mind at a later meta; this is both at once.
    private const int Reach = 64 << 10;

    private static readonly SearchValues<byte> s_nameEnd = SearchValues.Create("\t\n\f\r >"u8);
    private static readonly SearchValues<char> s_valueEnd = SearchValues.Create(" \t\n\f\r;");

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private MetaPrescan(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The encoding that a meta element or an XML declaration names; null when none does.</summary>
    public static string? Find(ReadOnlySpan<byte> page)
    {
        var scan = new MetaPrescan(page.Length > Reach ? page[..Reach] : page);
        return scan.Run() ?? XmlDeclaration(scan._bytes);
    }

    /// <summary>The encoding after "charset=" in a content type.</summary>
    /// <remarks>Spec: WHATWG HTML, "Extracting a character encoding from a meta element".</remarks>
    public static string? CharsetIn(ReadOnlySpan<char> contentType)
    {
        const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;
        while (contentType.IndexOf("charset", IgnoreCase) is var found and >= 0)
        {
            contentType = contentType[(found + 7)..].TrimStart(" \t\n\f\r");
            if (contentType is not ['=', ..])
            {
                continue;
            }

            contentType = contentType[1..].TrimStart(" \t\n\f\r");
            if (contentType is ['"' or '\'', ..])
            {
                var end = contentType[1..].IndexOf(contentType[0]);
                return end < 0 ? null : EncodingLabels.Find(contentType.Slice(1, end));
            }

            var stop = contentType.IndexOfAny(s_valueEnd);
            return EncodingLabels.Find(stop < 0 ? contentType : contentType[..stop]);
        }

        return null;
    }

    private static string? XmlDeclaration(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("<\0?\0x\0"u8))
        {
            return "utf-16le";
        }

        if (bytes.StartsWith("\0<\0?\0x"u8))
        {
            return "utf-16be";
        }

        if (!bytes.StartsWith("<?xml"u8) || bytes.IndexOf((byte)'>') is not (var end and > 0))
        {
            return null;
        }

        var declaration = Encoding.Latin1.GetString(bytes[..end]).AsSpan();
        var at = declaration.IndexOf("encoding", StringComparison.Ordinal);
        var value = at < 0 ? [] : declaration[(at + 8)..].TrimStart();
        value = value is ['=', ..] ? value[1..].TrimStart() : [];
        if (value is not ['"' or '\'', ..] || value[1..].IndexOf(value[0]) is not (var length and > 0))
        {
            return null;
        }

        return AsMeta(EncodingLabels.Find(value.Slice(1, length)));
    }

    // A page whose meta could be read byte by byte cannot be in UTF-16.
    private static string? AsMeta(string? name) => name switch
    {
        "utf-16be" or "utf-16le" => EncodingLabels.Utf8,
        EncodingLabels.UserDefined => EncodingLabels.Windows1252,
        _ => name,
    };

    private static bool IsSpace(byte b) => b is 0x09 or 0x0A or 0x0C or 0x0D or 0x20;

    private string? Run()
    {
        for (; _at < _bytes.Length; _at++)
        {
            var rest = _bytes[_at..];
            if (rest[0] != '<')
            {
                continue;
            }

            if (rest.StartsWith("<!--"u8))
            {
                // The two dashes of the opening may be those of the end: "<!-->" is a whole comment.
                var end = rest[2..].IndexOf("-->"u8);
                if (end < 0)
                {
                    return null;
                }

                _at += 2 + end + 2;
            }
            else if (rest.Length > 5 && Ascii.EqualsIgnoreCase(rest[1..5], "meta"u8) && (IsSpace(rest[5]) || rest[5] == '/'))
            {
                _at += 6;
                if (Meta() is { } name)
                {
                    return name;
                }
            }
            else if (rest.Length > 2 && (char.IsAsciiLetter((char)rest[1])
                || (rest[1] == '/' && char.IsAsciiLetter((char)rest[2]))))
            {
                var end = rest.IndexOfAny(s_nameEnd);
                _at += end < 0 ? rest.Length : end;
                while (TryAttribute(out _, out _))
                {
                }
            }
            else if (rest.Length > 1 && rest[1] is (byte)'!' or (byte)'/' or (byte)'?')
            {
                var end = rest.IndexOf((byte)'>');
                _at += end < 0 ? rest.Length : end;
            }
        }

        return null;
    }

    private string? Meta()
    {
        var pragma = false;
        bool? needsPragma = null;
        string? name = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (TryAttribute(out var attribute, out var value))
        {
            if (!seen.Add(attribute))
            {
                continue;
            }

            switch (attribute)
            {
                case "http-equiv":
                    pragma = value == "content-type";
                    break;
                case "content" when name is null && CharsetIn(value) is { } found:
                    (name, needsPragma) = (found, true);
                    break;
                case "charset":
                    (name, needsPragma) = (EncodingLabels.Find(value), false);
                    break;
            }
        }

        // Data that ended inside the tag gives nothing: what follows could have changed the meaning.
        var cut = _at >= _bytes.Length;
        return cut || needsPragma is null || (needsPragma.Value && !pragma) ? null : AsMeta(name);
    }

    // Leaves the position on the byte that ended the tag, as the standard does.
    private bool TryAttribute(out string name, out string value)
    {
        (name, value) = ("", "");
        while (_at < _bytes.Length && (IsSpace(_bytes[_at]) || _bytes[_at] == '/'))
        {
            _at++;
        }

        if (_at >= _bytes.Length || _bytes[_at] == '>')
        {
            return false;
        }

        var start = _at;
        while (_at < _bytes.Length && !(_bytes[_at] == '=' && _at > start) && !IsSpace(_bytes[_at])
            && _bytes[_at] is not ((byte)'/' or (byte)'>'))
        {
            _at++;
        }

        name = Lower(_bytes[start.._at]);
        SkipSpaces();
        if (_at >= _bytes.Length || _bytes[_at] != '=')
        {
            return true;
        }

        _at++;
        SkipSpaces();
        if (_at >= _bytes.Length)
        {
            return false;
        }

        if (_bytes[_at] is var quote and ((byte)'"' or (byte)'\''))
        {
            var length = _bytes[(_at + 1)..].IndexOf(quote);
            if (length < 0)
            {
                _at = _bytes.Length;
                return false;
            }

            value = Lower(_bytes.Slice(_at + 1, length));
            _at += length + 2;
            return true;
        }

        start = _at;
        while (_at < _bytes.Length && !IsSpace(_bytes[_at]) && _bytes[_at] != '>')
        {
            _at++;
        }

        value = Lower(_bytes[start.._at]);
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _bytes.Length && IsSpace(_bytes[_at]))
        {
            _at++;
        }
    }

    private static string Lower(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes).ToLowerInvariant();
}
