using System.Globalization;

namespace Tearsheet.Reading.Fetching;

/// <summary>
/// The turn of one visit: at one host at a time, however its redirects and images lead it about. Whoever held one turn while
/// waiting for another could wait for somebody who waits for the first.
/// </summary>
/// <param name="turns">Where it stands in line.</param>
public sealed class VisitTurn(IHostTurns turns) : IAsyncDisposable
{
    private string? _host;
    private IHostTurn? _turn;
    private TimeSpan _pause;

    /// <summary>What counts as one host: the name in ASCII, with the port where it is not the scheme's own.</summary>
    public static string HostOf(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsDefaultPort ? address.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{address.IdnHost}:{address.Port}");
    }

    /// <summary>Whether a request to the address can be sent without waiting.</summary>
    public bool IsAt(Uri address) => _host == HostOf(address);

    /// <summary>Leaves at least so long a pause behind at the host where the visit is.</summary>
    public void AskForPause(TimeSpan pause) => _pause = pause > _pause ? pause : _pause;

    /// <summary>Leaves the host where the visit is, and waits for the turn at that of an address.</summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task MoveToAsync(Uri address, CancellationToken cancellationToken)
    {
        if (IsAt(address))
        {
            return;
        }

        await DisposeAsync();
        _turn = await turns.EnterAsync(HostOf(address), cancellationToken);
        _host = HostOf(address);
    }

    public async ValueTask DisposeAsync()
    {
        _host = null;
        if (_turn is { } turn)
        {
            var pause = _pause;
            (_turn, _pause) = (null, TimeSpan.Zero);
            await turn.LeaveAsync(pause);
        }
    }
}
