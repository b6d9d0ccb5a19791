namespace Tearsheet.Ipld.UnixFs;

/// <summary>A moment as UnixFS 1.5 writes it.</summary>
/// <param name="Seconds">Whole seconds since 1970, UTC; negative before.</param>
/// <param name="Nanoseconds">0 to 999,999,999 on top.</param>
public readonly record struct UnixTime(long Seconds, uint Nanoseconds)
{
    private static readonly long Least = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Greatest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The moment as the platform has it, to 100 ns; null when it lies beyond the years 1 to 9999.</summary>
    public DateTimeOffset? Moment => Seconds >= Least && Seconds < Greatest
        ? DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / 100)
        : null;
}
