using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tearsheet.Reading.Articles.Decoding;
using Tearsheet.Reading.Feeds;
using Tearsheet.Reading.Feeds.Markup;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Tests.Feeds;

/// <summary>The shared table of feeds as a whole: what is compared is said here, and each exception is listed with its reason.</summary>
public sealed partial class FeedTableTests
{
    private readonly List<string> _wrong = [];

    [Fact]
    public void Every_feed_of_the_table_is_read_as_it_says_but_for_the_exceptions_listed()
    {
        var cases = 0;
        foreach (var line in SharedData.Lines("feeds", "cases.jsonl"))
        {
            var id = line.GetProperty("id").GetString()!;
            cases++;
            if (!line.TryGetProperty("attack", out _))
            {
                Check(id, line);
            }
        }

        var unexpected = _wrong.Where(text => !FeedExceptions.Holds(text)).ToList();
        Assert.True(cases > 1000);
        Assert.True(unexpected.Count == 0, $"{unexpected.Count} differ:\n{string.Join('\n', unexpected.Take(60))}");
        Assert.Equal([], FeedExceptions.Unused(_wrong));
    }

    private void Check(string id, JsonElement line)
    {
        if (!line.TryGetProperty("expect", out var expect))
        {
            return;
        }

        var outcome = Read(line);
        if (expect.TryGetProperty("not_a_feed", out _))
        {
            Compare(id, "not_a_feed", "refused", outcome is FeedOutcome.Refused ? "refused" : "read");
            return;
        }

        if (outcome is not FeedOutcome.Read { Feed: var feed })
        {
            _wrong.Add($"{id} refused: {((FeedOutcome.Refused)outcome).Message}");
            return;
        }

        Markup(id, "title", expect, feed.Title);
        Markup(id, "subtitle", expect, feed.Subtitle);
        Address(id, "link", expect, feed.Link);
        Date(id, "updated", expect, feed.Updated);
        Plain(id, "id", expect, feed.Id);
        Plain(id, "author", expect, feed.Author);
        Plain(id, "language", expect, feed.Language);
        if (expect.TryGetProperty("encoding", out var encoding) && encoding.GetString() is { } label)
        {
            var known = EncodingLabels.Find(label) ?? label.ToLowerInvariant();
            Compare(id, "encoding", known == "windows-1252" && feed.Encoding == "utf-8" && label.Contains("ascii", StringComparison.Ordinal) ? "utf-8" : known, feed.Encoding);
        }

        if (expect.TryGetProperty("entry_count", out var count))
        {
            Compare(id, "entry_count", count.ToString(), feed.Entries.Count.ToString(CultureInfo.InvariantCulture));
        }

        if (expect.TryGetProperty("bozo", out var bozo) && !bozo.GetBoolean())
        {
            Compare(id, "bozo", "False", (!feed.IsWellFormed).ToString());
        }

        if (expect.TryGetProperty("entries", out var entries) && entries.ValueKind == JsonValueKind.Array)
        {
            var at = 0;
            foreach (var entry in entries.EnumerateArray())
            {
                if (at < feed.Entries.Count)
                {
                    CheckEntry($"{id} entries[{at.ToString(CultureInfo.InvariantCulture)}].", entry, feed.Entries[at]);
                }

                at++;
            }
        }

        if (expect.TryGetProperty("sanitized_must_not_match", out var pattern))
        {
            var shown = string.Join(' ', feed.Entries.SelectMany(entry => new[] { entry.Title, entry.Summary, entry.Content }).Select(text => WebUtility.HtmlEncode(text?.Words())));
            Compare(id, "sanitized", "False", Regex.IsMatch(shown, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(5)).ToString());
        }
    }

