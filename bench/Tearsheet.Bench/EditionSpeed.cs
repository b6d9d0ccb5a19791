using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Keys;
using Tearsheet.Publishing;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Bench;

/// <summary>An edition of 10,000 links from nothing, and the next one after one more link.</summary>
internal static class EditionSpeed
{
    private const int Links = 10_000;
    private const int More = 30;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tearsheet-bench-").FullName;
        try
        {
            var clock = new FiledClock();
            using var key = SigningKey.FromSeed(SHA256.HashData("bench"u8));
            var opened = Archive.Create(
                Path.Combine(folder, "data"),
                key,
                new SiteSettings { Title = "The Bench", Address = "https://bench.example/" },
                new ArchiveOptions { Clock = clock });
            using var archive = ((OpenOutcome.Opened)opened).Archive;
            for (var at = 0; at < Links; at += 100)
            {
                await Task.WhenAll(Enumerable.Range(at, 100).Select(number => archive.FileAsync(Page(number), CancellationToken.None)));
                clock.Now = clock.Now.AddHours(24);
            }

            var builder = new EditionBuilder(archive, key);

            // Once into memory, so that neither the first compilation nor the disk is what is measured.
            await builder.BuildAsync(new Nothing(), fromNothing: true, CancellationToken.None);
            var watch = Stopwatch.StartNew();
            var processor = Process.GetCurrentProcess().TotalProcessorTime;
            await builder.BuildAsync(new Nothing(), fromNothing: true, CancellationToken.None);
            Say("from nothing, blocks counted only", watch, processor, archive);

            watch.Restart();
            processor = Process.GetCurrentProcess().TotalProcessorTime;
            var first = ((EditionOutcome.Built)await builder.BuildAsync(archive.Sink, fromNothing: true, CancellationToken.None)).Edition;
            Say("from nothing, into the archive", watch, processor, archive);
            watch.Restart();
            await archive.RecordEditionAsync(first, CancellationToken.None);
            Console.WriteLine(Line($"recorded in {watch.Elapsed.TotalMilliseconds:F0} ms"));

            var builds = new List<double>();
            var records = new List<double>();
            var blocks = new List<long>();
            for (var number = Links; number < Links + More; number++)
            {
                await archive.FileAsync(Page(number), CancellationToken.None);
                var counted = new Nothing();
                await builder.BuildAsync(counted, fromNothing: false, CancellationToken.None);
                var before = archive.Status().Blocks;
                watch.Restart();
                var next = ((EditionOutcome.Built)await builder.BuildAsync(archive.Sink, fromNothing: false, CancellationToken.None)).Edition;
                builds.Add(watch.Elapsed.TotalMilliseconds);
                watch.Restart();
                await archive.RecordEditionAsync(next, CancellationToken.None);
                records.Add(watch.Elapsed.TotalMilliseconds);
                blocks.Add(archive.Status().Blocks - before);
            }

            builds.Sort();
            records.Sort();
            Console.WriteLine(Line($"one more link: built in {builds[More / 2]:F1} ms (worst {builds[^1]:F1}), recorded in {records[More / 2]:F1} ms, {blocks.Max()} blocks at most"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Say(string what, Stopwatch watch, TimeSpan processor, Archive archive)
    {
        var pages = Links;
        foreach (var list in archive.Lists())
        {
            var slots = archive.SlotCount(list);
            pages += 1 + (slots < 50 ? 0 : (int)(slots / 50) + 1);
        }

        var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
        Console.WriteLine(Line(
            $"{what}: {pages} pages in {watch.Elapsed.TotalSeconds:F2} s, {pages / watch.Elapsed.TotalSeconds:F0} pages/s, {used.TotalSeconds:F2} s of processor"));
    }

    private static string Line(FormattableString text) => FormattableString.Invariant(text);

    internal static LinkFiling Page(int number)
    {
        var name = number.ToString(CultureInfo.InvariantCulture);
        LinkAddress.TryParse($"https://paper{number % 200}.example/{name}", out var address);
        var body = Encoding.UTF8.GetBytes("<html>" + name);
        var headline = $"Headline number {name} of the day, long enough to look like one that a newspaper would print over six columns";
        var article = new Article
        {
            EngineVersion = "bench/1",
            Headline = headline,
            Standfirst = "What the story says in two sentences, number " + name + ". This is the second of them.",
            Authors = ["Ann Lee"],
            Published = ArticleDate.OfDay(new DateOnly(2026, 11, 24)),
            Kind = ArticleKind.Article,
            SiteName = "Paper " + (number % 200).ToString(CultureInfo.InvariantCulture),
            Language = "en",
            Images = [new ArticleImage("https://pictures.example/" + name, "A picture", null, "Agency", 1600, 900)],
            LeadImage = 0,
            Body = [.. Enumerable.Range(0, 20).Select(part => (BodyBlock)new BodyBlock.Paragraph(
                [new Inline.Text(string.Join(' ', Enumerable.Repeat("words of paragraph " + part.ToString(CultureInfo.InvariantCulture), 12)))]))],
        };
        var picture = new byte[12_000];
        new Random(number).NextBytes(picture);
        return new LinkFiling(
            address!,
            $"Topic {number % 13}/Below {number % 130}",
            null,
            null,
            Hold: false,
            new Capture(address!, DateTimeOffset.UnixEpoch, [Exchange(address!.Uri!, body)], 0),
            article,
            [new Rendition(0, 480, 270, "image/webp", picture, "#808080")]);
    }

    private static Exchange Exchange(Uri address, byte[] body) => new()
    {
        Provenance = Provenance.Fetched,
        Address = address,
        Method = "GET",
        Status = 200,
        Started = DateTimeOffset.UnixEpoch,
        Ended = DateTimeOffset.UnixEpoch,
        Body = body,
    };

    /// <summary>A clock that stands until it is moved.</summary>
    private sealed class FiledClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Nothing : IBlockSink
    {
        public void Put(in Block block)
        {
        }
    }
}
