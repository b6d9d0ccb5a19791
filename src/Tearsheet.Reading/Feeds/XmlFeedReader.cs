using Tearsheet.Reading.Feeds.Markup;

namespace Tearsheet.Reading.Feeds;

/// <summary>Reads RSS, RDF, Atom and CDF in one pass over the text; everything else that stands in a feed is passed over.</summary>
internal sealed partial class XmlFeedReader
{
    private readonly string _text;
    private readonly FeedDecoder _decoded;
    private readonly string? _address;
    private readonly FeedLimits _limits;
    private readonly FeedDraft _feed;
    private readonly List<FeedEntry> _entries = [];
    private readonly List<Frame> _frames = [];
    private readonly NamespaceScopes _namespaces = new();
    private readonly Predicate<string> _endsOutside;
    private readonly RhythmDraft _rhythm = new();
    private FeedDraft? _entry;
    private FeedFormat _format;
    private bool _isAtom;
    private int _deeper;
    private bool _isFull;
    private (string? Name, string? Email) _person;

    public XmlFeedReader(FeedDecoder decoded, string? address, FeedLimits limits)
    {
        _decoded = decoded;
        _text = decoded.Text;
        _address = address;
        _limits = limits;
        _feed = new FeedDraft(limits);
        _endsOutside = EndsOutside;
    }

    /// <summary>An element that is open.</summary>
    private readonly record struct Frame(FeedPlace Place, FeedField Field, int NameStart, int NameLength, string? Context);

    private FeedPlace Place => _frames.Count == 0 ? FeedPlace.Root : _frames[^1].Place;

    private string? Context => _frames.Count == 0 ? _address : _frames[^1].Context;

    private FeedDraft Draft => _entry ?? _feed;

    public FeedOutcome Read(string root)
    {
        var reader = new MarkupReader(_text);
        var hasFaults = !_decoded.IsAsDeclared || _text is [' ' or '\t' or '\r' or '\n', ..] && _text.AsSpan().TrimStart().StartsWith("<?xml");
        var isRootRead = false;
        while (!_isFull && reader.Read() is var kind && kind != MarkupKind.End)
        {
            if (kind == MarkupKind.StartTag)
            {
                if (!isRootRead && IsNamed(reader.Name, root))
                {
                    isRootRead = true;
                    ReadFormat(ref reader, root);
                }

                Open(ref reader);
            }
            else if (kind == MarkupKind.EndTag)
            {
                hasFaults |= !Close(reader.Name);
            }
            else
            {
                hasFaults |= kind == MarkupKind.Text && !IsBlank(reader.Content) && _frames.Count == 0;
            }
        }

        hasFaults |= _frames.Count > 0;
        CloseDownTo(0);
        return new FeedOutcome.Read(Made(isWellFormed: !hasFaults && !reader.HasFaults));
    }

    private static bool IsBlank(ReadOnlySpan<char> text) => text.Trim().IsEmpty;

    private static bool IsNamed(ReadOnlySpan<char> name, string local) =>
        name[(name.LastIndexOf(':') + 1)..].Equals(local, StringComparison.OrdinalIgnoreCase);

    private void ReadFormat(ref MarkupReader reader, string root)
    {
        var version = AttributeReader.Find(reader.Content, "version")?.Trim();
        _isAtom = root == "feed";
        _format = root switch
        {
            "feed" when reader.Content.Contains("purl.org/atom/ns#", StringComparison.Ordinal) || version == "0.3" => FeedFormat.Atom03,
            "feed" when reader.Content.Contains("w3.org/2005/Atom", StringComparison.Ordinal) => FeedFormat.Atom10,
            "feed" => version == "0.3" ? FeedFormat.Atom03 : FeedFormat.Atom,
            "rdf" when reader.Content.Contains("/rss/1.0", StringComparison.Ordinal) || reader.Content.Contains("/rss1.1", StringComparison.Ordinal) => FeedFormat.Rss10,
            "rdf" => reader.Content.Contains("simple/0.9", StringComparison.Ordinal) ? FeedFormat.Rss090 : FeedFormat.Rss10,
            "channel" => FeedFormat.Cdf,
            _ => version switch
            {
                "0.90" or "0.9" => FeedFormat.Rss090,
                "0.91" => FeedFormat.Rss091,
                "0.92" => FeedFormat.Rss092,
                "0.93" => FeedFormat.Rss093,
                "0.94" => FeedFormat.Rss094,
                not null when version.StartsWith('2') => FeedFormat.Rss20,
                _ => FeedFormat.Rss,
            },
        };
    }

