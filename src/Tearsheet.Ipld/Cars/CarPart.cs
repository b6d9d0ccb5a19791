using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Cars;

/// <summary>What a reader finds in a CAR, in the order of its bytes: a header, then sections; a fault is always the last.</summary>
public abstract record CarPart
{
    private CarPart()
    {
    }

    /// <summary>The header.</summary>
    /// <param name="Roots">The roots, perhaps none.</param>
    /// <param name="Length">Where the first section begins, in bytes.</param>
    public sealed record Header(IReadOnlyList<Cid> Roots, long Length) : CarPart
    {
        /// <summary>The header of version 2 around it; null in a CAR of version 1.</summary>
        public CarV2Header? Outer { get; init; }
    }

    /// <summary>A section: one block. Whether the bytes match the CID was not checked.</summary>
    /// <param name="Cid">The block's name.</param>
    /// <param name="Bytes">The block, valid until the next part is asked for.</param>
    /// <param name="Offset">Where the section begins, with its length.</param>
    /// <param name="BytesOffset">Where the block's bytes begin.</param>
    public sealed record Section(Cid Cid, ReadOnlyMemory<byte> Bytes, long Offset, long BytesOffset) : CarPart
    {
        /// <summary>Where the next section begins.</summary>
        public long End => BytesOffset + Bytes.Length;
    }

    /// <summary>The CAR cannot be read further.</summary>
    /// <param name="Fault">What is wrong, and where.</param>
    public sealed record Broken(CarFault Fault) : CarPart;
}
