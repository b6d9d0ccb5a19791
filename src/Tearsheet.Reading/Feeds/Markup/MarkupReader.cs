namespace Tearsheet.Reading.Feeds.Markup;

/// <summary>What a <see cref="MarkupReader"/> stands at.</summary>
internal enum MarkupKind
{
    End,
    StartTag,
    EndTag,
    Text,
    Cdata,
}

/// <summary>
/// Walks over XML, or what is meant as XML, or HTML, tag by tag. It never fails, never expands anything and never looks
/// outside: comments, processing instructions and a DOCTYPE with all it declares are passed over.
/// </summary>
internal ref struct MarkupReader
{
    private readonly ReadOnlySpan<char> _text;

    public MarkupReader(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Whether something was read that XML does not allow.</summary>
    public bool HasFaults { get; set; }

    public int Position { get; private set; }

    /// <summary>Where the present token begins.</summary>
    public int Start { get; private set; }

    /// <summary>The name in a tag, with its prefix.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>The attributes of a start tag, or the characters of a text, still escaped unless it is CDATA.</summary>
    public ReadOnlySpan<char> Content { get; private set; }

    /// <summary>Whether a start tag ends its element too.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>The DOCTYPE, if one was passed.</summary>
    public ReadOnlySpan<char> Doctype { get; private set; }

    public readonly ReadOnlySpan<char> Between(int from, int to) => _text[from..to];

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<char> Rest => _text[Position..];

    /// <summary>Makes the present token the next one again.</summary>
    public void Unread() => Position = Start;

    /// <summary>Passes over the text of an element in which HTML knows no tags but its own end.</summary>
    public void PassRawText(ReadOnlySpan<char> name)
    {
        while (_text[Position..].IndexOf("</") is >= 0 and var next)
        {
            Position += next;
            if (_text[(Position + 2)..].StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return;
            }

            Position += 2;
        }

        Position = _text.Length;
    }

    public MarkupKind Read()
    {
        while (Position < _text.Length)
        {
            Start = Position;
            var rest = _text[Position..];
            var open = OpenAt(rest);
            if (open != 0)
            {
                Content = open < 0 ? rest : rest[..open];
                Position += Content.Length;
                return MarkupKind.Text;
            }

            if (rest[1] == '/')
            {
                return ReadEndTag(rest);
            }

            if (rest[1] is not ('!' or '?'))
            {
                return ReadStartTag(rest);
            }

            if (rest.StartsWith("<![CDATA["))
            {
                var end = rest.IndexOf("]]>");
                HasFaults |= end < 0;
                Content = end < 0 ? rest[9..] : rest[9..end];
                Position += end < 0 ? rest.Length : end + 3;
                return MarkupKind.Cdata;
            }

            Position += PassOver(rest);
        }

        Start = Position;
        return MarkupKind.End;
    }

    /// <summary>Reads the text up to the end tag, where nothing else stands between: what nearly every element holds.</summary>
    public bool TryReadSimple(ReadOnlySpan<char> name, out ReadOnlySpan<char> text, out bool isCdata)
    {
        var rest = _text[Position..];
        isCdata = rest.StartsWith("<![CDATA[");
        var length = isCdata ? rest[9..].IndexOf("]]>") : rest.IndexOf('<');
        text = default;
        if (length < 0)
        {
            return false;
        }

        var after = isCdata ? length + 12 : length;
        var tail = rest[after..];
        if (tail.Length < name.Length + 3 || tail[1] != '/' || tail[name.Length + 2] != '>' || !tail[2..].StartsWith(name))
        {
            return false;
        }

        text = isCdata ? rest.Slice(9, length) : rest[..length];
        Position += after + name.Length + 3;
        return true;
    }

    // The next "<" that begins something: "a < b" and "<3" are text.
    private static int OpenAt(ReadOnlySpan<char> text)
    {
        for (var from = 0; ;)
        {
            var next = text[from..].IndexOf('<');
            if (next < 0 || from + next + 1 >= text.Length)
            {
                return -1;
            }

            from += next;
            if (char.IsLetter(text[from + 1]) || text[from + 1] is '/' or '!' or '?' or '_' or ':')
            {
                return from;
            }

            from++;
        }
    }

    private MarkupKind ReadEndTag(ReadOnlySpan<char> rest)
    {
        var close = rest.IndexOf('>');
        HasFaults |= close < 0;
        Name = (close < 0 ? rest[2..] : rest[2..close]).TrimEnd();
        Position += close < 0 ? rest.Length : close + 1;
        return MarkupKind.EndTag;
    }

    private MarkupKind ReadStartTag(ReadOnlySpan<char> rest)
    {
        var length = TagLength(rest);
        HasFaults |= length < 0;
        var tag = length < 0 ? rest[1..] : rest[1..length];
        Position += length < 0 ? rest.Length : length + 1;
        IsEmpty = tag is [.., '/'];
        tag = IsEmpty ? tag[..^1] : tag;
        var end = tag.IndexOfAny(" \t\r\n/");
        Name = end < 0 ? tag : tag[..end];
        Content = end < 0 ? default : tag[end..];
        return MarkupKind.StartTag;
    }

    /// <summary>Index of the ">" that ends a tag; one inside a quoted value does not.</summary>
    private static int TagLength(ReadOnlySpan<char> rest)
    {
        for (var at = 1; ;)
        {
            var next = rest[at..].IndexOfAny('>', '"', '\'');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (rest[at] == '>')
            {
                return at;
            }

            // A quote only opens a value behind an equals sign; without a partner it opens nothing.
            var partner = rest[..at].TrimEnd() is [.., '='] ? rest[(at + 1)..].IndexOf(rest[at]) : 0;
            at += partner <= 0 ? 1 : partner + 2;
            if (partner == 0 && at < rest.Length && rest[at] == rest[at - 1])
            {
                at++;
            }
        }
    }

    private int PassOver(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("<!--"))
        {
            var close = rest[4..].IndexOf("-->");
            HasFaults |= close < 0;
            return close < 0 ? rest.Length : close + 7;
        }

        if (rest[1] == '?')
        {
            var close = rest.IndexOf("?>");
            close = close < 0 ? rest.IndexOf('>') : close + 1;
            return close < 0 ? rest.Length : close + 1;
        }

        var length = DeclarationLength(rest);
        if (rest.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase))
        {
            Doctype = rest[..length];
        }

        return length;
    }

    /// <summary>Up to the ">" outside of quotes and of the brackets that hold what a DOCTYPE declares.</summary>
    private static int DeclarationLength(ReadOnlySpan<char> rest)
    {
        var inside = false;
        for (var at = 2; at < rest.Length;)
        {
            var next = rest[at..].IndexOfAny("[]>\"'");
            if (next < 0)
            {
                break;
            }

            at += next;
            var c = rest[at++];
            if (c == '>' && !inside)
            {
                return at;
            }

            inside = c == '[' || (inside && c != ']');
            if (c is '"' or '\'' && rest[at..].IndexOf(c) is >= 0 and var partner)
            {
                at += partner + 1;
            }
        }

        return rest.Length;
    }
}
