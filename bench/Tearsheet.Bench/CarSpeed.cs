using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Tearsheet.Gateway;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Bench;

/// <summary>CARs in and out: every block verified against what @ipld/car needs for it, and a DAG over HTTP against a plain copy of the same bytes.</summary>
internal static class CarSpeed
{
    private const int Rounds = 3;

    private const string Peer = """
        import fs from 'node:fs'
        import crypto from 'node:crypto'
        import { CarBlockIterator } from '@ipld/car'
        const start = process.cpuUsage(); let bytes = 0; let blocks = 0
        for await (const block of await CarBlockIterator.fromIterable(fs.createReadStream(process.argv[1], { highWaterMark: 1 << 20 }))) {
          if (!crypto.createHash('sha256').update(block.bytes).digest().equals(Buffer.from(block.cid.multihash.digest))) throw new Error('bad block ' + block.cid)
          bytes += block.bytes.length; blocks++
        }
        const used = process.cpuUsage(start)
        console.log([bytes, blocks, (used.user + used.system) / 1e6].join(' '))
        """;

    public static async Task<int> ImportAsync(string file, string interop)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (bytes, blocks, cpu) = await ReadAsync(file);
            Print("tearsheet", bytes, blocks, cpu);
            using var node = Process.Start(new ProcessStartInfo("node", ["--input-type=module", "-e", Peer, Path.GetFullPath(file)])
            {
                WorkingDirectory = interop, RedirectStandardOutput = true, UseShellExecute = false,
            })!;
            var said = (await node.StandardOutput.ReadToEndAsync()).Split(' ');
            await node.WaitForExitAsync();
            Print("@ipld/car", long.Parse(said[0], CultureInfo.InvariantCulture), long.Parse(said[1], CultureInfo.InvariantCulture), double.Parse(said[2], CultureInfo.InvariantCulture));
        }

        return 0;
    }

    public static async Task<int> ExportAsync(string file)
    {
        using var blocks = await FileBlocks.OpenAsync(file);
        var gateway = new BlockGateway(blocks, new GatewayPolicy());
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(context => context.Request.Path == "/copy" ? CopyAsync(context, file) : gateway.ServeAsync(context));
        await app.StartAsync();
        for (var round = 0; round < Rounds + 1; round++)
        {
            await GetAsync("copy", app.Urls.First() + "/copy");
            await GetAsync("export", $"{app.Urls.First()}/ipfs/{blocks.Root}?format=car");
        }

        return 0;
    }

    private static async Task<(long Bytes, long Blocks, double Cpu)> ReadAsync(string file)
    {
        var start = Cpu();
        long bytes = 0, blocks = 0;
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, CancellationToken.None))
        {
            if (part is CarPart.Section section)
            {
                if (!section.Cid.Matches(section.Bytes.Span))
                {
                    throw new InvalidDataException($"bad block {section.Cid}");
                }

                bytes += section.Bytes.Length;
                blocks++;
            }
        }

        return (bytes, blocks, Cpu() - start);
    }

    private static async Task CopyAsync(HttpContext context, string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        await stream.CopyToAsync(context.Response.Body, 64 * 1024, context.RequestAborted);
    }

    private static async Task GetAsync(string name, string address)
    {
        var cpu = Cpu();
        using var curl = Process.Start(new ProcessStartInfo("curl", ["-s", "-o", "/dev/null", "-w", "%{time_total} %{size_download} %{http_code}", address])
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        var said = (await curl.StandardOutput.ReadToEndAsync()).Split(' ');
        await curl.WaitForExitAsync();
        using var self = Process.GetCurrentProcess();
        var used = Cpu() - cpu;
        var megabytes = double.Parse(said[1], CultureInfo.InvariantCulture) / 1e6;
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-7} {said[2]} {megabytes:F0} MB in {said[0]} s, {used:F2} CPU s of the server, {megabytes / used:F0} MB/CPU s; resident {self.WorkingSet64 >> 20} MiB, peak {self.PeakWorkingSet64 >> 20} MiB"));
    }

    private static double Cpu()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    private static void Print(string name, long bytes, long blocks, double cpu) => Console.WriteLine(FormattableString.Invariant(
        $"{name,-10} {blocks} blocks, {bytes / 1e6:F0} MB, {cpu:F2} CPU s: {bytes / 1e6 / cpu:F0} MB, {blocks / cpu:F0} blocks per CPU s"));

    /// <summary>The blocks of a CAR on disk, by a table in memory.</summary>
    private sealed class FileBlocks(SafeFileHandle file, Dictionary<Cid, (long Offset, int Length)> places, Cid root) : IBlockSource, IDisposable
    {
        public Cid Root => root;

        public static async Task<FileBlocks> OpenAsync(string path)
        {
            var places = new Dictionary<Cid, (long, int)>();
            Cid root = default;
            await using var stream = File.OpenRead(path);
            await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, CancellationToken.None))
            {
                switch (part)
                {
                    case CarPart.Header header:
                        root = header.Roots[0];
                        break;
                    case CarPart.Section section:
                        places[section.Cid] = (section.BytesOffset, section.Bytes.Length);
                        break;
                    default:
                        throw new InvalidDataException(part.ToString());
                }
            }

            return new FileBlocks(File.OpenHandle(path), places, root);
        }

        public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
            FindAsync(cid, length => new byte[length], cancellationToken);

        public async ValueTask<BlockAnswer> FindAsync(Cid cid, Func<int, Memory<byte>> room, CancellationToken cancellationToken)
        {
            if (!places.TryGetValue(cid, out var place))
            {
                return BlockAnswer.Absent;
            }

            var bytes = room(place.Length);
            await RandomAccess.ReadAsync(file, bytes, place.Offset, cancellationToken);
            return BlockAnswer.Found(bytes);
        }

        public void Dispose() => file.Dispose();
    }
}
