using System.Net.Sockets;
using Tearsheet.Archiving;
using Tearsheet.Reading.Edits;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary><c>tearsheet history</c>: captures, edits and states of a link.</summary>
public sealed class HistoryTests
{
    private const string Url = "https://harbour.example/ships";

    [Fact]
    public async Task Edits_are_told_capture_by_capture_with_what_matters_most_first()
    {
        using var desk = await TempDesk.MadeAsync();
        await AddAsync(desk, "Ships wait before the harbour", "Forty ships");
        await AddAsync(desk, "Ships leave the harbour", "Fifty ships");

        var words = (await desk.RunAsync("history", Url)).Ends(0);
        var json = (await desk.RunAsync("history", Url, "--json")).Ends(0).Json;

        Assert.Contains("headline   Ships [-wait before-]{+leave+} the harbour", words.Output, StringComparison.Ordinal);
        var captures = json.GetProperty("captures");
        Assert.Equal(2, captures.GetArrayLength());
        Assert.Equal(captures[1].GetProperty("cid").GetString(), captures[0].GetProperty("comparedWith").GetString());
        var edits = captures[0].GetProperty("edits");
        Assert.Equal("headline", edits[0].GetProperty("kind").GetString());
        Assert.Equal("Ships wait before the harbour", edits[0].GetProperty("was").GetString());
        Assert.Equal("Ships leave the harbour", edits[0].GetProperty("now").GetString());
        Assert.Equal("figure", edits[1].GetProperty("kind").GetString());
        Assert.False(captures[1].TryGetProperty("edits", out _));
        Assert.Equal(1, (await desk.RunAsync("history", Url, "--limit", "1", "--json")).Ends(0).Json.GetProperty("captures").GetArrayLength());
    }

    [Fact]
    public async Task States_are_told_with_their_dates_and_survive_a_reindex()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = await AddAsync(desk, "Ships wait before the harbour", "Forty ships");
        using (var archive = Assert.IsType<OpenOutcome.Opened>(Archive.Open(desk.Folder, ArchiveAccess.Write, new ArchiveOptions())).Archive)
        {
            var at = new DateTimeOffset(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);
            await archive.NoteReachAsync(id, LinkReach.Blocked, at, 403, null, TestContext.Current.CancellationToken);
            await archive.NoteReachAsync(id, LinkReach.Gone, at.AddDays(1), 410, null, TestContext.Current.CancellationToken);
        }

        (await desk.RunAsync("reindex")).Ends(0);
        var words = (await desk.RunAsync("history", id)).Ends(0);

        Assert.Contains("blocked    since 2026-11-03 12:00 UTC (403)", words.Output, StringComparison.Ordinal);
        Assert.Contains("gone       since 2026-11-04 12:00 UTC (410)", words.Output, StringComparison.Ordinal);
        (await desk.RunAsync("verify")).Ends(0);
        var states = (await desk.RunAsync("history", id, "--json")).Ends(0).Json.GetProperty("states");
        Assert.Equal("gone", states[1].GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_API_of_a_running_desk_says_the_same()
    {
        using var desk = await TempDesk.MadeAsync();
        await AddAsync(desk, "Ships wait before the harbour", "Forty ships");
        var id = await AddAsync(desk, "Ships leave the harbour", "Forty ships");
        await using var serving = await desk.ServeAsync();
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(desk.Folder, "tearsheet.sock")), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var api = new HttpClient(handler) { BaseAddress = new Uri("http://desk/") };

        var answer = await api.GetStringAsync($"api/v1/links/{id}/history?limit=5", TestContext.Current.CancellationToken);
        using var bad = await api.GetAsync($"api/v1/links/{id}/history?limit=0", TestContext.Current.CancellationToken);
        using var none = await api.GetAsync("api/v1/links/2026/11/none/history", TestContext.Current.CancellationToken);

        Assert.Equal((await desk.RunAsync("history", id, "--limit", "5", "--json")).Ends(0).Output.TrimEnd(), answer.TrimEnd());
        Assert.Equal(422, (int)bad.StatusCode);
        Assert.Equal(404, (int)none.StatusCode);
    }

    [Fact]
    public async Task A_link_that_is_not_there_is_refused() =>
        (await (await TempDesk.MadeAsync()).RunAsync("history", "2026/11/none")).Ends(1);

    private static async Task<string> AddAsync(TempDesk desk, string headline, string ships)
    {
        var file = Path.Combine(desk.Folder, "page.html");
        await File.WriteAllTextAsync(file, $"""
            <html lang="en"><head><title>{headline}</title></head><body><article><h1>{headline}</h1>
            <p>{ships} lay before the harbour on that morning, and no pilot went out to bring them in, though the sea was calm and the light was good.</p>
            <p>The master of the harbour wrote letters in the night, and the answers came with the tide, which was late on that day as on all others.</p>
            <p>By the evening the first of them had turned about, and those who watched from the mole counted the lamps until there was none left to count.</p>
            </article></body></html>
            """, TestContext.Current.CancellationToken);
        return (await desk.RunAsync("add", file, "--url", Url, "--json")).Ends(0).Json.GetProperty("id").GetString()!;
    }
}
