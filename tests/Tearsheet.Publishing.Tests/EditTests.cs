using System.Text.Json;
using System.Xml.Linq;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Publishing.Tests;

/// <summary>Edits and rot on the public site: as far as the policy goes, and no word farther.</summary>
public sealed class EditTests
{
    private const string Address = "https://paper.example/1";

    private const string Atom = "edits/atom.xml";

    [Fact]
    public async Task An_edited_headline_stands_on_the_links_page_and_in_the_feed_of_edits()
    {
        using var room = new Newsroom();
        var link = await room.FileAsync(Story("Rain in Kyiv", "One.", "Two."));
        await room.FileAsync(Story("Snow in Kyiv", "One.", "Two."));

        var root = (await room.PublishAsync())!.Root;

        var page = await room.TextAsync(root, $"links/{link.Id}/index.html");
        Assert.Contains("<span class=\"kind\">Headline</span>", page, StringComparison.Ordinal);
        Assert.Contains("<del><span class=\"unseen\">[deleted: </span>Rain<span class=\"unseen\">]</span></del>", page, StringComparison.Ordinal);
        Assert.Contains("<ins><span class=\"unseen\">[added: </span>Snow<span class=\"unseen\">]</span></ins>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"../../../../edits/atom.xml\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"edits/feed.json\"", await room.TextAsync(root, "index.html"), StringComparison.Ordinal);
        var entry = Assert.Single(XDocument.Parse(await room.TextAsync(root, Atom)).Root!.Elements("{http://www.w3.org/2005/Atom}entry"));
        Assert.Equal("Headline: Snow in Kyiv", entry.Element("{http://www.w3.org/2005/Atom}title")!.Value);
        Assert.EndsWith($"links/{link.Id}/index.html", entry.Element("{http://www.w3.org/2005/Atom}link")!.Attribute("href")!.Value, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await room.TextAsync(root, "edits/feed.json"));
        Assert.Equal("headline", Assert.Single(json.RootElement.GetProperty("items").EnumerateArray()).GetProperty("tags")[0].GetString());
        using var beside = JsonDocument.Parse(await room.TextAsync(root, $"links/{link.Id}/link.json"));
        Assert.Equal("Rain in Kyiv", beside.RootElement.GetProperty("edits")[0].GetProperty("was").GetString());
    }

    [Fact]
    public async Task What_a_readers_browser_saw_beyond_the_desk_is_no_edit()
    {
        using var room = new Newsroom();
        var link = await room.FileAsync(Story("Rain in Kyiv", "One."));
        var seen = Story("Rain in Kyiv", "One.", "For subscribers only.");
        await room.FileAsync(seen with
        {
            Capture = seen.Capture with { Exchanges = [.. seen.Capture.Exchanges.Select(exchange => exchange with { Provenance = Provenance.Browser })] },
        });

        var root = (await room.PublishAsync())!.Root;

        Assert.DoesNotContain("What was edited", await room.TextAsync(root, $"links/{link.Id}/index.html"), StringComparison.Ordinal);
        Assert.Empty(XDocument.Parse(await room.TextAsync(root, Atom)).Root!.Elements("{http://www.w3.org/2005/Atom}entry"));
    }

