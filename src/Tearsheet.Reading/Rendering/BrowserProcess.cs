using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tearsheet.Reading.Rendering;

/// <summary>
/// A headless Chromium with a profile of its own that lives as long as this object, and never longer than this process: it ends when its
/// pipe does, which the system closes however a process dies.
/// </summary>
internal sealed class BrowserProcess : IAsyncDisposable
{
    private const string ProfilePrefix = "tearsheet-render-";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chromium-headless-shell", "chrome-headless-shell"];

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Watched = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;
    private readonly string _profile;
    private readonly StringBuilder _lastWords = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _silenced = new();
    private readonly Task _watching;
    private readonly Task _listening;
    private bool _isOver;

    private BrowserProcess(Process process, string profile, long maxMemory, TimeProvider clock)
    {
        (_process, _profile) = (process, profile);
        Pipe = new DevToolsPipe(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        _listening = ListenAsync();
        _watching = WatchAsync(maxMemory, clock);
        process.EnableRaisingEvents = true;

        // A helper that outlives it may hold its end of the pipe open.
        process.Exited += (_, _) => Pipe.End("The browser ended.");
    }

    /// <summary>The way to talk to it.</summary>
    public DevToolsPipe Pipe { get; }

    /// <summary>Whether it was killed because it had more memory than it may.</summary>
    public bool HasOutgrown { get; private set; }

    /// <summary>The most memory of its own that was seen, in bytes.</summary>
    public long PeakMemory { get; private set; }

    /// <summary>The first process; its children are the browser's others.</summary>
    public int Id => _process.Id;

    /// <summary>The last of what it wrote to its standard error, on one line.</summary>
    public string LastWords
    {
        get
        {
            lock (_lastWords)
            {
                return string.Join(' ', _lastWords.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).TakeLast(3));
            }
        }
    }

