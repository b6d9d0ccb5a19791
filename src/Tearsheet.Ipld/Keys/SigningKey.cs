using System.Text;
using NSec.Cryptography;

namespace Tearsheet.Ipld.Keys;

/// <summary>An Ed25519 key pair that signs. It is made from a seed that the caller drew: nothing here is random.</summary>
/// <remarks>Spec: RFC 8032, "Ed25519". Signing the same bytes twice gives the same signature.</remarks>
public sealed class SigningKey : IDisposable
{
    /// <summary>The length of a seed in bytes.</summary>
    public const int SeedLength = 32;

    private const string PemBegin = "-----BEGIN PRIVATE KEY-----";
    private const string PemEnd = "-----END PRIVATE KEY-----";
    private const string EncryptedBegin = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

    private readonly Key _key;

    private SigningKey(Key key)
    {
        _key = key;
        PublicKey = PublicKey.FromRaw(key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <summary>The public half.</summary>
    public PublicKey PublicKey { get; }

    // Spec: RFC 8410, "Private Key Format": version 0, the algorithm 1.3.101.112, and the seed as an octet string within one.
    private static ReadOnlySpan<byte> Pkcs8Head => [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    /// <summary>Makes a key of a seed.</summary>
    /// <param name="seed32">32 secret bytes, which the caller wipes.</param>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public static SigningKey FromSeed(ReadOnlySpan<byte> seed32)
    {
        if (seed32.Length != SeedLength)
        {
            throw new ArgumentException("a seed has 32 bytes", nameof(seed32));
        }

        var parameters = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        return new SigningKey(Key.Import(SignatureAlgorithm.Ed25519, seed32, KeyBlobFormat.RawPrivateKey, parameters));
    }

    /// <summary>Reads an unencrypted PKCS#8 key in PEM form; text around the block is passed over.</summary>
    /// <param name="pem">Untrusted text.</param>
    /// <param name="key">The key, which the caller disposes; null unless the result is Ok.</param>
    /// <remarks>Spec: RFC 7468, "One Asymmetric Key and the Textual Encoding of PKCS #8 Private Key Info"; RFC 8410.</remarks>
    public static KeyStatus TryReadPem(string pem, out SigningKey? key)
    {
        ArgumentNullException.ThrowIfNull(pem);
        key = null;
        if (pem.Contains(EncryptedBegin, StringComparison.Ordinal))
        {
            return KeyStatus.Encrypted;
        }

        var start = pem.IndexOf(PemBegin, StringComparison.Ordinal) + PemBegin.Length;
        var end = start < PemBegin.Length ? -1 : pem.IndexOf(PemEnd, start, StringComparison.Ordinal);

        // An Ed25519 key takes 64 characters; RSA keys of any use stay far below 16 KiB.
        if (end < 0 || end - start > 16384)
        {
            return KeyStatus.NotPem;
        }

        var der = new byte[end - start];
        try
        {
            return Convert.TryFromBase64Chars(pem.AsSpan(start, end - start), der, out var length)
                ? TryReadPkcs8(der.AsSpan(0, length), out key)
                : KeyStatus.NotPem;
        }
        finally
        {
            der.AsSpan().Clear();
        }
    }

    /// <summary>The signature of a message, 64 bytes.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_key, message);

    /// <summary>The secret key as PKCS#8 in PEM form, unencrypted, with line feeds.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public string ExportPem()
    {
        var der = ExportPkcs8();
        try
        {
            return new StringBuilder()
                .Append(PemBegin).Append('\n')
                .Append(Convert.ToBase64String(der)).Append('\n')
                .Append(PemEnd).Append('\n')
                .ToString();
        }
        finally
        {
            der.AsSpan().Clear();
        }
    }

    /// <summary>Reads a secret key in libp2p's protobuf, as other IPFS programs export it.</summary>
    /// <param name="protobuf">Untrusted bytes; at most 100 are looked at.</param>
    /// <param name="key">The key, which the caller disposes; null unless the result is Ok.</param>
    /// <remarks>Spec: libp2p peer-ids, "Ed25519": the seed and the public key; those of old have the public key twice.</remarks>
    public static KeyStatus TryReadProtobuf(ReadOnlySpan<byte> protobuf, out SigningKey? key)
    {
        key = null;
        if (protobuf.Length < 4 || protobuf[0] != 0x08 || protobuf[2] != 0x12)
        {
            return KeyStatus.NotProtobuf;
        }

        var data = protobuf[4..];
        if (protobuf[1] != 0x01)
        {
            return KeyStatus.NotEd25519;
        }

        if (protobuf[3] != data.Length || data.Length is not (64 or 96) || (data.Length == 96 && !data[32..64].SequenceEqual(data[64..])))
        {
            return KeyStatus.NotProtobuf;
        }

        var read = FromSeed(data[..SeedLength]);
        if (!read.PublicKey.Raw.SequenceEqual(data[SeedLength..64]))
        {
            // Whoever signed with such a pair would give the secret away.
            read.Dispose();
            return KeyStatus.NotAPair;
        }

        key = read;
        return KeyStatus.Ok;
    }

    /// <summary>The secret key as PKCS#8 in DER, which the caller wipes.</summary>
    internal byte[] ExportPkcs8()
    {
        var seed = _key.Export(KeyBlobFormat.RawPrivateKey);
        try
        {
            var der = new byte[Pkcs8Head.Length + SeedLength];
            Pkcs8Head.CopyTo(der);
            seed.CopyTo(der, Pkcs8Head.Length);
            return der;
        }
        finally
        {
            seed.AsSpan().Clear();
        }
    }

    /// <summary>The secret key in libp2p's protobuf, as other IPFS programs import it: 68 bytes, which the caller wipes.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    /// <remarks>Spec: libp2p peer-ids, "Ed25519": the seed and the public key, one after the other.</remarks>
    public byte[] ExportProtobuf()
    {
        var seed = _key.Export(KeyBlobFormat.RawPrivateKey);
        try
        {
            return [0x08, 0x01, 0x12, 0x40, .. seed, .. PublicKey.Raw];
        }
        finally
        {
            seed.AsSpan().Clear();
        }
    }

    /// <summary>Wipes the secret.</summary>
    public void Dispose() => _key.Dispose();

    internal static KeyStatus TryReadPkcs8(ReadOnlySpan<byte> der, out SigningKey? key)
    {
        key = null;
        if (der.Length == Pkcs8Head.Length + SeedLength && der.StartsWith(Pkcs8Head))
        {
            key = FromSeed(der[Pkcs8Head.Length..]);
            return KeyStatus.Ok;
        }

        // What holds the number of Ed25519 and is built otherwise (attributes, a public key beside it) is not guessed at.
        var looksLikePkcs8 = der.Length > 16 && der[0] == 0x30 && der.IndexOf(Pkcs8Head[2..6]) is > 0 and < 8;
        return looksLikePkcs8 && der.IndexOf(Pkcs8Head[5..12]) < 0 ? KeyStatus.NotEd25519 : KeyStatus.NotPkcs8;
    }
}
