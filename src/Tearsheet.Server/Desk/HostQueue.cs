using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Desk;

/// <summary>The lines before all hosts that this process visits, where no silo keeps them.</summary>
internal sealed class HostQueue(TimeSpan pause, TimeProvider clock) : IHostTurns
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    public async Task<IHostTurn> EnterAsync(string host, CancellationToken cancellationToken)
    {
        Line? line;
        lock (_lines)
        {
            if (!_lines.TryGetValue(host, out line))
            {
                Sweep();
                _lines.Add(host, line = new Line(this, new HostLine(pause, clock)));
            }

            line.People++;
        }

        try
        {
            await line.Host.EnterAsync(cancellationToken);
            return line;
        }
        catch (OperationCanceledException)
        {
            Leave(line);
            throw;
        }
    }

    private void Leave(Line line)
    {
        lock (_lines)
        {
            line.People--;
        }
    }

    /// <summary>Forgets the hosts whose pause is over and for which nobody waits.</summary>
    private void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var (host, line) in _lines)
        {
            if (line.People == 0 && line.Host.Free <= now)
            {
                _lines.Remove(host);
                line.Host.Dispose();
            }
        }
    }

    private sealed class Line(HostQueue queue, HostLine host) : IHostTurn
    {
        public HostLine Host => host;

        public int People { get; set; }

        public ValueTask LeaveAsync(TimeSpan pause)
        {
            host.Leave(pause);
            queue.Leave(this);
            return ValueTask.CompletedTask;
        }
    }
}
