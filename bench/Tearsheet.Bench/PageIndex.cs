using System.Text;
using System.Text.Json;

namespace Tearsheet.Bench;

/// <summary>Writes the index with which `tearsheet add ../shared/data/extraction --index FILE` files every saved page.</summary>
internal static class PageIndex
{
    public static async Task<int> WriteAsync(string file)
    {
        if (ExtractionPages.Folder() is not { } folder)
        {
            await Console.Error.WriteLineAsync("needs ../shared/data: not beside this clone");
            return 1;
        }

        var lines = new StringBuilder();
        await foreach (var page in ExtractionPages.ReadAsync(folder))
        {
            lines.AppendLine(JsonSerializer.Serialize(new { file = page.File, url = page.Address, topic = "Sets/" + page.Dataset }));
        }

        await File.WriteAllTextAsync(file, lines.ToString());
        Console.WriteLine($"{folder} has {lines.ToString().Count(c => c == '\n')} pages; now: tearsheet add {folder} --index {file}");
        return 0;
    }
}