    private void Open(ref MarkupReader reader)
    {
        var name = reader.Name;
        var attributes = reader.Content;
        var (isEmpty, nameStart) = (reader.IsEmpty, reader.Start + 1);
        if (_frames.Count >= _limits.MaxDepth)
        {
            _deeper += isEmpty ? 0 : 1;
            return;
        }

        var context = Context;
        if (!attributes.IsEmpty && attributes.Contains("xml", StringComparison.Ordinal))
        {
            _namespaces.Declare(attributes, _frames.Count + 1);
            context = OwnContext(attributes, context);
            if (_frames.Count <= 1 && AttributeReader.Find(attributes, "xml:lang") is { Length: > 0 } language)
            {
                _feed.Language ??= language;
            }
        }

        Span<char> lower = stackalloc char[24];
        var colon = name.IndexOf(':');
        var local = name[(colon + 1)..];
        var (field, isXhtml) = (FeedField.None, false);
        if (local.Length <= lower.Length)
        {
            local.ToLowerInvariant(lower);
            var vocabulary = _namespaces.Find(colon < 0 ? default : name[..colon]);
            (field, isXhtml) = (FeedFields.Find(vocabulary, lower[..local.Length], Place), vocabulary == Vocabulary.Xhtml);
        }

        switch (field)
        {
            case FeedField.Entry:
                BeginEntry(attributes, context);
                Push(FeedPlace.Entry, field, nameStart, name.Length, context, isEmpty);
                return;
            case FeedField.Feed:
                BeginFeed(attributes, context);
                Push(FeedPlace.Feed, field, nameStart, name.Length, context, isEmpty);
                return;
            case FeedField.Through:
                Push(Place, field, nameStart, name.Length, context, isEmpty);
                return;
            case FeedField.None:
                Push(FeedPlace.Elsewhere, field, nameStart, name.Length, context, isEmpty);
                return;
            case FeedField.Author when !isEmpty && StandsPerson(ref reader):
                _person = default;
                Push(FeedPlace.Person, FeedField.Person, nameStart, name.Length, context, isEmpty);
                return;
        }

        if (Place is FeedPlace.Elsewhere or FeedPlace.Root)
        {
            Push(FeedPlace.Elsewhere, FeedField.None, nameStart, name.Length, context, isEmpty);
            return;
        }

        if (!isEmpty && (field is FeedField.Enclosure or FeedField.MediaFile || (field == FeedField.Tag && AttributeReader.Find(attributes, "text") is not null)))
        {
            // All that counts stands in the attributes; what is inside stands for itself.
            Take(field, attributes, default, context);
            Push(Place, FeedField.Through, nameStart, name.Length, context, isEmpty);
            return;
        }

        var content = isEmpty ? default : ElementContent.Read(ref reader, name, _endsOutside, isSource: !_isAtom && !isXhtml);
        _namespaces.Leave(_frames.Count + 1);
        Take(field, attributes, content, context);
    }

    /// <summary>Whether what follows is an element, as in Atom's author, and not text.</summary>
    private static bool StandsPerson(ref MarkupReader reader)
    {
        var rest = reader.Rest.TrimStart();
        return rest is ['<', not ('/' or '!'), ..];
    }

    private void Push(FeedPlace place, FeedField field, int nameStart, int nameLength, string? context, bool isEmpty)
    {
        _frames.Add(new Frame(place, field, nameStart, nameLength, context));
        if (isEmpty)
        {
            CloseDownTo(_frames.Count - 1);
        }
    }

