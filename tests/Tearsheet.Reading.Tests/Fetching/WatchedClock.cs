using Microsoft.Extensions.Time.Testing;

namespace Tearsheet.Reading.Tests.Fetching;

/// <summary>A clock that stands still until a test moves it, and tells when somebody begins to wait for it.</summary>
internal sealed class WatchedClock : FakeTimeProvider
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TimeSpan, int> _armed = [];
    private readonly List<(TimeSpan Due, int Times, TaskCompletionSource Reached)> _watchers = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Note(dueTime);
        return timer;
    }

    /// <summary>Completes once a timer was set to go off after <paramref name="due"/> for the given time.</summary>
    public Task ArmedAsync(TimeSpan due, int times = 1)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_armed.GetValueOrDefault(due) >= times)
            {
                reached.SetResult();
            }
            else
            {
                _watchers.Add((due, times, reached));
            }

            return reached.Task;
        }
    }

    private void Note(TimeSpan due)
    {
        lock (_gate)
        {
            _armed[due] = _armed.GetValueOrDefault(due) + 1;
            foreach (var watcher in _watchers.Where(watcher => watcher.Due == due && watcher.Times <= _armed[due]))
            {
                watcher.Reached.TrySetResult();
            }
        }
    }

    private sealed class WatchedTimer(WatchedClock clock, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            clock.Note(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
