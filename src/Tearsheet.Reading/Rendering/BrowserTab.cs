using System.Text.Json;

namespace Tearsheet.Reading.Rendering;

/// <summary>The one tab of a browser: what happens in it, and what is asked of it.</summary>
/// <param name="pipe">The way to the browser.</param>
/// <param name="requests">Takes what the page asks for.</param>
/// <param name="clock">Measures how long it loads.</param>
internal sealed class BrowserTab(DevToolsPipe pipe, PageRequests requests, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Obeys = TimeSpan.FromSeconds(2);

    private string? _session;
    private string _loading = "";
    private volatile bool _stopped;
    private volatile bool _loaded;

    /// <summary>Opens a tab in a profile that nobody used before, where nothing is sent without being asked about.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var context = (await pipe.CallAsync("Target.createBrowserContext", null, null, cancellationToken)).GetProperty("browserContextId").GetString()!;
        var target = (await pipe.CallAsync(
            "Target.createTarget",
            null,
            json =>
            {
                json.WriteString("url", "about:blank");
                json.WriteString("browserContextId", context);
                json.WriteNumber("width", RenderPolicy.Width);
                json.WriteNumber("height", RenderPolicy.WindowHeight);
            },
            cancellationToken)).GetProperty("targetId").GetString()!;
        var attached = await pipe.CallAsync(
            "Target.attachToTarget",
            null,
            json =>
            {
                json.WriteString("targetId", target);
                json.WriteBoolean("flatten", true);
            },
            cancellationToken);
        requests.MainFrame = target;
        _session = attached.GetProperty("sessionId").GetString()!;
        await CallAsync("Fetch.enable", WritePatterns, cancellationToken);
        await CallAsync("Target.setAutoAttach", WriteAutoAttach, cancellationToken);
        await CallAsync("Page.enable", null, cancellationToken);
        await CallAsync("Page.setLifecycleEventsEnabled", json => json.WriteBoolean("enabled", true), cancellationToken);
        await CallAsync("Inspector.enable", null, cancellationToken);
        await CallAsync(
            "Network.enable",
            json =>
            {
                json.WriteNumber("maxTotalBufferSize", 0);
                json.WriteNumber("maxResourceBufferSize", 0);
            },
            cancellationToken);
        await CallAsync(
            "Emulation.setDeviceMetricsOverride",
            json =>
            {
                json.WriteNumber("width", RenderPolicy.Width);
                json.WriteNumber("height", RenderPolicy.WindowHeight);
                json.WriteNumber("deviceScaleFactor", 1);
                json.WriteBoolean("mobile", false);
            },
            cancellationToken);
        await pipe.CallAsync(
            "Browser.setDownloadBehavior",
            null,
            json =>
            {
                json.WriteString("behavior", "deny");
                json.WriteString("browserContextId", context);
            },
            cancellationToken);
    }

    /// <summary>Goes to an address. What comes of it shows in the events.</summary>
    public void Navigate(Uri address) => pipe.Post("Page.navigate", _session, json => json.WriteString("url", address.OriginalString));

    /// <summary>Waits until the page is loaded and has been quiet for a while.</summary>
    /// <param name="limit">The longest wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>false when the limit was reached, or the page asks without end.</returns>
    public async Task<bool> SettleAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Look, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (pipe.Ended is { } why)
            {
                throw new BrowserEndedException(why);
            }

            // A page that was sent elsewhere in vain is never said to be loaded; a long quiet says so as well.
            if ((_loaded && requests.HasBeenQuietFor(RenderPolicy.Quiet)) || (_stopped && requests.HasBeenQuietFor(5 * RenderPolicy.Quiet)))
            {
                return true;
            }

            if (requests.IsFlooded || clock.GetElapsedTime(begun) > limit)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Scrolls to the end as a reader would, so that pictures come which wait for that, and back.</summary>
    /// <param name="height">How far at most, in CSS pixels.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ScrollAsync(int height, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        for (var y = RenderPolicy.WindowHeight; y < height; y += RenderPolicy.WindowHeight)
        {
            var to = y;
            await CallAsync("Runtime.evaluate", json => json.WriteString("expression", FormattableString.Invariant($"scrollTo(0,{to})")), cancellationToken);
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        await CallAsync("Runtime.evaluate", json => json.WriteString("expression", "scrollTo(0,0)"), cancellationToken);
    }

    /// <summary>Stops all scripts, even one that never ends by itself.</summary>
    public async Task FreezeAsync(CancellationToken cancellationToken)
    {
        var disabled = CallAsync("Emulation.setScriptExecutionDisabled", json => json.WriteBoolean("value", true), cancellationToken);
        while (true)
        {
            pipe.Post("Runtime.terminateExecution", _session);
            try
            {
                await disabled.WaitAsync(Obeys, clock, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                // One loop was ended, and there may be another behind it.
            }
        }
    }

    /// <summary>The page's height in CSS pixels.</summary>
    public async Task<int> HeightAsync(CancellationToken cancellationToken)
    {
        var metrics = await CallAsync("Page.getLayoutMetrics", null, cancellationToken);
        var height = metrics.GetProperty("cssContentSize").GetProperty("height").GetDouble();
        return (int)Math.Clamp(Math.Ceiling(height), 1, int.MaxValue);
    }

    /// <summary>The address that the page has now, and the name of what loaded its document.</summary>
    public async Task<(string Url, string Loader)> PlaceAsync(CancellationToken cancellationToken)
    {
        var frame = (await CallAsync("Page.getFrameTree", null, cancellationToken)).GetProperty("frameTree").GetProperty("frame");
        return (frame.GetProperty("url").GetString()!, frame.GetProperty("loaderId").GetString()!);
    }

    /// <summary>The document as it stands, serialised.</summary>
    public async Task<string> SerializeAsync(CancellationToken cancellationToken)
    {
        var document = await CallAsync("DOM.getDocument", json => json.WriteNumber("depth", 0), cancellationToken);
        var node = document.GetProperty("root").GetProperty("nodeId").GetInt32();
        return (await CallAsync("DOM.getOuterHTML", json => json.WriteNumber("nodeId", node), cancellationToken)).GetProperty("outerHTML").GetString()!;
    }

    /// <summary>The page from its top as a PNG.</summary>
    /// <param name="height">In CSS pixels.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<byte[]> ScreenshotAsync(int height, CancellationToken cancellationToken) =>
        (await CallAsync(
            "Page.captureScreenshot",
            json =>
            {
                json.WriteString("format", "png");
                json.WriteBoolean("captureBeyondViewport", true);
                json.WriteStartObject("clip");
                json.WriteNumber("x", 0);
                json.WriteNumber("y", 0);
                json.WriteNumber("width", RenderPolicy.Width);
                json.WriteNumber("height", height);
                json.WriteNumber("scale", 1);
                json.WriteEndObject();
            },
            cancellationToken)).GetProperty("data").GetBytesFromBase64();

    /// <summary>The page as it is printed, the first fifty sheets; null when it is larger than is kept.</summary>
    public async Task<byte[]?> PrintAsync(CancellationToken cancellationToken)
    {
        var printed = await CallAsync(
            "Page.printToPDF",
            json =>
            {
                json.WriteBoolean("printBackground", true);
                json.WriteString("transferMode", "ReturnAsStream");
                json.WriteString("pageRanges", "1-50");
                json.WriteNumber("paperWidth", 8.27);
                json.WriteNumber("paperHeight", 11.69);
            },
            cancellationToken);
        var handle = printed.GetProperty("stream").GetString();
        using var pdf = new MemoryStream();
        while (pdf.Length <= RenderPolicy.MaxPdfBytes)
        {
            var piece = await CallAsync(
                "IO.read",
                json =>
                {
                    json.WriteString("handle", handle);
                    json.WriteNumber("size", 1 << 20);
                },
                cancellationToken);
            var text = piece.GetProperty("data");
            pdf.Write(piece.TryGetProperty("base64Encoded", out var coded) && coded.GetBoolean()
                ? text.GetBytesFromBase64()
                : System.Text.Encoding.Latin1.GetBytes(text.GetString()!));
            if (piece.GetProperty("eof").GetBoolean())
            {
                return pdf.ToArray();
            }
        }

        return null;
    }

    /// <summary>Takes what happens; never waits.</summary>
    public void Take(DevToolsEvent happened)
    {
        var parameters = happened.Parameters;
        switch (happened.Method)
        {
            case "Fetch.requestPaused":
                requests.Take(PausedRequest.Read(happened));
                break;
            case "Page.lifecycleEvent" when happened.Session == _session && parameters.GetProperty("frameId").GetString() == requests.MainFrame:
                Follow(parameters.GetProperty("name").GetString()!, parameters.GetProperty("loaderId").GetString()!);
                break;
            case "Page.frameStartedLoading" or "Page.frameStoppedLoading" when parameters.GetProperty("frameId").GetString() == requests.MainFrame:
                _stopped = happened.Method == "Page.frameStoppedLoading";
                break;
            case "Page.javascriptDialogOpening":
                // "Leave this page?" is answered with yes, all else with no.
                pipe.Post("Page.handleJavaScriptDialog", happened.Session, json =>
                    json.WriteBoolean("accept", parameters.GetProperty("type").GetString() == "beforeunload"));
                break;
            case "Target.attachedToTarget" when happened.Session is not null:
                Attach(parameters.GetProperty("targetInfo"), parameters.GetProperty("sessionId").GetString()!);
                break;
            case "Inspector.targetCrashed":
                pipe.End("The page's process broke down.");
                break;
            case "Network.webSocketCreated":
                requests.Ledger.Refuse("GET", Shorten(parameters.GetProperty("url").GetString()!), "WebSocket", "no connections but for single requests");
                break;
        }
    }

    private void Follow(string name, string loader)
    {
        if (name == "init")
        {
            (_loading, _loaded) = (loader, false);
        }
        else if (name == "load" && loader == _loading)
        {
            _loaded = true;
        }
    }

    /// <summary>Something began beside the page and waits for leave: a worker of the page gets it, a window or a service worker does not.</summary>
    private void Attach(JsonElement target, string session)
    {
        var kind = target.GetProperty("type").GetString();
        if (kind is "worker" or "iframe")
        {
            pipe.Post("Fetch.enable", session, WritePatterns);
            pipe.Post("Target.setAutoAttach", session, WriteAutoAttach);
            pipe.Post("Runtime.runIfWaitingForDebugger", session);
            return;
        }

        requests.Ledger.Refuse("GET", Shorten(target.GetProperty("url").GetString()!), kind ?? "", "only the page itself is rendered");
        pipe.Post("Target.closeTarget", null, json => json.WriteString("targetId", target.GetProperty("targetId").GetString()));
    }

    private Task<JsonElement> CallAsync(string method, Action<Utf8JsonWriter>? parameters, CancellationToken cancellationToken) =>
        pipe.CallAsync(method, _session, parameters, cancellationToken);

    private static string Shorten(string url) => url.Length <= 2000 ? url : url[..2000] + "…";

    private static void WritePatterns(Utf8JsonWriter json)
    {
        json.WriteStartArray("patterns");
        json.WriteStartObject();
        json.WriteString("urlPattern", "*");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteAutoAttach(Utf8JsonWriter json)
    {
        json.WriteBoolean("autoAttach", true);
        json.WriteBoolean("waitForDebuggerOnStart", true);
        json.WriteBoolean("flatten", true);
    }
}
