namespace Tearsheet.Ipld.Cids;

/// <summary>The text forms of binary that this program reads and writes.</summary>
/// <remarks>
/// Spec: multiformats multibase, table. Out of scope: base2, base8, base10, the base32hex and base32z families, every
/// padded form (base32pad, base64pad, ...), base58flickr and base256emoji; CIDs are not met in them.
/// </remarks>
public enum Multibase
{
    /// <summary>Hexadecimal, prefix <c>f</c>.</summary>
    Base16,

    /// <summary>Hexadecimal in capitals, prefix <c>F</c>.</summary>
    Base16Upper,

    /// <summary>RFC 4648 without padding, lower case, prefix <c>b</c>: the usual form of a version 1 CID.</summary>
    Base32,

    /// <summary>RFC 4648 without padding, capitals, prefix <c>B</c>.</summary>
    Base32Upper,

    /// <summary>Digits and lower-case letters, prefix <c>k</c>: the usual form of an IPNS name.</summary>
    Base36,

    /// <summary>Digits and capitals, prefix <c>K</c>.</summary>
    Base36Upper,

    /// <summary>Bitcoin's alphabet, prefix <c>z</c>; without a prefix, the only form of a version 0 CID.</summary>
    Base58Btc,

    /// <summary>RFC 4648 without padding, prefix <c>m</c>.</summary>
    Base64,

    /// <summary>RFC 4648's alphabet for addresses and file names, without padding, prefix <c>u</c>.</summary>
    Base64Url,
}

/// <summary>What came of reading a multibase text.</summary>
public enum MultibaseStatus
{
    /// <summary>Bytes were read.</summary>
    Ok,

    /// <summary>The text is empty.</summary>
    Empty,

    /// <summary>The first character names no base that is read here.</summary>
    UnknownBase,

    /// <summary>A character is not in the base's alphabet; padding counts as such.</summary>
    NotInAlphabet,

    /// <summary>The text ends with bits that fill no byte and are not the zeros an encoder leaves.</summary>
    LooseBits,

    /// <summary>The text is longer than the reader takes: converting bases that are no power of two costs its square.</summary>
    TooLong,
}
