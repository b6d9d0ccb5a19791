using System.Diagnostics;
using System.Text;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Bench;

/// <summary>A site of 10,000 links as a tree: from nothing, and one more link at a time.</summary>
internal static class EditSpeed
{
    private const int Links = 10_000;

    public static async Task<int> RunAsync()
    {
        var blocks = new CountingBlocks();
        var files = new FileImporter(ImportProfile.UnixFsV1_2025, blocks);
        var editor = new TreeEditor(ImportProfile.UnixFsV1_2025, blocks, blocks);
        var pages = Enumerable.Range(0, Links * 4).Select(i => Text(i, 4000)).ToArray();

        var start = Stopwatch.GetTimestamp();
        var changes = new List<TreeChange>();
        for (var i = 0; i < Links; i++)
        {
            var folder = FolderOf(i);
            string[] names = ["index.html", "entry.json", "link.json", "lead-480.webp"];
            changes.AddRange(names.Select((name, n) => TreeChange.Put($"{folder}/{name}", files.Import(pages[(i * 4) + n]))));
        }

        var imported = Stopwatch.GetElapsedTime(start);
        var tree = await editor.ApplyAsync(null, changes, CancellationToken.None);
        var built = Stopwatch.GetElapsedTime(start) - imported;
        Print($"{changes.Count} files of 4 kB imported in {imported.TotalSeconds:F2} s, their tree built in {built.TotalSeconds:F2} s");

        var times = new List<double>();
        var reads = 0;
        var writes = 0;
        for (var i = Links; i < Links + 200; i++)
        {
            var more = OneMoreLink(files, i);
            blocks.Reset();
            start = Stopwatch.GetTimestamp();
            tree = await editor.ApplyAsync(tree, more, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            (reads, writes) = (Math.Max(reads, blocks.Reads), Math.Max(writes, blocks.Writes));
        }

        Print($"one more link: first {times[0]:F2} ms, median {Median(times):F2} ms, at most {reads} reads and {writes} writes");

        times.Clear();
        for (var i = 0; i < 50; i++)
        {
            blocks.Reset();
            start = Stopwatch.GetTimestamp();
            tree = await editor.ApplyAsync(tree, [TreeChange.Remove(FolderOf(i * 100))], CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            reads = blocks.Reads;
        }

        Print($"one link removed: median {Median(times):F2} ms, {reads} reads");
        return 0;
    }

    private static List<TreeChange> OneMoreLink(FileImporter files, int number)
    {
        var folder = FolderOf(number);
        string[] own = ["index.html", "entry.json", "link.json", "lead-480.webp", "excerpt.json"];
        string[] lists = ["all", "topics/korea", "topics/korea-north", "sources/example", "days/2026/11/24"];
        string[] pages = ["index.html", "200/index.html", "201/index.html", "rss.xml", "atom.xml", "feed.json"];
        string[] rest = ["index.html", "sitemap.xml", "sitemaps/2026-11.xml", ".well-known/tearsheet/edition.json"];
        return
        [
            .. own.Select(name => folder + "/" + name)
                .Concat(lists.SelectMany(list => pages.Select(page => list + "/" + page)))
                .Concat(rest)
                .Append(FolderOf(number - 1) + "/index.html")
                .Select(path => TreeChange.Put(path, files.Import(Encoding.UTF8.GetBytes(path + number)))),
        ];
    }

    private static string FolderOf(int number) => FormattableString.Invariant($"links/2026/11/n{number:D7}");

    private static byte[] Text(int number, int length)
    {
        var bytes = new byte[length];
        new Random(number).NextBytes(bytes);
        return bytes;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    private sealed class CountingBlocks : IBlockSource, IBlockSink
    {
        private readonly MemoryBlocks _blocks = new();

        public int Reads { get; private set; }

        public int Writes { get; private set; }

        public void Reset() => (Reads, Writes) = (0, 0);

        public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken)
        {
            Reads++;
            return _blocks.FindAsync(cid, cancellationToken);
        }

        public void Put(in Block block)
        {
            Writes++;
            _blocks.Put(block);
        }
    }
}
