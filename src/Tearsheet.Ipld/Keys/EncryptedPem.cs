using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Tearsheet.Ipld.Keys;

/// <summary>A secret key under a passphrase: encrypted PKCS#8 in PEM form, as OpenSSL and others write and read it.</summary>
/// <remarks>
/// Spec: RFC 5958, "Encrypted Private Key Info"; RFC 8018, "PBES2": PBKDF2 with HMAC-SHA-256 (HMAC-SHA-1 and HMAC-SHA-512 are read too), then
/// AES-CBC with 256 bits (128 and 192 are read too).
/// </remarks>
public static class EncryptedPem
{
    /// <summary>Rounds of PBKDF2 for a new file: about half a second of whoever tries a passphrase.</summary>
    public const int Rounds = 600_000;

    /// <summary>Bytes of salt, and of the cipher's first block, that <see cref="Write"/> needs.</summary>
    public const int SaltLength = 16;

    // A file may ask for any number of rounds; ten million take some seconds, more would be a way to stop the reader.
    private const int MostRounds = 10_000_000;
    private const string Label = "ENCRYPTED PRIVATE KEY";
    private const string Pbes2 = "1.2.840.113549.1.5.13";
    private const string Pbkdf2 = "1.2.840.113549.1.5.12";
    private const string HmacSha1 = "1.2.840.113549.2.7";
    private const string HmacSha256 = "1.2.840.113549.2.9";
    private const string HmacSha512 = "1.2.840.113549.2.11";
    private const string Aes128 = "2.16.840.1.101.3.4.1.2";
    private const string Aes192 = "2.16.840.1.101.3.4.1.22";
    private const string Aes256 = "2.16.840.1.101.3.4.1.42";

    /// <summary>Writes a key.</summary>
    /// <param name="key">What is written.</param>
    /// <param name="passphrase">What opens it.</param>
    /// <param name="salt">16 random bytes, never used before: nothing here is random.</param>
    /// <param name="firstBlock">16 more.</param>
    /// <returns>PEM text with line feeds.</returns>
    /// <exception cref="ArgumentException">The passphrase is empty, or there are not 16 bytes.</exception>
    public static string Write(SigningKey key, string passphrase, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> firstBlock)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        if (salt.Length != SaltLength || firstBlock.Length != SaltLength)
        {
            throw new ArgumentException("salt and first block have 16 bytes each", nameof(salt));
        }

        var secret = key.ExportPkcs8();
        var derived = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, Rounds, HashAlgorithmName.SHA256, 32);
        try
        {
            using var aes = Aes.Create();
            aes.Key = derived;
            var sealedKey = aes.EncryptCbc(secret, firstBlock);
            var der = new AsnWriter(AsnEncodingRules.DER);
            using (der.PushSequence())
            {
                using (der.PushSequence())
                {
                    der.WriteObjectIdentifier(Pbes2);
                    using (der.PushSequence())
                    {
                        using (der.PushSequence())
                        {
                            der.WriteObjectIdentifier(Pbkdf2);
                            using (der.PushSequence())
                            {
                                der.WriteOctetString(salt);
                                der.WriteInteger(Rounds);
                                using (der.PushSequence())
                                {
                                    der.WriteObjectIdentifier(HmacSha256);
                                    der.WriteNull();
                                }
                            }
                        }

                        using (der.PushSequence())
                        {
                            der.WriteObjectIdentifier(Aes256);
                            der.WriteOctetString(firstBlock);
                        }
                    }
                }

                der.WriteOctetString(sealedKey);
            }

            return PemEncoding.WriteString(Label, der.Encode()) + "\n";
        }
        finally
        {
            secret.AsSpan().Clear();
            derived.AsSpan().Clear();
        }
    }

    /// <summary>Whether a text holds such a key.</summary>
    public static bool IsOne(string pem) => pem.Contains($"-----BEGIN {Label}-----", StringComparison.Ordinal);

    /// <summary>Reads a key.</summary>
    /// <param name="pem">Untrusted text.</param>
    /// <param name="passphrase">What opens it.</param>
    /// <param name="key">The key, which the caller disposes; null unless the result is Ok.</param>
    public static KeyStatus TryRead(string pem, string passphrase, out SigningKey? key)
    {
        ArgumentNullException.ThrowIfNull(pem);
        ArgumentNullException.ThrowIfNull(passphrase);
        key = null;
        if (pem.Length > 16384 || !PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != Label)
        {
            return KeyStatus.NotPem;
        }

        byte[]? secret = null;
        try
        {
            var sealedKey = ReadEnvelope(Convert.FromBase64String(pem[fields.Base64Data]), out var scheme);
            if (sealedKey is null)
            {
                return KeyStatus.UnknownCipher;
            }

            var derived = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), scheme.Salt, scheme.Rounds, scheme.Hash, scheme.KeyLength);
            using var aes = Aes.Create();
            aes.Key = derived;
            derived.AsSpan().Clear();
            secret = aes.DecryptCbc(sealedKey, scheme.FirstBlock);
            var status = SigningKey.TryReadPkcs8(secret, out key);
            return status == KeyStatus.NotPkcs8 ? KeyStatus.WrongPassphrase : status;
        }
        catch (AsnContentException)
        {
            return KeyStatus.NotPkcs8;
        }
        catch (CryptographicException)
        {
            // What a wrong passphrase opens has no valid end.
            return KeyStatus.WrongPassphrase;
        }
        finally
        {
            secret.AsSpan().Clear();
        }
    }

    /// <summary>Reads what is around the sealed key.</summary>
    /// <returns>null when it was sealed in a way that is not read here.</returns>
    private static byte[]? ReadEnvelope(byte[] der, out Scheme scheme)
    {
        scheme = default;
        var whole = new AsnReader(der, AsnEncodingRules.BER);
        var outer = whole.ReadSequence();
        whole.ThrowIfNotEmpty();
        var algorithm = outer.ReadSequence();
        var sealedKey = outer.ReadOctetString();
        if (algorithm.ReadObjectIdentifier() != Pbes2)
        {
            return null;
        }

        var both = algorithm.ReadSequence();
        var derivation = both.ReadSequence();
        var cipher = both.ReadSequence();
        if (derivation.ReadObjectIdentifier() != Pbkdf2)
        {
            return null;
        }

        var parameters = derivation.ReadSequence();
        var salt = parameters.ReadOctetString();
        if (!parameters.TryReadInt32(out var rounds) || rounds is < 1 or > MostRounds || salt.Length > 1024)
        {
            return null;
        }

        if (parameters.HasData && parameters.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            // The length of the key, which the cipher says already.
            parameters.ReadInteger();
        }

        var hash = parameters.HasData ? parameters.ReadSequence().ReadObjectIdentifier() : HmacSha1;
        var keyLength = cipher.ReadObjectIdentifier() switch { Aes128 => 16, Aes192 => 24, Aes256 => 32, _ => 0 };
        var known = hash switch
        {
            HmacSha1 => HashAlgorithmName.SHA1,
            HmacSha256 => HashAlgorithmName.SHA256,
            HmacSha512 => HashAlgorithmName.SHA512,
            _ => default,
        };
        if (keyLength == 0 || known.Name is null)
        {
            return null;
        }

        var firstBlock = cipher.ReadOctetString();
        if (firstBlock.Length != SaltLength)
        {
            return null;
        }

        scheme = new Scheme(salt, rounds, known, keyLength, firstBlock);
        return sealedKey;
    }

    private readonly record struct Scheme(byte[] Salt, int Rounds, HashAlgorithmName Hash, int KeyLength, byte[] FirstBlock);
}