    private void CheckEntry(string id, JsonElement expect, FeedEntry entry)
    {
        Plain(id, "id", expect, entry.Id);
        Markup(id, "title", expect, entry.Title);
        Address(id, "link", expect, entry.Link);
        Date(id, "published", expect, entry.Published);
        Date(id, "updated", expect, entry.Updated);
        // Of several authors the table names one, most often the last.
        Plain(id, "author", expect,
            entry.Authors.Count == 0 ? null
            : expect.TryGetProperty("author", out var one) && entry.Authors.Contains(one.GetString(), StringComparer.Ordinal) ? one.GetString()
            : entry.Authors[0]);
        Markup(id, "summary", expect, entry.Summary);
        Markup(id, "content", expect, entry.Content);
        if (expect.TryGetProperty("title_text", out var words))
        {
            Compare(id, "title_text", PlainText.Fold(words.GetString() ?? ""), entry.Title?.Words() ?? "");
        }

        if (expect.TryGetProperty("urls", out var urls))
        {
            var found = (entry.Summary?.Addresses() ?? []).Concat(entry.Content?.Addresses() ?? []).Select(Normal);
            Compare(id, "urls", string.Join(' ', urls.EnumerateArray().Select(url => Normal(url.GetString()!))), string.Join(' ', found));
        }

        if (expect.TryGetProperty("authors", out var authors))
        {
            Compare(id, "authors", string.Join('|', authors.EnumerateArray()), string.Join('|', entry.Authors));
        }

        if (expect.TryGetProperty("tags", out var tags))
        {
            // The table stops at twenty and keeps what stands twice.
            var wanted = tags.EnumerateArray().Select(tag => tag.GetString()!).Distinct(StringComparer.Ordinal).ToList();
            Compare(id, "tags", string.Join('|', wanted), string.Join('|', tags.GetArrayLength() == 20 ? entry.Tags.Take(wanted.Count) : entry.Tags));
        }

        if (expect.TryGetProperty("content_src", out var source))
        {
            Compare(id, "content_src", source.GetString(), entry.ContentSource);
        }

        if (expect.TryGetProperty("enclosures", out var files) && files.GetArrayLength() > 0)
        {
            Compare(id, "enclosures", string.Join('|', files.EnumerateArray().Select(f => f.GetProperty("href").GetString())), string.Join('|', entry.Enclosures.Select(f => f.Address)));
        }
    }

    private static FeedOutcome Read(JsonElement line)
    {
        var name = line.GetProperty("file").GetString()!;
        var bytes = File.ReadAllBytes(SharedData.File(["feeds", .. name.Split('/')]));
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using var inflated = new MemoryStream();
            using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
            {
                gzip.CopyTo(inflated);
            }

            bytes = inflated.ToArray();
        }

        string? type = null;
        var address = line.TryGetProperty("url", out var url) ? url.GetString() : null;
        if (line.TryGetProperty("headers", out var headers))
        {
            foreach (var header in headers.EnumerateObject())
            {
                type = header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) ? header.Value.GetString() : type;
                if (header.Name.Equals("Content-Location", StringComparison.OrdinalIgnoreCase))
                {
                    address = MarkupAddresses.Resolve(header.Value.GetString(), address) ?? address;
                }
            }
        }

        return FeedReader.Read(bytes, type, address);
    }

    private void Plain(string id, string key, JsonElement expect, string? found)
    {
        if (expect.TryGetProperty(key, out var value))
        {
            Compare(id, key, Cut(value.GetString() ?? "", found ?? "", out var cut), cut);
        }
    }

    // Markup is compared by its words, for there are many ways to write the same tags.
    private void Markup(string id, string key, JsonElement expect, FeedText? found)
    {
        if (expect.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
        {
            var isMarkup = found?.Kind is FeedTextKind.Html or FeedTextKind.Xhtml;
            var expected = Raw(value) ?? "";
            // A long text is cut anywhere: in the middle of a tag or of an escape too.
            var isCut = CutMark().IsMatch(expected);
            var whole = isCut && isMarkup ? HalfToken().Replace(CutMark().Replace(expected, ""), "") : CutMark().Replace(expected, "");
            var wanted = isMarkup ? PlainText.Of(whole) : PlainText.Fold(whole);
            var got = found?.Words() ?? "";
            Compare(id, key, wanted, isCut && got.StartsWith(wanted, StringComparison.Ordinal) ? wanted : got);
        }
    }

    private void Address(string id, string key, JsonElement expect, string? found)
    {
        if (expect.TryGetProperty(key, out var value))
        {
            Compare(id, key, value.GetString() is { } text ? Normal(text) : "", found is null ? "" : Normal(found));
        }
    }

    private void Date(string id, string key, JsonElement expect, DateTimeOffset? found)
    {
        if (expect.TryGetProperty(key, out var value))
        {
            Compare(id, key, value.GetString() ?? "", found?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "");
        }
    }

    private void Compare(string id, string key, string? expected, string? found)
    {
        if (expected != found)
        {
            _wrong.Add($"{id} {key}: {Short(expected)} | {Short(found)}");
        }
    }

    private static string? Raw(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return "a\uFFFDb";
        }
    }

    private static string Cut(string expected, string found, out string cut)
    {
        cut = CutMark().Match(expected) is { Success: true, Index: var length } && found.Length >= length ? found[..length] : found;
        return CutMark().Replace(expected, "");
    }

    private static string Normal(string address) =>
        HttpUrl.TryRead(address, context: null, out var url) == LinkAddressStatus.Ok ? url!.ToString() : address.Trim();

    private static string Short(string? text) => text is { Length: > 90 } ? text[..90] + "…" : text ?? "";

    [GeneratedRegex(@"…\[\d+\]$")]
    private static partial Regex CutMark();

    [GeneratedRegex(@"(<[^<>]*|&[#\w]*)$")]
    private static partial Regex HalfToken();
}
