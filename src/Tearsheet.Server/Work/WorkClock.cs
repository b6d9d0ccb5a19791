using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tearsheet.Server.Work;

/// <summary>
/// The work loop: looks at what is due and sends each feed and each host to work, once at a time. It holds nothing that the book
/// does not hold, so a process that was killed goes on where it stopped.
/// </summary>
/// <param name="book">What is to be done.</param>
/// <param name="enroll">Puts what has come up since the last look into the book.</param>
/// <param name="poll">Asks a feed.</param>
/// <param name="visit">Visits one page at a host and tells whether another is due there.</param>
/// <param name="clock">Tells what is due.</param>
/// <param name="logger">Told of what failed.</param>
internal sealed class WorkClock(
    WorkBook book, Action enroll, Func<long, Task> poll, Func<string, Task<bool>> visit, TimeProvider clock, ILogger logger) : IDisposable
{
    /// <summary>The longest wait before the book is looked at again, and the wait after something failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>New work is looked for this often at most, however often somebody says that there is some.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _woken = new(0, 1);

    /// <summary>Says that there may be something to do.</summary>
    public void Wake()
    {
        lock (_woken)
        {
            if (_woken.CurrentCount == 0)
            {
                _woken.Release();
            }
        }
    }

    /// <summary>Runs until it is cancelled; then what is under way is seen to its end, which is near for whoever hears the cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await WaitAsync(StartDue(cancellationToken), cancellationToken);
        }

        await Task.WhenAll(_running.Values);
    }

    public void Dispose() => _woken.Dispose();

    /// <summary>Sends everybody to work for whom there is some.</summary>
    /// <returns>How long nothing more will be due.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The work loop: a full disk may have room again in a minute.")]
    private TimeSpan StartDue(CancellationToken cancellationToken)
    {
        try
        {
            enroll();
            var now = clock.GetUtcNow();
            var due = book.Due(now);
            foreach (var feed in due.Feeds)
            {
                Start(feed.ToString(CultureInfo.InvariantCulture), () => poll(feed), cancellationToken);
            }

            foreach (var host in due.Hosts)
            {
                Start(host, () => VisitAllAsync(host, cancellationToken), cancellationToken);
            }

            var next = due.Next is { } time && time - now < Patience ? time - now : Patience;
            return next < Breath ? Breath : next;
        }
        catch (Exception fault)
        {
            logger.WorkFailed(fault, "what is due");
            return Patience;
        }
    }

    private async Task VisitAllAsync(string host, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && await visit(host))
        {
        }
    }

    private void Start(string key, Func<Task> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_running.TryAdd(key, done.Task))
        {
            _ = RunOneAsync(key, work, done, cancellationToken);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The work loop: whatever fails is logged, and the others go on.")]
    private async Task RunOneAsync(string key, Func<Task> work, TaskCompletionSource done, CancellationToken cancellationToken)
    {
        // The loop goes on to the next at once.
        await Task.Yield();
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The book still holds it.
        }
        catch (Exception fault)
        {
            logger.WorkFailed(fault, key);
            await DelayAsync(Patience, cancellationToken);
        }

        _running.TryRemove(key, out _);
        Wake();
        done.SetResult();
    }

    private async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        // A breath first, in which others may say the same; then until somebody says something, or something is due.
        if (await DelayAsync(Breath, cancellationToken) && time > Breath)
        {
            using var timer = new CancellationTokenSource(time - Breath, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            try
            {
                await _woken.WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                // Something is due, or it is time to stop.
            }
        }
    }

    private async Task<bool> DelayAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(time, clock, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
