using Tearsheet.Reading.Robots;

namespace Tearsheet.Reading.Fetching;

/// <summary>Remembers the robots.txt of each site for as long as it is good.</summary>
/// <param name="readAsync">Asks a site, given as scheme, host and port, in a visit's turn. It ends by itself and throws only for a shutdown.</param>
/// <param name="clock">Tells what is still good.</param>
internal sealed class RobotsShelf(Func<string, VisitTurn?, CancellationToken, Task<RobotsReading>> readAsync, TimeProvider clock)
{
    /// <summary>Sites that are remembered; the one not asked about for longest goes first.</summary>
    public const int MaxSites = 2000;

    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private long _asked;

    /// <summary>The reading that is remembered, good or not; null when there is none.</summary>
    public RobotsReading? Known(string site)
    {
        lock (_slots)
        {
            return _slots.TryGetValue(site, out var slot) ? slot.Held : null;
        }
    }

    /// <summary>The reading that holds now.</summary>
    /// <param name="site">Scheme, host and port.</param>
    /// <param name="turn">
    /// A turn lets one visit in at a time, and the next one finds what this one read. Whoever has none waits for whoever reads already;
    /// to wait for somebody in a turn could be to wait for oneself.
    /// </param>
    /// <param name="cancellationToken">A shutdown.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async ValueTask<RobotsReading> FindAsync(string site, VisitTurn? turn, CancellationToken cancellationToken)
    {
        Slot? slot;
        Task<RobotsReading>? running = null;
        lock (_slots)
        {
            if (!_slots.TryGetValue(site, out slot))
            {
                MakeRoom();
                _slots.Add(site, slot = new Slot());
            }

            slot.Asked = ++_asked;
            if (slot.Held is { } held && clock.GetUtcNow() < slot.GoodUntil)
            {
                return held;
            }

            if (turn is null)
            {
                // Who waits may give up; the file is read to its end for the others.
                running = slot.Running ??= Task.Run(() => RefreshAloneAsync(site, slot), CancellationToken.None);
            }
        }

        return running is null ? await RefreshAsync(site, slot, turn, cancellationToken) : await running.WaitAsync(cancellationToken);
    }

    private async Task<RobotsReading> RefreshAloneAsync(string site, Slot slot)
    {
        try
        {
            return await RefreshAsync(site, slot, turn: null, CancellationToken.None);
        }
        finally
        {
            lock (_slots)
            {
                slot.Running = null;
            }
        }
    }

    private async Task<RobotsReading> RefreshAsync(string site, Slot slot, VisitTurn? turn, CancellationToken cancellationToken)
    {
        var reading = await readAsync(site, turn, cancellationToken);
        lock (_slots)
        {
            return slot.Held = Judge(slot, reading);
        }
    }

    private static RobotsReading Judge(Slot slot, RobotsReading reading)
    {
        if (reading.Ground != RobotsGround.Unreachable)
        {
            slot.FailingSince = null;
            slot.GoodUntil = reading.At + RobotsGate.Freshness;
            return reading;
        }

        slot.FailingSince ??= reading.At;
        slot.GoodUntil = reading.At + RobotsGate.RetryAfter;
        if (reading.At - slot.FailingSince >= RobotsGate.GivenUpAfter)
        {
            return reading with { Ground = RobotsGround.NoFile };
        }

        // What was known keeps its date and stays in force.
        return slot.Held is { Ground: not RobotsGround.Unreachable } known ? known : reading;
    }

    private void MakeRoom()
    {
        if (_slots.Count < MaxSites)
        {
            return;
        }

        foreach (var old in _slots.OrderBy(pair => pair.Value.Asked).Take(MaxSites / 10).Select(pair => pair.Key).ToArray())
        {
            _slots.Remove(old);
        }
    }

    private sealed class Slot
    {
        public RobotsReading? Held { get; set; }

        public DateTimeOffset GoodUntil { get; set; }

        /// <summary>Since when nothing but failures came; null when the last answer was one.</summary>
        public DateTimeOffset? FailingSince { get; set; }

        public Task<RobotsReading>? Running { get; set; }

        public long Asked { get; set; }
    }
}
