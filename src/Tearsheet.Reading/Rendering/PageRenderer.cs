using System.Globalization;
using System.Text;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Rendering;

/// <summary>
/// Renders pages in a headless Chromium of this machine, one at a time, each in a new one with a profile of its own:
/// <code>
/// document -> 1. start the browser, hand the document over -> 2. answer what it asks for, until it is quiet -> 3. scroll, until it is quiet
///          -> 4. serialise, picture, print -> 5. kill the browser
/// </code>
/// The browser reaches no network; our own fetcher does (docs/rendering.md).
/// </summary>
/// <param name="fetcher">Fetches what pages ask for.</param>
/// <param name="policy">The bounds.</param>
/// <param name="clock">Measures them.</param>
public sealed class PageRenderer(PageFetcher fetcher, RenderPolicy policy, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>What stands against rendering on this machine, and what can be done; null when nothing does.</summary>
    public string? Problem => !OperatingSystem.IsLinux()
        ? "Pages can be rendered on Linux only: elsewhere nothing bounds the browser's memory. Save the page in a browser and add the file."
        : BrowserProcess.Find(policy.Browser) is not null
            ? null
            : policy.Browser is { } named
                ? $"There is no browser \"{named}\", which render.browser in tearsheet.json names. Correct it, or take it out to have Chromium looked for on the PATH."
                : "There is no Chromium on the PATH to render the page with. Install it (on Debian: apt-get install chromium), or name its file as render.browser in tearsheet.json.";

    /// <summary>The most memory of its own that the last browser was seen to have, in bytes.</summary>
    internal long LastPeakMemory { get; private set; }

    /// <summary>The first process of the browser that runs; null while none does.</summary>
    internal int? RunningBrowser { get; private set; }

    public void Dispose() => _one.Dispose();

    /// <summary>Renders a page whose document is there.</summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    internal async Task<RenderOutcome> RenderAsync(RenderJob job, CancellationToken cancellationToken)
    {
        if (Problem is { } problem)
        {
            return new RenderOutcome.Refused(FetchRefusal.NoBrowser, problem);
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            using var limit = new CancellationTokenSource(policy.TotalTimeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await using var browser = BrowserProcess.Start(BrowserProcess.Find(policy.Browser)!, fetcher.Policy.UserAgent, policy, clock);
            RunningBrowser = browser.Id;
            try
            {
                return await RenderAsync(job, browser, either.Token);
            }
            catch (Exception fault) when (fault is OperationCanceledException or IOException or DevToolsException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return Refuse(browser, fault, limit.IsCancellationRequested);
            }
            finally
            {
                LastPeakMemory = browser.PeakMemory;
            }
        }
        catch (IOException fault)
        {
            return new RenderOutcome.Refused(FetchRefusal.RenderFailed, $"The browser cannot be started: {fault.Message}");
        }
        finally
        {
            RunningBrowser = null;
            _one.Release();
        }
    }

    private async Task<RenderOutcome> RenderAsync(RenderJob job, BrowserProcess browser, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var requests = new PageRequests(fetcher, job, policy, browser.Pipe, clock);
        var tab = new BrowserTab(browser.Pipe, requests, clock);
        var talking = browser.Pipe.RunAsync(tab.Take, stop.Token);
        var answering = requests.AnswerAllAsync(stop.Token);
        try
        {
            var rendering = RenderAsync(job, browser.Pipe, tab, requests, stop.Token);

            // Whoever answers the page's requests ends before the page is rendered only if it failed.
            await await Task.WhenAny(rendering, answering);
            return await rendering;
        }
        finally
        {
            await stop.CancelAsync();
            await browser.DisposeAsync();
            await talking;
            await answering.ContinueWith(ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<RenderOutcome> RenderAsync(RenderJob job, DevToolsPipe pipe, BrowserTab tab, PageRequests requests, CancellationToken cancellationToken)
    {
        var version = await pipe.CallAsync("Browser.getVersion", null, null, cancellationToken);
        await tab.OpenAsync(cancellationToken);
        tab.Navigate(job.Document[0].Address!);
        var settled = await tab.SettleAsync(policy.SettleTimeout, cancellationToken);
        if (settled)
        {
            await tab.ScrollAsync(Math.Min(await tab.HeightAsync(cancellationToken), policy.MaxHeight), cancellationToken);
            settled = await tab.SettleAsync(policy.SettleTimeout / 2, cancellationToken);
        }

        if (!settled)
        {
            await tab.FreezeAsync(cancellationToken);
        }

        var started = clock.GetUtcNow();
        var (url, loader) = await tab.PlaceAsync(cancellationToken);
        var documents = requests.Ledger.DocumentsUpTo(loader);
        if (documents.Count == 0)
        {
            return new RenderOutcome.Refused(FetchRefusal.RenderFailed, "The browser did not show the page.");
        }

        var address = Uri.TryCreate(url, UriKind.Absolute, out var shown) && shown.Scheme is "http" or "https" ? shown : documents[^1].Address!;
        var page = Encoding.UTF8.GetBytes(await tab.SerializeAsync(cancellationToken));
        if (page.Length > fetcher.Policy.MaxDecodedBytes)
        {
            return new RenderOutcome.Refused(FetchRefusal.DecodedTooLarge, string.Create(
                CultureInfo.InvariantCulture,
                $"The rendered page is larger than {fetcher.Policy.MaxDecodedBytes} bytes. Nothing was kept; raise fetch.maxDecodedMegabytes in tearsheet.json if it is wanted."));
        }

        var made = new Made(address.AbsoluteUri, started, clock);
        var height = await tab.HeightAsync(cancellationToken);
        made.Add("fullPage", "image/png", await tab.ScreenshotAsync(Math.Min(height, policy.MaxHeight), cancellationToken));
        if (await tab.PrintAsync(cancellationToken) is { } pdf)
        {
            made.Add("pdf", "application/pdf", pdf);
        }

        made.Add("pageinfo", "application/json", requests.Ledger.ToJson(json =>
        {
            json.WriteString("url", address.AbsoluteUri);
            json.WriteString("browser", version.GetProperty("product").GetString());
            json.WriteString("settled", settled ? "yes" : requests.IsFlooded ? "no: the page asks without end" : "no: the page went on loading");
            json.WriteNumber("height", height);
            json.WriteNumber("pictured", Math.Min(height, policy.MaxHeight));
        }));
        var (answered, unanswered) = requests.Ledger.Others();
        return new RenderOutcome.Rendered(
            documents, made.Of(address, "text/html; charset=utf-8", page), answered, unanswered, made.All);
    }

    private RenderOutcome.Refused Refuse(BrowserProcess browser, Exception fault, bool isLate) =>
        browser.HasOutgrown
            ? new RenderOutcome.Refused(FetchRefusal.RenderLimit, string.Create(
                CultureInfo.InvariantCulture,
                $"The page made the browser use more than {policy.MaxMemoryBytes >> 20} MiB of memory, and it was ended. Add the page without --render, or raise render.maxMemoryMegabytes in tearsheet.json."))
        : isLate
            ? new RenderOutcome.Refused(FetchRefusal.RenderLimit, string.Create(
                CultureInfo.InvariantCulture,
                $"The page was not rendered within {policy.TotalTimeout.TotalSeconds:0.###} s, and the browser was ended. Try again, add the page without --render, or raise render.totalSeconds in tearsheet.json."))
        : new RenderOutcome.Refused(
            FetchRefusal.RenderFailed,
            $"The browser broke down while it rendered the page: {fault.Message.TrimEnd('.')}.{(fault is BrowserEndedException && browser.LastWords.Length > 0 ? $" It said: {browser.LastWords}" : "")}");

    /// <summary>What is made of a page: nobody sent it, so no exchange is invented; its type is the one header.</summary>
    private sealed class Made(string page, DateTimeOffset started, TimeProvider clock)
    {
        private readonly List<Exchange> _all = [];

        public IReadOnlyList<Exchange> All => _all;

        /// <summary>Under a name such as other archivists' tools give to a page's picture and the list of its requests.</summary>
        public void Add(string name, string type, byte[] body) => _all.Add(Of(new Uri($"urn:{name}:{page}"), type, body));

        public Exchange Of(Uri address, string type, byte[] body) => new()
        {
            Provenance = Provenance.Rendered,
            Address = address,
            ResponseHeaders = [new HeaderPair("Content-Type", type)],
            Started = started,
            Ended = clock.GetUtcNow(),
            Body = body,
        };
    }
}
