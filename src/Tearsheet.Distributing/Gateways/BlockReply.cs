using Tearsheet.Ipld;

namespace Tearsheet.Distributing.Gateways;

/// <summary>How a request for one block can end.</summary>
public abstract record BlockReply
{
    private BlockReply()
    {
    }

    /// <summary>The block, verified; its bytes are the caller's.</summary>
    public sealed record Sent(ReadOnlyMemory<byte> Bytes) : BlockReply;

    /// <summary>There is no block.</summary>
    public sealed record Failed(GatewayFault Fault) : BlockReply;
}

/// <summary>How a request for an IPNS record can end.</summary>
public abstract record RecordReply
{
    private RecordReply()
    {
    }

    /// <summary>The bytes of a record, unchecked.</summary>
    public sealed record Sent(ReadOnlyMemory<byte> Bytes) : RecordReply;

    /// <summary>There is no record.</summary>
    public sealed record Failed(GatewayFault Fault) : RecordReply;
}

/// <summary>What comes out of a CAR, in order; a failure is always the last.</summary>
public abstract record CarReply
{
    private CarReply()
    {
    }

    /// <summary>A block that was asked for, verified; its bytes are valid until the next is asked for.</summary>
    public sealed record Sent(Block Block) : CarReply;

    /// <summary>Nothing more comes; what came before stays good.</summary>
    public sealed record Failed(GatewayFault Fault) : CarReply;
}
