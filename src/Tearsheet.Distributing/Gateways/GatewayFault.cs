namespace Tearsheet.Distributing.Gateways;

/// <summary>How a request to a gateway can fail.</summary>
public enum GatewayFaultKind
{
    /// <summary>It does not have what was asked for (404).</summary>
    NotThere,

    /// <summary>It has it and does not give it out any more (410, 451).</summary>
    Withdrawn,

    /// <summary>It sent bytes that are not the block's.</summary>
    WrongBlock,

    /// <summary>It sent what cannot be read: no CAR, no IPNS record, more than was allowed.</summary>
    Malformed,

    /// <summary>It does not know this kind of request (400, 406, 415, 501), or answered with another kind.</summary>
    NotSupported,

    /// <summary>It asks to be left alone for a while (429, 503).</summary>
    Busy,

    /// <summary>It answered with another status: an error, or a redirect.</summary>
    Refused,

    /// <summary>It took too long to answer, or to go on.</summary>
    TimedOut,

    /// <summary>There is no connection, or it broke.</summary>
    Unreachable,
}

/// <summary>What was wrong with an answer.</summary>
/// <param name="Kind">What kind of failure it is.</param>
/// <param name="Detail">The rest of a sentence that begins with the gateway.</param>
/// <param name="RetryAfter">How long it asks to be left alone; null when it does not say.</param>
public sealed record GatewayFault(GatewayFaultKind Kind, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether it is only this block that is not to be had there.</summary>
    public bool IsAboutTheBlock => Kind is GatewayFaultKind.NotThere or GatewayFaultKind.Withdrawn;

    /// <inheritdoc/>
    public override string ToString() => Detail;
}
