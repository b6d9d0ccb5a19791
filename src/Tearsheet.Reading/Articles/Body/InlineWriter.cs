using System.Text;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Collects running text; gives it out paragraph by paragraph, with what was open opened again in the next.</summary>
internal sealed class InlineWriter
{
    /// <summary>Formatting nested deeper is dropped; its text stays.</summary>
    private const int MaxDepth = 5;

    private readonly List<Frame> _open = [new(Wrap.Root, null)];
    private readonly StringBuilder _text = new();
    private bool _gap = true;

    /// <summary>What encloses a run of text.</summary>
    internal enum Wrap
    {
        Root,
        Emphasis,
        Strong,
        Link,
        Superscript,
        Subscript,
    }

    /// <summary>Whether something other than white space stands in it.</summary>
    public bool HasContent { get; private set; }

    public int Length { get; private set; }

    /// <summary>Opens a wrap; false when it is one too many, and then it must not be closed.</summary>
    public bool TryOpen(Wrap wrap, string? address = null)
    {
        if (_open.Count > MaxDepth || _open.Exists(frame => frame.Wrap == wrap))
        {
            return false;
        }

        FlushText();
        _open.Add(new(wrap, address));
        return true;
    }

    public void Close()
    {
        FlushText();
        var frame = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        if (frame.Build() is { } inline)
        {
            _open[^1].Inlines.Add(inline);
        }
    }

    public void Text(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (Words.IsGap(c))
            {
                if (!_gap)
                {
                    _text.Append(' ');
                    _gap = true;
                }

                continue;
            }

            if (Words.IsInvisible(c))
            {
                continue;
            }

            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                _text.Append(c).Append(text[++i]);
            }
            else
            {
                // Half a surrogate pair cannot be written as UTF-8.
                _text.Append(char.IsSurrogate(c) ? '\uFFFD' : c);
            }

            _gap = false;
            HasContent = true;
            Length++;
        }
    }

    public void CodeSpan(string text)
    {
        var line = Words.Fold(text);
        if (line.Length > 0)
        {
            FlushText();
            _open[^1].Inlines.Add(new Inline.CodeSpan(line));
            (HasContent, _gap) = (true, false);
            Length += line.Length;
        }
    }

    /// <summary>A line break; false when it follows another one, which means a new paragraph.</summary>
    public bool TryBreak()
    {
        FlushText();
        var inlines = _open[^1].Inlines;
        if (!HasContent)
        {
            return true;
        }

        if (inlines.Count > 0 && inlines[^1] is Inline.LineBreak)
        {
            return false;
        }

        inlines.Add(new Inline.LineBreak());
        _gap = true;
        return true;
    }

    /// <summary>What was written since the last time, without white space or breaks at its ends.</summary>
    public Sequence<Inline> Take()
    {
        FlushText();
        var wraps = _open.Skip(1).Select(frame => (frame.Wrap, frame.Address)).ToList();
        while (_open.Count > 1)
        {
            Close();
        }

        var inlines = _open[0].Inlines;
        Merge(inlines);
        TrimStart(inlines);
        TrimEnd(inlines);
        var result = Sequence.From(inlines);
        inlines.Clear();
        (_gap, HasContent) = (true, false);
        foreach (var (wrap, address) in wraps)
        {
            _open.Add(new(wrap, address));
        }

        return result;
    }

    private void FlushText()
    {
        if (_text.Length == 0)
        {
            return;
        }

        _open[^1].Inlines.Add(new Inline.Text(_text.ToString()));
        _text.Clear();
    }

    // Two of a kind side by side are one, so that equal paragraphs are equal records, and Markdown closes what it opens.
    private static void Merge(List<Inline> inlines)
    {
        var kept = 0;
        for (var i = 0; i < inlines.Count; i++)
        {
            var end = i + 1;
            while (end < inlines.Count && (inlines[i], inlines[end]) is (Inline.Text, Inline.Text) or (Inline.Strong, Inline.Strong) or (Inline.Emphasis, Inline.Emphasis))
            {
                end++;
            }

            inlines[kept++] = end == i + 1 ? inlines[i] : One(inlines[i..end]);
            i = end - 1;
        }

        inlines.RemoveRange(kept, inlines.Count - kept);
    }

    private static Inline One(List<Inline> alike)
    {
        if (alike[0] is Inline.Text)
        {
            return new Inline.Text(string.Concat(alike.Select(inline => ((Inline.Text)inline).Value)));
        }

        var inside = alike.SelectMany(inline => inline is Inline.Strong strong ? strong.Inlines : ((Inline.Emphasis)inline).Inlines).ToList();
        Merge(inside);
        return alike[0] is Inline.Strong ? new Inline.Strong(Sequence.From(inside)) : new Inline.Emphasis(Sequence.From(inside));
    }

    private static void TrimStart(List<Inline> inlines)
    {
        while (inlines is [Inline.LineBreak, ..] or [Inline.Text { Value: " " }, ..])
        {
            inlines.RemoveAt(0);
        }
    }

    private static void TrimEnd(List<Inline> inlines)
    {
        while (inlines.Count > 0)
        {
            if (inlines[^1] is Inline.LineBreak)
            {
                inlines.RemoveAt(inlines.Count - 1);
                continue;
            }

            var trimmed = Trimmed(inlines[^1]);
            if (trimmed is null)
            {
                inlines.RemoveAt(inlines.Count - 1);
                continue;
            }

            inlines[^1] = trimmed;
            return;
        }
    }

    private static Inline? Trimmed(Inline inline)
    {
        if (inline is Inline.Text text)
        {
            return text.Value.TrimEnd() is { Length: > 0 } value ? new Inline.Text(value) : null;
        }

        Sequence<Inline>? inner = inline switch
        {
            Inline.Emphasis x => x.Inlines,
            Inline.Strong x => x.Inlines,
            Inline.Link x => x.Inlines,
            Inline.Superscript x => x.Inlines,
            Inline.Subscript x => x.Inlines,
            _ => null,
        };
        if (inner is null)
        {
            return inline;
        }

        var inlines = inner.ToList();
        TrimEnd(inlines);
        return inlines.Count == 0 ? null : inline switch
        {
            Inline.Emphasis => new Inline.Emphasis(Sequence.From(inlines)),
            Inline.Strong => new Inline.Strong(Sequence.From(inlines)),
            Inline.Link x => new Inline.Link(x.Address, Sequence.From(inlines)),
            Inline.Superscript => new Inline.Superscript(Sequence.From(inlines)),
            _ => new Inline.Subscript(Sequence.From(inlines)),
        };
    }

    private sealed class Frame(Wrap wrap, string? address)
    {
        public Wrap Wrap => wrap;

        public string? Address => address;

        public List<Inline> Inlines { get; } = [];

        public Inline? Build()
        {
            if (Inlines.Count == 0 || Inlines.TrueForAll(inline => inline is Inline.LineBreak))
            {
                return null;
            }

            // A space alone keeps its place but needs no frame.
            if (Inlines is [Inline.Text { Value: " " }])
            {
                return Inlines[0];
            }

            Merge(Inlines);
            var inlines = Sequence.From(Inlines);
            return wrap switch
            {
                Wrap.Emphasis => new Inline.Emphasis(inlines),
                Wrap.Strong => new Inline.Strong(inlines),
                Wrap.Link => new Inline.Link(address!, inlines),
                Wrap.Superscript => new Inline.Superscript(inlines),
                _ => new Inline.Subscript(inlines),
            };
        }
    }
}
