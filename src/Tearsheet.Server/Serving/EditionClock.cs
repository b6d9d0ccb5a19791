using System.Diagnostics.CodeAnalysis;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Serving;

/// <summary>
/// The work loop of <c>serve</c>: makes an edition when the log has moved, the first at once, and never two within the time that the
/// settings name (decision 5).
/// </summary>
internal sealed class EditionClock : IDisposable
{
    private readonly LocalDesk _desk;
    private readonly TimeSpan _apart;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _moved = new(1, 1);

    public EditionClock(LocalDesk desk, TimeSpan apart, TimeProvider clock, ILogger logger)
    {
        _desk = desk;
        _apart = apart;
        _clock = clock;
        _logger = logger;
        desk.Changed += Wake;
    }

    /// <summary>Runs until it is cancelled. A failed edition is logged and tried again with the next one.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The semaphore is open at first: what moved while nothing was running is published now.
        while (await WaitAsync(() => _moved.WaitAsync(cancellationToken)))
        {
            await CutAsync(cancellationToken);
            if (!await WaitAsync(() => Task.Delay(_apart, _clock, cancellationToken)))
            {
                return;
            }
        }

        async Task<bool> WaitAsync(Func<Task> wait)
        {
            try
            {
                await wait();
                return true;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    public void Dispose()
    {
        _desk.Changed -= Wake;
        _moved.Dispose();
    }

    private void Wake(object? sender, DeskChange change)
    {
        if (change.Edition is not null)
        {
            return;
        }

        lock (_moved)
        {
            if (_moved.CurrentCount == 0)
            {
                _moved.Release();
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The work loop: whatever fails is logged, and the next edition is tried all the same.")]
    private async Task CutAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _desk.CutEditionAsync(cancellationToken) is DeskAnswer<EditionView>.Refused refused)
            {
                _logger.EditionRefused(refused.Why.Reason, refused.Why.Message);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Shutting down: whatever was put aside for the edition is not part of the log, and the next start makes it anew.
        }
        catch (Exception fault)
        {
            _logger.EditionFailed(fault);
        }
    }
}
