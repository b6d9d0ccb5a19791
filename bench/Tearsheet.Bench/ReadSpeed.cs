using System.Diagnostics;
using AngleSharp.Html.Parser;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Bench;

/// <summary>How long reading an article takes, against the parse alone and against SmartReader, over the same pages in turn.</summary>
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
        var parser = new HtmlParser();
        (string Name, Action<ExtractionPage> Read, double Best)[] readers =
        [
            ("parse alone", page => parser.ParseDocument(new MemoryStream(page.Bytes)).Dispose(), double.MaxValue),
            ("tearsheet", page => ArticleReader.Read(page.Bytes, contentTypeHeader: null, page.Address), double.MaxValue),
            ("SmartReader", ReadByPeer, double.MaxValue),
        ];
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < readers.Length; i++)
            {
                readers[i].Best = Math.Min(readers[i].Best, Round(readers[i].Name, readers[i].Read, pages));
            }
        }

        foreach (var (name, _, best) in readers)
        {
            Console.WriteLine($"best of {name}: {best:F2} ms of processor a page, {1000 / best:F0} pages/s on one thread, {best / readers[0].Best:F2} times the parse");
        }

        return 0;
    }

    private static double Round(string name, Action<ExtractionPage> read, List<ExtractionPage> pages)
    {
        GC.Collect();
        var process = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var slowest = (Time: TimeSpan.Zero, Page: "");
        foreach (var page in pages)
        {
            var start = clock.Elapsed;
            read(page);
            if (clock.Elapsed - start > slowest.Time)
            {
                slowest = (clock.Elapsed - start, page.Id);
            }
        }

        var each = clock.Elapsed.TotalMilliseconds / pages.Count;
        var cpu = (Process.GetCurrentProcess().TotalProcessorTime - process).TotalMilliseconds / pages.Count;
        Console.WriteLine(
            $"{name}: {each:F2} ms a page ({cpu:F2} ms of processor), {(GC.GetAllocatedBytesForCurrentThread() - allocated) / 1e6 / pages.Count:F2} MB a page, "
            + $"slowest {slowest.Time.TotalMilliseconds:F0} ms ({slowest.Page})");
        return cpu;
    }

    // Its own way from bytes to text is by the declared encoding only; what it reads is the page as UTF-8.
    private static void ReadByPeer(ExtractionPage page)
    {
        using var reader = new SmartReader.Reader(page.Address ?? "https://page.invalid/", new MemoryStream(page.Bytes));
        reader.GetArticle();
    }
}
