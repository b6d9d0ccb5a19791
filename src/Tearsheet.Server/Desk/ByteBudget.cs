namespace Tearsheet.Server.Desk;

/// <summary>Bounds how many bytes are on their way at once. One item may be larger than the whole budget: it then goes alone.</summary>
internal sealed class ByteBudget(long limit)
{
    private readonly Queue<(long Bytes, TaskCompletionSource Go)> _waiting = new();
    private long _spent;

    public Task SpendAsync(long bytes)
    {
        lock (_waiting)
        {
            if (_waiting.Count == 0 && Fits(bytes))
            {
                _spent += bytes;
                return Task.CompletedTask;
            }

            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, go));
            return go.Task;
        }
    }

    public void GiveBack(long bytes)
    {
        lock (_waiting)
        {
            _spent -= bytes;
            while (_waiting.TryPeek(out var next) && Fits(next.Bytes))
            {
                _spent += next.Bytes;
                _waiting.Dequeue().Go.SetResult();
            }
        }
    }

    private bool Fits(long bytes) => _spent == 0 || _spent + bytes <= limit;
}
