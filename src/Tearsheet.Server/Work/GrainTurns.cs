using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Work;

/// <summary>The lines that the hosts' grains keep.</summary>
/// <param name="grains">Answers when the silo is up; until then everybody waits.</param>
internal sealed class GrainTurns(Func<Task<IGrainFactory>> grains) : IHostTurns
{
    public async Task<IHostTurn> EnterAsync(string host, CancellationToken cancellationToken)
    {
        var grain = (await grains().WaitAsync(cancellationToken)).GetGrain<IHostGrain>(host);
        var visit = Guid.NewGuid();
        try
        {
            await grain.EnterAsync(visit).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await grain.LeaveAsync(visit, TimeSpan.Zero);
            throw;
        }

        return new Turn(grain, visit);
    }

    private sealed class Turn(IHostGrain grain, Guid visit) : IHostTurn
    {
        public async ValueTask LeaveAsync(TimeSpan pause) => await grain.LeaveAsync(visit, pause);
    }
}
