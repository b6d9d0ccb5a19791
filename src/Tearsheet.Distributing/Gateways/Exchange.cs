using System.Net.Sockets;

namespace Tearsheet.Distributing.Gateways;

/// <summary>The time that one exchange has, and what it means when it breaks.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _either;

    public Exchange(TimeProvider clock, TimeSpan first, CancellationToken cancellationToken)
    {
        _deadline = new CancellationTokenSource(first, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, cancellationToken);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Whether an exception means that the exchange failed, and not that somebody asked to stop.</summary>
    public static bool IsBroken(Exception broken, CancellationToken cancellationToken) =>
        broken is HttpRequestException or IOException or SocketException
        || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>The next piece may take this long from now on.</summary>
    public void GiveAnother(TimeSpan time) => _deadline.CancelAfter(time);

    public GatewayFault FaultOf(Exception broken) => _deadline.IsCancellationRequested
        ? new GatewayFault(GatewayFaultKind.TimedOut, "took too long")
        : new GatewayFault(GatewayFaultKind.Unreachable, $"cannot be reached: {(broken.InnerException ?? broken).Message}");

    public void Dispose()
    {
        _either.Dispose();
        _deadline.Dispose();
    }
}
