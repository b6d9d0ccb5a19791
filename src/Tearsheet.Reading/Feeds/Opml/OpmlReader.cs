using System.Globalization;
using Tearsheet.Reading.Feeds.Markup;

namespace Tearsheet.Reading.Feeds.Opml;

/// <summary>Reads OPML 1.0 and 2.0 and what is meant as such: no DTD, no entity, nothing fetched, no list included.</summary>
public static class OpmlReader
{
    /// <summary>Bytes of a list, inclusive.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Outlines that are kept.</summary>
    public const int MostOutlines = 50_000;

    /// <summary>Outlines inside one another that are kept; those deeper are left out.</summary>
    public const int MaxDepth = 64;

    private const int MaxText = 4096;

    /// <summary>Reads a list.</summary>
    /// <param name="document">Untrusted bytes.</param>
    /// <param name="contentType">The header as received, or null for a file.</param>
    public static OpmlOutcome Read(ReadOnlySpan<byte> document, string? contentType)
    {
        if (document.Length > MaxBytes)
        {
            return new OpmlOutcome.Refused(string.Create(CultureInfo.InvariantCulture, $"The list is larger than {MaxBytes >> 20} MB. Split it."));
        }

        var decoded = FeedDecoder.Decode(document, contentType);
        var reader = new MarkupReader(decoded.Text);
        var walk = new Walk();
        while (reader.Read() is var kind && kind != MarkupKind.End)
        {
            if (kind == MarkupKind.StartTag)
            {
                walk.Open(ref reader);
            }
            else if (kind == MarkupKind.EndTag)
            {
                walk.Close(reader.Name);
            }
        }

        return walk.Made(decoded.IsAsDeclared && !reader.HasFaults) is { } made
            ? new OpmlOutcome.Read(made)
            : new OpmlOutcome.Refused("This is no OPML: there is no opml element in it. Export the list of feeds from the other program once more, as OPML.");
    }

    private sealed class Walk
    {
        // An outline that is open: itself, and what is in it so far.
        private readonly Stack<(OpmlOutline Outline, List<OpmlOutline> Children)> _open = new();
        private readonly List<OpmlOutline> _roots = [];
        private string? _root;
        private string? _version;
        private string? _title;
        private string _place = "";
        private int _deeper;
        private int _count;
        private bool _isCut;
        private bool _hasFaults;

        public void Open(ref MarkupReader reader)
        {
            var name = reader.Name;
            if (_root is null)
            {
                _root = Is(name, "opml") ? "opml" : Is(name, "outlineDocument") ? "outlineDocument" : null;
                _version = _root is null ? null : AttributeReader.Find(reader.Content, "version");
            }
            else if (Is(name, "head") || Is(name, "body"))
            {
                _place = reader.IsEmpty ? "" : name.ToString().ToLowerInvariant();
            }
            else if (Is(name, "title") && _place == "head" && !reader.IsEmpty)
            {
                var text = PlainText.Fold(ElementContent.Read(ref reader, name, _ => false).Text);
                _title ??= text.Length == 0 ? null : Short(text);
            }
            else if (Is(name, "outline") && _place == "body")
            {
                Begin(reader.Content, reader.IsEmpty);
            }
        }

        public void Close(ReadOnlySpan<char> name)
        {
            if (Is(name, "outline") && _place == "body")
            {
                _hasFaults |= _deeper == 0 && _open.Count == 0;
                if (_deeper > 0)
                {
                    _deeper--;
                }
                else
                {
                    End();
                }
            }
            else if (Is(name, "head") || Is(name, "body"))
            {
                EndAll();
                _place = "";
            }
        }

        public OpmlDocument? Made(bool isWellFormed)
        {
            EndAll();
            return _root is null ? null : new OpmlDocument
            {
                Root = _root,
                Version = _version,
                Title = _title,
                Outlines = _roots,
                IsWellFormed = isWellFormed && !_hasFaults,
                IsCut = _isCut,
            };
        }

        private void Begin(ReadOnlySpan<char> attributes, bool isEmpty)
        {
            if (_open.Count + (isEmpty ? 0 : 1) > MaxDepth || _deeper > 0 || _count >= MostOutlines)
            {
                _isCut = true;
                _deeper += isEmpty ? 0 : 1;
                return;
            }

            _count++;
            var outline = Outline(attributes);
            if (isEmpty)
            {
                Add(outline);
            }
            else
            {
                _open.Push((outline, []));
            }
        }

        private OpmlOutline Outline(ReadOnlySpan<char> attributes)
        {
            _hasFaults |= !Entities.AreThoseOfXml(attributes);
            var outline = new OpmlOutline();
            var reader = new AttributeReader(attributes);
            while (reader.Read())
            {
                var value = Short(Entities.Decode(reader.Value).Trim());
                outline = reader.Name.Length > 8 || value.Length == 0 ? outline : reader.Name.ToString().ToLowerInvariant() switch
                {
                    "text" => outline with { Text = outline.Text ?? value },
                    "title" => outline with { Title = outline.Title ?? value },
                    "type" => outline with { Type = outline.Type ?? value },
                    "xmlurl" => outline with { XmlUrl = outline.XmlUrl ?? value },
                    "htmlurl" => outline with { HtmlUrl = outline.HtmlUrl ?? value },
                    "url" => outline with { Url = outline.Url ?? value },
                    "category" => outline with { Category = outline.Category ?? value },
                    _ => outline,
                };
            }

            return outline;
        }

        private void End()
        {
            if (_open.TryPop(out var open))
            {
                Add(open.Children.Count == 0 ? open.Outline : open.Outline with { Children = open.Children });
            }
        }

        private void EndAll()
        {
            _hasFaults |= _open.Count > 0;
            _deeper = 0;
            while (_open.Count > 0)
            {
                End();
            }
        }

        private void Add(OpmlOutline outline) => (_open.TryPeek(out var around) ? around.Children : _roots).Add(outline);

        private static bool Is(ReadOnlySpan<char> name, string tag) => name.Equals(tag, StringComparison.OrdinalIgnoreCase);

        private static string Short(string text) => text.Length <= MaxText ? text : text[..MaxText];
    }
}
