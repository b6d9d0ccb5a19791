using System.Diagnostics.CodeAnalysis;
using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Server.Desk;

/// <summary>The work loop that keeps the site's record fresh while <c>serve</c> runs: signed with each new edition, and long before it ends.</summary>
internal sealed class NameClock : IDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestNap = TimeSpan.FromDays(1);

    private readonly LocalDesk _desk;
    private readonly NameKeeper _names;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public NameClock(LocalDesk desk, NameKeeper names, TimeProvider clock, ILogger logger)
    {
        _desk = desk;
        _names = names;
        _clock = clock;
        _logger = logger;
        desk.Changed += Follow;
    }

    /// <summary>Is told the record that stands, each time that it was looked after.</summary>
    public Action<IpnsRecord>? Kept { get; init; }

    /// <summary>Runs until it is cancelled. A record that cannot be signed is logged and tried again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            // The timer is set before anybody hears of the record.
            var isKept = TryKeep(out var record);
            var left = isKept && _names.RenewalDue() is { } due ? due - _clock.GetUtcNow() : LongestNap;
            var nap = !isKept || left < AfterFailure ? AfterFailure : left < LongestNap ? left : LongestNap;
            var waiting = Task.Delay(nap, _clock, cancellationToken);
            Tell(record);
            try
            {
                await waiting;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public void Dispose() => _desk.Changed -= Follow;

    private void Follow(object? sender, DeskChange change)
    {
        if (change.Edition is not null && TryKeep(out var record))
        {
            Tell(record);
        }
    }

    private void Tell(IpnsRecord? record)
    {
        if (record is not null)
        {
            Kept?.Invoke(record);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The work loop: whatever fails is logged and tried again in a minute.")]
    private bool TryKeep(out IpnsRecord? record)
    {
        record = null;
        try
        {
            record = _desk.Reader.Archive.LatestEdition is { } latest ? _names.Current(latest.Root, latest.Number) : null;
            return true;
        }
        catch (Exception fault)
        {
            _logger.RecordNotSigned(fault);
            return false;
        }
    }
}
