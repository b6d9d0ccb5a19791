namespace Tearsheet.Ipld.Cids;

/// <summary>What came of reading a CID.</summary>
public enum CidStatus
{
    /// <summary>A CID was read.</summary>
    Ok,

    /// <summary>There is nothing to read.</summary>
    Empty,

    /// <summary>The text is longer than any CID that is taken here.</summary>
    TooLong,

    /// <summary>The first character names no base that is read here.</summary>
    UnknownBase,

    /// <summary>A character is not in the base's alphabet.</summary>
    NotInAlphabet,

    /// <summary>The text ends with bits that fill no byte.</summary>
    LooseBits,

    /// <summary>A version 0 CID stands behind a multibase prefix; it has only the bare base58 form.</summary>
    PrefixedVersion0,

    /// <summary>The version is neither 0 in its own form nor 1.</summary>
    UnknownVersion,

    /// <summary>A number inside is not in its shortest form.</summary>
    NumberNotMinimal,

    /// <summary>A number inside takes more than nine bytes.</summary>
    NumberTooLong,

    /// <summary>The bytes end before the CID does.</summary>
    Truncated,

    /// <summary>The digest is longer than its hash function makes them, or than <see cref="Cid.MaxDigestLength"/>.</summary>
    DigestTooLong,

    /// <summary>Bytes follow the digest.</summary>
    TrailingBytes,
}

internal static class CidStatusWords
{
    /// <summary>The rest of a sentence that begins "not a CID: ".</summary>
    public static string Sentence(this CidStatus status) => status switch
    {
        CidStatus.Ok => "nothing is wrong",
        CidStatus.Empty => "it is empty",
        CidStatus.TooLong => $"it is longer than {Cid.MaxTextLength} characters",
        CidStatus.UnknownBase => "its first character names no known base",
        CidStatus.NotInAlphabet => "a character is not in its base's alphabet",
        CidStatus.LooseBits => "it ends with bits that fill no byte",
        CidStatus.PrefixedVersion0 => "a version 0 CID takes no base prefix",
        CidStatus.UnknownVersion => "its version is neither 0 nor 1",
        CidStatus.NumberNotMinimal => "a number inside is not in its shortest form",
        CidStatus.NumberTooLong => "a number inside takes more than nine bytes",
        CidStatus.Truncated => "it ends too early",
        CidStatus.DigestTooLong => "its digest is too long",
        CidStatus.TrailingBytes => "bytes follow its digest",
        _ => status.ToString(),
    };
}
