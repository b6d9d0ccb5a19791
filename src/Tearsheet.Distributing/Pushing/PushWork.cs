using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Distributing.Pushing;

/// <summary>What is to be pushed.</summary>
/// <param name="Root">The edition.</param>
/// <param name="Blocks">Every block of it, each once, the root first.</param>
/// <param name="Source">Where they are.</param>
/// <param name="Label">What people call the site.</param>
public sealed record PushWork(Cid Root, IReadOnlyList<Cid> Blocks, IBlockSource Source, string Label)
{
    /// <summary>The site's name; undefined when there is no record.</summary>
    public IpnsName Name { get; init; }

    /// <summary>The record that leads to the edition; null for none.</summary>
    public IpnsRecord? Record { get; init; }

    /// <summary>Multiaddrs of who gives the blocks out.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}

/// <summary>What is known of a target from earlier runs.</summary>
public sealed record TargetState
{
    /// <summary>The root that it was last proven to hold; null for none.</summary>
    public string? Root { get; set; }

    /// <summary>When that was; whoever keeps the state writes it.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>The service's name for that root's pin; null where there is none.</summary>
    public string? PinId { get; set; }

    /// <summary>The root of a push that has not come to its end; null for none.</summary>
    public string? Pending { get; set; }

    /// <summary>How many blocks of that push were taken.</summary>
    public int Sent { get; set; }
}

/// <summary>How a push ended.</summary>
/// <param name="Blocks">Blocks of the edition.</param>
/// <param name="Sent">Those that were sent in this run.</param>
/// <param name="SentBytes">Their bytes.</param>
/// <param name="Wrong">Why the target is not proven to hold the edition, as a sentence; null when it is.</param>
/// <param name="Proof">How it was proven, in words; null when it was not.</param>
public sealed record PushOutcome(int Blocks, int Sent, long SentBytes, string? Wrong, string? Proof);
