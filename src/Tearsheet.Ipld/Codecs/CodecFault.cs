using System.Globalization;

namespace Tearsheet.Ipld.Codecs;

/// <summary>What can be wrong with an encoded block.</summary>
public enum CodecFaultKind
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The block ends before the value does, or a length points beyond its end.</summary>
    Truncated,

    /// <summary>Bytes follow the value.</summary>
    TrailingBytes,

    /// <summary>Values stand inside values more deeply than is read.</summary>
    TooDeep,

    /// <summary>A number or a length is not in its shortest form.</summary>
    NumberNotMinimal,

    /// <summary>A number is greater than its form can hold.</summary>
    NumberTooLarge,

    /// <summary>Text is not UTF-8.</summary>
    InvalidText,

    /// <summary>A link is not a CID.</summary>
    InvalidLink,

    /// <summary>A map has the same key twice.</summary>
    DuplicateKey,

    /// <summary>The keys of a map are not in canonical order.</summary>
    KeysOutOfOrder,

    /// <summary>CBOR: a length that is only known at the end.</summary>
    IndefiniteLength,

    /// <summary>CBOR: a head that the standard keeps for later.</summary>
    ReservedHead,

    /// <summary>CBOR: a tag other than 42, the link.</summary>
    UnknownTag,

    /// <summary>CBOR: a simple value that is not false, true or null.</summary>
    UnknownSimpleValue,

    /// <summary>CBOR: a float of two or four bytes; only eight are canonical.</summary>
    ShortFloat,

    /// <summary>A float that is infinite or not a number.</summary>
    NotFinite,

    /// <summary>CBOR: a map key that is no text.</summary>
    KeyNotText,

    /// <summary>Protobuf: a field that the message does not have, or one of the wrong wire type.</summary>
    UnknownField,

    /// <summary>Protobuf: a field that may stand once stands twice, or links on both sides of the data.</summary>
    DuplicateField,

    /// <summary>Protobuf: the fields of a link are not in their order.</summary>
    FieldsOutOfOrder,

    /// <summary>DAG-PB: a link without a hash.</summary>
    MissingHash,

    /// <summary>DAG-PB: links are not sorted by name.</summary>
    LinksOutOfOrder,

    /// <summary>JSON: a character that may not stand here.</summary>
    UnexpectedCharacter,

    /// <summary>JSON: a number that is not written as JSON writes numbers, or not in the canonical way.</summary>
    InvalidNumber,

    /// <summary>JSON: an escape that does not exist, or one where the canonical form has none.</summary>
    InvalidEscape,

    /// <summary>JSON: white space between values; the canonical form has none.</summary>
    WhiteSpace,

    /// <summary>DAG-JSON: a map with the key "/" that is neither a link nor bytes.</summary>
    ReservedKey,

    /// <summary>DAG-JSON: the text of bytes is not base64 without padding.</summary>
    InvalidBytes,
}

/// <summary>What is wrong with a block, and where.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">The byte in the block, counted from 0, at which the faulty part begins.</param>
public readonly record struct CodecFault(CodecFaultKind Kind, int Offset)
{
    /// <summary>The fault as a sentence, such as "a map has the same key twice (DuplicateKey at byte 12)".</summary>
    public override string ToString() => Kind == CodecFaultKind.None
        ? "nothing is wrong"
        : string.Create(CultureInfo.InvariantCulture, $"{Words} ({Kind} at byte {Offset})");

    private string Words => Kind switch
    {
        CodecFaultKind.Truncated => "the block ends before the value does",
        CodecFaultKind.TrailingBytes => "bytes follow the value",
        CodecFaultKind.TooDeep => "values stand inside values too deeply",
        CodecFaultKind.NumberNotMinimal => "a number or a length is not in its shortest form",
        CodecFaultKind.NumberTooLarge => "a number is too large",
        CodecFaultKind.InvalidText => "text is not UTF-8",
        CodecFaultKind.InvalidLink => "a link is not a CID",
        CodecFaultKind.DuplicateKey => "a map has the same key twice",
        CodecFaultKind.KeysOutOfOrder => "the keys of a map are not in canonical order",
        CodecFaultKind.IndefiniteLength => "a length is indefinite",
        CodecFaultKind.ReservedHead => "a head is reserved",
        CodecFaultKind.UnknownTag => "a tag is not 42",
        CodecFaultKind.UnknownSimpleValue => "a simple value is not false, true or null",
        CodecFaultKind.ShortFloat => "a float does not have eight bytes",
        CodecFaultKind.NotFinite => "a float is not finite",
        CodecFaultKind.KeyNotText => "a map key is not text",
        CodecFaultKind.UnknownField => "a field does not belong here",
        CodecFaultKind.DuplicateField => "a field stands twice",
        CodecFaultKind.FieldsOutOfOrder => "the fields of a link are not in order",
        CodecFaultKind.MissingHash => "a link has no hash",
        CodecFaultKind.LinksOutOfOrder => "links are not sorted by name",
        CodecFaultKind.UnexpectedCharacter => "a character may not stand here",
        CodecFaultKind.InvalidNumber => "a number is not in canonical form",
        CodecFaultKind.InvalidEscape => "an escape is not in canonical form",
        CodecFaultKind.WhiteSpace => "there is white space between values",
        CodecFaultKind.ReservedKey => "a map with the key \"/\" is neither a link nor bytes",
        CodecFaultKind.InvalidBytes => "the text of bytes is not unpadded base64",
        _ => Kind.ToString(),
    };
}
