using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Tearsheet.Bench;

/// <summary>One page of the development set.</summary>
internal sealed record ExtractionPage(string Dataset, string Id, string File, string? Address, byte[] Bytes);

/// <summary>The pages of ../shared/data/extraction.</summary>
internal static class ExtractionPages
{
    /// <summary>The folder beside the repository; null when this clone has none.</summary>
    public static string? Folder()
    {
        for (var up = new DirectoryInfo(AppContext.BaseDirectory); up is not null; up = up.Parent)
        {
            if (File.Exists(Path.Combine(up.FullName, "Tearsheet.slnx")) && up.Parent is { } parent)
            {
                var folder = Path.Combine(parent.FullName, "shared", "data", "extraction");
                return Directory.Exists(folder) ? folder : null;
            }
        }

        return null;
    }

    /// <summary>Every page of every set, in the order of the gold.</summary>
    public static async IAsyncEnumerable<ExtractionPage> ReadAsync(string folder)
    {
        foreach (var dataset in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            // Python wrote NaN for what a set does not know, which is no JSON.
            var text = Encoding.UTF8.GetString(await InflateAsync(Path.Combine(dataset, "gold.json.gz")));
            using var gold = JsonDocument.Parse(text.Replace(": NaN", ": null", StringComparison.Ordinal));
            foreach (var item in gold.RootElement.EnumerateObject())
            {
                var file = Path.Combine(Path.GetFileName(dataset), item.Value.GetProperty("file").GetString()!);
                var bytes = await InflateAsync(Path.Combine(folder, file));
                var address = item.Value.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String
                    ? url.GetString()
                    : null;
                yield return new(Path.GetFileName(dataset), item.Name, file, address, bytes);
            }
        }
    }

    private static async Task<byte[]> InflateAsync(string path)
    {
        await using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        await packed.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
