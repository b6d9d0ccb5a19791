using System.Diagnostics;

namespace Tearsheet.Server.Tests.Support;

/// <summary>
/// Tools of ../shared/tools/ipfs-interop, copied to artifacts/ and installed there once, which takes minutes: only under <c>./test --interop</c>.
/// </summary>
internal static class InteropFolder
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>The folder where a tool is installed; skips the test where it cannot be.</summary>
    /// <param name="name">The tool's folder.</param>
    /// <param name="options">For npm.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<string> InstallAsync(string name, string[] options, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("TEARSHEET_INTEROP") is not null, "takes minutes to install: runs under ./test --interop");
        var repository = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(repository, "Tearsheet.slnx")))
        {
            repository = Path.GetDirectoryName(repository) ?? throw new InvalidOperationException("the tests do not run in the repository");
        }

        var source = Path.Combine(repository, "..", "shared", "tools", "ipfs-interop", name);
        Assert.SkipUnless(Directory.Exists(source), $"needs ../shared/tools/ipfs-interop/{name}");
        var folder = Path.Combine(repository, "artifacts", name);
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

                using var npm = Start("npm", folder, ["install", .. options, "--no-audit", "--no-fund"]);
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

    /// <summary>Starts a program there; skips the test where it is missing.</summary>
    public static Process Start(string program, string folder, string[] arguments)
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
