using System.Diagnostics;
using System.Text;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests.Browser;

/// <summary>The demo newspaper of <c>samples/Courier</c>, as a process of its own on a free port of loopback.</summary>
internal sealed class Courier : IAsyncDisposable
{
    private const string Hello = "The Lowtide Courier is at ";

    private readonly Running _running;

    private Courier(Running running)
    {
        _running = running;
        Address = new Uri(running.Lines[0][Hello.Length..]);
    }

    public Uri Address { get; }

    /// <summary>What the desk is to add, newest last, with the addresses that the newspaper has in this run.</summary>
    public string Links => File.ReadAllText(Path.Combine(Folder, "links.jsonl"))
        .Replace("\"path\":\"", $"\"url\":\"{Address.GetLeftPart(UriPartial.Authority)}", StringComparison.Ordinal);

    /// <summary>Where it was built: with the same configuration as these tests.</summary>
    private static string Folder
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            var root = output;
            while (!File.Exists(Path.Combine(root.FullName, "Tearsheet.slnx")))
            {
                root = root.Parent ?? throw new InvalidOperationException("no Tearsheet.slnx above " + output.FullName);
            }

            return Path.Combine(root.FullName, "samples", "Courier", "bin", output.Parent!.Name, output.Name);
        }
    }

    public static async Task<Courier> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(Folder, "Courier.dll"), "--urls", "http://127.0.0.1:0" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        var running = new Running(Process.Start(start)!);
        await running.UntilAsync(lines => lines.Any(line => line.StartsWith(Hello, StringComparison.Ordinal)));
        return new Courier(running);
    }

    public ValueTask DisposeAsync() => _running.DisposeAsync();
}
