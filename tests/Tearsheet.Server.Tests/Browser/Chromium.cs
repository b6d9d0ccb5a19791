using Microsoft.Playwright;

namespace Tearsheet.Server.Tests.Browser;

/// <summary>The system's own browser; Playwright brings none here.</summary>
internal static class Chromium
{
    public const string Missing = "needs chromium: there is none on the PATH";

    /// <summary>null when there is none.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => System.IO.Path.Combine(folder, "chromium"))
        .FirstOrDefault(File.Exists);

    /// <summary>Nothing that the browser might fetch for itself.</summary>
    public static BrowserTypeLaunchOptions Launch => new()
    {
        ExecutablePath = Path,
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
        ],
    };
}
