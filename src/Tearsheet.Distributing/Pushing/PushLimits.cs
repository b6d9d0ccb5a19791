namespace Tearsheet.Distributing.Pushing;

/// <summary>How long a push waits, how often it tries, and how much it sends and reads at once.</summary>
public sealed record PushLimits
{
    /// <summary>For one request and its answer.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a request is tried before the push gives up.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The wait before the second try; it doubles with each.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also when the other side asks for more.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a pinning service may take to fetch an edition.</summary>
    public TimeSpan Pinning { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Bytes of blocks in one CAR that is sent; a little more when the last block is long.</summary>
    public int PartLength { get; init; } = 8 << 20;

    /// <summary>Blocks that are fetched back and hashed after a push.</summary>
    public int Samples { get; init; } = 8;

    /// <summary>The longest answer that is read; lists of a million blocks are as long.</summary>
    public int MaxAnswerLength { get; init; } = 256 << 20;
}
