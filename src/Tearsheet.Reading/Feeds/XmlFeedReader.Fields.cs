using System.Text;
using System.Text.Unicode;
using Tearsheet.Reading.Feeds.Markup;

namespace Tearsheet.Reading.Feeds;

/// <summary>What is done with each element that means something.</summary>
internal sealed partial class XmlFeedReader
{
    private static string? OwnContext(ReadOnlySpan<char> attributes, string? context) =>
        AttributeReader.Find(attributes, "xml:base") is { } own ? MarkupAddresses.Resolve(own, context) ?? context : context;

    private void Take(FeedField field, ReadOnlySpan<char> attributes, ElementContent content, string? context)
    {
        var draft = Draft;
        var line = (content.Text ?? "").Trim();
        switch (field)
        {
            case FeedField.Title:
                draft.Title ??= Text(attributes, content, context);
                break;
            case FeedField.Subtitle or FeedField.Summary:
                draft.Summary ??= Text(attributes, content, context);
                break;
            case FeedField.OtherSummary:
                draft.OtherSummary ??= Text(attributes, content, context);
                break;
            case FeedField.Rights:
                draft.Rights ??= Text(attributes, content, context);
                break;
            case FeedField.Content:
                TakeContent(draft, attributes, content, context);
                break;
            case FeedField.Link:
                TakeLink(draft, attributes, line, context);
                break;
            case FeedField.Id when line.Length > 0:
                draft.Id = line;
                draft.IsIdPermanentLink = AttributeReader.Find(attributes, "isPermaLink") is null or "true";
                break;
            case FeedField.Author when line.Length > 0:
                draft.AddAuthor(Words(line, content.HasElements));
                break;
            case FeedField.OtherAuthor when line.Length > 0:
                draft.OtherAuthor ??= Words(line, content.HasElements);
                break;
            case FeedField.Published:
                draft.Published = FeedDates.Read(line) ?? draft.Published;
                break;
            case FeedField.Updated:
                draft.Updated = FeedDates.Read(line) ?? draft.Updated;
                break;
            case FeedField.OtherUpdated:
                draft.OtherUpdated = FeedDates.Read(line) ?? draft.OtherUpdated;
                break;
            case FeedField.Tag:
                draft.AddTag(AttributeReader.Find(attributes, "term") ?? (line.Length > 0 ? Name(line, content.HasElements) : AttributeReader.Find(attributes, "text")));
                break;
            case FeedField.Keywords:
                Array.ForEach(line.Split(',', StringSplitOptions.TrimEntries), draft.AddTag);
                break;
            case FeedField.Name:
                _person.Name = Words(line, content.HasElements);
                break;
            case FeedField.Email:
                _person.Email = Words(line, content.HasElements);
                break;
            case FeedField.Enclosure when Resolved(attributes, "url", context) is { } file:
                draft.AddFile(new FeedEnclosure(file, AttributeReader.Find(attributes, "type"), AttributeReader.Find(attributes, "length")));
                break;
            case FeedField.Picture:
                draft.Picture ??= Resolved(attributes, "url", context) ?? Resolved(attributes, "href", context);
                break;
            case FeedField.MediaFile when IsPicture(attributes):
                draft.Picture ??= Resolved(attributes, "url", context);
                break;
            default:
                TakeFeedOnly(field, line);
                break;
        }
    }

    private void TakeFeedOnly(FeedField field, string line)
    {
        if (_entry is not null)
        {
            return;
        }

        switch (field)
        {
            case FeedField.Language when line.Length > 0:
                _feed.Language = line;
                break;
            case FeedField.Generator when line.Length > 0:
                _feed.Generator ??= line;
                break;
            case FeedField.Complete:
                _feed.IsComplete = true;
                break;
            default:
                _rhythm.Take(field, line);
                break;
        }
    }

    private void TakeContent(FeedDraft draft, ReadOnlySpan<char> attributes, ElementContent content, string? context)
    {
        if (Resolved(attributes, "src", context) is { } source)
        {
            draft.ContentSource ??= source;
            return;
        }

        draft.Content ??= Text(attributes, content, context);
    }

