using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Tearsheet.Archiving;

/// <summary>
/// The one writer. What waits is drained into a batch: its blocks and entries are written, one fsync makes them last, one index
/// transaction makes them visible, and only then is anyone told.
/// </summary>
internal sealed class WriteLoop : IDisposable
{
    // Who files faster than the disk writes waits here, and not in memory.
    private const int MostWaiting = 1024;

    private readonly Channel<WriteRequest> _waiting = Channel.CreateBounded<WriteRequest>(MostWaiting);
    private readonly ArchiveWriter _writer;
    private readonly ArchiveOptions _options;
    private readonly Task _loop;

    public WriteLoop(ArchiveWriter writer, ArchiveOptions options)
    {
        _writer = writer;
        _options = options;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Gives work to the writer and waits until it lasts.</summary>
    /// <param name="work">Runs on the writer's thread, alone.</param>
    /// <param name="bytes">Bytes of blocks that it brings, about.</param>
    /// <param name="cancellationToken">Takes the work back while it waits; once begun it is done to its end.</param>
    public async Task<T> RunAsync<T>(Func<ArchiveWriter, T> work, long bytes, CancellationToken cancellationToken)
    {
        var request = new WriteRequest<T>(work, bytes);
        await using var registration = cancellationToken.Register(
            static state => ((WriteRequest)state!).TryCancel(), request, useSynchronizationContext: false);
        try
        {
            await _waiting.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(Archive), "The archive is closed.");
        }

        return await request.Done;
    }

    /// <summary>Finishes what waits, then ends.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _loop.GetAwaiter().GetResult();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The work loop: whatever went wrong with a batch is told to its callers and logged.")]
    private async Task RunAsync()
    {
        var batch = new List<WriteRequest>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            try
            {
                Drain(batch);
                if (batch.Count > 0)
                {
                    _writer.Commit();
                }
            }
            catch (Exception error)
            {
                // This is the work loop: whatever it was, the batch's callers hear of it, and the next batch has its turn.
                _options.Logger.BatchGivenUp(error, batch.Count);
                var told = _writer.GiveUp(error);
                batch.ForEach(request => request.Fail(told));
                continue;
            }

            batch.ForEach(request => request.Complete());
        }
    }

    private void Drain(List<WriteRequest> batch)
    {
        var bytes = 0L;
        while (batch.Count < _options.BatchRequests && bytes < _options.BatchBytes && _waiting.Reader.TryRead(out var request))
        {
            if (!request.TryBegin())
            {
                continue;
            }

            batch.Add(request);
            if (batch.Count == 1)
            {
                _writer.Begin();
            }

            bytes += request.Bytes;
            request.Run(_writer);
        }
    }
}

/// <summary>One piece of work for the writer.</summary>
internal abstract class WriteRequest(long bytes)
{
    private int _state;

    public long Bytes => bytes;

    /// <summary>Takes it for running, unless it was taken back before.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, 1, 0) == 0;

    /// <summary>Takes it back, unless it was begun before.</summary>
    public void TryCancel()
    {
        if (Interlocked.CompareExchange(ref _state, 2, 0) == 0)
        {
            Cancel();
        }
    }

    public abstract void Run(ArchiveWriter writer);

    public abstract void Complete();

    public abstract void Fail(Exception error);

    protected abstract void Cancel();
}

/// <summary>One piece of work with a result.</summary>
internal sealed class WriteRequest<T>(Func<ArchiveWriter, T> work, long bytes) : WriteRequest(bytes)
{
    // Continuations run elsewhere: the writer's thread has the next batch to write.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Done => _done.Task;

    public override void Run(ArchiveWriter writer) => _result = work(writer);

    public override void Complete() => _done.SetResult(_result);

    public override void Fail(Exception error) => _done.SetException(error);

    protected override void Cancel() => _done.SetCanceled();
}
