namespace Tearsheet.Distributing.Gateways;

/// <summary>How much a gateway may send, and how long it may take.</summary>
public sealed record GatewayLimits
{
    /// <summary>The longest block in bytes: twice what nodes exchange.</summary>
    public int MaxBlockLength { get; init; } = 4 << 20;

    /// <summary>The longest IPNS record in bytes.</summary>
    /// <remarks>Spec: ipns-record, "Record Size Limit".</remarks>
    public int MaxRecordLength { get; init; } = 10 * 1024;

    /// <summary>Until a connection stands and the answer's head is there.</summary>
    public TimeSpan Head { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For one block, once the head is there; whoever drips bytes is as slow as whoever sends none.</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromSeconds(30);
}
