using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Tearsheet.Ipld;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Bench;

/// <summary>One gibibyte through the file importer against SHA-256 alone over the same bytes, in the same run.</summary>
internal static class ImportSpeed
{
    private const int Chunk = 1024 * 1024;
    private const int Chunks = 1024;

    public static async Task<int> RunAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), $"tearsheet-bench-{Environment.ProcessId}.bin");
        try
        {
            await WriteInputAsync(path);
            var before = Process.GetCurrentProcess().WorkingSet64;
            foreach (var profile in new[] { ImportProfile.UnixFsV1_2025, ImportProfile.UnixFsV0_2015 })
            {
                for (var round = 0; round < 3; round++)
                {
                    var hash = Hash(path);
                    var nothing = await ImportAsync(profile, path, new NullSink());
                    await using var copy = new FileSink(path + ".copy");
                    var file = await ImportAsync(profile, path, copy);
                    Print($"{profile.Name}: SHA-256 alone {Rate(hash)}");
                    Print($"  import into nothing {Rate(nothing.Wall)}, {hash / nothing.Wall:P0} of it; {Rate(nothing.Cpu)} of CPU");
                    Print($"  import into a file, without fsync, {Rate(file.Wall)}, {hash / file.Wall:P0} of it; {Rate(file.Cpu)} of CPU");
                }
            }

            var peak = Process.GetCurrentProcess().PeakWorkingSet64;
            Print($"resident memory {before / Chunk} MiB before, {peak / Chunk} MiB at its peak");
            return 0;
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".copy");
        }
    }

    private static async Task WriteInputAsync(string path)
    {
        await using var stream = File.Create(path);
        var random = new Random(7);
        var chunk = new byte[Chunk];
        for (var i = 0; i < Chunks; i++)
        {
            random.NextBytes(chunk);
            await stream.WriteAsync(chunk);
        }
    }

    // Only hashing is timed, not reading: one core's raw speed.
    private static double Hash(string path)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var stream = File.OpenRead(path);
        var chunk = new byte[Chunk];
        long ticks = 0;
        for (var i = 0; i < Chunks; i++)
        {
            stream.ReadExactly(chunk);
            var start = Stopwatch.GetTimestamp();
            SHA256.HashData(chunk, digest);
            ticks += Stopwatch.GetTimestamp() - start;
        }

        return (double)ticks / Stopwatch.Frequency;
    }

    private static async Task<(double Wall, double Cpu)> ImportAsync(ImportProfile profile, string path, IBlockSink sink)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        await new FileImporter(profile, sink).ImportAsync(stream, CancellationToken.None);
        var wall = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        return (wall.TotalSeconds, (process.TotalProcessorTime - cpu).TotalSeconds);
    }

    private static string Rate(double seconds) => string.Create(
        CultureInfo.InvariantCulture, $"{seconds:F2} s ({Chunks / seconds:F0} MiB/s)");

    private static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    private sealed class NullSink : IBlockSink
    {
        public void Put(in Block block)
        {
        }
    }

    private sealed class FileSink(string path) : IBlockSink, IAsyncDisposable
    {
        private readonly FileStream _stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);

        public void Put(in Block block) => _stream.Write(block.Bytes.Span);

        public ValueTask DisposeAsync() => _stream.DisposeAsync();
    }
}
