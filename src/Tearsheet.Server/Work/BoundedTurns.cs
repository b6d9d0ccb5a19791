using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Work;

/// <summary>Lets only so many visits be under way at once, whatever the number of hosts, so that memory stays bounded.</summary>
/// <param name="lines">Where the visits stand in line, host by host.</param>
/// <param name="most">Visits at once.</param>
internal sealed class BoundedTurns(IHostTurns lines, int most) : IHostTurns, IDisposable
{
    private readonly SemaphoreSlim _slots = new(most);

    public async Task<IHostTurn> EnterAsync(string host, CancellationToken cancellationToken)
    {
        // First the line, then the slot: whoever stands in a line must not take a slot from those whose turn it is.
        var turn = await lines.EnterAsync(host, cancellationToken);
        try
        {
            await _slots.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await turn.LeaveAsync(TimeSpan.Zero);
            throw;
        }

        return new Turn(turn, _slots);
    }

    public void Dispose() => _slots.Dispose();

    private sealed class Turn(IHostTurn turn, SemaphoreSlim slots) : IHostTurn
    {
        public ValueTask LeaveAsync(TimeSpan pause)
        {
            slots.Release();
            return turn.LeaveAsync(pause);
        }
    }
}
