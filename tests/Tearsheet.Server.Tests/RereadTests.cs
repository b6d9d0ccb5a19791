using System.Text;
using System.Text.Json;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class RereadTests
{
    private const string Url = "https://example.org/light";

    [Fact]
    public async Task A_dry_run_shows_what_would_change_and_writes_nothing()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = await FileAsync(desk, Old);
        var before = await LastEntryAsync(desk);

        var ran = (await desk.RunAsync("reread", "--dry-run", "--json")).Ends(0);
        Assert.Equal(id, ran.Json.GetProperty("id").GetString());
        var capture = Assert.Single(ran.Json.GetProperty("captures").EnumerateArray());
        Assert.Equal("changed", capture.GetProperty("result").GetString());
        Assert.Equal("older/1", capture.GetProperty("engine").GetString());
        var title = Change(capture, "title");
        Assert.Equal("An older reading", title.GetProperty("was").GetString());
        Assert.Equal("The light stays on", title.GetProperty("now").GetString());
        Assert.False(Change(capture, "author").TryGetProperty("was", out _));
        Assert.Contains("nine thousand signatures", Change(capture, "text").GetProperty("now").GetString(), StringComparison.Ordinal);

        var words = (await desk.RunAsync("reread", Url, "--dry-run")).Ends(0);
        Assert.Contains($"would change {id} of ", words.Output, StringComparison.Ordinal);
        Assert.Contains("  - title: An older reading\n  + title: The light stays on", words.Output, StringComparison.Ordinal);
        Assert.Contains("1 links read again: 1 would change, 1 captures in all, 0 refused.", words.Error, StringComparison.Ordinal);
        Assert.Equal(before, await LastEntryAsync(desk));
    }

    [Fact]
    public async Task What_reads_otherwise_is_logged_once_and_shown_by_the_next_edition()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = await FileAsync(desk, Old);
        var first = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString();
        var before = await LastEntryAsync(desk);
        var article = await ArticleAsync(desk, id);

        (await desk.RunAsync("reread", "--source", "example.org")).Ends(0);
        Assert.Equal(before + 1, await LastEntryAsync(desk));
        Assert.NotEqual(article, await ArticleAsync(desk, id));
        Assert.Contains("The light stays on", (await desk.RunAsync("list")).Ends(0).Output, StringComparison.Ordinal);

        var again = (await desk.RunAsync("reread", id, "--json")).Ends(0).Json;
        Assert.Equal("current", Assert.Single(again.GetProperty("captures").EnumerateArray()).GetProperty("result").GetString());
        Assert.Equal(before + 1, await LastEntryAsync(desk));

        Assert.NotEqual(first, (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString());
        (await desk.RunAsync("verify")).Ends(0);
        (await desk.RunAsync("reindex")).Ends(0);
        Assert.Contains("The light stays on", (await desk.RunAsync("list")).Ends(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_reads_as_it_did_gets_no_entry_for_a_new_engine()
    {
        using var desk = await TempDesk.MadeAsync();
        await FileAsync(desk, bytes => ArticleReader.Read(bytes, "text/html; charset=utf-8", Url) with { EngineVersion = "older/1" });
        var before = await LastEntryAsync(desk);
        var ran = (await desk.RunAsync("reread", "--json")).Ends(0).Json;
        Assert.Equal("same", Assert.Single(ran.GetProperty("captures").EnumerateArray()).GetProperty("result").GetString());
        Assert.Equal(before, await LastEntryAsync(desk));
    }

    [Fact]
    public async Task Nothing_else_reads_again()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = await FileAsync(desk, Old);
        var article = await ArticleAsync(desk, id);
        (await desk.RunAsync("edition")).Ends(0);
        (await desk.RunAsync("reindex")).Ends(0);
        (await desk.RunAsync("file", id, "--note", "Worth it")).Ends(0);
        (await desk.RunAsync("edition")).Ends(0);
        Assert.Equal(article, await ArticleAsync(desk, id));
    }

    [Fact]
    public async Task A_retracted_link_stays_as_it_was_and_is_in_no_selection()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = await FileAsync(desk, Old);
        (await desk.RunAsync("retract", id, "--reason", "Withdrawn by the source")).Ends(0);
        Assert.Contains("0 links read again", (await desk.RunAsync("reread")).Ends(0).Error, StringComparison.Ordinal);
        Assert.Contains("was retracted", (await desk.RunAsync("reread", id)).Ends(1).Error, StringComparison.Ordinal);
        Assert.Equal("no-such-link", (await desk.RunAsync("reread", "2026/11/zzzz", "--json")).Ends(1).Json.GetProperty("error").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task While_serve_holds_the_desk_it_is_asked_to_read_again()
    {
        using var desk = await TempDesk.MadeAsync();
        await FileAsync(desk, Old);
        await using var serving = await desk.ServeAsync();
        Assert.Contains("1 links read again: 1 changed", (await desk.RunAsync("reread")).Ends(0).Error, StringComparison.Ordinal);
        Assert.Contains("The light stays on", (await desk.RunAsync("list")).Ends(0).Output, StringComparison.Ordinal);
    }

    private static Article Old(byte[] page) => new()
    {
        EngineVersion = "older/1",
        Headline = "An older reading",
        Kind = ArticleKind.Article,
        Body = [new BodyBlock.Paragraph([new Inline.Text("All that an older engine had found.")])],
    };

    /// <summary>Files a page as an older engine would have left it.</summary>
    private static async Task<string> FileAsync(TempDesk desk, Func<byte[], Article> read)
    {
        var page = Encoding.UTF8.GetBytes(NewsServer.Page("The light stays on"));
        var at = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(Url, out var address));
        var exchange = new Exchange
        {
            Provenance = Provenance.Fetched,
            Address = new Uri(Url),
            Method = "GET",
            Status = 200,
            ResponseHeaders = [new HeaderPair("Content-Type", "text/html; charset=utf-8")],
            Started = at,
            Ended = at,
            Body = page,
        };
        using var archive = Assert.IsType<OpenOutcome.Opened>(Archive.Open(desk.Folder, ArchiveAccess.Write, new ArchiveOptions())).Archive;
        var filing = new LinkFiling(address!, null, null, PublicationPolicy.Full, false, new Capture(address!, at, [exchange], 0), read(page), []);
        return Assert.IsType<FilingOutcome.New>(await archive.FileAsync(filing, TestContext.Current.CancellationToken)).Link.Id;
    }

    private static JsonElement Change(JsonElement capture, string field) =>
        Assert.Single(capture.GetProperty("changes").EnumerateArray(), change => change.GetProperty("field").GetString() == field);

    private static async Task<long> LastEntryAsync(TempDesk desk) =>
        (await desk.RunAsync("status", "--json")).Ends(0).Json.GetProperty("lastEntry").GetInt64();

    private static async Task<string?> ArticleAsync(TempDesk desk, string id) =>
        (await desk.RunAsync("show", id, "--json")).Ends(0).Json.GetProperty("captures")[0].GetProperty("article").GetString();
}
