namespace Tearsheet.Gateway.Tests;

public sealed class TwoGenerationsTests
{
    [Fact]
    public void What_is_used_stays_and_what_is_not_goes_and_the_bound_holds()
    {
        var cache = new TwoGenerations<int, byte[]>(1000, value => value.Length);
        cache.Add(-1, new byte[10]);
        for (var i = 0; i < 500; i++)
        {
            cache.Add(i, new byte[10]);
            Assert.True(cache.TryGet(-1, out _), $"lost after {i}");
        }

        var kept = Enumerable.Range(-1, 501).Count(key => cache.TryGet(key, out _));
        Assert.InRange(kept, 2, 102);
        Assert.False(cache.TryGet(0, out _));
    }

    [Fact]
    public void What_grows_after_it_was_added_is_counted()
    {
        var cache = new TwoGenerations<int, byte[]>(1000, value => value.Length);
        cache.Add(1, new byte[10]);
        cache.Grow(600);
        cache.Add(2, new byte[10]);
        cache.Grow(600);
        Assert.False(cache.TryGet(1, out _));
        Assert.True(cache.TryGet(2, out _));
    }
}
