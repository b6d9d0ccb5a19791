using System.Diagnostics;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Bench;

/// <summary>How long reading an article takes.</summary>
internal static class ReadSpeed
{
    public static async Task<int> RunAsync(int rounds)
    {
        if (ExtractionPages.Folder() is not { } folder)
        {
            Console.Error.WriteLine("needs ../shared/data/extraction beside this clone");
            return 1;
        }

        var pages = new List<ExtractionPage>();
        await foreach (var page in ExtractionPages.ReadAsync(folder))
        {
            pages.Add(page);
        }

        Console.WriteLine($"{pages.Count} pages, {pages.Sum(page => (long)page.Bytes.Length) / 1e6:F1} MB");
        var best = double.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var process = Process.GetCurrentProcess().UserProcessorTime;
            var clock = Stopwatch.StartNew();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var slowest = (Time: TimeSpan.Zero, Page: "");
            foreach (var page in pages)
            {
                var start = clock.Elapsed;
                ArticleReader.Read(page.Bytes, contentTypeHeader: null, page.Address);
                if (clock.Elapsed - start > slowest.Time)
                {
                    slowest = (clock.Elapsed - start, page.Id);
                }
            }

            var each = clock.Elapsed.TotalMilliseconds / pages.Count;
            var cpu = (Process.GetCurrentProcess().UserProcessorTime - process).TotalMilliseconds / pages.Count;
            best = Math.Min(best, each);
            Console.WriteLine(
                $"round {round + 1}: {each:F2} ms a page ({cpu:F2} ms of processor), "
                + $"{(GC.GetAllocatedBytesForCurrentThread() - allocated) / 1e6 / pages.Count:F2} MB a page, "
                + $"slowest {slowest.Time.TotalMilliseconds:F0} ms ({slowest.Page})");
        }

        Console.WriteLine($"best: {best:F2} ms a page, {1000 / best:F0} pages/s on one thread");
        return 0;
    }
}
