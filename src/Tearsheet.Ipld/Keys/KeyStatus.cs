namespace Tearsheet.Ipld.Keys;

/// <summary>What came of reading a key or a name.</summary>
public enum KeyStatus
{
    /// <summary>A key was read.</summary>
    Ok,

    /// <summary>The text is no PEM block of a private key.</summary>
    NotPem,

    /// <summary>The key is encrypted; it must be opened before it can be read here.</summary>
    Encrypted,

    /// <summary>The PEM block does not hold a PKCS#8 private key.</summary>
    NotPkcs8,

    /// <summary>The key is of another kind than Ed25519.</summary>
    NotEd25519,

    /// <summary>The key was encrypted in a way that is not read here.</summary>
    UnknownCipher,

    /// <summary>The passphrase does not open the key.</summary>
    WrongPassphrase,

    /// <summary>The bytes are no secret key in libp2p's protobuf.</summary>
    NotProtobuf,

    /// <summary>The public key that stands there is not the secret key's.</summary>
    NotAPair,

    /// <summary>The text is neither an IPNS name nor a peer id.</summary>
    NotAName,

    /// <summary>The name holds a hash of a key or of something else, not an Ed25519 key itself.</summary>
    NameHoldsNoKey,
}
