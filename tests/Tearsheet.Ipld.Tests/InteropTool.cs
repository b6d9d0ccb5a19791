using System.Diagnostics;
using System.Text.Json;

namespace Tearsheet.Ipld.Tests;

/// <summary>
/// The npm peers of ../shared/tools/ipfs-interop, copied to artifacts/interop and installed there once: by one process
/// at a time, and never again while the copy holds what ../shared holds.
/// </summary>
internal static class InteropTool
{
    private const string Marker = "installed.json";
    private static readonly string[] Files = ["cid-parity.mjs", "check-ipns.mjs", "det.mjs", "package.json", "package-lock.json"];
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>The CIDs that the tool prints for a file or folder, by profile; skips the test where it cannot
    /// run.</summary>
    public static async Task<Dictionary<string, string>> CidsOfAsync(string path, string only, CancellationToken cancellationToken)
    {
        var folder = await InstallAsync(cancellationToken);
        var (code, output, error) = await RunAsync(
            "node", folder, ["cid-parity.mjs", path, "--hidden", "--only", only, "--json"], cancellationToken);
        Assert.True(code == 0, error);
        return JsonSerializer.Deserialize<Dictionary<string, string>>(output)!;
    }

    /// <summary>Runs a script of the tools in the folder where they are installed; skips the test where it cannot
    /// run.</summary>
    public static async Task<(int Code, string Output, string Error)> RunScriptAsync(
        string[] arguments, CancellationToken cancellationToken) =>
        await RunAsync("node", await InstallAsync(cancellationToken), arguments, cancellationToken);

    private static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        var source = SharedFolder.PathTo("tools", "ipfs-interop");
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            await RequireNodeAsync(cancellationToken);
            var folder = Path.Combine(SharedFolder.Repository!, "artifacts", "interop");
            Directory.CreateDirectory(folder);

            // Another test process may be installing: whoever opens the lock file alone goes on.
            await using var held = await LockAsync(Path.Combine(folder, "lock"), cancellationToken);
            await CopyAsync(source, folder, cancellationToken);
            var wanted = await File.ReadAllTextAsync(Path.Combine(source, "package-lock.json"), cancellationToken);
            var marker = Path.Combine(folder, Marker);
            if (!File.Exists(marker) || await File.ReadAllTextAsync(marker, cancellationToken) != wanted)
            {
                var (code, _, error) = await RunAsync("npm", folder, ["ci", "--no-audit", "--no-fund"], cancellationToken);
                Assert.SkipUnless(code == 0, "needs the npm registry: npm ci failed: " + error.Trim().Split('\n')[^1]);
                await File.WriteAllTextAsync(marker, wanted, cancellationToken);
            }

            return folder;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static async Task CopyAsync(string source, string folder, CancellationToken cancellationToken)
    {
        foreach (var name in Files)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(source, name), cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes, cancellationToken);
        }
    }

    private static async Task RequireNodeAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(CanStart("npm"), "needs npm: not on the path");
        Assert.SkipUnless(CanStart("node"), "needs Node 20 or newer: not on the path");
        var (_, version, _) = await RunAsync("node", ".", ["--version"], cancellationToken);
        Assert.SkipUnless(
            Version.TryParse(version.Trim().TrimStart('v'), out var number) && number.Major >= 20,
            $"needs Node 20 or newer, not {version.Trim()}");
    }

    private static bool CanStart(string program)
    {
        var names = OperatingSystem.IsWindows() ? [program + ".cmd", program + ".exe"] : new[] { program };
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Any(folder => names.Any(name => File.Exists(Path.Combine(folder, name))));
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        string program, string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
