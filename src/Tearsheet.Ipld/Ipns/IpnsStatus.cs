namespace Tearsheet.Ipld.Ipns;

/// <summary>What came of reading or judging an IPNS record.</summary>
public enum IpnsStatus
{
    /// <summary>The record is good.</summary>
    Ok,

    /// <summary>The record is longer than <see cref="IpnsRecord.MaxLength"/>.</summary>
    TooLong,

    /// <summary>The bytes are no protobuf message of a record.</summary>
    Malformed,

    /// <summary>There is no V2 signature, or no signed document: the record is of the first generation only, or of none.</summary>
    NotSigned,

    /// <summary>The signed document is not canonical DAG-CBOR.</summary>
    DocumentNotDagCbor,

    /// <summary>The signed document lacks a value, a validity or a sequence, or has one of another kind.</summary>
    DocumentIncomplete,

    /// <summary>The validity is of another type than an end of life.</summary>
    UnknownValidityType,

    /// <summary>The end of life is no RFC 3339 time.</summary>
    InvalidValidity,

    /// <summary>The value is no content path.</summary>
    InvalidValue,

    /// <summary>A field of the first generation differs from the signed document.</summary>
    FieldsDiffer,

    /// <summary>The name holds only the hash of a key, and the record does not carry the key.</summary>
    KeyMissing,

    /// <summary>The key in the record is not the key of the name.</summary>
    KeyOfAnotherName,

    /// <summary>The key is of a kind that is not read here.</summary>
    UnknownKey,

    /// <summary>The signature is not the key's over the document.</summary>
    ForgedSignature,

    /// <summary>The record's end of life has passed.</summary>
    Expired,
}

/// <summary>Words for what is wrong with a record.</summary>
public static class IpnsStatusWords
{
    /// <summary>The status as a half sentence, such as "its end of life has passed".</summary>
    public static string Sentence(this IpnsStatus status) => status switch
    {
        IpnsStatus.Ok => "it is good",
        IpnsStatus.TooLong => $"it is longer than {IpnsRecord.MaxLength} bytes",
        IpnsStatus.Malformed => "it is no protobuf message of an IPNS record",
        IpnsStatus.NotSigned => "it has no V2 signature or no signed document",
        IpnsStatus.DocumentNotDagCbor => "its document is not canonical DAG-CBOR",
        IpnsStatus.DocumentIncomplete => "its document lacks a value, a validity or a sequence",
        IpnsStatus.UnknownValidityType => "its validity is not an end of life",
        IpnsStatus.InvalidValidity => "its end of life is no RFC 3339 time",
        IpnsStatus.InvalidValue => "its value is no content path",
        IpnsStatus.FieldsDiffer => "a V1 field differs from the signed document",
        IpnsStatus.KeyMissing => "it does not carry the key, of which the name is only a hash",
        IpnsStatus.KeyOfAnotherName => "the key it carries is not the key of the name",
        IpnsStatus.UnknownKey => "its key is neither Ed25519 nor RSA of 2,048 to 8,192 bits",
        IpnsStatus.ForgedSignature => "its signature is not the key's",
        IpnsStatus.Expired => "its end of life has passed",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
