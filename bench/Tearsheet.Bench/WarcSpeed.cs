using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tearsheet.Reading.Captures.Warc;
using Tearsheet.Server.Packing;

namespace Tearsheet.Bench;

/// <summary>
/// Megabytes of pages a second of processor time, written as WARC and read again with every digest checked: ours at gzip's fast level,
/// beside npm's warcio, and beside what Python's zlib and hashlib alone take for the work that warcio (Python) must do at least.
/// </summary>
/// <remarks>
/// warcio (Python) compresses at level 9 unless told otherwise, makes SHA-1 of block and payload, and reads in pieces of 16 KiB; its own
/// code comes on top, so that the true ratio is larger than the one against the floor. All hold the pages in memory, write to memory, and go through everything before the clock starts.
/// </remarks>
internal static class WarcSpeed
{
    private const long Bytes = 64L << 20;

    private const string Npm = """
        import fs from 'node:fs'; import crypto from 'node:crypto'
        import { WARCRecord, WARCSerializer, WARCParser } from 'warcio'
        const [file, lengths] = process.argv.slice(1); const all = fs.readFileSync(file)
        let at = 0; const pages = JSON.parse(fs.readFileSync(lengths, 'utf8')).map(length => all.subarray(at, at += length))
        const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6 }
        const date = '2026-11-24T12:00:00Z'
        const write = async () => {
          const parts = []
          for (const [number, page] of pages.entries()) {
            const url = 'https://news.example/' + number
            const response = WARCRecord.create({ url, date, type: 'response', statusline: 'HTTP/1.1 200 OK', httpHeaders: { 'Content-Type': 'text/html' } }, (async function* () { yield page })())
            parts.push(await WARCSerializer.serialize(response, { gzip: true }))
            const request = WARCRecord.create({ url, date, type: 'request', statusline: 'GET /' + number + ' HTTP/1.1', httpHeaders: { Host: 'news.example' } }, (async function* () {})())
            parts.push(await WARCSerializer.serialize(request, { gzip: true }))
          }
          return Buffer.concat(parts)
        }
        const read = async warc => {
          let good = 0; const pieces = (async function* () { for (let p = 0; p < warc.length; p += 65536) yield warc.subarray(p, p + 65536) })()
          for await (const record of new WARCParser(pieces)) {
            const payload = await record.readFully(false)
            if (record.warcType === 'response') good += 'sha256:' + crypto.createHash('sha256').update(payload).digest('hex') === record.warcPayloadDigest ? 1 : 0
          }
          if (good !== pages.length) throw new Error(good + ' of ' + pages.length)
        }
        await read(await write())
        let start = cpu(); const warc = await write(); const wrote = cpu() - start
        start = cpu(); await read(warc); console.log(JSON.stringify([wrote, cpu() - start, warc.length]))
        """;

    private const string Floor = """
        import hashlib, json, sys, time, zlib
        data = open(sys.argv[1], 'rb').read()
        pages, at = [], 0
        for length in json.load(open(sys.argv[2])):
            pages.append(data[at:at + length])
            at += length
        head = b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n'
        def write(level):
            out = []
            for page in pages:
                block, payload = hashlib.sha1(head), hashlib.sha1()
                packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
                parts = [packer.compress(head)]
                for at in range(0, len(page), 16384):
                    piece = page[at:at + 16384]
                    block.update(piece)
                    payload.update(piece)
                    parts.append(packer.compress(piece))
                parts.append(packer.flush())
                out.append(b''.join(parts))
            return out
        def read(members):
            for member in members:
                block, payload = hashlib.sha1(), hashlib.sha1()
                unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
                for at in range(0, len(member), 16384):
                    piece = unpacker.decompress(member[at:at + 16384])
                    block.update(piece)
                    payload.update(piece)
        level = int(sys.argv[3])
        read(write(level))
        start = time.process_time()
        out = write(level)
        wrote = time.process_time() - start
        start = time.process_time()
        read(out)
        print(json.dumps([wrote, time.process_time() - start, sum(map(len, out))]))
        """;

