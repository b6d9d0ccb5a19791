using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Bench;

/// <summary>The archive apart from reading: filing links, finding them, lists, many small blocks, the index made anew.</summary>
internal static class ArchiveSpeed
{
    private const int Links = 3000;
    private const int SmallBlocks = 50_000;

    public static async Task<int> RunAsync()
    {
        var root = Directory.CreateTempSubdirectory("tearsheet-bench-");
        var folder = Path.Combine(root.FullName, "data");
        var options = new ArchiveOptions();
        try
        {
            using var key = SigningKey.FromSeed(SHA256.HashData("bench"u8));
            using (var archive = Opened(Archive.Create(folder, key, new SiteSettings { Title = "Bench" }, options)))
            {
                await FileAsync(archive);
                Find(archive);
                await PutAsync(archive);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"index.db: {new FileInfo(Path.Combine(folder, "index.db")).Length / 1048576.0:F1} MiB, packs: {archive.Status().PackBytes / 1048576.0:F1} MiB, blocks: {archive.Status().Blocks}"));
            }

            var watch = Lap.Start();
            using (var archive = Opened(await Archive.ReindexAsync(folder, options, _ => { }, CancellationToken.None)))
            {
                Say("reindex", watch, archive.LastSeq, "entries");
            }

            watch = Lap.Start();
            var report = await Archive.VerifyAsync(folder, _ => { }, CancellationToken.None);
            Say("verify", watch, report.Bytes / 1048576, "MiB");
            return report.Sound ? 0 : 1;
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static async Task FileAsync(Archive archive)
    {
        var pages = Enumerable.Range(0, Links).Select(Page).ToArray();
        var watch = Lap.Start();
        await Parallel.ForEachAsync(
            pages, new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (page, token) => await archive.FileAsync(page, token));
        Say("file, 32 at a time", watch, Links, "links");

        watch = Lap.Start();
        for (var i = 0; i < 50; i++)
        {
            await archive.FileAsync(Page(Links + i), CancellationToken.None);
        }

        Say("file, one after another", watch, 50, "links");
    }

    private static void Find(Archive archive)
    {
        var ids = archive.Links(new LinkQuery { Limit = Links }).Select(link => link.Id).ToArray();
        for (var round = 0; round < 3; round++)
        {
            var watch = Lap.Start();
            foreach (var id in ids)
            {
                _ = archive.FindLink(id);
            }

            Say("find a link", watch, ids.Length, "links");
            watch = Lap.Start();
            for (var i = 0; i < 200; i++)
            {
                _ = archive.Slots(ListKey.All, i * 10, 50);
            }

            Say("50 slots", watch, 200, "windows");
        }
    }

    private static async Task PutAsync(Archive archive)
    {
        var blocks = Enumerable.Range(0, SmallBlocks).Select(number =>
        {
            var bytes = Bytes(900, number);
            return new Block(Cid.ForBlock(Multicodec.Raw, bytes), bytes);
        }).ToArray();
        foreach (var what in new[] { "put 50,000 small blocks", "put them again" })
        {
            var watch = Lap.Start();
            foreach (var block in blocks)
            {
                archive.Sink.Put(block);
            }

            Say(what, watch, SmallBlocks, "blocks");
            watch = Lap.Start();
            await archive.FlushAsync(CancellationToken.None);
            Say("  then commit", watch, SmallBlocks, "blocks");
        }
    }

    private static LinkFiling Page(int number)
    {
        _ = LinkAddress.TryParse(string.Create(CultureInfo.InvariantCulture, $"https://host{number % 40}.example/{number}"), out var address);
        Exchange[] exchanges = [Exchange(address!, 30_000, number), Exchange(address!, 40_000, number + 1_000_000)];
        var article = new Article
        {
            EngineVersion = "bench/1",
            Headline = string.Create(CultureInfo.InvariantCulture, $"Headline number {number}"),
            Kind = ArticleKind.Article,
            Images = [new ArticleImage("https://host.example/image.jpg", "", null, null, 800, 450)],
            LeadImage = 0,
            Body = Sequence.From(Enumerable.Range(0, 30).Select(i => (BodyBlock)new BodyBlock.Paragraph(
                [new Inline.Text(string.Create(CultureInfo.InvariantCulture, $"Paragraph {i} of {number}. ") + new string('x', 300))]))),
        };
        return new LinkFiling(
            address!, string.Create(CultureInfo.InvariantCulture, $"Topic {number % 10}/Part {number % 30}"), null, null, Hold: false,
            new Capture(address!, DateTimeOffset.UnixEpoch.AddSeconds(number), exchanges, 0), article,
            [new Rendition(0, 480, 270, "image/webp", Bytes(20_000, number + 2_000_000), "#808080")]);
    }

    private static Exchange Exchange(LinkAddress address, int length, int seed) => new()
    {
        Provenance = Provenance.Fetched,
        Address = address.Uri,
        Method = "GET",
        Status = 200,
        ResponseHeaders = [new HeaderPair("Content-Type", "text/html")],
        Started = DateTimeOffset.UnixEpoch.AddSeconds(seed),
        Ended = DateTimeOffset.UnixEpoch.AddSeconds(seed),
        Body = Bytes(length, seed),
    };

    private static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static Archive Opened(OpenOutcome outcome) =>
        outcome is OpenOutcome.Opened { Archive: var archive } ? archive : throw new InvalidOperationException(outcome.ToString());

    private static void Say(string what, Lap lap, long count, string unit)
    {
        var (wall, cpu) = lap.Stop();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: {wall.TotalMilliseconds:F0} ms, {count / wall.TotalSeconds:F0} {unit}/s, {wall.TotalMicroseconds / count:F1} us each; cpu {cpu.TotalMicroseconds / count:F1} us each"));
    }

    /// <summary>Wall time, and processor time of this process: on a busy machine only the second says anything.</summary>
    private readonly record struct Lap(long Wall, TimeSpan Cpu)
    {
        public static Lap Start() => new(Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);

        public (TimeSpan Wall, TimeSpan Cpu) Stop() =>
            (Stopwatch.GetElapsedTime(Wall), Process.GetCurrentProcess().TotalProcessorTime - Cpu);
    }
}
