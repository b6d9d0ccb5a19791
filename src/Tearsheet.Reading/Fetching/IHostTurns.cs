namespace Tearsheet.Reading.Fetching;

/// <summary>Where visits stand in line: one at a time to each host, in the order of asking, with a pause after each.</summary>
public interface IHostTurns
{
    /// <summary>Waits until nobody else visits the host and its pause is over.</summary>
    /// <param name="host">As <see cref="VisitTurn.HostOf"/> gives it.</param>
    /// <param name="cancellationToken">Gives the place in the line up.</param>
    /// <returns>The turn; <see cref="IHostTurn.LeaveAsync"/> must follow.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    Task<IHostTurn> EnterAsync(string host, CancellationToken cancellationToken);
}

/// <summary>The turn at one host.</summary>
public interface IHostTurn
{
    /// <summary>Begins the pause, and after it the next visit.</summary>
    /// <param name="pause">The least that the host asks for; the usual pause counts where it is longer.</param>
    ValueTask LeaveAsync(TimeSpan pause);
}
