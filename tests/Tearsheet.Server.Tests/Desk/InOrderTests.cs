using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Tests.Desk;

public sealed class InOrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_come_in_the_order_of_the_items_whichever_is_done_first()
    {
        var gates = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource()).ToArray();
        var results = InOrder.SelectAsync(Items(4), 4, async (item, _) =>
        {
            await gates[item].Task;
            return item;
        }, Token).ToListAsync(Token);
        foreach (var gate in gates.Reverse())
        {
            gate.SetResult();
        }

        Assert.Equal([0, 1, 2, 3], await results);
    }

    [Fact]
    public async Task No_more_items_are_begun_than_the_bound_allows()
    {
        var begun = 0;
        var most = 0;
        var given = 0;
        await foreach (var _ in InOrder.SelectAsync(Items(100), 3, async (item, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref begun) - Volatile.Read(ref given));
            await Task.Yield();
            return item;
        }, Token))
        {
            Interlocked.Increment(ref given);
        }

        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task After_a_cancellation_the_results_of_what_was_begun_still_come()
    {
        using var stop = new CancellationTokenSource();
        var begun = 0;
        var results = new List<int>();
        await foreach (var result in InOrder.SelectAsync(Items(1000), 8, async (item, _) =>
        {
            Interlocked.Increment(ref begun);
            await Task.Yield();
            return item;
        }, stop.Token))
        {
            results.Add(result);
            if (results.Count == 10)
            {
                await stop.CancelAsync();
            }
        }

        Assert.Equal(begun, results.Count);
        Assert.InRange(results.Count, 10, 30);
        Assert.Equal(Enumerable.Range(0, results.Count), results);
    }

    [Fact]
    public async Task After_a_cancellation_what_was_dropped_has_no_result_and_keeps_none_of_the_others_back()
    {
        using var stop = new CancellationTokenSource();
        var allBegun = new TaskCompletionSource();
        var results = new List<int>();
        await foreach (var result in InOrder.SelectAsync(Items(4), 4, async (item, token) =>
        {
            if (item == 3)
            {
                allBegun.SetResult();
            }

            await allBegun.Task;
            await (item == 1 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask);
            return item;
        }, stop.Token))
        {
            results.Add(result);
            await stop.CancelAsync();
        }

        Assert.Equal([0, 2, 3], results);
    }

    [Fact]
    public async Task Work_that_is_cancelled_though_nobody_asked_to_stop_is_a_fault() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await InOrder
            .SelectAsync(Items(3), 2, (_, _) => Task.FromCanceled<int>(new CancellationToken(canceled: true)), Token).ToListAsync(Token));

    [Fact]
    public async Task A_list_that_breaks_gives_what_came_before_and_then_says_so()
    {
        var results = new List<int>();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var result in InOrder.SelectAsync(Breaking(), 2, (item, _) => Task.FromResult(item), Token))
            {
                results.Add(result);
            }
        });
        Assert.Equal([0, 1, 2], results);
    }

    private static async IAsyncEnumerable<int> Items(int count)
    {
        for (var item = 0; item < count; item++)
        {
            await Task.Yield();
            yield return item;
        }
    }

    private static async IAsyncEnumerable<int> Breaking()
    {
        await foreach (var item in Items(3))
        {
            yield return item;
        }

        throw new InvalidDataException();
    }
}
