using System.Globalization;
using System.Text.Json;
using Tearsheet.Reading.Feeds.Markup;

namespace Tearsheet.Reading.Feeds;

/// <summary>Reads a JSON Feed. What is no JSON is refused: half a document would be a guess at what the rest says.</summary>
/// <remarks>Spec: JSON Feed 1.1.</remarks>
internal static class JsonFeedReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    public static FeedOutcome Read(string text, string? address, FeedLimits limits)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, Strict);
        }
        catch (JsonException)
        {
            return new FeedOutcome.Refused(FeedRefusal.Json, "The document begins as JSON and is none: it is damaged or cut off.");
        }

        using (document)
        {
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && String(root, "version") is { } version && version.Contains("jsonfeed.org/version", StringComparison.Ordinal)
                    ? new FeedOutcome.Read(Feed(root, address, limits))
                    : new FeedOutcome.Refused(FeedRefusal.Json, "This is JSON that does not call itself a JSON Feed.");
        }
    }

    private static Feed Feed(JsonElement root, string? address, FeedLimits limits)
    {
        var authors = Authors(root, limits);
        var language = String(root, "language");
        var items = Elements(root, "items").ToList();
        return new Feed
        {
            Format = FeedFormat.JsonFeed,
            Encoding = "utf-8",
            IsWellFormed = true,
            IsCut = items.Count > limits.MaxEntries,
            Title = Text(String(root, "title")),
            Subtitle = Text(String(root, "description")),
            Link = MarkupAddresses.Resolve(String(root, "home_page_url"), address),
            Self = MarkupAddresses.Resolve(String(root, "feed_url"), address),
            PreviousArchive = MarkupAddresses.Resolve(String(root, "next_url"), address),
            Language = language,
            Author = authors.Count > 0 ? authors[0] : null,
            Hubs = [.. Elements(root, "hubs").Take(limits.MaxParts).Where(IsWebSub)
                .Select(hub => MarkupAddresses.Resolve(String(hub, "url"), address)).OfType<string>()],
            Entries = [.. items.Take(limits.MaxEntries).Where(item => item.ValueKind == JsonValueKind.Object).Select(item => Entry(item, address, authors, limits))],
        };
    }

    private static FeedEntry Entry(JsonElement item, string? address, IReadOnlyList<string> feedAuthors, FeedLimits limits)
    {
        var authors = Authors(item, limits);
        var html = String(item, "content_html");
        var content = html is not null ? new FeedText(html, FeedTextKind.Html, address) : Text(String(item, "content_text"));
        return new FeedEntry
        {
            Id = String(item, "id") is { Length: > 0 } id ? id : null,
            Title = Text(String(item, "title")),
            Link = MarkupAddresses.Resolve(String(item, "url") ?? String(item, "external_url"), address),
            Published = FeedDates.Read(String(item, "date_published")),
            Updated = FeedDates.Read(String(item, "date_modified")),
            Authors = authors.Count > 0 ? authors : feedAuthors,
            Summary = Text(String(item, "summary")),
            Content = content,
            Tags = [.. Elements(item, "tags").Take(limits.MaxParts).Select(String).OfType<string>()],
            Enclosures = [.. Elements(item, "attachments").Take(limits.MaxParts)
                .Select(file => (Address: MarkupAddresses.Resolve(String(file, "url"), address), File: file))
                .Where(file => file.Address is not null)
                .Select(file => new FeedEnclosure(file.Address!, String(file.File, "mime_type"), String(file.File, "size_in_bytes")))],
            Image = MarkupAddresses.Resolve(String(item, "image"), address)
                ?? (html is null ? null : MarkupAddresses.Picture(html, address)),
        };
    }

    private static List<string> Authors(JsonElement element, FeedLimits limits)
    {
        var names = Elements(element, "authors").Take(limits.MaxParts).Select(author => String(author, "name")).OfType<string>().ToList();
        if (names.Count == 0 && Member(element, "author") is { } single && String(single, "name") is { } name)
        {
            names.Add(name);
        }

        return names;
    }

    // Other kinds of hubs speak other protocols.
    private static bool IsWebSub(JsonElement hub) =>
        String(hub, "type") is not { } type || type.Equals("WebSub", StringComparison.OrdinalIgnoreCase) || type.Equals("PubSubHubbub", StringComparison.OrdinalIgnoreCase);

    private static FeedText? Text(string? value) => value is null or "" ? null : new FeedText(value, FeedTextKind.Text);

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement.ArrayEnumerator Elements(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    private static string? String(JsonElement element, string name) => Member(element, name) is { } value ? String(value) : null;

    // Numbers stand where texts should, above all as ids.
    private static string? String(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which no text can hold: each is shown as unreadable.
            return LoneSurrogates(value.GetRawText());
        }
    }

    private static string LoneSurrogates(string raw)
    {
        var target = new System.Text.StringBuilder(raw.Length);
        for (var at = 1; at < raw.Length - 1; at++)
        {
            if (raw[at] != '\\')
            {
                target.Append(raw[at]);
                continue;
            }

            at++;
            if (raw[at] == 'u' && ushort.TryParse(raw.AsSpan(at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var unit))
            {
                target.Append((char)unit);
                at += 4;
            }
            else
            {
                target.Append(raw[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' or 'f' => ' ', var plain => plain });
            }
        }

        return string.Concat(target.ToString().EnumerateRunes());
    }
}
