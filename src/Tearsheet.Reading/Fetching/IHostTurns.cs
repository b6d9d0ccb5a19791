namespace Tearsheet.Reading.Fetching;

/// <summary>Where visits stand in line: one at a time to each host, in the order of asking, with a pause after each.</summary>
public interface IHostTurns
{
    /// <summary>Waits until nobody else visits the host and its pause is over.</summary>
    /// <param name="host">As <see cref="VisitTurn.HostOf"/> gives it.</param>
    /// <param name="cancellationToken">Gives the place in the line up.</param>
    /// <returns>The turn; disposing it begins the pause, and then the next visit.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    Task<IAsyncDisposable> EnterAsync(string host, CancellationToken cancellationToken);
}
