using System.Buffers;
using System.Runtime.InteropServices;
using AngleSharp.Dom;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Walks a page once: flattens it, parts its text into blocks, and counts.</summary>
internal sealed class PageMeasure
{
    /// <summary>Text beyond this is not looked at.</summary>
    public const int MaxText = 5_000_000;

    private const int MaxBlocks = 100_000;

    private static readonly SearchValues<string> s_onlyHeard = SearchValues.Create(
        ["sr-only", "visually-hidden", "visuallyhidden", "screen-reader", "screenreader", "a11y-hidden", "assistive-text", "off-screen", "offscreen"],
        StringComparison.OrdinalIgnoreCase);

    private readonly NameHints _names = new();
    private readonly List<TextBlock> _blocks = new(256);
    private PageNode[] _nodes = new PageNode[2048];
    private char[] _text = new char[1 << 15];
    private int _count;
    private int _textLength;
    private TextBlock? _open;
    private bool _gap;
    private bool _inWord;
    private int _wordLength;
    private int _breaks;
    private bool _afterBreaks;

    private PageMeasure()
    {
    }

    /// <summary>Measures all below <paramref name="root"/>.</summary>
    public static PageTree Of(IElement root)
    {
        var measure = new PageMeasure();
        measure.Add(root, -1, PageTag.Division, NameHint.None, 0);
        measure.Children(root, new Around(0, 0, PageTag.Division, Place.None, 1, default, default, default, default));
        measure.EndBlock();
        measure.Close(0);
        measure.HideWhatIsUnsaid();
        return new(measure._nodes, measure._count, measure._blocks, measure._text);
    }

