using System.Globalization;
using System.Net;
using System.Text;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Reads JSON as pages really contain it, and takes what is there when it breaks off.</summary>
/// <remarks>
/// Forgiven: comments, CDATA and HTML comment marks, raw line breaks and unescaped quotes in strings, single quotes,
/// missing and trailing commas, bad escapes, a missing end. Bounded in depth, values and characters.
/// </remarks>
internal ref struct LenientJson
{
    public const int MaxDepth = 64;
    public const int MaxValues = 50_000;
    public const int MaxCharacters = 4_000_000;

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _values;

    private LenientJson(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Every value at the top level, usually one.</summary>
    public static IReadOnlyList<JsonValue> Read(string text)
    {
        if (text.Length > MaxCharacters)
        {
            return [];
        }

        if (!text.Contains('"', StringComparison.Ordinal) && text.Contains("&quot;", StringComparison.Ordinal))
        {
            text = WebUtility.HtmlDecode(text);
        }

        var reader = new LenientJson(text);
        var values = new List<JsonValue>();
        while (reader.SkipTo("{["))
        {
            if (reader.Value(0) is { } value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private bool SkipTo(string starts)
    {
        var next = _text[_at..].IndexOfAny(starts);
        _at = next < 0 ? _text.Length : _at + next;
        return next >= 0;
    }

    private JsonValue? Value(int depth)
    {
        SkipNoise(",;:");
        if (_at >= _text.Length || depth > MaxDepth || ++_values > MaxValues)
        {
            _at = _text.Length;
            return null;
        }

        switch (_text[_at])
        {
            case '{':
                return Map(depth);
            case '[':
                return List(depth);
            case '"' or '\'':
                return new JsonValue.Text(Quoted());
            case '}' or ']':
                _at++;
                return null;
            default:
                var start = _at;
                while (_at < _text.Length && _text[_at] is not (',' or '}' or ']' or '{' or '[' or '"' or ';')
                    && !char.IsWhiteSpace(_text[_at]))
                {
                    _at++;
                }

                _at = Math.Max(_at, start + 1);
                return new JsonValue.Literal(_text[start.._at].ToString());
        }
    }

    private JsonValue.List List(int depth)
    {
        _at++;
        var items = new List<JsonValue>();
        while (true)
        {
            SkipNoise(",;:");
            if (_at >= _text.Length || _text[_at] is ']' or '}')
            {
                // A brace here closes what encloses the list.
                _at += _at < _text.Length && _text[_at] == ']' ? 1 : 0;
                return new(items);
            }

            if (Value(depth + 1) is { } value)
            {
                items.Add(value);
            }
        }
    }

    private JsonValue.Map Map(int depth)
    {
        _at++;
        var members = new List<KeyValuePair<string, JsonValue>>();
        while (true)
        {
            SkipNoise(",;");
            if (_at >= _text.Length || _text[_at] is '}' or ']')
            {
                _at += _at < _text.Length && _text[_at] == '}' ? 1 : 0;
                return new(members);
            }

            var key = Key();
            SkipNoise("");
            if (_at < _text.Length && _text[_at] == ':')
            {
                _at++;
                SkipNoise("");
                if (_at < _text.Length && _text[_at] is not (',' or '}' or ']') && Value(depth + 1) is { } value)
                {
                    members.Add(new(key, value));
                }
            }
            else if (key.Length == 0)
            {
                _at++;
            }
        }
    }

    private string Key()
    {
        if (_text[_at] is '"' or '\'')
        {
            return Quoted();
        }

        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '@' or '_' or '$' or '-'))
        {
            _at++;
        }

        return _text[start.._at].ToString();
    }

    private string Quoted()
    {
        var quote = _text[_at++];
        var simple = _text[_at..].IndexOfAny(quote, '\\');
        if (simple >= 0 && _text[_at + simple] == quote && Ends(_at + simple + 1))
        {
            var plain = _text.Slice(_at, simple).ToString();
            _at += simple + 1;
            return plain;
        }

        var value = new StringBuilder();
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            if (c == '\\' && _at < _text.Length)
            {
                Escape(value);
            }
            else if (c == quote && Ends(_at))
            {
                break;
            }
            else
            {
                value.Append(c);
            }
        }

        return value.ToString();
    }

    private void Escape(StringBuilder value)
    {
        var c = _text[_at++];
        if (c == 'u' && _at + 4 <= _text.Length && ushort.TryParse(
            _text.Slice(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            _at += 4;
            value.Append((char)code);
            return;
        }

        value.Append(c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => c });
    }

    /// <summary>Whether a quote before <paramref name="at"/> ends its string, or stands unescaped inside it.</summary>
    private readonly bool Ends(int at)
    {
        var rest = _text[at..];
        var trimmed = rest.TrimStart();
        return trimmed.IsEmpty
            || trimmed[0] is ',' or '}' or ']' or ':' or ';' or '/'
            || (trimmed[0] is '"' or '\'' && rest[..^trimmed.Length].Contains('\n'));
    }

    private void SkipNoise(string separators)
    {
        while (_at < _text.Length)
        {
            var rest = _text[_at..];
            if (char.IsWhiteSpace(rest[0]) || rest[0] == '\uFEFF' || separators.Contains(rest[0], StringComparison.Ordinal))
            {
                _at++;
            }
            else if (rest.StartsWith("//", StringComparison.Ordinal))
            {
                var end = rest.IndexOf('\n');
                _at += end < 0 ? rest.Length : end + 1;
            }
            else if (rest.StartsWith("/*", StringComparison.Ordinal))
            {
                var end = rest.IndexOf("*/", StringComparison.Ordinal);
                _at += end < 0 ? rest.Length : end + 2;
            }
            else if (rest.StartsWith("<!--", StringComparison.Ordinal))
            {
                _at += 4;
            }
            else if (rest.StartsWith("-->", StringComparison.Ordinal) || rest.StartsWith("]]>", StringComparison.Ordinal))
            {
                _at += 3;
            }
            else
            {
                return;
            }
        }
    }
}