    /// <summary>The file of the browser that would be started; null when there is none.</summary>
    /// <param name="named">A file, or a name to look for on the PATH; null for the usual names.</param>
    public static string? Find(string? named)
    {
        if (named is not null && named.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return File.Exists(named) ? named : null;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return (named is null ? Names : [named]).SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>Starts a browser.</summary>
    /// <param name="file">As <see cref="Find"/> gave it.</param>
    /// <param name="userAgent">What its pages are told that it is.</param>
    /// <param name="policy">Bounds its memory.</param>
    /// <param name="clock">Measures how often it is looked at.</param>
    /// <exception cref="IOException">It cannot be started, or there is no room for its profile.</exception>
    public static BrowserProcess Start(string file, string userAgent, RenderPolicy policy, TimeProvider clock)
    {
        Sweep();
        var profile = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{ProfilePrefix}{Environment.ProcessId}-")).FullName;
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };

        // A process can be given no other pipes than the three usual ones, and Chromium wants its pipe at 3 and 4. The limits of the shell
        // hold for all that it becomes: no dumps of what strangers made of its memory, and no process with more than all of them may have.
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(string.Create(
            CultureInfo.InvariantCulture, $"ulimit -c 0; ulimit -d {policy.MaxMemoryBytes >> 10} 2>/dev/null; exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null"));
        start.ArgumentList.Add(file);
        foreach (var argument in Arguments(profile, userAgent))
        {
            start.ArgumentList.Add(argument);
        }

        // What this process knows by its environment is nothing for pages.
        start.Environment.Clear();
        foreach (var (name, value) in new[]
        {
            ("PATH", Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin"), ("HOME", profile), ("TMPDIR", profile), ("XDG_CONFIG_HOME", profile),
            ("XDG_CACHE_HOME", profile), ("LANG", "C.UTF-8"), ("TZ", "UTC"), ("DBUS_SESSION_BUS_ADDRESS", "disabled:"), ("DBUS_SYSTEM_BUS_ADDRESS", "disabled:"),
        })
        {
            start.Environment[name] = value;
        }

        try
        {
            return new BrowserProcess(Process.Start(start)!, profile, policy.MaxMemoryBytes, clock);
        }
        catch (Win32Exception fault)
        {
            Delete(profile);
            throw new IOException(fault.Message, fault);
        }
    }

    /// <summary>Kills all its processes, whatever they are at, and removes what it left on the disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        await _ended.CancelAsync();
        await _watching;
        await EndAsync();

        // Helpers that outlive it for a moment hold the other end: nobody waits for these.
        await _silenced.CancelAsync();
        await _listening;
        _process.Dispose();
        _ended.Dispose();
        _silenced.Dispose();
        Delete(_profile);
    }

    private static IEnumerable<string> Arguments(string profile, string userAgent)
    {
        yield return "--headless";
        yield return "--remote-debugging-pipe";
        yield return "--user-data-dir=" + profile;
        yield return "--user-agent=" + userAgent;

        // Nothing leaves by itself. Every request is taken from the browser before it is sent; what could slip past that finds no name that
        // can be resolved, a proxy that does not exist, and no way around it.
        yield return "--host-resolver-rules=MAP * ~NOTFOUND";
        yield return "--proxy-server=http://nowhere.invalid:9";
        yield return "--proxy-bypass-list=<-loopback>";
        yield return "--webrtc-ip-handling-policy=disable_non_proxied_udp";
        yield return "--force-webrtc-ip-handling-policy=disable_non_proxied_udp";
        foreach (var flag in new[]
        {
            "disable-quic", "disable-background-networking", "disable-component-update", "disable-domain-reliability", "disable-sync",
            "disable-default-apps", "disable-extensions", "disable-breakpad", "disable-crash-reporter", "metrics-recording-only", "no-pings",
            "no-first-run", "no-default-browser-check", "no-startup-window", "disable-gpu", "disable-dev-shm-usage", "mute-audio", "hide-scrollbars",
            "disable-client-side-phishing-detection", "disable-prompt-on-repost", "deny-permission-prompts", "disable-notifications",
        })
        {
            yield return "--" + flag;
        }

        // One page of one visit, with no secret but its own: frames of other sites may share its process, which costs less memory.
        yield return "--renderer-process-limit=1";
        yield return "--disable-site-isolation-trials";
        yield return "--disable-features=IsolateOrigins,site-per-process,HttpsUpgrades,Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,"
            + "AutofillServerCommunication,CertificateTransparencyComponentUpdater,InterestFeedContentSuggestions,BackForwardCache,Prerender2,WebGPU";
        yield return "--js-flags=--max-old-space-size=512";
        if (Environment.IsPrivilegedProcess)
        {
            // Chromium's sandbox does not work for root.
            yield return "--no-sandbox";
        }
    }

    /// <summary>Removes the profiles of processes that were killed before they could.</summary>
    private static void Sweep()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), ProfilePrefix + "*"))
        {
            var owner = Path.GetFileName(folder)[ProfilePrefix.Length..].Split('-')[0];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out _) && !Directory.Exists("/proc/" + owner))
            {
                Delete(folder);
            }
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A process that was killed may be letting go of its files still, and somebody else's folder is not ours: the next start sweeps.
        }
    }

    private async Task WatchAsync(long maxMemory, TimeProvider clock)
    {
        using var timer = new PeriodicTimer(Watched, clock);
        try
        {
            do
            {
                PeakMemory = Math.Max(PeakMemory, ProcessTree.OwnMemory(_process.Id));
                if (PeakMemory > maxMemory)
                {
                    HasOutgrown = true;
                    Kill();
                    return;
                }
            }
            while (await timer.WaitForNextTickAsync(_ended.Token));
        }
        catch (OperationCanceledException)
        {
            // It ended before it had grown too large.
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            var buffer = new char[1024];
            while (await _process.StandardError.ReadAsync(buffer, _silenced.Token) is > 0 and var read)
            {
                lock (_lastWords)
                {
                    _lastWords.Append(buffer, 0, read);
                    _lastWords.Remove(0, Math.Max(0, _lastWords.Length - 2048));
                }
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It has said all it will.
        }
    }

    private async Task EndAsync()
    {
        Kill();
        using var patience = new CancellationTokenSource(EndsWithin);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Only a process that hangs in the system's kernel outlives SIGKILL; nobody can wait for that.
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }
}
