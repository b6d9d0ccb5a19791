using System.Diagnostics;
using SharpFuzz;

namespace Tearsheet.Bench;

/// <summary>
/// Gives every decoder bytes that are nearly right: seeds, mutated in process. A run fails when anything is thrown that is not said to be, when it
/// allocates beyond all proportion, or when it takes a second.
/// </summary>
internal static class Fuzz
{
    private const int LongestInput = 64 * 1024;
    private const int LongestSeed = 8 * 1024;
    private const long AllocationFloor = 4 << 20;
    private const int AllocationFactor = 400;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(int runs, int seed, string? only = null)
    {
        var failures = 0;
        foreach (var target in FuzzTarget.All().Where(target => only is null || target.Slug == only))
        {
            failures += await RunOneAsync(target, runs, new Random(seed));
        }

        return failures == 0 ? 0 : 1;
    }

    /// <summary>Writes the seeds, a folder a decoder, for a fuzzer outside.</summary>
    public static async Task<int> WriteSeedsAsync(string folder)
    {
        foreach (var target in FuzzTarget.All())
        {
            var place = Directory.CreateDirectory(Path.Combine(folder, target.Slug)).FullName;
            foreach (var (number, seed) in target.Seeds.Where(seed => seed.Length <= LongestSeed).Index())
            {
                await File.WriteAllBytesAsync(Path.Combine(place, FormattableString.Invariant($"{number:00}")), seed);
            }
        }

        return 0;
    }

    /// <summary>One decoder under AFL, which starts this program with the input on standard input.</summary>
    public static int UnderAfl(string slug)
    {
        FuzzTarget? target = null;
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            if (bytes.Length > LongestInput)
            {
                return;
            }

            // Not before: instrumented code runs only between here and the end of an input.
            target ??= FuzzTarget.All().First(one => one.Slug == slug);
            var input = bytes.ToArray();
            var before = GC.GetAllocatedBytesForCurrentThread();
            target.Decode(input).AsTask().GetAwaiter().GetResult();
            var memory = GC.GetAllocatedBytesForCurrentThread() - before;
            if (IsTooMuch(memory, input))
            {
                throw new InvalidOperationException(FormattableString.Invariant($"{memory} bytes for an input of {input.Length}"));
            }
        });
        return 0;
    }

    private static async Task<int> RunOneAsync(FuzzTarget target, int runs, Random random)
    {
        var (name, seeds) = (target.Name, target.Seeds);
        long read = 0, allocated = 0;
        var slowest = TimeSpan.Zero;
        var begin = Stopwatch.GetTimestamp();
        for (var run = 0; run < runs; run++)
        {
            var input = Mutate(seeds[random.Next(seeds.Count)], seeds, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            try
            {
                read += await target.Decode(input) ? 1 : 0;
            }
            catch (Exception broken) when (broken is not OutOfMemoryException)
            {
                Console.WriteLine($"{name}: {broken.GetType().Name}: {broken.Message}\n{Convert.ToHexStringLower(input)}\n{broken.StackTrace}");
                return 1;
            }

            var took = Stopwatch.GetElapsedTime(start);
            if (took > Slow)
            {
                // On a busy machine a run may have waited: what is slow is slow again.
                start = Stopwatch.GetTimestamp();
                await target.Decode(input);
                took = Stopwatch.GetElapsedTime(start);
            }

            var memory = GC.GetAllocatedBytesForCurrentThread() - before;
            slowest = took > slowest ? took : slowest;
            allocated = Math.Max(allocated, memory);
            if (IsTooMuch(memory, input) || took > Slow)
            {
                Console.WriteLine(FormattableString.Invariant($"{name}: {memory} bytes and {took.TotalMilliseconds:F0} ms for an input of {input.Length} bytes\n{Convert.ToHexStringLower(input)}"));
                return 1;
            }
        }

        Console.WriteLine(FormattableString.Invariant(
            $"| {name} | {seeds.Count} | {runs:N0} | {100.0 * read / runs:F1} % | {allocated / 1024.0:F0} KiB | {slowest.TotalMilliseconds:F0} ms | {Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s |"));
        return 0;
    }

    private static bool IsTooMuch(long memory, byte[] input) => memory > AllocationFloor + (AllocationFactor * (long)input.Length);

    private static byte[] Mutate(byte[] seed, IReadOnlyList<byte[]> seeds, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 9), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0 when length > 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when length > 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 5:
                    // Lengths that promise more than there is.
                    bytes.InsertRange(at, Enumerable.Repeat((byte)0xFF, random.Next(1, 9)));
                    break;
                case 6:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    var other = seeds[random.Next(seeds.Count)];
                    var from = random.Next(other.Length + 1);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, 64), other.Length - from)).ToArray());
                    break;
            }
        }

        return bytes.Count > LongestInput ? [.. bytes.Take(LongestInput)] : [.. bytes];
    }
}
