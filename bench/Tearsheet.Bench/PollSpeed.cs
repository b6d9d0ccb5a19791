using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Fetching;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Work;

namespace Tearsheet.Bench;

/// <summary>
/// 1,000 feeds of 20 entries polled on loopback, all changed and then all unchanged, beside newsboat over the same feeds in the same run. The server
/// is a process of its own, so that its work is nobody's; what is counted is the processor time of who polls.
/// </summary>
internal static class PollSpeed
{
    private const int Feeds = 1000;
    private const int Entries = 20;
    private const int AtOnce = 64;

    /// <summary>Serves the feeds until its input ends: <c>/VERSION/NUMBER.xml</c>, where the version is moved by <c>/turn</c>.</summary>
    public static async Task<int> ServeAsync()
    {
        var version = 1;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, 0));
        await using var app = builder.Build();
        app.MapGet("/turn", () => { version++; return Results.Ok(); });
        app.MapGet("/{number:int}.xml", async (HttpContext context, int number) =>
        {
            var tag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                context.Response.StatusCode = 304;
                return;
            }

            var body = Encoding.UTF8.GetBytes(Document(number, version));
            context.Response.ContentType = "application/rss+xml";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body);
        });
        await app.StartAsync();
        Console.WriteLine(new Uri(app.Urls.First()).Port);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public static async Task<int> RunAsync(int rounds)
    {
        using var farm = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["poll-farm"]) 
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var port = int.Parse((await farm.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        var turn = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/turn");
        var folder = Directory.CreateTempSubdirectory("poll-speed-");
        try
        {
            var ours = new Desk(Path.Combine(folder.FullName, "desk.db"), port);
            var theirs = new Newsboat(folder.FullName, port);
            await ours.PollAsync();
            await theirs.PollAsync();
            for (var round = 0; round < rounds; round++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, turn);
                (await http.SendAsync(request, CancellationToken.None)).Dispose();
                Print("tearsheet, all changed", await ours.PollAsync());
                Print("newsboat, all changed", await theirs.PollAsync());
                Print("tearsheet, none changed", await ours.PollAsync());
                Print("newsboat, none changed", await theirs.PollAsync());
            }

            return 0;
        }
        finally
        {
            farm.StandardInput.Close();
            await farm.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static string Document(int number, int version)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Feed {number}</title><link>https://news{number}.example/</link><description>All of it</description>");
        for (var entry = version; entry < version + Entries; entry++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<item><title>Story {entry} of {number}</title><link>https://news{number}.example/{entry}</link><guid>{number}-{entry}</guid><pubDate>Mon, 06 Jan 2025 10:00:00 GMT</pubDate><description>What happened in the harbour on the morning of day {entry}, told by those who saw it.</description></item>");
        }

        return text.Append("</channel></rss>").ToString();
    }

    private static void Print(string who, (double Cpu, double Wall) used) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{who,-24} {Feeds / used.Cpu,8:0} feeds per CPU s   {Feeds / used.Wall,8:0} feeds/s"));

    private static double Cpu()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>The stage that the feeds' grains call, over a real book, each feed at a loopback address of its own.</summary>
    private sealed class Desk
    {
        private readonly FeedPolls _polls;
        private readonly Skipping _clock = new();
        private readonly List<FollowedFeed> _feeds = [];

        public Desk(string path, int port)
        {
            var book = WorkBook.Open(path, mayWrite: true, out _)!;
            var policy = new FetchPolicy { AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")], BetweenVisits = TimeSpan.Zero };
            var (fetcher, turns) = (new PageFetcher(policy, TimeProvider.System), new HostQueue(TimeSpan.Zero, TimeProvider.System));
            var hubs = new HubSubscriptions(book, fetcher, turns, () => null, _clock, NullLogger.Instance);
            _polls = new FeedPolls(book, fetcher, turns, PollPolicy.Usual, _clock, () => 0, hubs, NullLogger.Instance);
            for (var number = 0; number < Feeds; number++)
            {
                var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.{1 + (number / 200)}.{1 + (number % 200)}:{port}/{number}.xml");
                var feed = new FollowedFeed { Address = address, State = PollRules.Begin(address), AddedAt = _clock.GetUtcNow() };
                _feeds.Add(book.Follow(feed, [], FeedPolls.HostOf(address)));
            }
        }

        public async Task<(double Cpu, double Wall)> PollAsync()
        {
            // Beyond any wait, so that every feed is due.
            _clock.Now += TimeSpan.FromDays(30);
            var (cpu, begun) = (Cpu(), Stopwatch.GetTimestamp());
            await Parallel.ForAsync(0, Feeds, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, stop) =>
                _feeds[number] = (await _polls.PollAsync(_feeds[number].Id, _feeds[number], stop))!);
            var bad = _feeds.FirstOrDefault(feed => feed.State.Problem is not null);
            return bad is null
                ? (Cpu() - cpu, Stopwatch.GetElapsedTime(begun).TotalSeconds)
                : throw new InvalidOperationException(bad.State.Problem!.Message);
        }

        private sealed class Skipping : TimeProvider
        {
            public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

            public override DateTimeOffset GetUtcNow() => Now;
        }
    }

    private sealed class Newsboat
    {
        private readonly string _folder;

        public Newsboat(string folder, int port)
        {
            _folder = folder;
            File.WriteAllLines(Path.Combine(folder, "urls"), Enumerable.Range(0, Feeds).Select(number =>
                string.Create(CultureInfo.InvariantCulture, $"http://127.0.{1 + (number / 200)}.{1 + (number % 200)}:{port}/{number}.xml")));
            File.WriteAllText(Path.Combine(folder, "config"), "reload-threads 2\nprepopulate-query-feeds no\n");
        }

        public async Task<(double Cpu, double Wall)> PollAsync()
        {
            const string Command = "TIMEFORMAT='%U %S %R'; time newsboat -x reload -u \"$0/urls\" -c \"$0/cache.db\" -C \"$0/config\" > /dev/null";
            var start = new ProcessStartInfo("bash", ["-c", Command, _folder]) { RedirectStandardError = true, UseShellExecute = false };
            start.Environment["HOME"] = _folder;
            using var run = Process.Start(start)!;
            var said = await run.StandardError.ReadToEndAsync();
            await run.WaitForExitAsync();
            var times = said.Trim().Split('\n')[^1].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            return run.ExitCode == 0 ? (times[0] + times[1], times[2]) : throw new InvalidOperationException("newsboat: " + said);
        }
    }
}
