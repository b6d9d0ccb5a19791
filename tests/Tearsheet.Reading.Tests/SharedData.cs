using System.Text.Json;

namespace Tearsheet.Reading.Tests;

/// <summary>The folder of shared test data beside this clone; a test that needs it skips where it is missing.</summary>
internal static class SharedData
{
    public static string File(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Tearsheet.slnx")))
        {
            folder = folder.Parent;
        }

        var file = Path.Combine([folder?.Parent?.FullName ?? "", "shared", "data", .. path]);
        Assert.SkipUnless(System.IO.File.Exists(file), "needs ../shared/data: not beside this clone");
        return file;
    }

    /// <summary>One JSON object for each line of a table.</summary>
    public static IEnumerable<JsonElement> Lines(params string[] path) =>
        System.IO.File.ReadLines(File(path))
            .Where(line => line.Length > 0)
            .Select(line => JsonDocument.Parse(line).RootElement);
}
