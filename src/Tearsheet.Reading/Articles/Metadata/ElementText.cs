using System.Text;
using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>The text of small elements. Stops at a limit, so that asking a big container costs no more than a small one.</summary>
internal static class ElementText
{
    private const int MaxNodes = 2_000;

    /// <summary>The element's text on one line when it is at most <paramref name="most"/> characters; null when longer.</summary>
    /// <param name="element">Scripts, styles and buttons in it do not count.</param>
    /// <param name="most">In characters.</param>
    /// <param name="except">An element in it to leave out; null for none.</param>
    public static string? Line(INode element, int most, INode? except = null) =>
        new Gathering(most, ' ', except) is var gathering && gathering.Gather(element) ? Words.Fold(gathering.Text) : null;

    /// <summary>As <see cref="Line"/>, but what the page sets on lines of their own stays on such.</summary>
    public static string? Lines(INode element, int most)
    {
        var gathering = new Gathering(most, '\n', except: null);
        return gathering.Gather(element)
            ? string.Join('\n', gathering.Text.Split('\n').Select(line => Words.Fold(line)).Where(line => line.Length > 0))
            : null;
    }

    private sealed class Gathering(int most, char gap, INode? except)
    {
        private readonly StringBuilder _text = new();
        private int _nodes;
        private bool _crossed;

        public string Text => _text.ToString();

        public bool Gather(INode parent)
        {
            var children = parent.ChildNodes;
            for (var i = 0; i < children.Length; i++)
            {
                var node = children[i];
                if (++_nodes > MaxNodes)
                {
                    return false;
                }

                if (node is IText { Data: var data })
                {
                    if (!Add(data))
                    {
                        return false;
                    }
                }
                else if (node != except
                    && node is IElement { LocalName: not ("style" or "script" or "template" or "noscript" or "button") } element)
                {
                    var isBreak = element.LocalName is "br" or "p" or "div" or "li" or "td" or "h1" or "h2" or "h3" or "section" or "dd" or "dt" or "ul" or "figure";
                    if (isBreak)
                    {
                        _text.Append(gap);
                    }

                    _crossed = true;
                    if (!Gather(element))
                    {
                        return false;
                    }

                    _crossed = true;
                    if (isBreak)
                    {
                        _text.Append(gap);
                    }
                }
            }

            return true;
        }

        private bool Add(string data)
        {
            var trimmed = data.AsSpan().Trim();
            if (_text.Length + trimmed.Length > most)
            {
                return false;
            }

            if (data.Length > 0 && Words.IsGap(data[0]))
            {
                _text.Append(' ');
            }
            else if (_crossed && gap == '\n' && trimmed.Length > 0 && _text.Length > 0 && char.IsLower(_text[^1]) && char.IsUpper(trimmed[0]))
            {
                // "<span>By</span>Ann Lee": the gap is only drawn.
                _text.Append(' ');
            }

            _crossed = false;
            _text.Append(trimmed);
            if (trimmed.Length > 0 && Words.IsGap(data[^1]))
            {
                _text.Append(' ');
            }

            return _text.Length <= 4 * most;
        }
    }
}
