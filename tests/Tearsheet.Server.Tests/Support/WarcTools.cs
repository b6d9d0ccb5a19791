namespace Tearsheet.Server.Tests.Support;

/// <summary>check-warc.mjs and replay-check.mjs of ../shared/tools, copied to artifacts/warc-tools with the npm packages that they ask for.</summary>
internal static class WarcTools
{
    // npm's warcio goes round for ever in a record that reaches over the end of its file: whatever hangs is ended.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>The folder where they are installed; skips the test where they cannot be.</summary>
    /// <param name="name">The tool's name without its ending.</param>
    /// <param name="packages">With their versions.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<string> InstallAsync(string name, string[] packages, CancellationToken cancellationToken)
    {
        var repository = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(repository, "Tearsheet.slnx")))
        {
            repository = Path.GetDirectoryName(repository) ?? throw new InvalidOperationException("the tests do not run in the repository");
        }

        var source = Path.Combine(repository, "..", "shared", "tools");
        Assert.SkipUnless(File.Exists(Path.Combine(source, name + ".mjs")), $"needs ../shared/tools/{name}.mjs: not beside this clone");
        var folder = Path.Combine(repository, "artifacts", name);
        var marker = Path.Combine(folder, "installed");
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".mjs"), await File.ReadAllBytesAsync(Path.Combine(source, name + ".mjs"), cancellationToken), cancellationToken);
            if (!File.Exists(marker))
            {
                await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{\"private\":true}", cancellationToken);
                var (code, _, error) = await RunAsync("npm", folder, ["install", "--no-audit", "--no-fund", .. packages], cancellationToken);
                Assert.SkipUnless(code == 0, "needs the npm registry: npm install failed: " + error.Trim().Split('\n')[^1]);
                await File.WriteAllTextAsync(marker, "", cancellationToken);
            }

            return folder;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    /// <summary>Runs a program to its end, and ends it when that takes too long.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string program, string folder, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = InteropFolder.Start(program, folder, arguments);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Longest);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return (process.ExitCode, await output, await error);
    }
}
