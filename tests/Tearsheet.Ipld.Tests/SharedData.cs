using System.Text.Json;

namespace Tearsheet.Ipld.Tests;

/// <summary>The folder ../shared/data, which lies beside the clone, not in it.</summary>
internal static class SharedData
{
    private static readonly string? Root = FindRoot();

    /// <summary>The path of a file under shared/data/ipfs; skips the test when the folder is missing.</summary>
    public static string Ipfs(string relative)
    {
        Assert.SkipWhen(Root is null, "needs ../shared/data: not beside this clone");
        return Path.Combine(Root!, "ipfs", relative);
    }

    public static JsonElement Json(string relative)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Ipfs(relative)));
        return document.RootElement.Clone();
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>Fails with all that went wrong, not only the first.</summary>
    public static void AssertNone(IReadOnlyCollection<string> failures, int tried)
    {
        Assert.True(tried > 0, "nothing was tried");
        Assert.True(failures.Count == 0, $"{failures.Count} of {tried} failed:\n{string.Join('\n', failures.Take(40))}");
    }

    private static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tearsheet.slnx")))
            {
                var data = Path.Combine(folder.FullName, "..", "shared", "data");
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }
}
