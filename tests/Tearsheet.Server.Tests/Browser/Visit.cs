using Microsoft.Playwright;

namespace Tearsheet.Server.Tests.Browser;

/// <summary>One visit by browser, and all that it asked for and complained of.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _site;
    private readonly List<Uri> _requests = [];
    private readonly List<string> _complaints = [];

    private Visit(IBrowserContext context, IPage page, Uri site)
    {
        _context = context;
        _site = site;
        Page = page;
        context.Request += (_, request) => Write(_requests, new Uri(request.Url));
        context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !IsTheAnswerItself(message))
            {
                Write(_complaints, $"{message.Type} on {message.Location}: {message.Text}");
            }
        };
        context.WebError += (_, fault) => Write(_complaints, fault.Error);
    }

    public IPage Page { get; }

    /// <summary>Every address that was asked for so far, in order.</summary>
    public IReadOnlyList<Uri> Requests => Read(_requests);

    /// <summary>Errors and warnings of the console, to which belongs what the content security policy forbade, and scripts that failed.</summary>
    public IReadOnlyList<string> Complaints => Read(_complaints);

    public IEnumerable<Uri> RequestsElsewhere => Requests.Where(address => address.Authority != _site.Authority);

    public static async Task<Visit> BeginAsync(IBrowserContext context, Uri site) => new(context, await context.NewPageAsync(), site);

    /// <summary>Opens the page, and waits until all its pictures can be seen, those below the window too.</summary>
    public async Task OpenAsync(Uri address)
    {
        await Page.GotoAsync(address.AbsoluteUri);
        await SeePicturesAsync();
    }

    /// <summary>Loads and decodes every picture of the page; throws when one cannot be.</summary>
    /// <remarks>
    /// The page itself is asked whether it has loaded: Playwright looks for that and only then begins to listen, and a load between the two is waited for in vain.
    /// </remarks>
    public Task SeePicturesAsync() => Page.EvaluateAsync(
        """
        async () => {
            if (document.readyState !== "complete") {
                await new Promise(loaded => addEventListener("load", loaded, { once: true }));
            }
            await Promise.all(Array.from(document.images, picture => { picture.loading = "eager"; return picture.decode(); }));
        }
        """);

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    /// <summary>The browser says of each 404 and 410 that it "failed to load"; for a page that is meant to be one it is no fault.</summary>
    private bool IsTheAnswerItself(IConsoleMessage message) =>
        message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
        && message.Location.StartsWith(Page.Url, StringComparison.Ordinal)
        && Page.Url != _site.AbsoluteUri;

    private static void Write<T>(List<T> list, T item)
    {
        lock (list)
        {
            list.Add(item);
        }
    }

    private static T[] Read<T>(List<T> list)
    {
        lock (list)
        {
            return [.. list];
        }
    }
}
