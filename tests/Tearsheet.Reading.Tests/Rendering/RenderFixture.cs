using System.Text;
using System.Text.Json;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Rendering;
using Tearsheet.Reading.Tests.Fetching;

namespace Tearsheet.Reading.Tests.Rendering;

/// <summary>The system's own browser, one page at a time.</summary>
internal static class RenderFixture
{
    public const string OneAtATime = "Rendering";

    public const string Story = """
        <p>The harbour board met on Tuesday night and agreed, after three hours and two recesses, to let the old crane stand where it has stood
        since 1911, because nobody could say what it would cost to take it down.</p><p>The crane has lifted nothing for thirty years. Its driver,
        who is ninety now, came to the meeting and was asked to speak, and said that he would rather not.</p><p>A survey is to be made in
        spring, the chairman said. Until then the fence stays, and the gulls, which nobody asked, stay too.</p>
        """;

    private static readonly Encoding Latin1 = Encoding.Latin1;

    /// <summary>Skips the test where there is no browser.</summary>
    public static void NeedChromium() =>
        Assert.SkipUnless(new PageRenderer(FetchFixture.Fetcher(), new RenderPolicy(), TimeProvider.System).Problem is null, "needs chromium: there is none on the PATH");

    public static PageRenderer Renderer(RenderPolicy? policy = null, FetchPolicy? fetching = null) =>
        new(FetchFixture.Fetcher(fetching), policy ?? new RenderPolicy(), TimeProvider.System);

    public static async Task<VisitOutcome> RenderAsync(Uri address, PageRenderer renderer, RobotsGate? robots = null, FetchPolicy? fetching = null)
    {
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(address.AbsoluteUri, out var link));
        return await new Visit(FetchFixture.Fetcher(fetching), TimeProvider.System, robots: robots)
            .RenderAsync(link!, robotsIgnoredBy: null, renderer, TestContext.Current.CancellationToken);
    }

    public static async Task<VisitOutcome.Read> ReadAsync(Uri address, RenderPolicy? policy = null, RobotsGate? robots = null, FetchPolicy? fetching = null)
    {
        using var renderer = Renderer(policy, fetching);
        var outcome = await RenderAsync(address, renderer, robots, fetching);
        return outcome is VisitOutcome.Read read ? read : throw new Xunit.Sdk.XunitException(((VisitOutcome.Refused)outcome).Message);
    }

    /// <summary>A page whose article stands in no byte of it.</summary>
    public static string Scripted(string script, string head = "") =>
        $"<!doctype html><html lang=en><head><meta charset=utf-8><title>Loading</title>{head}</head><body><main id=app>Please turn on scripts.</main><script>{script}</script></body></html>";

    /// <summary>A script that puts a story into the page.</summary>
    public static string Write(string headline, string more = "") =>
        $"document.title='{headline}';document.getElementById('app').innerHTML='<article><h1>{headline}</h1>{more}'+{JsonSerializer.Serialize(Story)}+'</article>';";

    /// <summary>What was made of the page under a name.</summary>
    public static Exchange Made(this VisitOutcome.Read read, string name) =>
        Assert.Single(read.Capture.Exchanges, exchange => exchange.Address!.AbsoluteUri.StartsWith($"urn:{name}:", StringComparison.Ordinal));

    /// <summary>What the list of requests says of an address: a status, or why it was refused.</summary>
    public static IReadOnlyList<string> Said(this VisitOutcome.Read read, string method, string ending)
    {
        using var json = JsonDocument.Parse(read.Made("pageinfo").Body);
        return
        [
            .. json.RootElement.GetProperty("requests").EnumerateArray()
                .Where(request => request.GetProperty("method").GetString() == method && request.GetProperty("url").GetString()!.EndsWith(ending, StringComparison.Ordinal))
                .Select(request => request.TryGetProperty("refused", out var why) ? why.GetString()! : request.GetProperty("status").ToString()),
        ];
    }

    public static string Text(string html, string type = "text/html", string more = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n{more}Content-Length: {Latin1.GetByteCount(html)}\r\n\r\n{html}";

    public static string Status(int status) => $"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n";

    /// <summary>Whether a process works on: it is there, and no zombie that waits for its parent.</summary>
    public static bool IsAlive(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits until none of the processes works on; the test's own end bounds the wait.</summary>
    public static async Task AllEndAsync(IEnumerable<int> ids)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        foreach (var id in ids)
        {
            while (IsAlive(id))
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
        }
    }

    /// <summary>The profiles of this process's browsers that lie about.</summary>
    public static IEnumerable<string> Profiles() =>
        Directory.EnumerateDirectories(Path.GetTempPath(), $"tearsheet-render-{Environment.ProcessId}-*");
}