    /// <summary>Closes the innermost open element of a name, and what was left open in it.</summary>
    /// <returns>false when none was open, or others were in between.</returns>
    private bool Close(ReadOnlySpan<char> name)
    {
        if (_deeper > 0)
        {
            _deeper--;
            return true;
        }

        for (var i = _frames.Count - 1; i >= 0; i--)
        {
            if (NameOf(_frames[i]).SequenceEqual(name))
            {
                var isInnermost = i == _frames.Count - 1;
                CloseDownTo(i);
                return isInnermost;
            }
        }

        return false;
    }

    private void CloseDownTo(int count)
    {
        while (_frames.Count > count)
        {
            var frame = _frames[^1];
            _namespaces.Leave(_frames.Count);
            _frames.RemoveAt(_frames.Count - 1);
            if (frame.Field == FeedField.Entry)
            {
                EndEntry();
            }
            else if (frame.Field == FeedField.Person)
            {
                Draft.AddAuthor(_person switch
                {
                    ({ Length: > 0 } name, { Length: > 0 } email) => $"{name} ({email})",
                    (var name, var email) => name is { Length: > 0 } ? name : email ?? "",
                });
            }
        }
    }

    private ReadOnlySpan<char> NameOf(Frame frame) => _text.AsSpan(frame.NameStart, frame.NameLength);

    /// <summary>For text that lost its end tag: whether a tag closes what is around it, or begins what cannot be inside.</summary>
    private bool EndsOutside(string tag)
    {
        if (tag.StartsWith('<'))
        {
            var local = tag.AsSpan(Math.Max(tag.LastIndexOf(':'), 0) + 1);
            return local is "item" or "entry" or "channel" or "pubDate" or "guid";
        }

        return _frames.Exists(frame => NameOf(frame).SequenceEqual(tag));
    }

    private void BeginFeed(ReadOnlySpan<char> attributes, string? context)
    {
        _feed.Link ??= MarkupAddresses.Resolve(AttributeReader.Find(attributes, "href"), context);
        _feed.Updated ??= FeedDates.Read(AttributeReader.Find(attributes, "lastmod"));
    }

    private void BeginEntry(ReadOnlySpan<char> attributes, string? context)
    {
        // One that stands in another: the end tag of the first was forgotten.
        if (_entry is not null)
        {
            CloseDownTo(_frames.FindLastIndex(frame => frame.Field == FeedField.Entry));
        }

        _entry = new FeedDraft(_limits);
        if (attributes.IsEmpty)
        {
            return;
        }

        _entry.Id = AttributeReader.Find(attributes, "rdf:about");
        _entry.Link = MarkupAddresses.Resolve(AttributeReader.Find(attributes, "href"), context);
        _entry.Updated = FeedDates.Read(AttributeReader.Find(attributes, "lastmod"));
    }

    private void EndEntry()
    {
        if (_entry is null)
        {
            return;
        }

        if (_entries.Count == _limits.MaxEntries)
        {
            _isFull = true;
        }
        else
        {
            _entries.Add(_entry.ToEntry(_isAtom ? _feed.Authors : []));
        }

        _entry = null;
    }

    private Feed Made(bool isWellFormed) => new()
    {
        Format = _format,
        Encoding = _decoded.Encoding,
        IsWellFormed = isWellFormed,
        IsCut = _isFull,
        Id = _feed.Id,
        Title = _feed.Title,
        Subtitle = _feed.Summary ?? _feed.OtherSummary,
        Link = _feed.Link ?? (_isAtom ? _feed.PermanentLink() : null),
        Updated = _feed.Updated ?? _feed.OtherUpdated,
        Language = _feed.Language,
        Author = _feed.Authors.Count > 0 ? _feed.Authors[0] : null,
        Rights = _feed.Rights,
        Generator = _feed.Generator,
        Self = _feed.Self,
        Hubs = _feed.Hubs,
        PreviousArchive = _feed.PreviousArchive,
        IsComplete = _feed.IsComplete,
        Rhythm = _rhythm.Made(),
        Entries = _entries,
    };
}