    // What is not read out is a second copy or a mark, but for a page that was taken while a dialog stood before it.
    private void HideWhatIsUnsaid()
    {
        var (unsaid, all) = (0L, 0L);
        foreach (var block in _blocks)
        {
            all += block.Length;
            unsaid += (block.Place & Place.Unsaid) != Place.None ? block.Length : 0;
        }

        for (var i = 0; 2 * unsaid <= all && i < _blocks.Count; i++)
        {
            _blocks[i].Place |= (_blocks[i].Place & Place.Unsaid) != Place.None ? Place.Hidden : Place.None;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Around(
        int Node, int Container, PageTag Tag, Place Place, int Depth, NameHint Own, NameHint Parent, NameHint Grandparent, NameHint Far);

    private int Add(INode node, int parent, PageTag tag, NameHint hints, uint look)
    {
        if (_count == _nodes.Length)
        {
            Array.Resize(ref _nodes, 2 * _count);
        }

        _nodes[_count] = new() { Node = node, Parent = parent, Tag = tag, Hints = hints, Look = look, Block = _blocks.Count };
        return _count++;
    }

    private void Close(int index)
    {
        _nodes[index].End = _count;
        _nodes[index].BlockEnd = _blocks.Count;
    }

    private void Children(INode parent, in Around around)
    {
        // By index: the next sibling is looked for from the start, which is quadratic in a long row of siblings.
        var children = parent.ChildNodes;
        for (var i = 0; i < children.Length; i++)
        {
            if (children[i] is IElement element)
            {
                Element(element, around);
            }
            else if (children[i] is IText text)
            {
                Text(text, around);
            }
        }
    }

    private void Element(IElement element, in Around around)
    {
        var tag = PageTags.Of(element.LocalName);
        if (tag is PageTag.Skipped or PageTag.Ruby)
        {
            if (tag == PageTag.Skipped && element.LocalName == "dialog")
            {
                EndBlock();
            }

            return;
        }

        if (PageTags.IsInline(tag) && IsOnlyHeard(element))
        {
            return;
        }

        var (hints, hash) = _names.Read(element.ClassName);
        var (idHints, _) = _names.Read(element.Id);
        hints |= idHints;
        var look = (((uint)tag * 16777619u) ^ hash) + (31u * (_nodes[around.Node].Look >> 7));
        var place = around.Place | PlaceOf(element, tag);
        if (tag == PageTag.Footer && (around.Place & Place.Quote) != Place.None)
        {
            place = around.Place; // Of a quote it says who said it.
        }

        var isBlock = !PageTags.IsInline(tag);
        if (isBlock)
        {
            EndBlock();
        }

        var index = Add(element, around.Node, tag, hints, look);
        switch (tag)
        {
            case PageTag.Break:
                Break();
                break;
            case PageTag.Image or PageTag.Embed or PageTag.Rule:
                break;
            case var _ when isBlock:
                Children(element, new(
                    index, index, tag, place, around.Depth + 1, hints, around.Own, around.Parent, around.Far | around.Grandparent));
                EndBlock();
                break;
            default:
                if (tag == PageTag.Link && _open is not null)
                {
                    _open.Links++;
                }

                Children(element, around with { Node = index, Place = place, Own = around.Own | hints });
                break;
        }

        Close(index);
    }

    // ", opens in a new tab": said by the machines that read pages out, shown to nobody.
    private static bool IsOnlyHeard(IElement element) =>
        (element.GetAttribute("style") is { Length: > 8 and < 1_000 } style && style.Contains("clip:rect(", StringComparison.OrdinalIgnoreCase))
        || (element.ClassName is { Length: > 5 and < 1_000 } name && name.AsSpan().ContainsAny(s_onlyHeard));

    private static Place PlaceOf(IElement element, PageTag tag)
    {
        var place = tag switch
        {
            PageTag.Navigation => Place.Navigation,
            PageTag.Aside => Place.Aside,
            PageTag.Footer => Place.Footer,
            PageTag.Header => Place.Header,
            PageTag.Form => Place.Form,
            PageTag.Figure => Place.Figure,
            PageTag.Caption => Place.Caption,
            PageTag.List or PageTag.OrderedList => Place.List,
            PageTag.Table => Place.Table,
            PageTag.Quote => Place.Quote,
            PageTag.Article => Place.Article,
            PageTag.Main => Place.Main,
            PageTag.Preformatted => Place.Preformatted,
            PageTag.Link => Place.Link,
            PageTag.Strong => Place.Strong,
            PageTag.Emphasis => Place.Emphasis,
            >= PageTag.Heading1 and <= PageTag.Heading6 => Place.Heading,
            _ => Place.None,
        };
        foreach (var attribute in element.Attributes)
        {
            switch (attribute.Name)
            {
                case "hidden":
                    place |= Place.Hidden;
                    break;
                case "aria-hidden" when attribute.Value is "true":
                    place |= Place.Unsaid;
                    break;
                case "style" when attribute.Value.Contains("display", StringComparison.OrdinalIgnoreCase):
                    place |= IsNone(attribute.Value) ? Place.Hidden : Place.None;
                    break;
                case "itemprop" when attribute.Value.Contains("articleBody", StringComparison.OrdinalIgnoreCase):
                    place |= Place.BodyProperty;
                    break;
                case "role":
                    place |= attribute.Value switch
                    {
                        "navigation" or "menu" or "menubar" or "tablist" or "search" => Place.Navigation,
                        "complementary" => Place.Aside,
                        "contentinfo" => Place.Footer,
                        "banner" => Place.Header,
                        "dialog" or "alertdialog" or "tooltip" => Place.Dialog,
                        "main" => Place.Main,
                        "article" => Place.Article,
                        "figure" => Place.Figure,
                        _ => Place.None,
                    };
                    break;
            }
        }

        return place;
    }

    private static bool IsNone(string style)
    {
        var at = style.IndexOf("display", StringComparison.OrdinalIgnoreCase);
        var rest = style.AsSpan(at + 7).TrimStart();
        return rest is [':', ..] && rest[1..].TrimStart().StartsWith("none", StringComparison.OrdinalIgnoreCase);
    }

    private void Break()
    {
        if (_open is null)
        {
            return;
        }

        Gap();
        if (++_breaks >= 2)
        {
            EndBlock();
            _afterBreaks = true;
        }
    }

    private void Text(IText node, in Around around)
    {
        var data = node.Data;
        if (data.AsSpan().IsWhiteSpace())
        {
            if (_open is not null && data.Length > 0)
            {
                Add(node, around.Node, PageTag.Text, NameHint.None, 0);
                _nodes[_count - 1].End = _count;
                Gap();
            }

            return;
        }

        var index = Add(node, around.Node, PageTag.Text, NameHint.None, 0);
        _nodes[index].End = _count;
        if (_open is null)
        {
            if (_blocks.Count >= MaxBlocks || _textLength >= MaxText)
            {
                _nodes[index].Block = -1;
                return;
            }

            _open = new()
            {
                First = index,
                Container = around.Container,
                Tag = around.Tag,
                Place = around.Place,
                Depth = around.Depth,
                Own = around.Own,
                Near = around.Parent | around.Grandparent,
                Far = around.Far,
                TextAt = _textLength,
                AfterBreak = _afterBreaks,
            };
            _afterBreaks = false;
            _gap = true;
        }

        _breaks = 0;
        _nodes[index].Block = _blocks.Count;
        _open.Last = index;
        Count(_open, data, around.Place);
    }

    private void Gap()
    {
        if (!_gap && _textLength < MaxText)
        {
            EndWord();
            Put(' ');
            _gap = true;
        }
    }

    private void Put(char c)
    {
        if (_textLength == _text.Length)
        {
            Array.Resize(ref _text, 2 * _textLength);
        }

        _text[_textLength++] = c;
    }

    private void EndWord()
    {
        if (_inWord && _open is not null)
        {
            _open.Words++;
            _open.ShortWords += _wordLength <= 3 ? 1 : 0;
        }

        (_inWord, _wordLength) = (false, 0);
    }

    private void Count(TextBlock block, string data, Place place)
    {
        var before = block.Length;
        foreach (var c in data.AsSpan(0, Math.Min(data.Length, MaxText - _textLength)))
        {
            if (Words.IsGap(c))
            {
                Gap();
                continue;
            }

            if (Words.IsInvisible(c))
            {
                continue;
            }

            Put(c);
            _gap = false;
            block.Length++;
            if (block.FirstChar == '\0')
            {
                block.FirstChar = c;
            }

            block.LastChar = c;
            if (c < 128 ? char.IsAsciiLetterOrDigit(c) : char.IsLetterOrDigit(c))
            {
                Letter(block, c);
                continue;
            }

            if (c is not ('\'' or '\u2019' or '-'))
            {
                EndWord();
            }

            block.Commas += c is ',' or '\uFF0C' or '\u3001' or '\u060C' ? 1 : 0;
            block.Sentences += c is '.' or '!' or '?' or '\u3002' or '\uFF01' or '\uFF1F' or '\u0964' or '\u061F' or '\u06D4' or '\u2026' or '\u0589' or '\u1362' ? 1 : 0;
        }

        var length = block.Length - before;
        block.LinkLength += (place & Place.Link) != Place.None ? length : 0;
        block.StrongLength += (place & Place.Strong) != Place.None ? length : 0;
        block.EmphasisLength += (place & Place.Emphasis) != Place.None ? length : 0;
    }

    private void Letter(TextBlock block, char c)
    {
        var lower = c < 128 ? (char)(c | 0x20) : char.ToLowerInvariant(c);
        block.Hash = TextBlock.Add(block.Hash, lower);
        if (char.IsAsciiDigit(c))
        {
            block.Digits++;
        }
        else if (c != lower)
        {
            block.Capitals++;
        }

        if (c is (>= '\u2E80' and <= '\uA4CF') or (>= '\uF900' and <= '\uFAFF'))
        {
            block.Wide++;
            block.Length++;
            EndWord();
            block.Words += block.Wide & 1;
            return;
        }

        _inWord = true;
        _wordLength++;
    }

    private void EndBlock()
    {
        _afterBreaks = false;
        if (_open is null)
        {
            return;
        }

        EndWord();
        if (_textLength > _open.TextAt && _text[_textLength - 1] == ' ')
        {
            _textLength--;
        }

        _open.TextLength = _textLength - _open.TextAt;
        _breaks = 0;
        if (_open.Length == 0)
        {
            // Only invisible characters: as if nothing stood there.
            _textLength = _open.TextAt;
        }

        _blocks.Add(_open);
        _open = null;
    }
}
