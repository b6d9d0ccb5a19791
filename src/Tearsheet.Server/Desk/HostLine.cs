namespace Tearsheet.Server.Desk;

/// <summary>The line before one host: one visit at a time in the order of asking, and a pause after each.</summary>
/// <param name="pause">Between the end of a visit and the beginning of the next.</param>
/// <param name="clock">Measures the pauses.</param>
internal sealed class HostLine(TimeSpan pause, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private long _free;

    /// <summary>When the pause after the last visit ends, or what the host asked for.</summary>
    public DateTimeOffset Free => new(Volatile.Read(ref _free), TimeSpan.Zero);

    /// <summary>Waits for the turn; <see cref="Leave"/> must follow.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (Free - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>Ends the visit.</summary>
    /// <param name="asked">The pause that the host asks for, where it is longer than the usual one.</param>
    public void Leave(TimeSpan asked)
    {
        Hold(clock.GetUtcNow() + (asked > pause ? asked : pause));
        _turn.Release();
    }

    /// <summary>Lets nobody in before a time, whoever stands in the line.</summary>
    public void Hold(DateTimeOffset until)
    {
        if (until > Free)
        {
            Volatile.Write(ref _free, until.UtcTicks);
        }
    }

    public void Dispose() => _turn.Dispose();
}
