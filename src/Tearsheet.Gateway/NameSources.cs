using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Gateway;

/// <summary>Where a gateway learns what names point to. Nothing that they answer is believed before it is checked.</summary>
public sealed record NameSources
{
    /// <summary>Knows no name.</summary>
    public static NameSources None { get; } = new();

    /// <summary>The record held for a name, whatever it is worth; null for none.</summary>
    public Func<IpnsName, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> FindRecord { get; init; } = (_, _) => default;

    /// <summary>What the DNSLink of a domain says, such as <c>/ipfs/bafy...</c>; null for none.</summary>
    public Func<string, CancellationToken, ValueTask<string?>> FindDnsLink { get; init; } = (_, _) => default;

    /// <summary>The clock by which records are judged.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
