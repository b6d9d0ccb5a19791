using System.Diagnostics;

namespace Tearsheet.Server.Tests.Support;

/// <summary>
/// The servers of ../shared/tools/ipfs-interop/rpc-peer: js-ipfs, which speaks most of Kubo's RPC, and a mock of the Pinning Service API. Copied to
/// artifacts/rpc-peer and installed there once, which takes minutes: only under <c>./test --interop</c>.
/// </summary>
internal sealed class RpcPeer : IAsyncDisposable
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    private readonly Process _process;
    private readonly Task _rest;

    private RpcPeer(Process process, Task rest, string line)
    {
        _process = process;
        _rest = rest;
        Line = line;
    }

    /// <summary>What it printed when it was ready.</summary>
    public string Line { get; }

    /// <summary>The address in that line.</summary>
    public Uri Address => new(Line.Split(' ')[1]);

    /// <summary>Starts a server; skips the test where it cannot run.</summary>
    public static async Task<RpcPeer> StartAsync(string script, params string[] arguments)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("TEARSHEET_INTEROP") is not null, "takes minutes to install: runs under ./test --interop");
        var folder = await InstallAsync(TestContext.Current.CancellationToken);
        var process = Start("node", folder, [script, .. arguments]);
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                if (line.Contains("http://127.0.0.1", StringComparison.Ordinal))
                {
                    return new RpcPeer(process, Task.WhenAll(process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None)), line);
                }
            }

            throw new InvalidOperationException("it ended: " + await process.StandardError.ReadToEndAsync(deadline.Token));
        }
        catch (Exception)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _rest;
        _process.Dispose();
    }

    private static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        var repository = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(repository, "Tearsheet.slnx")))
        {
            repository = Path.GetDirectoryName(repository) ?? throw new InvalidOperationException("the tests do not run in the repository");
        }

        var source = Path.Combine(repository, "..", "shared", "tools", "ipfs-interop", "rpc-peer");
        Assert.SkipUnless(Directory.Exists(source), "needs ../shared/tools/ipfs-interop/rpc-peer");
        var folder = Path.Combine(repository, "artifacts", "rpc-peer");
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            var marker = Path.Combine(folder, "installed");
            if (!File.Exists(marker))
            {
                Directory.CreateDirectory(folder);
                foreach (var file in Directory.EnumerateFiles(source))
                {
                    await File.WriteAllBytesAsync(Path.Combine(folder, Path.GetFileName(file)), await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken);
                }

                using var npm = Start("npm", folder, ["install", "--ignore-scripts", "--no-audit", "--no-fund"]);
                var said = npm.StandardError.ReadToEndAsync(cancellationToken);
                await npm.StandardOutput.ReadToEndAsync(cancellationToken);
                await npm.WaitForExitAsync(cancellationToken);
                Assert.SkipUnless(npm.ExitCode == 0, "needs the npm registry: npm install failed: " + (await said).Trim().Split('\n')[^1]);
                await File.WriteAllTextAsync(marker, "", cancellationToken);
            }

            return folder;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static Process Start(string program, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"needs {program}: not on the path");
            throw;
        }
    }
}
