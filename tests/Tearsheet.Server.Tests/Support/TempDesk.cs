namespace Tearsheet.Server.Tests.Support;

/// <summary>A data folder of its own for one test.</summary>
internal sealed class TempDesk : IDisposable
{
    private static readonly string[] Usual = ["--title", "The Test Desk", "--allow-network", "127.0.0.0/8"];

    private static readonly Lazy<Task<TempDesk>> Template = new(async () =>
    {
        var desk = Empty();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => desk.Dispose();
        await desk.InitAsync();
        return desk;
    });

    private TempDesk(string folder) => Folder = folder;

    /// <summary>The data folder; beside it there is room for the test's own files.</summary>
    public string Folder { get; }

    public string Beside(string name) => Path.Combine(Path.GetDirectoryName(Folder)!, name);

    public static TempDesk Empty()
    {
        var root = Directory.CreateTempSubdirectory("ts-").FullName;
        return new TempDesk(Path.Combine(root, "desk"));
    }

    /// <summary>A new desk that may fetch from loopback; one made with no options of its own is a copy of one made once.</summary>
    public static async Task<TempDesk> MadeAsync(params string[] options)
    {
        var desk = Empty();
        if (options.Length > 0)
        {
            await desk.InitAsync(options);
            return desk;
        }

        var template = await Template.Value;
        foreach (var folder in Directory.GetDirectories(template.Folder, "*", SearchOption.AllDirectories).Prepend(template.Folder))
        {
            Directory.CreateDirectory(desk.Folder + folder[template.Folder.Length..]);
        }

        foreach (var file in Directory.GetFiles(template.Folder, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, desk.Folder + file[template.Folder.Length..]);
        }

        return desk;
    }

    /// <summary>All of a test's pages lie on one host, which is its own: nobody need wait between two visits.</summary>
    private async Task InitAsync(params string[] options)
    {
        (await RunAsync(["init", .. Usual, .. options])).Ends(0);
        var settings = Path.Combine(Folder, "tearsheet.json");
        var text = await File.ReadAllTextAsync(settings);
        await File.WriteAllTextAsync(
            settings, text.Replace("\"allowedNetworks\"", "\"betweenVisitsMilliseconds\": 0, \"allowedNetworks\"", StringComparison.Ordinal));
    }

    public Task<Ran> RunAsync(params string[] words) => Tool.RunAsync([.. words, "--data", Folder]);

    public Task<Ran> RunWithInputAsync(string input, params string[] words) => Tool.RunWithInputAsync(input, [.. words, "--data", Folder]);

    public Running Start(params string[] words) => Tool.Start([.. words, "--data", Folder]);

    /// <summary>Starts <c>serve</c> on a free port and waits until it answers.</summary>
    public async Task<ServingDesk> ServeAsync()
    {
        var running = Start("serve", "--listen", "http://127.0.0.1:0");
        await running.UntilAsync(lines => lines.Count >= 2);
        return new ServingDesk(running, new Uri(running.Lines[0]["Serving ".Length..]));
    }

    /// <summary>Starts <c>serve</c> with the desk's own listener on another free port.</summary>
    public async Task<(ServingDesk Site, Uri Desk)> ServeWithDeskAsync()
    {
        var running = Start("serve", "--listen", "http://127.0.0.1:0", "--desk-listen", "http://127.0.0.1:0");
        await running.UntilAsync(lines => lines.Count >= 3);
        return (new ServingDesk(running, new Uri(running.Lines[0]["Serving ".Length..])), new Uri(running.Lines[2]["Desk ".Length..]));
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path.GetDirectoryName(Folder)!, recursive: true);
        }
        catch (IOException)
        {
            // A process that was killed may still be letting go of its files; the system's temporary folder is swept anyway.
        }
    }
}

/// <summary>A running <c>serve</c> and a client that follows nothing by itself.</summary>
internal sealed class ServingDesk(Running running, Uri address) : IAsyncDisposable
{
    public Running Running => running;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    public Uri Address => address;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await running.DisposeAsync();
    }
}
