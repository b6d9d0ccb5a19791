using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Distributing.Gateways;
using Tearsheet.Distributing.Holding;
using Tearsheet.Distributing.Mirroring;
using Tearsheet.Gateway;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Publishing;

namespace Tearsheet.Bench;

/// <summary>An edition of 10,000 links copied from a gateway on this machine, and the next one after one more link.</summary>
internal static class MirrorSpeed
{
    private const int Links = 10_000;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tearsheet-bench-").FullName;
        try
        {
            using var key = SigningKey.FromSeed(SHA256.HashData("bench"u8));
            var opened = Archive.Create(
                Path.Combine(folder, "data"), key, new SiteSettings { Title = "The Bench", Address = "https://bench.example/" }, new ArchiveOptions());
            using var archive = ((OpenOutcome.Opened)opened).Archive;
            for (var at = 0; at < Links; at += 100)
            {
                await Task.WhenAll(Enumerable.Range(at, 100).Select(number => archive.FileAsync(EditionSpeed.Page(number), CancellationToken.None)));
            }

            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            await using var app = builder.Build();
            var gateway = new BlockGateway(archive.PublicBlocks, new GatewayPolicy());
            app.Run(gateway.ServeAsync);
            await app.StartAsync();

            using var http = new HttpMessageInvoker(new SocketsHttpHandler());
            BlockFolder.OpenToWrite(Path.Combine(folder, "copy"), out var copy);
            using (copy)
            {
                var root = await EditionAsync(archive, key);
                await CopyAsync("from nothing", copy!, root);
                await HashAsync(archive, root);
                await archive.FileAsync(EditionSpeed.Page(Links), CancellationToken.None);
                await CopyAsync("after one more link", copy!, await EditionAsync(archive, key));
                await CopyAsync("the same again", copy!, archive.LatestEdition!.Root);
            }

            return 0;

            async Task CopyAsync(string what, BlockFolder into, Cid root)
            {
                var pool = new GatewayPool([new TrustlessGateway(new Uri(app.Urls.First()), http, new GatewayLimits(), TimeProvider.System)], TimeProvider.System, Console.WriteLine);
                var processor = Process.GetCurrentProcess().TotalProcessorTime;
                var watch = Stopwatch.StartNew();
                var copied = await new DagCopy(into, pool, new CopyLimits(), TimeProvider.System).CopyAsync(root, _ => { }, CancellationToken.None);
                var seconds = watch.Elapsed.TotalSeconds;
                var used = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
                var tally = copied.Tally;
                Console.WriteLine(FormattableString.Invariant(
                    $"{what}: {copied.GetType().Name}, {tally.Moved} of {tally.Blocks} blocks moved ({100.0 * tally.Moved / tally.Blocks:F2} %), {tally.MovedBytes / 1e6:F1} MB in {seconds:F2} s, {tally.Moved / seconds:F0} blocks/s; {used:F2} CPU s, the gateway's among them"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Cid> EditionAsync(Archive archive, SigningKey key)
    {
        var built = ((EditionOutcome.Built)await new EditionBuilder(archive, key).BuildAsync(archive.Sink, fromNothing: false, CancellationToken.None)).Edition;
        await archive.RecordEditionAsync(built, CancellationToken.None);
        return built.Root;
    }

    /// <summary>How long it takes to hash every block once and do nothing else: the copy has to, and the gateway does so too.</summary>
    private static async Task HashAsync(Archive archive, Cid root)
    {
        var blocks = new List<(Cid Cid, ReadOnlyMemory<byte> Bytes)>();
        var seen = new HashSet<Cid>();
        await foreach (var cid in new UnixFsReader(archive.PublicBlocks).WalkAsync(root, CancellationToken.None))
        {
            if (seen.Add(cid))
            {
                blocks.Add((cid, (await archive.PublicBlocks.FindAsync(cid, CancellationToken.None)).Bytes));
            }
        }

        var watch = Stopwatch.StartNew();
        var good = blocks.Count(block => block.Cid.Matches(block.Bytes.Span));
        Console.WriteLine(FormattableString.Invariant($"hashing alone: {good} blocks in {watch.Elapsed.TotalSeconds:F2} s"));
    }
}
