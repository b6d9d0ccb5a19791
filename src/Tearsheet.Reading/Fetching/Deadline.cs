namespace Tearsheet.Reading.Fetching;

/// <summary>What a fetch is waiting for.</summary>
internal enum FetchPhase
{
    Connecting,
    WaitingForAnswer,
    ReadingBody,
}

/// <summary>The time limits of one fetch: one for the whole, and one for what it is waiting for just now.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly FetchPolicy _policy;
    private readonly CancellationTokenSource _total;
    private readonly CancellationTokenSource _phase;
    private readonly CancellationTokenSource _any;
    private readonly TimeProvider _clock;
    private TimeSpan _left;
    private long _since;
    private FetchPhase _waiting;

    public Deadline(FetchPolicy policy, TimeProvider clock, CancellationToken shutdown)
    {
        _policy = policy;
        _clock = clock;
        _left = policy.TotalTimeout;
        _since = clock.GetTimestamp();
        _total = new CancellationTokenSource(policy.TotalTimeout, clock);
        _phase = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_total.Token, _phase.Token, shutdown);
    }

    /// <summary>Cancelled by either limit, and by a shutdown.</summary>
    public CancellationToken Token => _any.Token;

    /// <summary>True once a limit was reached, whether or not there is a shutdown too.</summary>
    public bool Passed => _total.IsCancellationRequested || _phase.IsCancellationRequested;

    /// <summary>Begins to wait for something, or again for the same.</summary>
    public void Await(FetchPhase phase)
    {
        _waiting = phase;
        _phase.CancelAfter(phase switch
        {
            FetchPhase.Connecting => _policy.ConnectTimeout,
            FetchPhase.WaitingForAnswer => _policy.ResponseTimeout,
            _ => _policy.IdleTimeout,
        });
    }

    /// <summary>Waits for something that is nobody's fault, such as a place in a line: no limit runs from before it begins.</summary>
    public async Task ExceptAsync(Func<Task> wait)
    {
        _left -= _clock.GetElapsedTime(_since);
        _phase.CancelAfter(Timeout.InfiniteTimeSpan);
        _total.CancelAfter(Timeout.InfiniteTimeSpan);
        await wait();
        _since = _clock.GetTimestamp();
        _total.CancelAfter(_left > TimeSpan.Zero ? _left : TimeSpan.Zero);
    }

    /// <summary>What took too long, as the end of a sentence that begins with the host.</summary>
    public string Describe() => _total.IsCancellationRequested && !_phase.IsCancellationRequested
        ? $"took longer than {Seconds(_policy.TotalTimeout)} in all"
        : _waiting switch
        {
            FetchPhase.Connecting => $"did not accept a connection within {Seconds(_policy.ConnectTimeout)}",
            FetchPhase.WaitingForAnswer => $"did not answer within {Seconds(_policy.ResponseTimeout)}",
            _ => $"sent nothing more for {Seconds(_policy.IdleTimeout)}",
        };

    public void Dispose()
    {
        _any.Dispose();
        _phase.Dispose();
        _total.Dispose();
    }

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");
}
