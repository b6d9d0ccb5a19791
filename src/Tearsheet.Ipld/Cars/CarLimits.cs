namespace Tearsheet.Ipld.Cars;

/// <summary>How much a CAR may ask for.</summary>
public sealed record CarLimits
{
    /// <summary>The usual limits.</summary>
    public static CarLimits Default { get; } = new();

    /// <summary>The longest header in bytes, without its length: 1 MiB, some 27,000 roots.</summary>
    public int MaxHeaderLength { get; init; } = 1 << 20;

    /// <summary>The longest section in bytes, without its length but with its CID: 8 MiB, four times what nodes exchange.</summary>
    public int MaxSectionLength { get; init; } = 8 << 20;
}
