using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Work;

/// <summary>One feed, by its number. It holds no logic of its own: it sees to it that a feed is asked once at a time, and keeps what is known of it at hand.</summary>
internal interface IFeedGrain : IGrainWithIntegerKey
{
    /// <summary>Asks the feed if it is due.</summary>
    [ResponseTimeout(Grains.Patience)]
    Task PollAsync();

    /// <summary>Forgets what is at hand, because somebody changed what is wanted of the feed.</summary>
    Task ForgetAsync();
}

/// <summary>One host, by its name: the line in which all visits to it stand, on however many machines.</summary>
internal interface IHostGrain : IGrainWithStringKey
{
    /// <summary>Waits for the turn.</summary>
    [ResponseTimeout(Grains.Patience)]
    Task EnterAsync(Guid visit);

    /// <summary>Gives the turn back, or the place in the line.</summary>
    Task LeaveAsync(Guid visit, TimeSpan pause);

    /// <summary>Visits the page that has waited longest, and tells whether another is due.</summary>
    [ResponseTimeout(Grains.Patience)]
    Task<bool> VisitAsync();
}

/// <summary>What grains know of each other.</summary>
internal static class Grains
{
    /// <summary>How long a caller waits for an answer: lines may be long.</summary>
    public const string Patience = "1.00:00:00";
}

/// <inheritdoc cref="IFeedGrain"/>
internal sealed class FeedGrain(FeedPolls polls, WorkStop stop) : Grain, IFeedGrain
{
    private FollowedFeed? _feed;

    // On the pool, for reading a long feed would hold up the other grains of this silo.
    public async Task PollAsync()
    {
        var id = this.GetPrimaryKeyLong();
        _feed = await Task.Run(() => polls.PollAsync(id, _feed, stop.Token), stop.Token);
    }

    public Task ForgetAsync()
    {
        _feed = null;
        return Task.CompletedTask;
    }
}

/// <inheritdoc cref="IHostGrain"/>
/// <remarks>
/// Reentrant, for a visit that the grain itself makes asks it for the turn, and others come into the line meanwhile. A visit has one turn at a
/// time, so that no two can wait for each other.
/// </remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class HostGrain(HostPause pause, PageVisits visits, TimeProvider clock, WorkStop stop) : Grain, IHostGrain, IDisposable
{
    /// <summary>How long a visit may hold the turn before it is taken to be lost with the machine that made it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly HostLine _line = new(pause.Time, clock);
    private readonly Dictionary<Guid, CancellationTokenSource> _waiting = [];
    private Guid _inside;
    private IGrainTimer? _expiry;

    public async Task EnterAsync(Guid visit)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        _waiting.Add(visit, leaving);
        try
        {
            await _line.EnterAsync(leaving.Token);
        }
        finally
        {
            _waiting.Remove(visit);
        }

        _inside = visit;
        _expiry = this.RegisterGrainTimer(lost => LeaveAsync(lost, TimeSpan.Zero), visit, Longest, Timeout.InfiniteTimeSpan);
    }

    public async Task LeaveAsync(Guid visit, TimeSpan pause)
    {
        if (_waiting.TryGetValue(visit, out var leaving))
        {
            await leaving.CancelAsync();
        }
        else if (_inside == visit)
        {
            _inside = Guid.Empty;
            _expiry?.Dispose();
            _line.Leave(pause);
        }
    }

    // On the pool, for reading a long page would hold up the other grains of this silo.
    public Task<bool> VisitAsync()
    {
        var host = this.GetPrimaryKeyString();
        return Task.Run(() => visits.NextAsync(host, stop.Token), stop.Token);
    }

    public void Dispose() => _line.Dispose();
}

/// <summary>The pause between two visits to a host.</summary>
internal sealed record HostPause(TimeSpan Time);

/// <summary>Cancelled when the work is to stop.</summary>
internal sealed record WorkStop(CancellationToken Token);
