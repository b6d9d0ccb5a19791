using Microsoft.Extensions.Time.Testing;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Tests.Desk;

public sealed class BoundsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_is_visited_by_one_at_a_time_and_others_are_not_kept_waiting()
    {
        var queue = new HostQueue(TimeSpan.Zero, TimeProvider.System);
        var first = await queue.EnterAsync("a", Token);
        var second = queue.EnterAsync("a", Token);
        await (await queue.EnterAsync("b", Token)).LeaveAsync(TimeSpan.Zero);
        Assert.False(second.IsCompleted);
        await first.LeaveAsync(TimeSpan.Zero);
        await (await second).LeaveAsync(TimeSpan.Zero);
        await (await queue.EnterAsync("a", Token)).LeaveAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Between_two_visits_to_a_host_there_is_a_pause_from_the_end_of_the_first()
    {
        var clock = new FakeTimeProvider();
        var queue = new HostQueue(TimeSpan.FromSeconds(1), clock);
        var first = await queue.EnterAsync("a", Token);
        var second = queue.EnterAsync("a", Token);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(second.IsCompleted);
        await first.LeaveAsync(TimeSpan.Zero);
        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(second.IsCompleted);
        await (await queue.EnterAsync("b", Token)).LeaveAsync(TimeSpan.Zero);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await (await second).LeaveAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_host_that_asks_for_a_longer_pause_has_it_and_a_shorter_one_changes_nothing()
    {
        var clock = new FakeTimeProvider();
        var queue = new HostQueue(TimeSpan.FromSeconds(1), clock);
        await (await queue.EnterAsync("a", Token)).LeaveAsync(TimeSpan.FromSeconds(10));
        await (await queue.EnterAsync("b", Token)).LeaveAsync(TimeSpan.FromMilliseconds(1));
        var (a, b) = (queue.EnterAsync("a", Token), queue.EnterAsync("b", Token));
        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(b.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await b;
        Assert.False(a.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(9));
        await a;
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_a_host_does_not_hold_up_the_next()
    {
        var queue = new HostQueue(TimeSpan.Zero, TimeProvider.System);
        var first = await queue.EnterAsync("a", Token);
        using var impatient = new CancellationTokenSource();
        var second = queue.EnterAsync("a", impatient.Token);
        var third = queue.EnterAsync("a", Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await first.LeaveAsync(TimeSpan.Zero);
        await (await third).LeaveAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Bytes_over_the_budget_wait_and_a_single_large_item_goes_alone()
    {
        var budget = new ByteBudget(100);
        await budget.SpendAsync(500);
        var small = budget.SpendAsync(10);
        Assert.False(small.IsCompleted);
        budget.GiveBack(500);
        await small;
        await budget.SpendAsync(90);
        var over = budget.SpendAsync(1);
        Assert.False(over.IsCompleted);
        budget.GiveBack(10);
        await over;
    }
}