    [Theory]
    [InlineData(PublicationPolicy.Headline, "Headline")]
    [InlineData(PublicationPolicy.Excerpt, "Headline Figure or date")]
    [InlineData(PublicationPolicy.Full, "Headline Figure or date Deleted")]
    public async Task Only_edits_of_what_the_policy_shows_are_shown(PublicationPolicy policy, string kinds)
    {
        using var room = new Newsroom();
        var link = await room.FileAsync(Story("Rain", "Early on 12 came.", Long("alpha"), "SECRET-PARAGRAPH was said here."), policy);
        await room.FileAsync(Story("Snow", "Early on 14 came.", Long("alpha")), policy);

        var files = await room.FilesAsync((await room.PublishAsync())!.Root);

        var page = System.Text.Encoding.UTF8.GetString(files[$"links/{link.Id}/index.html"]);
        Assert.Equal(kinds, string.Join(' ', System.Text.RegularExpressions.Regex.Matches(page, "<span class=\"kind\">([^<]*)<").Select(match => match.Groups[1].Value)));
        foreach (var (name, bytes) in files)
        {
            var text = System.Text.Encoding.UTF8.GetString(bytes);
            Assert.True(policy == PublicationPolicy.Full || !text.Contains("SECRET-PARAGRAPH", StringComparison.Ordinal), name);
            Assert.True(policy != PublicationPolicy.Headline || !text.Contains("Early on", StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public async Task What_the_older_page_asked_to_keep_back_is_kept_back_when_the_newer_one_asks_nothing()
    {
        using var room = new Newsroom();
        var old = Story("Rain", "SECRET-OLD words stand here for all to see.");
        await room.FileAsync(old with { Article = old.Article with { Wishes = new PageWishes { NoSnippet = true } } }, PublicationPolicy.Full);
        await room.FileAsync(Story("Snow", "SECRET-NEW words stand here for all to see."), PublicationPolicy.Full);

        var files = await room.FilesAsync((await room.PublishAsync())!.Root);

        Assert.DoesNotContain(files.Values, bytes => System.Text.Encoding.UTF8.GetString(bytes).Contains("SECRET-OLD", StringComparison.Ordinal));
        Assert.Contains(files.Values, bytes => System.Text.Encoding.UTF8.GetString(bytes).Contains("<del>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_paragraph_that_slipped_out_of_the_excerpt_was_not_deleted()
    {
        using var room = new Newsroom();
        var link = await room.FileAsync(Story("Rain", Words("one", 40), Words("two", 40), "The end."), PublicationPolicy.Excerpt);
        await room.FileAsync(Story("Rain", Words("new", 50), Words("one", 40), Words("two", 40), "The end."), PublicationPolicy.Excerpt);

        var page = await room.TextAsync((await room.PublishAsync())!.Root, $"links/{link.Id}/index.html");

        Assert.Contains("<span class=\"kind\">Added</span>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<del>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stricter_policy_takes_the_edits_off_the_page_and_out_of_the_feed()
    {
        using var room = new Newsroom();
        var link = await room.FileAsync(Story("Rain", "Early on 12 came."), PublicationPolicy.Full);
        await room.FileAsync(Story("Rain", "Early on 14 came."), PublicationPolicy.Full);
        Assert.Contains("Early on", await room.TextAsync((await room.PublishAsync())!.Root, Atom), StringComparison.Ordinal);

        await room.Archive.EditAsync(new LinkEdit(link.Id) { Policy = PublicationPolicy.Headline }, Newsroom.Stop);

        var root = (await room.PublishAsync())!.Root;
        Assert.DoesNotContain("Early on", await room.TextAsync(root, Atom), StringComparison.Ordinal);
        Assert.DoesNotContain("Early on", await room.TextAsync(root, $"links/{link.Id}/index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retraction_takes_the_edits_along_and_the_old_feed_is_withdrawn()
    {
        using var room = new Newsroom();
        var link = await room.FileAsync(Story("Rain", "Early on 12 came."), PublicationPolicy.Full);
        await room.FileAsync(Story("Rain", "Early on 14 came."), PublicationPolicy.Full);
        var old = (await room.PublishAsync())!.Root;
        var feed = Assert.IsType<Tearsheet.Ipld.UnixFs.Resolution.Found>(await room.Reader.ResolveAsync(old, Atom, Newsroom.Stop)).Cid;

        await room.Archive.RetractAsync(link.Id, "A reason", erase: true, Newsroom.Stop);
        var root = (await room.PublishAsync())!.Root;

        Assert.DoesNotContain("Early on", await room.TextAsync(root, Atom), StringComparison.Ordinal);
        Assert.NotEqual(Tearsheet.Ipld.BlockPresence.Found, (await room.Archive.PublicBlocks.FindAsync(feed, Newsroom.Stop)).Presence);
    }

    [Theory]
    [InlineData(LinkReach.Gone, "Gone at the source since <time datetime=\"2026-11-30T10:00:00Z\">30 November 2026</time>")]
    [InlineData(LinkReach.Blocked, "The source has let nobody check since ")]
    [InlineData(LinkReach.Unreachable, "Unreachable at the source since ")]
    [InlineData(LinkReach.Moved, "to <a href=\"https://paper.example/new\" rel=\"external nofollow\">its new address</a>")]
    public async Task What_became_of_a_link_stands_on_its_page_with_its_date_until_it_is_back(LinkReach reach, string words)
    {
        using var room = new Newsroom();
        var link = await room.FileAsync(Address);
        await room.PublishAsync();
        var at = new DateTimeOffset(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);
        await room.Archive.NoteReachAsync(link.Id, reach, at, null, reach == LinkReach.Moved ? "https://paper.example/new" : null, Newsroom.Stop);
        Assert.Contains(words, await room.TextAsync((await room.PublishAsync())!.Root, $"links/{link.Id}/index.html"), StringComparison.Ordinal);

        await room.Archive.NoteReachAsync(link.Id, LinkReach.Back, at.AddDays(1), 200, null, Newsroom.Stop);

        Assert.DoesNotContain("class=\"state\"", await room.TextAsync((await room.PublishAsync())!.Root, $"links/{link.Id}/index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edition_without_edits_has_an_empty_feed_of_them()
    {
        using var room = new Newsroom();
        await room.FileAsync(Address);

        var root = (await room.PublishAsync())!.Root;

        Assert.Empty(XDocument.Parse(await room.TextAsync(root, Atom)).Root!.Elements("{http://www.w3.org/2005/Atom}entry"));
    }

    private static LinkFiling Story(string headline, params string[] paragraphs)
    {
        var page = Newsroom.Page(Address, headline, version: headline.Length + paragraphs.Sum(text => text.Length));
        return page with
        {
            Article = page.Article with
            {
                Standfirst = null,
                Body = Sequence.From(paragraphs.Select(text => (BodyBlock)new BodyBlock.Paragraph([new Inline.Text(text)]))),
            },
        };
    }

    private static string Long(string word) => Words(word, 120);

    private static string Words(string word, int count) => string.Join(' ', Enumerable.Range(0, count).Select(at => word + at.ToString(System.Globalization.CultureInfo.InvariantCulture))) + ".";
}

/// <summary>A newsroom files under a policy.</summary>
internal static class FilingUnderPolicy
{
    public static Task<FiledLink> FileAsync(this Newsroom room, LinkFiling filing, PublicationPolicy policy) => room.FileAsync(filing with { Policy = policy });
}