    /// <summary>Runs all of them in turn.</summary>
    /// <param name="peers">The folder in whose node_modules warcio is.</param>
    /// <param name="rounds">How often each is timed.</param>
    public static async Task<int> RunAsync(string peers, int rounds)
    {
        if (ExtractionPages.Folder() is not { } data)
        {
            Console.Error.WriteLine("needs ../shared/data/extraction: not beside this clone");
            return 1;
        }

        var pages = new List<byte[]>();
        await foreach (var page in ExtractionPages.ReadAsync(data))
        {
            pages.Add(page.Bytes);
            if (pages.Sum(one => (long)one.Length) > Bytes)
            {
                break;
            }
        }

        var folder = Directory.CreateTempSubdirectory("warc-speed-");
        try
        {
            var (file, lengths) = (Path.Combine(folder.FullName, "pages"), Path.Combine(folder.FullName, "lengths.json"));
            await File.WriteAllBytesAsync(file, [.. pages.SelectMany(page => page)]);
            await File.WriteAllTextAsync(lengths, JsonSerializer.Serialize(pages.Select(page => page.Length)));
            var megabytes = pages.Sum(page => (long)page.Length) / 1e6;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pages.Count} pages, {megabytes:0.0} MB; MB per CPU s"));
            for (var round = 0; round < rounds; round++)
            {
                Places(pages, folder.FullName, megabytes);
                var ours = Print("tearsheet, level 1", megabytes, Ours(pages), null);
                Print("tearsheet, level 9", megabytes, Ours(pages, level: 9), ours);
                Print("python zlib+hashlib alone, level 9", megabytes, await AskAsync("python3", peers, ["-c", Floor, file, lengths, "9"]), ours);
                Print("python zlib+hashlib alone, level 1", megabytes, await AskAsync("python3", peers, ["-c", Floor, file, lengths, "1"]), ours);
                Print("npm warcio, its only level", megabytes, await AskAsync("node", peers, ["--input-type=module", "-e", Npm, file, lengths]), ours);
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double[] Ours(List<byte[]> pages, int level = WarcWriter.FastLevel)
    {
        using var warc = new MemoryStream();
        for (var warm = 0; warm < 3; warm++)
        {
            Write(pages, warc, level);
            Read(pages, warc);
        }


        var start = Cpu();
        Write(pages, warc, level);
        var wrote = Cpu() - start;
        start = Cpu();
        Read(pages, warc);
        return [wrote, Cpu() - start, warc.Length];
    }

    /// <summary>The two passes of an import without what is done with the pages: find the records, and read each page and its request again at its place.</summary>
    private static void Places(List<byte[]> pages, string folder, double megabytes)
    {
        var path = Path.Combine(folder, "places.warc.gz");
        using (var warc = new MemoryStream())
        {
            Write(pages, warc, WarcWriter.FastLevel);
            File.WriteAllBytes(path, warc.ToArray());
        }

        for (var warm = 2; warm >= 0; warm--)
        {
            using var source = WarcSource.OfFile(path, "places");
            var places = new List<RecordPlace>();
            var start = Cpu();
            source.Scan(fault => throw new InvalidOperationException(fault.Message), (place, _, _) => places.Add(place), CancellationToken.None);
            var scanned = Cpu() - start;
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            start = Cpu();
            var good = places.Count(place => source.Read(place, 1 << 30) is not null);
            var read = Cpu() - start;
            if (warm == 0)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"import: scan {megabytes / scanned:0}, read {good} records at their places {megabytes / read:0} MB per CPU s, {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1e3 / good:0} kB allocated a record"));
            }
        }
    }

    private static void Write(List<byte[]> pages, MemoryStream warc, int level)
    {
        warc.SetLength(0);
        using var writer = new WarcWriter(warc, level);
        var date = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        var head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"u8.ToArray();
        for (var number = 0; number < pages.Count; number++)
        {
            var uri = string.Create(CultureInfo.InvariantCulture, $"https://news.example/{number}");
            var response = writer.Write(new WarcDraft
            {
                Type = "response",
                TargetUri = uri,
                Date = date,
                ContentType = "application/http;msgtype=response",
                Head = head,
                Payload = pages[number],
                PayloadDigest = WarcWriter.DigestOf(pages[number]),
            });
            writer.Write(new WarcDraft
            {
                Type = "request",
                TargetUri = uri,
                Date = date,
                ContentType = "application/http;msgtype=request",
                Head = Encoding.ASCII.GetBytes($"GET /{number} HTTP/1.1\r\nHost: news.example\r\n\r\n"),
                Fields = [new("WARC-Concurrent-To", response.Id)],
            });
        }
    }

    private static void Read(List<byte[]> pages, MemoryStream warc)
    {
        warc.Position = 0;
        using var reader = new WarcReader(warc, fault => throw new InvalidOperationException(fault.Message));
        var good = 0;
        while (reader.Next() is { } record)
        {
            var block = reader.ReadBlock();
            good += record.Is("response") && block is { Block: DigestVerdict.Ok, Payload: DigestVerdict.Ok, IsSound: true } ? 1 : 0;
        }

        if (good != pages.Count)
        {
            throw new InvalidOperationException($"{good} of {pages.Count} pages came back sound.");
        }
    }

    private static double Cpu()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    private static (double Write, double Read, double Both) Print(string who, double megabytes, double[] took, (double Write, double Read, double Both)? ours)
    {
        var (write, read, both) = (megabytes / took[0], megabytes / took[1], megabytes / (took[0] + took[1]));
        var ratio = ours is { } us ? $"   ours is {us.Write / write:0.0}, {us.Read / read:0.0}, {us.Both / both:0.0} times" : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{who,-36} write {write,6:0.0}  read {read,6:0.0}  both {both,6:0.0}  ({took[2] / 1e6:0.0} MB){ratio}"));
        return (write, read, both);
    }

    private static async Task<double[]> AskAsync(string program, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<double[]>(output)!
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}
