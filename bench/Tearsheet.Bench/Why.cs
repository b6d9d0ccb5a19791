using Tearsheet.Reading.Articles;

namespace Tearsheet.Bench;

/// <summary>Prints why a page came out as it did.</summary>
internal static class Why
{
    /// <summary>Prints the witnesses and the blocks of a file, or of the development page whose id contains <paramref name="page"/>.</summary>
    public static async Task<int> RunAsync(string page)
    {
        var (bytes, address) = (File.Exists(page) ? await File.ReadAllBytesAsync(page) : null, (string?)null);
        if (bytes is null && ExtractionPages.Folder() is { } folder)
        {
            await foreach (var one in ExtractionPages.ReadAsync(folder))
            {
                if ((one.Dataset + "/" + one.Id).Contains(page, StringComparison.Ordinal))
                {
                    (bytes, address) = (one.Bytes, one.Address);
                    break;
                }
            }
        }

        if (bytes is null)
        {
            Console.Error.WriteLine($"no file and no page of the sets: {page}");
            return 1;
        }

        var why = new Explanation();
        var article = ArticleReader.Read(bytes, contentTypeHeader: null, address, why: why);
        foreach (var field in why.Fields)
        {
            Console.WriteLine($"{field.Field,-10} {field.Witness}: {field.Value}");
        }

        foreach (var block in why.Blocks)
        {
            Console.WriteLine($"{(block.Kept ? '+' : ' ')} {block.Score,6} {(block.Reason == "model" ? "" : $"[{block.Reason}] ")}{block.Text}");
        }

        Console.WriteLine("---");
        Console.WriteLine(Extract.Text(article));
        return 0;
    }
}
