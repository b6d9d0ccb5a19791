using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Tearsheet.Reading.Feeds;

namespace Tearsheet.Bench;

/// <summary>Entries of feeds a second of processor time, beside feedsmith and feedparser over the same files in the same run.</summary>
/// <remarks>
/// Only files that all three read are timed. Files are in memory before the clock starts; feedsmith is handed decoded text, the other two bytes. Each reads all files
/// for three seconds first, and is then timed for whole rounds until at least four have passed.
/// </remarks>
internal static class FeedSpeed
{
    private const int WarmSeconds = 3;
    private const int TimedSeconds = 4;

    private const string Smith = """
        import fs from 'node:fs'
        import { parseFeed } from 'feedsmith'
        const [list, mode, warm, timed] = process.argv.slice(1)
        const files = JSON.parse(fs.readFileSync(list, 'utf8')).map(path => [path, fs.readFileSync(path, 'utf8')])
        const read = text => { const { feed } = parseFeed(text); return (feed.items ?? feed.entries ?? []).length }
        if (mode === 'which') {
          console.log(JSON.stringify(files.filter(([, text]) => { try { read(text); return true } catch { return false } }).map(([path]) => path)))
        } else {
          const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6 }
          const round = () => { let entries = 0; for (const [, text] of files) entries += read(text); return entries }
          const from = cpu(); do round(); while (cpu() - from < +warm)
          const start = cpu(); let entries = 0
          do entries += round(); while (cpu() - start < +timed)
          console.log(JSON.stringify([entries, cpu() - start]))
        }
        """;

    private const string Parser = """
        import json, sys, time, warnings
        warnings.simplefilter('ignore')
        import feedparser
        files = []
        for path in json.load(open(sys.argv[1])):
            with open(path, 'rb') as file:
                files.append((path, file.read()))
        def read(data):
            return len(feedparser.parse(data).entries)
        if sys.argv[2] == 'which':
            good = []
            for path, data in files:
                try:
                    read(data)
                    good.append(path)
                except Exception:
                    pass
            print(json.dumps(good))
        else:
            start = time.process_time()
            entries = 0
            while True:
                for _, data in files:
                    entries += read(data)
                if time.process_time() - start >= float(sys.argv[4]):
                    break
            print(json.dumps([entries, time.process_time() - start]))
        """;

    /// <summary>Runs all three.</summary>
    /// <param name="peers">The folder in whose node_modules feedsmith is.</param>
    /// <param name="rounds">How often each is timed.</param>
    public static async Task<int> RunAsync(string peers, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("feed-speed-");
        try
        {
            var list = Path.Combine(folder.FullName, "files.json");
            var files = Files(folder.FullName);
            await File.WriteAllTextAsync(list, JsonSerializer.Serialize(files));
            foreach (var which in new[] { await AskAsync("node", peers, Smith, list, "which"), await AskAsync("python3", peers, Parser, list, "which") })
            {
                files = [.. files.Intersect(JsonSerializer.Deserialize<string[]>(which)!, StringComparer.Ordinal)];
            }

            await File.WriteAllTextAsync(list, JsonSerializer.Serialize(files));
            var bytes = files.Select(File.ReadAllBytes).ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Length} files that all three read, {bytes.Sum(file => (long)file.Length) / 1e6:0.0} MB"));
            for (var round = 0; round < rounds; round++)
            {
                Print("tearsheet", Ours(bytes));
                Print("feedsmith", JsonSerializer.Deserialize<double[]>(await AskAsync("node", peers, Smith, list, "time"))!);
                Print("feedparser", JsonSerializer.Deserialize<double[]>(await AskAsync("python3", peers, Parser, list, "time"))!);
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double[] Ours(byte[][] files)
    {
        var from = Cpu();
        do
        {
            _ = Round(files);
        }
        while (Cpu() - from < WarmSeconds);

        var start = Cpu();
        double entries = 0;
        do
        {
            entries += Round(files);
        }
        while (Cpu() - start < TimedSeconds);

        return [entries, Cpu() - start];
    }

    private static int Round(byte[][] files)
    {
        var entries = 0;
        foreach (var file in files)
        {
            entries += FeedReader.Read(file, contentType: null, address: null) is FeedOutcome.Read { Feed: var feed } ? feed.Entries.Count : 0;
        }

        return entries;
    }

    private static string[] Files(string folder)
    {
        var shared = Path.Combine(SharedFeeds(), "cases.jsonl");
        var found = new List<string>();
        foreach (var line in File.ReadLines(shared).Select(line => JsonDocument.Parse(line).RootElement))
        {
            if (line.TryGetProperty("attack", out _) || line.TryGetProperty("headers", out _))
            {
                continue;
            }

            var path = Path.Combine(SharedFeeds(), line.GetProperty("file").GetString()!);
            if (path.EndsWith(".gz", StringComparison.Ordinal))
            {
                var plain = Path.Combine(folder, Path.GetFileNameWithoutExtension(path));
                using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
                using var target = File.Create(plain);
                gzip.CopyTo(target);
                path = plain;
            }

            var bytes = File.ReadAllBytes(path);
            if (FeedReader.Read(bytes, contentType: null, address: null) is FeedOutcome.Read { Feed.Entries.Count: > 0 })
            {
                found.Add(path);
            }
        }

        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static string SharedFeeds()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tearsheet.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.Parent?.FullName ?? "", "shared", "data", "feeds");
    }

    private static async Task<string> AskAsync(string program, string folder, string script, string list, string mode)
    {
        string[] times = [WarmSeconds.ToString(CultureInfo.InvariantCulture), TimedSeconds.ToString(CultureInfo.InvariantCulture)];
        string[] how = program == "node" ? ["--input-type=module", "-e", script] : ["-c", script];
        using var process = Process.Start(new ProcessStartInfo(program, [.. how, list, mode, .. times])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} failed; feedsmith must be in {folder}/node_modules, feedparser importable.");
    }

    private static double Cpu() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static void Print(string who, double[] measured) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{who,-12} {measured[0] / measured[1],10:0} entries/s of processor time ({measured[0]:0} in {measured[1]:0.00} s)"));
}
