using Microsoft.Extensions.Time.Testing;

namespace Tearsheet.Distributing.Tests.Support;

/// <summary>A clock on which waits of up to half an hour are over at once, and written down; deadlines are longer and never come.</summary>
internal sealed class HastyClock : FakeTimeProvider
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    public HastyClock()
        : base(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= LongestWait)
        {
            Waits.Add(dueTime);
            Advance(dueTime);
        }

        return timer;
    }
}
