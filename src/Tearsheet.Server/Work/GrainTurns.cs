using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Work;

/// <summary>The lines that the hosts' grains keep.</summary>
/// <param name="grains">Answers when the silo is up; until then everybody waits.</param>
internal sealed class GrainTurns(Func<Task<IGrainFactory>> grains) : IHostTurns
{
    public async Task<IAsyncDisposable> EnterAsync(string host, CancellationToken cancellationToken)
    {
        var grain = (await grains().WaitAsync(cancellationToken)).GetGrain<IHostGrain>(host);
        var visit = Guid.NewGuid();
        try
        {
            await grain.EnterAsync(visit).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await grain.LeaveAsync(visit);
            throw;
        }

        return new Turn(grain, visit);
    }

    private sealed class Turn(IHostGrain grain, Guid visit) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await grain.LeaveAsync(visit);
    }
}
