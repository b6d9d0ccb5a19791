using System.Globalization;

namespace Tearsheet.Ipld.Cars;

/// <summary>What can be wrong with a CAR.</summary>
public enum CarFaultKind
{
    /// <summary>The stream ends inside the header or inside a section.</summary>
    Truncated,

    /// <summary>A length is not a minimal varint of at most nine bytes.</summary>
    InvalidLength,

    /// <summary>The header is longer than the limit.</summary>
    HeaderTooLong,

    /// <summary>The header is not the DAG-CBOR map of a CAR.</summary>
    InvalidHeader,

    /// <summary>The header of version 2 is none: its data or its index lies where it cannot.</summary>
    InvalidVersion2Header,

    /// <summary>The index is none, or does not fit what it is an index of.</summary>
    InvalidIndex,

    /// <summary>The CAR is of a version that does not exist yet.</summary>
    UnknownVersion,

    /// <summary>A section has no bytes, not even a CID.</summary>
    EmptySection,

    /// <summary>A section is longer than the limit.</summary>
    SectionTooLong,

    /// <summary>A section does not begin with a CID.</summary>
    InvalidCid,
}

/// <summary>What is wrong with a CAR, and where.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">The byte in the stream, counted from where reading began, at which the header or the section begins.</param>
/// <param name="Detail">What exactly, as the rest of a sentence.</param>
public readonly record struct CarFault(CarFaultKind Kind, long Offset, string Detail)
{
    /// <summary>The fault as a sentence.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Detail} ({Kind} at byte {Offset})");
}
