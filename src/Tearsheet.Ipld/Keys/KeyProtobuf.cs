using System.Security.Cryptography;

namespace Tearsheet.Ipld.Keys;

/// <summary>What came of checking a signature with a key in libp2p's protobuf form.</summary>
internal enum SignatureStatus
{
    /// <summary>The key signed the message.</summary>
    Ok,

    /// <summary>The key did not sign the message.</summary>
    NotSigned,

    /// <summary>The bytes are no key, or one of a kind that is not read here.</summary>
    UnknownKey,
}

/// <summary>Public keys in libp2p's protobuf form, as they stand in IPNS records: Ed25519, and RSA for names of old.</summary>
/// <remarks>Spec: libp2p peer-ids, "Key Types"; ipns-record, "Key Types".</remarks>
internal static class KeyProtobuf
{
    /// <summary>An RSA key of 8,192 bits takes about 1,060 bytes; more is no key that anybody signs with.</summary>
    public const int MaxLength = 1200;

    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 8192;

    /// <summary>Whether the key signed the message; never throws.</summary>
    /// <param name="key">Untrusted bytes: the whole protobuf message.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">Untrusted bytes.</param>
    public static SignatureStatus Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (PublicKey.TryReadProtobuf(key, out var ed25519) == KeyStatus.Ok)
        {
            return ed25519.Verify(message, signature) ? SignatureStatus.Ok : SignatureStatus.NotSigned;
        }

        return TryReadRsa(key, out var spki) ? VerifyRsa(spki, message, signature) : SignatureStatus.UnknownKey;
    }

    // Type 0 is RSA; the data is a SubjectPublicKeyInfo in DER, whose length takes two bytes for all sizes in use.
    private static bool TryReadRsa(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> spki)
    {
        spki = default;
        if (key.Length is < 5 or > MaxLength || !key.StartsWith<byte>([0x08, 0x00, 0x12])
            || Cids.Varint.TryRead(key[3..], out var length, out var width) != Cids.VarintStatus.Ok
            || length != (ulong)(key.Length - 3 - width))
        {
            return false;
        }

        spki = key[(3 + width)..];
        return true;
    }

    private static SignatureStatus VerifyRsa(ReadOnlySpan<byte> spki, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(spki, out var read);
            if (read != spki.Length || rsa.KeySize is < MinRsaBits or > MaxRsaBits)
            {
                return SignatureStatus.UnknownKey;
            }

            return rsa.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                ? SignatureStatus.Ok
                : SignatureStatus.NotSigned;
        }
        catch (CryptographicException)
        {
            // The library's only way to say that the bytes are no key.
            return SignatureStatus.UnknownKey;
        }
    }
}