    private static void TakeLink(FeedDraft draft, ReadOnlySpan<char> attributes, string line, string? context)
    {
        if (line.Length > 0)
        {
            draft.Link = MarkupAddresses.Resolve(line, context) ?? draft.Link;
            draft.LinkRank = 2;
            return;
        }

        if (Resolved(attributes, "href", context) is not { } address)
        {
            return;
        }

        var type = AttributeReader.Find(attributes, "type");
        foreach (var relation in (AttributeReader.Find(attributes, "rel") ?? "alternate").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (relation.ToLowerInvariant())
            {
                case "alternate":
                    var rank = type is null or "text/html" or "application/xhtml+xml" ? 2 : 1;
                    if (rank >= draft.LinkRank)
                    {
                        (draft.Link, draft.LinkRank) = (address, rank);
                    }

                    break;
                case "self":
                    draft.Self ??= address;
                    break;
                case "hub" when draft.Hubs.Count < 10:
                    draft.Hubs.Add(address);
                    break;
                case "prev-archive":
                    draft.PreviousArchive ??= address;
                    break;
                case "enclosure":
                    draft.AddFile(new FeedEnclosure(address, type, AttributeReader.Find(attributes, "length")));
                    break;
            }
        }
    }

    private static string? Resolved(ReadOnlySpan<char> attributes, ReadOnlySpan<char> name, string? context) =>
        MarkupAddresses.Resolve(AttributeReader.Find(attributes, name), context);

    private static bool IsPicture(ReadOnlySpan<char> attributes) =>
        AttributeReader.Find(attributes, "medium") is "image"
        || AttributeReader.Find(attributes, "type") is { } type && type.StartsWith("image/", StringComparison.OrdinalIgnoreCase);

    /// <summary>A name that an element gives: its words up to an element that is no part of a line, such as a picture with an address of its own.</summary>
    private static string Name(string line, bool isMarkup)
    {
        if (!isMarkup)
        {
            return line;
        }

        var reader = new MarkupReader(line);
        for (var kind = reader.Read(); kind != MarkupKind.End; kind = reader.Read())
        {
            if (kind == MarkupKind.StartTag && !ElementContent.IsInline(reader.Name))
            {
                return PlainText.Of(line[..reader.Start]);
            }
        }

        return PlainText.Of(line);
    }

    private static string Words(string line, bool isMarkup) => isMarkup ? PlainText.Of(line) : PlainText.Fold(line);

    private FeedText? Text(ReadOnlySpan<char> attributes, ElementContent content, string? context)
    {
        var text = (content.Text ?? "").Trim();
        if (text.Length == 0)
        {
            return null;
        }

        var type = attributes.IsEmpty ? null : AttributeReader.Find(attributes, "type")?.Trim().ToLowerInvariant();
        var mode = attributes.IsEmpty ? null : AttributeReader.Find(attributes, "mode");
        if (!content.HasElements && (mode is "base64" || (_isAtom && IsBinary(type))) && FromBase64(text) is { } inner)
        {
            text = inner;
            mode = "escaped";
        }

        var kind = content.HasElements || type is "xhtml" or "application/xhtml+xml" ? FeedTextKind.Xhtml
            : type is "html" or "text/html" || (mode is "escaped" && type is not ("text" or "text/plain")) || (!_isAtom && type is not ("text" or "plain")) ? FeedTextKind.Html
            : FeedTextKind.Text;
        text = type == "xhtml" && content.HasElements ? WithoutDiv(text) : text;
        return new FeedText(text.Length <= _limits.MaxText ? text : text[.._limits.MaxText], kind, context);
    }

    // Spec: RFC 4287, "Processing Model" of atom:content.
    private static bool IsBinary(string? type) =>
        type is not (null or "" or "text" or "html" or "xhtml")
        && !type.StartsWith("text/", StringComparison.Ordinal) && !type.EndsWith("+xml", StringComparison.Ordinal)
        && !type.EndsWith("/xml", StringComparison.Ordinal);

    private static string? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && Utf8.IsValid(bytes.AsSpan(0, length)) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    // Spec: RFC 4287, "Text Constructs": the div is not part of the text.
    private static string WithoutDiv(string markup) =>
        markup.StartsWith("<div>", StringComparison.Ordinal) && markup.EndsWith("</div>", StringComparison.Ordinal)
            && markup.IndexOf("</div>", StringComparison.Ordinal) is var first
            && (first == markup.Length - 6 || markup.IndexOf("<div", 1, StringComparison.Ordinal) is var next && next >= 0 && next < first)
            ? markup[5..^6].Trim()
            : markup;
}
