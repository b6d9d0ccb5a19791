using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Tearsheet.Reading.Tests.Articles;

internal sealed record SharedPage(string Id, string? Address, byte[] Bytes);

/// <summary>The real pages of ../shared/data/extraction.</summary>
internal static class SharedPages
{
    public static IEnumerable<SharedPage> All()
    {
        var root = Path.GetDirectoryName(SharedData.File("extraction", "README.md"))!;
        foreach (var dataset in Directory.GetDirectories(root).Order(StringComparer.Ordinal))
        {
            // Python wrote NaN for what a set does not know, which is no JSON.
            var text = Encoding.UTF8.GetString(Inflate(Path.Combine(dataset, "gold.json.gz")));
            using var gold = JsonDocument.Parse(text.Replace(": NaN", ": null", StringComparison.Ordinal));
            foreach (var item in gold.RootElement.EnumerateObject())
            {
                var address = item.Value.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String ? url.GetString() : null;
                yield return new(item.Name, address, Inflate(Path.Combine(dataset, item.Value.GetProperty("file").GetString()!)));
            }
        }
    }

    /// <summary>About <paramref name="count"/> pages, spread over all sets.</summary>
    public static List<SharedPage> Some(int count) => [.. All().Where((_, i) => i % (1_129 / count) == 0)];

    private static byte[] Inflate(string path)
    {
        using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }
}
