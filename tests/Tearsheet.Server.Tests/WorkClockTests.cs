using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Tests;

/// <summary>The work loop goes on, whatever fails.</summary>
public sealed class WorkClockTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ts-clock-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
    private readonly Channel<string> _visited = Channel.CreateUnbounded<string>();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_look_at_the_book_that_fails_is_tried_again()
    {
        var looks = 0;
        await RunAsync(
            () => looks++ == 0 ? throw new IOException("the disk is full") : true,
            async (book, host) => await DoneAsync(book, host),
            async () => Assert.Equal("a.example", await NextAsync()));
    }

    [Fact]
    public async Task A_visit_that_fails_is_tried_again_and_the_other_hosts_go_on()
    {
        var failures = 0;
        await RunAsync(
            () => true,
            async (book, host) => host == "a.example" && failures++ == 0 ? throw new IOException("the disk is full") : await DoneAsync(book, host),
            async () => Assert.Equal(["b.example", "a.example"], new[] { await NextAsync(), await NextAsync() }),
            "a.example",
            "b.example");
    }

    private async Task RunAsync(Func<bool> enroll, Func<WorkBook, string, Task<bool>> visit, Func<Task> test, params string[] hosts)
    {
        using var book = WorkBook.Open(Path.Combine(_root, "desk.db"), mayWrite: true, out _)!;
        foreach (var host in hosts.DefaultIfEmpty("a.example"))
        {
            book.Add(new WorkItem { Kind = WorkKind.Fetch, Key = host, Host = host, Address = $"https://{host}/", Due = _clock.GetUtcNow(), Since = _clock.GetUtcNow() });
        }

        using var work = new WorkClock(book, () => enroll(), _ => Task.CompletedTask, host => visit(book, host), _clock, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = work.RunAsync(stop.Token);
        await test();
        await stop.CancelAsync();
        _clock.Advance(TimeSpan.FromMinutes(2));
        await running;
    }

    private async Task<bool> DoneAsync(WorkBook book, string host)
    {
        book.Done(book.NextAt(host, _clock.GetUtcNow())!);
        await _visited.Writer.WriteAsync(host);
        return false;
    }

    /// <summary>Lets time pass until a host was visited.</summary>
    private async Task<string> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Support.Tool.Deadline);
        string? host;
        while (!_visited.Reader.TryRead(out host))
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, deadline.Token);
        }

        return host;
    }
}
