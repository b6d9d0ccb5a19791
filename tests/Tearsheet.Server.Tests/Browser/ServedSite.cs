using Microsoft.Playwright;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests.Browser;

/// <summary>
/// The demo newspaper, a desk made out of it, the site that the desk serves, and a browser: made once for all browser tests.
/// Where there is no browser nothing is made, and the tests are skipped.
/// </summary>
public sealed class ServedSite : IAsyncLifetime
{
    private Courier? _courier;
    private TempDesk? _desk;
    private ServingDesk? _serving;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The pages that are judged one by one; what they are called leads to where they lie.</summary>
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal)
    {
        ["front"] = "",
        ["topics"] = "topics/",
        ["sources"] = "sources/",
        ["days"] = "days/",
        ["everything"] = "all/",
        ["about"] = "about/",
        ["not found"] = "there/is/no/such/page",
    };

    public static IReadOnlyList<string> Pages { get; } =
    [
        "front", "topic", "topics", "sources", "days", "everything", "link", "link by excerpt", "link from right to left",
        "link with a table", "link to a document", "link with edits", "about", "not found", "tombstone",
    ];

    internal Uri Address => _serving!.Address;

    internal Uri Newspaper => _courier!.Address;

    internal Uri Place(string page) => new(Address, _places[page]);

    /// <summary>A visit with nothing remembered from another; skips the test where there is no browser.</summary>
    internal async Task<Visit> VisitAsync(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, Chromium.Missing);
        return await Visit.BeginAsync(await _browser.NewContextAsync(options), Address);
    }

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        _courier = await Courier.StartAsync();
        _desk = TempDesk.Empty();
        (await _desk.RunAsync(
            "init", "--title", "The Harbour Desk", "--allow-network", "127.0.0.0/8",
            "--about", "Links from the Isles, filed by hand.", "--imprint", "The Harbour Desk is a demonstration.")).Ends(0);
        var index = _desk.Beside("links.jsonl");
        await File.WriteAllTextAsync(index, _courier.Links);
        (await _desk.RunAsync("add", "--index", index)).Ends(0);
        _places["link with edits"] = $"links/{await AddEditedAsync(_desk)}/";
        await NameThePlacesAsync(_desk);
        _serving = await _desk.ServeAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(Chromium.Launch);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_serving is not null)
        {
            await _serving.DisposeAsync();
        }

        _desk?.Dispose();
        if (_courier is not null)
        {
            await _courier.DisposeAsync();
        }
    }

    /// <summary>A page that its editors changed between two captures: headline, figure, quotation and a paragraph.</summary>
    private static async Task<string> AddEditedAsync(TempDesk desk)
    {
        var id = "";
        foreach (var (headline, count, said, more) in ((string, string, string, string)[])
        [
            ("Ships wait before the mole", "Forty", "We will never leave", "<p>Nobody on the pier could have told them why, and the paper of the town knew nothing of it.</p>"),
            ("Ships leave the mole", "Fifty", "We may yet leave", ""),
        ])
        {
            var file = desk.Beside("edited.html");
            await File.WriteAllTextAsync(file, $"""
                <html lang="en"><head><title>{headline}</title></head><body><article><h1>{headline}</h1>
                <p>{count} ships lay before the mole on that morning, and no pilot went out to bring them in, though the sea was calm and the light was good.</p>
                <p>“{said},” said the master of the first, “and nobody will tell me otherwise on this or any other day.”</p>{more}
                <p>By the evening the first of them had turned about, and those who watched counted the lamps until there was none left to count.</p></article></body></html>
                """);
            id = (await desk.RunAsync("add", file, "--url", "https://mole.example/edited.html", "--policy", "full", "--json")).Ends(0).Json.GetProperty("id").GetString()!;
        }

        return id;
    }

    private async Task NameThePlacesAsync(TempDesk desk)
    {
        (await desk.RunAsync("edition")).Ends(0);
        var links = (await desk.RunAsync("list", "--json")).Ends(0).Json.GetProperty("links").EnumerateArray().ToDictionary(
            link => new Uri(link.GetProperty("url").GetString()!).Segments[^1],
            link => link.GetProperty("id").GetString()!,
            StringComparer.Ordinal);
        _places["link"] = $"links/{links["night-ferry.html"]}/";
        _places["link by excerpt"] = $"links/{links["harbour.html"]}/";
        _places["link from right to left"] = $"links/{links["kalimat.html"]}/";
        _places["link with a table"] = $"links/{links["football.html"]}/";
        _places["link to a document"] = $"links/{links["tide-table.pdf"]}/";
        _places["tombstone"] = $"links/{links["korean-brief.html"]}/";
        (await desk.RunAsync("retract", links["korean-brief.html"], "--reason", "The source withdrew it.")).Ends(0);
        (await desk.RunAsync("edition")).Ends(0);
        var topic = (await desk.RunAsync("topic", "list", "--json")).Ends(0).Json.GetProperty("topics").EnumerateArray()
            .Single(topic => topic.GetProperty("path").GetString() == "Isles/Harbour");
        _places["topic"] = $"topics/{topic.GetProperty("slug").GetString()}/";
    }
}

/// <summary>All classes of browser tests share one site, and so run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class OnTheServedSite : ICollectionFixture<ServedSite>
{
    public const string Name = "On the served site";
}
