using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Work;

namespace Tearsheet.Bench;

/// <summary>
/// 50,000 links at 200 hosts, queued in a real book and worked through by the real work loop and the real lines, on a clock that is advanced by
/// hand. Only the visit itself is played: it takes from a tenth to half of a second.
/// </summary>
internal static class Politeness
{
    private const int Hosts = 200;
    private const int Links = 50_000;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("politeness-");
        try
        {
            using var book = WorkBook.Open(Path.Combine(folder.FullName, "desk.db"), mayWrite: true, out _)!;
            var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
            var start = clock.GetUtcNow();
            Fill(book, start);
            var site = new PlayedSites(book, clock);
            using var work = new WorkClock(book, () => { }, _ => Task.CompletedTask, site.VisitAsync, clock, NullLogger.Instance);
            using var stop = new CancellationTokenSource();
            var cpu = Cpu();
            var peak = 0L;
            var running = work.RunAsync(stop.Token);
            while (site.Visited < Links)
            {
                clock.Advance(Step);
                await Task.Delay(1);
                using var self = Process.GetCurrentProcess();
                peak = Math.Max(peak, self.WorkingSet64);
            }

            await stop.CancelAsync();
            clock.Advance(TimeSpan.FromMinutes(1));
            await running;
            var took = clock.GetUtcNow() - start;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Links} links at {Hosts} hosts: {took.TotalSeconds:0} s simulated, {Cpu() - cpu:0.0} s of processor time, at most {site.MostAtOneHost} at a host, {site.OutOfOrder} out of order, {site.TooSoon} too soon, hosts done between {site.FirstDone.TotalSeconds:0} and {site.LastDone.TotalSeconds:0} s, {peak / 1e6:0} MB at most"));
            return site is { MostAtOneHost: 1, OutOfOrder: 0, TooSoon: 0 } ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Fill(WorkBook book, DateTimeOffset now)
    {
        // As feeds would bring them: every link of its own host's list, all lists interleaved.
        for (var link = 0; link < Links; link++)
        {
            var host = string.Create(CultureInfo.InvariantCulture, $"host{link % Hosts}.example");
            var address = string.Create(CultureInfo.InvariantCulture, $"https://{host}/{link / Hosts}");
            book.Add(new WorkItem { Kind = WorkKind.Fetch, Key = address, Address = address, Host = host, Due = now, Since = now });
        }
    }

    private static double Cpu()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    private sealed class PlayedSites(WorkBook book, FakeTimeProvider clock)
    {
        private readonly HostQueue _lines = new(TimeSpan.FromSeconds(1), clock);
        private readonly Dictionary<string, (int Next, int Inside, DateTimeOffset Left)> _hosts = [];
        private readonly DateTimeOffset _start = clock.GetUtcNow();
        private int _visited;

        public int Visited => Volatile.Read(ref _visited);

        public int MostAtOneHost { get; private set; }

        public int OutOfOrder { get; private set; }

        public int TooSoon { get; private set; }

        public TimeSpan FirstDone { get; private set; } = TimeSpan.MaxValue;

        public TimeSpan LastDone { get; private set; }

        public async Task<bool> VisitAsync(string host)
        {
            if (book.NextAt(host, clock.GetUtcNow()) is not { } item)
            {
                return false;
            }

            var turn = await _lines.EnterAsync(host, CancellationToken.None);
            var number = int.Parse(item.Address.AsSpan(item.Address.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture);
            Note(host, seen =>
            {
                MostAtOneHost = Math.Max(MostAtOneHost, seen.Inside + 1);
                OutOfOrder += seen.Next == number ? 0 : 1;
                TooSoon += clock.GetUtcNow() - seen.Left < TimeSpan.FromSeconds(1) ? 1 : 0;
                return (number + 1, seen.Inside + 1, seen.Left);
            });
            await Task.Delay(TimeSpan.FromMilliseconds(100 + (number * 37 % 400)), clock);
            Note(host, seen => (seen.Next, seen.Inside - 1, clock.GetUtcNow()));
            await turn.LeaveAsync(TimeSpan.Zero);
            book.Done(item);
            Interlocked.Increment(ref _visited);
            if (!book.IsDueAt(host, clock.GetUtcNow()))
            {
                lock (_hosts)
                {
                    var at = clock.GetUtcNow() - _start;
                    FirstDone = at < FirstDone ? at : FirstDone;
                    LastDone = at > LastDone ? at : LastDone;
                }

                return false;
            }

            return true;
        }

        private void Note(string host, Func<(int Next, int Inside, DateTimeOffset Left), (int Next, int Inside, DateTimeOffset Left)> change)
        {
            lock (_hosts)
            {
                _hosts[host] = change(_hosts.GetValueOrDefault(host));
            }
        }
    }
}
