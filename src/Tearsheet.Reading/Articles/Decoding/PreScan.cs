using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Tearsheet.Reading.Articles.Decoding;

/// <summary>A page made safe to parse.</summary>
/// <param name="Markup">Text, start tags and end tags within the limits; no scripts, styles, comments or drawings.</param>
/// <param name="JsonLd">The text of each JSON-LD script, in page order.</param>
/// <param name="Tags">How many tags the parser will see: a measure of the work ahead.</param>
/// <param name="Beyond">Which limits the page went beyond and what became of it, as a sentence; null for every usual page.</param>
internal readonly record struct SafePage(string Markup, IReadOnlyList<string> JsonLd, int Tags, string? Beyond);

/// <summary>Makes any text safe to parse, in one linear pass and before anything is built from it.</summary>
/// <remarks>
/// The parser's time grows with the square of the depth, of the attributes of one tag, and of formatting that is never
/// closed. What goes beyond a limit loses its tags or attributes and keeps its words. Only what this pass understood
/// goes through, so that no page can be read in one way here and in a worse way by the parser; and what no reader sees
/// (two thirds of a usual page) costs no parsing.
/// </remarks>
internal ref struct PreScan
{
    public const int MaxDepth = 512;
    public const int MaxCharacters = 50_000_000;
    public const int MaxTags = 300_000;
    public const int MaxAttributes = 1_000_000;
    public const int MaxAttributesOfTag = 256;
    public const int MaxOpenFormatting = 16;
    public const int MaxJsonLd = 64;

    private static readonly SearchValues<char> s_nameEnd = SearchValues.Create("\t\n\f\r />");
    private static readonly SearchValues<char> s_attributeEnd = SearchValues.Create("\t\n\f\r />=");
    private static readonly SearchValues<char> s_valueEnd = SearchValues.Create("\t\n\f\r >");

    private readonly ReadOnlySpan<char> _text;
    private readonly List<Open> _open = new(64);
    private readonly List<string> _jsonLd = [];
    private readonly List<(int Start, int End)> _unread = [];
    private readonly StringBuilder _safe;
    private int _copied;
    private int _at;
    private int _tags;
    private int _attributes;
    private int _formatting;
    private bool _isDeep;
    private bool _isDressed;
    private bool _titled;
    private int _unclosedDrawings;
    private int _plainMath;
    private string _unclosed = "";

    private PreScan(ReadOnlySpan<char> text)
    {
        _text = text;
        _safe = new StringBuilder(Math.Min(text.Length, 1 << 16));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Open(int NameAt, int NameLength, TagClass Class);

    /// <summary>Reads <paramref name="text"/> once.</summary>
    /// <param name="text">Untrusted; longer than <see cref="MaxCharacters"/> it is cut there.</param>
    public static SafePage Run(string text)
    {
        var scan = new PreScan(text.AsSpan(0, Math.Min(text.Length, MaxCharacters)));
        scan.ReadAll();
        return new(scan._safe.ToString(), scan._jsonLd, Math.Min(scan._tags, MaxTags), scan.Beyond(text.Length));
    }

    private readonly string? Beyond(int length)
    {
        string?[] said =
        [
            length > MaxCharacters ? string.Create(CultureInfo.InvariantCulture, $"it has {length} characters, and what follows the first {MaxCharacters} is left out") : null,
            _tags > MaxTags ? string.Create(CultureInfo.InvariantCulture, $"it has {_tags} tags, and what follows the first {MaxTags} is read as plain text") : null,
            _isDeep ? string.Create(CultureInfo.InvariantCulture, $"its elements are nested more than {MaxDepth} deep, and those below are read as plain text") : null,
            _isDressed ? string.Create(CultureInfo.InvariantCulture, $"a tag has more than {MaxAttributesOfTag} attributes or the page more than {MaxAttributes}, and the others are left out") : null,
        ];
        var found = said.Where(sentence => sentence is not null).ToList();
        return found.Count == 0 ? null : "The page is out of all bounds: " + string.Join("; ", found) + ".";
    }

    private void ReadAll()
    {
        while (_at < _text.Length)
        {
            var next = _text[_at..].IndexOf('<');
            if (next < 0 || _at + next + 1 >= _text.Length)
            {
                break;
            }

            _at += next;
            var c = _text[_at + 1];
            if (char.IsAsciiLetter(c))
            {
                StartTag();
            }
            else if (c == '/' && _at + 2 < _text.Length && char.IsAsciiLetter(_text[_at + 2]))
            {
                EndTag();
            }
            else if (c is '!' or '?' or '/')
            {
                Comment();
            }
            else
            {
                _at++;
            }
        }

        _at = _text.Length;
        Keep();
    }

    private void Comment()
    {
        var rest = _text[_at..];
        var start = _at;
        if (rest.StartsWith("<!--", StringComparison.Ordinal))
        {
            // "<!-->" is a whole comment.
            var end = rest[2..].IndexOf("-->", StringComparison.Ordinal);
            _at = end < 0 ? _text.Length : _at + 2 + end + 3;
            Cut(start);
            return;
        }

        var close = rest.IndexOf('>');
        _at = close < 0 ? _text.Length : _at + close + 1;
        if (!rest.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || _safe.Length > 0)
        {
            Cut(start);
        }
    }

    private void StartTag()
    {
        var start = _at;
        var name = Name(_at + 1);
        Span<char> lower = stackalloc char[10];
        var tag = name.Length <= lower.Length ? TagClasses.Of(lower[..name.ToLowerInvariant(lower)]) : TagClass.Block;
        var nameAt = _at + 1;
        _at = nameAt + name.Length;
        var excess = SkipAttributes();
        switch (tag)
        {
            case TagClass.Script:
                var scriptTag = _text[start.._at];
                var isJsonLd = _jsonLd.Count < MaxJsonLd && scriptTag.Contains("ld+json", StringComparison.OrdinalIgnoreCase);
                var script = RawText(name);
                if (isJsonLd && !script.IsWhiteSpace())
                {
                    _jsonLd.Add(script.ToString());
                }

                Cut(start);
                Tell(Formulas.OfScript(scriptTag, script));
                return;
            case TagClass.Hidden:
                var contentAt = _at;
                _at = IsOnePicture(name, RawText(name)) ? contentAt : _at;
                Cut(start);
                return;
            case TagClass.Title:
                var title = RawText(name);
                Cut(start);
                if (!_titled)
                {
                    _titled = true;
                    _tags += 2;
                    _safe.Append("<title>").Append(title).Replace("<", "&lt;", _safe.Length - title.Length, title.Length)
                        .Append("</title>");
                }

                return;
            case TagClass.Drawing:
                SkipDrawing();
                Cut(start);
                return;
            case TagClass.Mode:
                var mathTag = _text[start.._at];
                var mathAt = _at;
                var inside = mathAt >= _plainMath && name.Equals("math", StringComparison.OrdinalIgnoreCase) ? RawText(name) : [];
                var formula = _at > mathAt ? Formulas.OfMath(mathTag, inside) : [];

                // What stands in one without a formula is not looked through again for each that opens inside it.
                (_plainMath, _at) = formula.IsEmpty ? (Math.Max(_plainMath, _at), mathAt) : (_plainMath, _at);
                Cut(start);
                Tell(formula);
                return;
            case TagClass.Void when name.Equals("img", StringComparison.OrdinalIgnoreCase) && Formulas.OfPicture(_text[start.._at]) is { IsEmpty: false } drawn:
                Cut(start);
                Tell(drawn);
                return;
        }

        CloseImplied(tag);
        if (IsLink(name))
        {
            CloseLink();
        }

        _isDeep |= tag != TagClass.Void && _open.Count >= MaxDepth;
        if (++_tags > MaxTags
            || (tag != TagClass.Void && _open.Count >= MaxDepth)
            || (tag == TagClass.Formatting && _formatting >= MaxOpenFormatting && !IsLink(name)))
        {
            Flatten(start);
            return;
        }

        LeaveOutUnread();
        if (excess >= 0)
        {
            _isDressed = true;
            CutExcess(excess);
        }

        if (tag == TagClass.Frame)
        {
            Keep();
            var frameAt = _at;
            RawText(name);
            Cut(frameAt);
            _safe.Append("</iframe>");
            return;
        }

        if (tag != TagClass.Void)
        {
            _open.Add(new(nameAt, name.Length, tag));
            _formatting += tag == TagClass.Formatting && !IsLink(name) ? 1 : 0;
        }
    }

    // A formula is told as its author wrote it.
    private void Tell(ReadOnlySpan<char> formula)
    {
        if (!formula.IsEmpty)
        {
            _tags += 2;
            var length = _safe.Length;
            _safe.Append("<code>").Append(formula).Replace("<", "&lt;", length + 6, _safe.Length - length - 6).Append("</code>");
        }
    }

    private void EndTag()
    {
        var start = _at;
        var name = Name(_at + 2);
        _at += 2 + name.Length;
        var excess = SkipAttributes();
        if (++_tags > MaxTags)
        {
            Flatten(start);
            return;
        }

        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (!NameOf(_open[i]).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (_open[i].Class == TagClass.Formatting)
            {
                // Only this one ends; a block opened inside it stays open.
                _formatting -= IsLink(name) ? 0 : 1;
                _open.RemoveAt(i);
            }
            else
            {
                CloseFrom(i);
            }

            if (excess >= 0)
            {
                CutExcess(excess);
            }

            return;
        }

        // The end of nothing: its start was flattened, or closed by implication, or was never there.
        if (name is "p" or "P" or "br" or "BR")
        {
            return;
        }

        Cut(start);
    }

    private void CloseImplied(TagClass tag)
    {
        if (tag is not (TagClass.Paragraph or TagClass.Item or TagClass.Term or TagClass.Option or TagClass.Cell
            or TagClass.Row or TagClass.RowGroup))
        {
            return;
        }

        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Class == tag)
            {
                // A row outside any table is no row to the parser, and closes nothing.
                if (tag is TagClass.Cell or TagClass.Row or TagClass.RowGroup && !InTable(i))
                {
                    return;
                }

                CloseFrom(i);
                return;
            }

            if (!TagClasses.Passes(tag, _open[i].Class))
            {
                return;
            }
        }
    }

    // A second link closes the first, so links do not pile up.
    private readonly void CloseLink()
    {
        for (var i = _open.Count - 1; i >= 0 && _open[i].Class is not (TagClass.Cell or TagClass.Table); i--)
        {
            if (IsLink(NameOf(_open[i])))
            {
                _open.RemoveAt(i);
                return;
            }
        }
    }

    // Formatting closed with its block is opened again in the next one: it stays in the count, and its end tag in the text.
    private readonly void CloseFrom(int index)
    {
        var kept = index;
        for (var i = index + 1; i < _open.Count; i++)
        {
            if (_open[i].Class == TagClass.Formatting)
            {
                _open[kept++] = _open[i];
            }
        }

        _open.RemoveRange(kept, _open.Count - kept);
    }

    private readonly bool InTable(int below)
    {
        for (var i = below - 1; i >= 0; i--)
        {
            if (_open[i].Class == TagClass.Table)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Leaves the position after the "&gt;".</summary>
    /// <returns>Where the attributes begin that are too many; -1 when none are.</returns>
    private int SkipAttributes()
    {
        _unread.Clear();
        var count = 0;
        var excess = -1;
        while (_at < _text.Length && _text[_at] != '>')
        {
            if (_text[_at] is '/' or ' ' or '\n' or '\t' or '\r' or '\f')
            {
                _at++;
                continue;
            }

            if ((++count > MaxAttributesOfTag || ++_attributes > MaxAttributes) && excess < 0)
            {
                excess = _at;
            }

            var start = _at;
            SkipAttribute();
            if (excess < 0 && UnreadAttributes.Has(_text[start..]))
            {
                _unread.Add((start, _at));
            }
        }

        _at = Math.Min(_at + 1, _text.Length);
        return excess;
    }

    private void LeaveOutUnread()
    {
        foreach (var (start, end) in _unread)
        {
            _safe.Append(_text[_copied..start]);
            _copied = end;
        }
    }

    private void SkipAttribute()
    {
        // A name may begin with "=".
        var end = _text[(_at + 1)..].IndexOfAny(s_attributeEnd);
        _at = end < 0 ? _text.Length : _at + 1 + end;
        SkipSpaces();
        if (_at >= _text.Length || _text[_at] != '=')
        {
            return;
        }

        _at++;
        SkipSpaces();
        if (_at >= _text.Length || _text[_at] == '>')
        {
            return;
        }

        var quote = _text[_at];
        if (quote is '"' or '\'')
        {
            var length = _text[(_at + 1)..].IndexOf(quote);
            _at = length < 0 ? _text.Length : _at + length + 2;
            return;
        }

        var stop = _text[_at..].IndexOfAny(s_valueEnd);
        _at = stop < 0 ? _text.Length : _at + stop;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\t' or '\r' or '\f')
        {
            _at++;
        }
    }

    /// <summary>Moves behind the end tag of <paramref name="name"/>; stays where it is when there is none.</summary>
    private ReadOnlySpan<char> RawText(ReadOnlySpan<char> name)
    {
        // Looked for once and not found, an end is not there for later ones either: else the pass would be quadratic.
        if (_unclosed.AsSpan().Contains(name, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var start = _at;
        for (var at = _at; ;)
        {
            var next = _text[at..].IndexOf("</", StringComparison.Ordinal);
            if (next < 0)
            {
                _unclosed += $"<{name}";
                return [];
            }

            at += next;
            if (Name(at + 2).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                var close = _text[at..].IndexOf('>');
                _at = close < 0 ? _text.Length : at + close + 1;
                return _text[start..at];
            }

            at += 2;
        }
    }

    // Where scripts fetch a picture later, its address often stands only in the noscript beside it.
    private static bool IsOnePicture(ReadOnlySpan<char> name, ReadOnlySpan<char> raw) =>
        name.Equals("noscript", StringComparison.OrdinalIgnoreCase) && raw.Trim() is { Length: < 4_000 } only && only.StartsWith("<img ", StringComparison.OrdinalIgnoreCase) && only[1..].IndexOf('<') < 0;

    private void SkipDrawing()
    {
        if ((_at >= 2 && _text[_at - 2] == '/') || _at < _unclosedDrawings)
        {
            return;
        }

        var end = _text[_at..].IndexOf("</svg", StringComparison.OrdinalIgnoreCase);
        if (end < 0)
        {
            _unclosedDrawings = _text.Length;
            return;
        }

        // A drawing that was never closed: what comes before the next one's end is the page itself.
        var content = _text.Slice(_at, end);
        if (content.Contains("<p>", StringComparison.OrdinalIgnoreCase)
            || (content.Contains("<div", StringComparison.OrdinalIgnoreCase)
                && !content.Contains("foreignobject", StringComparison.OrdinalIgnoreCase)))
        {
            _unclosedDrawings = _at + end;
            return;
        }

        var close = _text[(_at + end)..].IndexOf('>');
        _at = close < 0 ? _text.Length : _at + end + close + 1;
    }

    /// <summary>Copies all before the position.</summary>
    private void Keep()
    {
        _safe.Append(_text[_copied.._at]);
        _copied = _at;
    }

    /// <summary>Leaves out what lies between <paramref name="start"/> and the position.</summary>
    private void Cut(int start)
    {
        _safe.Append(_text[_copied..start]);
        _copied = _at;
    }

    /// <summary>As <see cref="Cut"/>, with a space so that the words before and after stay two.</summary>
    private void Flatten(int start)
    {
        Cut(start);
        _safe.Append(' ');
    }

    private void CutExcess(int excess)
    {
        Cut(excess);
        _safe.Append('>');
    }

    private readonly ReadOnlySpan<char> Name(int at)
    {
        var rest = _text[Math.Min(at, _text.Length)..];
        var end = rest.IndexOfAny(s_nameEnd);
        return end < 0 ? rest : rest[..end];
    }

    private readonly ReadOnlySpan<char> NameOf(Open open) => _text.Slice(open.NameAt, open.NameLength);

    private static bool IsLink(ReadOnlySpan<char> name) => name is "a" or "A";
}
