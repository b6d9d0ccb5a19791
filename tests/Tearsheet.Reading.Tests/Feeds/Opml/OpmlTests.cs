using System.Text;
using System.Text.Json;
using CsCheck;
using Tearsheet.Reading.Feeds.Opml;

namespace Tearsheet.Reading.Tests.Feeds.Opml;

/// <summary>Lists of feeds in and out.</summary>
public sealed class OpmlTests
{
    [Fact]
    public void Every_list_of_the_table_is_read_as_it_says()
    {
        var wrong = new List<string>();
        foreach (var line in SharedData.Lines("feeds", "opml.jsonl"))
        {
            var bytes = File.ReadAllBytes(SharedData.File(["feeds", .. line.GetProperty("file").GetString()!.Split('/')]));
            var expect = line.GetProperty("expect");
            var found = Assert.IsType<OpmlOutcome.Read>(OpmlReader.Read(bytes, contentType: null)).Document;
            var feeds = Count(found.Outlines);
            if (!expect.GetProperty("well_formed").GetBoolean())
            {
                Compare("feeds", expect.GetProperty("feeds_min").GetInt32() <= feeds ? "" : "more", "");
                Compare("well_formed", "False", found.IsWellFormed.ToString());
                continue;
            }

            Compare("well_formed", "True", found.IsWellFormed.ToString());
            Compare("root", expect.GetProperty("root").GetString(), found.Root);
            Compare("version", expect.GetProperty("version").GetString(), found.Version);
            Compare("title", expect.GetProperty("title").GetString(), found.Title);
            Compare("feeds", expect.GetProperty("feeds").ToString(), $"{feeds}");
            var wanted = expect.GetProperty("outlines");
            var cut = expect.TryGetProperty("outlines_cut", out _) ? wanted.GetArrayLength() : int.MaxValue;
            Compare("outlines", Print(wanted), Print(found.Outlines.Take(cut)));

            void Compare(string what, string? expected, string? actual)
            {
                if (expected != actual)
                {
                    wrong.Add($"{line.GetProperty("id")} {what}: {expected} | {actual}");
                }
            }
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public void Folders_are_topics_and_what_cannot_be_followed_is_named()
    {
        const string Text = """
            <opml version="2.0"><body>
              <outline text="News"><outline text="Zürich/Bern"><outline text="A" xmlUrl="https://a.example/f" htmlUrl="https://a.example/"/></outline>
                <outline text="Again" xmlUrl="http://a.example/f?utm_source=x"/></outline>
              <outline title="B" xmlUrl="feed://b.example/f" category="/Sport/Cricket,/Other"/>
              <outline title="C" xmlUrl="feed:https://c.example/f"/>
              <outline text="D" xmlUrl="javascript:alert(1)"/><outline text="E" xmlUrl="/feed"/><outline text="F" type="include" url="https://f.example/list"/>
            </body></opml>
            """;

        var found = OpmlSubscriptions.Of(Assert.IsType<OpmlOutcome.Read>(OpmlReader.Read(Encoding.UTF8.GetBytes(Text), null)).Document);

        Assert.Equal(
            ["News>Zürich-Bern https://a.example/f A", "Sport>Cricket http://b.example/f B", " https://c.example/f C"],
            found.Feeds.Select(feed => $"{string.Join('>', feed.Topic)} {feed.Address} {feed.Title}"));
        Assert.Equal(3, found.Left.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<rss><channel/></rss>")]
    [InlineData("<!DOCTYPE opml [<!ENTITY a \"<opml>\">]>&a;")]
    public void What_is_no_list_is_refused_with_a_sentence(string text) =>
        Assert.EndsWith(".", Assert.IsType<OpmlOutcome.Refused>(OpmlReader.Read(Encoding.UTF8.GetBytes(text), null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Depth_and_number_of_outlines_are_bounded_and_what_follows_is_read()
    {
        var deep = string.Concat(Enumerable.Repeat("<outline text='x'>", 100_000)) + string.Concat(Enumerable.Repeat("</outline>", 100_000));
        var document = Read($"<opml><body>{deep}<outline text='last' xmlUrl='https://a.example/f'/></body></opml>");
        Assert.True(document.IsCut);
        Assert.Equal("last", document.Outlines[^1].Text);
        Assert.Single(OpmlSubscriptions.Of(document).Feeds);

        var wide = Read($"<opml><body>{string.Concat(Enumerable.Repeat("<outline text='x'/>", OpmlReader.MostOutlines + 1))}</body></opml>");
        Assert.Equal((OpmlReader.MostOutlines, true), (wide.Outlines.Count, wide.IsCut));
    }

    [Fact]
    public void An_entity_that_a_list_declares_is_never_expanded() =>
        Assert.Equal("&f;", Read("<!DOCTYPE opml [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><opml><body><outline text='&f;'/></body></opml>").Outlines[0].Text);

    [Fact]
    public void What_was_written_comes_back_as_it_was()
    {
        var text = Gen.Char["aÄß& <>\"'\t\n日\u0001\uD83D\uDE00/"].Array[1, 12].Select(signs => new string(signs));
        var name = text.Where(it => Cleaned(it) is { Length: > 0 } clean && clean == it);
        var feed = Gen.Select(Gen.Int[0, 1_000_000], name.Null(), Gen.Bool, name.Where(it => !it.Contains('/') && it.All(c => !char.IsControl(c))).Array[0, 4])
            .Select((number, title, hasPage, topic) => new OpmlSubscription($"https://news.example/{number}?a=1&b=", title, hasPage ? "https://news.example/&" : null, topic));
        Gen.Select(feed.Array[0, 20], name).Sample((feeds, title) =>
        {
            feeds = [.. feeds.DistinctBy(it => it.Address)];
            var bytes = OpmlWriter.Write(title, DateTimeOffset.UnixEpoch, feeds);
            var document = Assert.IsType<OpmlOutcome.Read>(OpmlReader.Read(bytes, null)).Document;
            var found = OpmlSubscriptions.Of(document);

            Assert.True(document.IsWellFormed);
            Assert.Empty(found.Left);
            Assert.Equal(feeds.Select(Print).Order(StringComparer.Ordinal), found.Feeds.Select(Print).Order(StringComparer.Ordinal));
            Assert.Equal(System.Xml.Linq.XDocument.Parse(Encoding.UTF8.GetString(bytes)).Descendants("outline").Count(it => it.Attribute("xmlUrl") is not null), feeds.Length);
        });
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.OneOf(Gen.Byte.Array[0, 200], Gen.Char["<>opmlbdy/ ute='\"&#;x"].Array[0, 300].Select(signs => Encoding.UTF8.GetBytes("<opml><body>" + new string(signs))))
        .Sample(bytes => OpmlReader.Read(bytes, null) is not OpmlOutcome.Read { Document: var document } || OpmlSubscriptions.Of(document).Feeds.All(feed => feed.Address.StartsWith("http", StringComparison.Ordinal)));

    private static string Cleaned(string text) => string.Concat(text.EnumerateRunes()) is var whole && whole == text && !text.Contains('\u0001', StringComparison.Ordinal) ? text.Trim().Normalize() : "";

    private static string Print(OpmlSubscription feed) => $"{feed.Address}|{feed.Title ?? feed.Address}|{feed.Page}|{string.Join('>', feed.Topic)}";

    private static OpmlDocument Read(string text) => Assert.IsType<OpmlOutcome.Read>(OpmlReader.Read(Encoding.UTF8.GetBytes(text), null)).Document;

    private static int Count(IReadOnlyList<OpmlOutline> outlines) => outlines.Sum(outline => (outline.XmlUrl is null ? 0 : 1) + Count(outline.Children));

    private static string Print(JsonElement outlines) => string.Concat(outlines.EnumerateArray().Select(outline =>
    {
        var values = new[] { "text", "title", "type", "xmlUrl", "htmlUrl", "url", "category" }.Select(name => outline.TryGetProperty(name, out var value) ? value.GetString() : "");
        return $"[{string.Join('|', values)}{(outline.TryGetProperty("children", out var inner) ? Print(inner) : "")}]";
    }));

    private static string Print(IEnumerable<OpmlOutline> outlines) => string.Concat(outlines.Select(outline =>
        $"[{outline.Text}|{outline.Title}|{outline.Type}|{outline.XmlUrl}|{outline.HtmlUrl}|{outline.Url}|{outline.Category}{Print(outline.Children)}]"));
}
