using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Tearsheet.Server.Desk;

/// <summary>Works on several items at once and gives the results in the order of the items.</summary>
internal static class InOrder
{
    /// <summary>Calls <paramref name="work"/> for the items in their order, not more than <paramref name="atOnce"/> unfinished.</summary>
    /// <remarks>
    /// When <paramref name="cancellationToken"/> is cancelled no further item is taken, but the results of those taken are still given:
    /// work that must not be lost ignores the token, and work that may be dropped obeys it and has no result.
    /// </remarks>
    /// <param name="atOnce">The bound on memory: results that wait for an earlier one count as unfinished.</param>
    public static async IAsyncEnumerable<TResult> SelectAsync<TItem, TResult>(
        IAsyncEnumerable<TItem> items,
        int atOnce,
        Func<TItem, CancellationToken, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var places = new SemaphoreSlim(atOnce);
        var started = Channel.CreateUnbounded<Task<TResult>>();
        var taking = TakeAsync();
        try
        {
            await foreach (var result in started.Reader.ReadAllAsync(CancellationToken.None))
            {
                await ((Task)result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!result.IsCanceled || !cancellationToken.IsCancellationRequested)
                {
                    yield return await result;
                }

                places.Release();
            }
        }
        finally
        {
            await leaving.CancelAsync();
            await taking;
            while (started.Reader.TryRead(out var abandoned))
            {
                // Nobody reads these any more, but what they use must outlive them.
                await ((Task)abandoned).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        async Task TakeAsync()
        {
            try
            {
                await places.WaitAsync(leaving.Token);
                await foreach (var item in items.WithCancellation(leaving.Token))
                {
                    await started.Writer.WriteAsync(work(item, leaving.Token), CancellationToken.None);
                    await places.WaitAsync(leaving.Token);
                }
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                // Asked to stop: what was started is still given.
            }
            finally
            {
                started.Writer.Complete();
            }
        }
    }
}
