namespace Tearsheet.Server.Desk;

/// <summary>Lets one visit at a time to each host, in the order of asking.</summary>
internal sealed class HostQueue
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>Waits until nobody else visits the host; disposing the answer lets the next one in.</summary>
    public async Task<IDisposable> EnterAsync(string host, CancellationToken cancellationToken)
    {
        Line? line;
        lock (_lines)
        {
            if (!_lines.TryGetValue(host, out line))
            {
                _lines.Add(host, line = new Line(this, host));
            }

            line.People++;
        }

        try
        {
            await line.Turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Leave(line);
            throw;
        }

        return line;
    }

    private void Leave(Line line)
    {
        lock (_lines)
        {
            if (--line.People == 0)
            {
                _lines.Remove(line.Host);
                line.Turn.Dispose();
            }
        }
    }

    private sealed class Line(HostQueue queue, string host) : IDisposable
    {
        public string Host => host;

        public SemaphoreSlim Turn { get; } = new(1);

        public int People { get; set; }

        public void Dispose()
        {
            Turn.Release();
            queue.Leave(this);
        }
    }
}
