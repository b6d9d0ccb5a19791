using CsCheck;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Ipld.Tests.Keys;

public sealed class KeyTests
{
    // RFC 8032, "Test Vectors for Ed25519", TEST 2.
    private const string Seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    private const string Public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private const string Signature =
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    // RFC 8410, "Examples of Ed25519 Private Key".
    private const string Rfc8410Pem =
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

    private const string Rfc8410Public = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

    // The key of RFC 8410, by `openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256`, and with aes-128-cbc and hmacWithSHA1.
    private const string OpenSslSha256 =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh+rCGvFEutYAICCAAw\nDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEF9Yyk//hqS8R0KuGsAcFIIEQMbQ\nC0EjF2qrdsPZvgqB5O9s8JwuuxaF3AjNycRjkD0W14W2IcOlyijUBOd/LiE8OREZ\ndP/CutXpUYJ3uLJa8gM=\n-----END ENCRYPTED PRIVATE KEY-----\n";

    private const string OpenSslSha1 =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGNMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAhWeOwUTuk20QICCAAw\nHQYJYIZIAWUDBAECBBBfweCB/k84JgST4EG+KauSBECE06oJ2pe8axI6HS4urvG1\neiGi2pseVZvB6Pa3JKB47jO/uydq7TkQtsA0nnUfzBgN2I1TlvtFtV3Iyya8Bykn\n-----END ENCRYPTED PRIVATE KEY-----\n";

    [Fact]
    public void A_seed_makes_the_key_and_the_signature_of_the_standard()
    {
        using var key = SigningKey.FromSeed(Convert.FromHexString(Seed));
        Assert.Equal(Public, Convert.ToHexStringLower(key.PublicKey.Raw));
        var signature = key.Sign([0x72]);
        Assert.Equal(Signature, Convert.ToHexStringLower(signature));
        Assert.True(key.PublicKey.Verify([0x72], signature));
        Assert.False(key.PublicKey.Verify([0x73], signature));
    }

    [Fact]
    public void A_name_is_the_key_itself()
    {
        var key = PublicKey.FromRaw(Convert.FromHexString("ab81469d33a0b6e515e76232a6f7c8cd6e5539d47ba0edc57c735d87e64c62ff"));
        Assert.Equal("k51qzi5uqu5dkgh2g5lihhm0gxpjr1gvw66nsigblgndwmyd91a83yj7lid8n3", key.ToString());
        Assert.Equal("bafzaajaiaejcbk4bi2othifw4uk6oyrsu334rtloku45i65a5xcxy425q7teyyx7", key.Name.ToString());
        foreach (var text in (string[])[key.ToString(), key.Name.ToString(), "12D3KooWMMrDZMpSsiE55P6ic4xxH28N7Pxo4B5MWFghmpDgdgAi"])
        {
            Assert.Equal(KeyStatus.Ok, PublicKey.TryParse(text, out var read));
            Assert.Equal(key, read);
        }
    }

    [Theory]
    [InlineData("", KeyStatus.NotAName)]
    [InlineData("1", KeyStatus.NotAName)]
    [InlineData("k", KeyStatus.NotAName)]
    [InlineData("example.com", KeyStatus.NotAName)]
    [InlineData("bafkreibnoelefnzgwbcacyt4vh52ymxvzbjq7mmqhtcnwarfq4lzegsiqe", KeyStatus.NotAName)]
    [InlineData("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn", KeyStatus.NotAName)]
    [InlineData("k50rm9yjlt0jfaqdez93d6fnpo3fjlzi0ygkltxmpx7pmrmhq6jcd81jb2gcu7", KeyStatus.NotAName)]
    [InlineData("bafzaaaa", KeyStatus.NotEd25519)]
    public void What_is_no_name_of_a_key_is_named(string text, KeyStatus expected)
    {
        Assert.Equal(expected, PublicKey.TryParse(text, out var key));
        Assert.False(key.IsDefined);
    }

    [Fact]
    public void A_name_that_hashes_a_key_holds_none()
    {
        var hashed = Cid.Create(1, (ulong)Multicodec.Libp2pKey, (ulong)MultihashCode.Sha2_256, new byte[32]);
        Assert.Equal(KeyStatus.NameHoldsNoKey, PublicKey.TryParse(hashed.ToString(), out _));
        Assert.Equal(KeyStatus.NotAName, PublicKey.TryParse("1" + new string('2', 2000), out _));
    }

    [Fact]
    public void An_encrypted_key_opens_with_its_passphrase_alone()
    {
        using var key = SigningKey.FromSeed(Convert.FromHexString(Seed));
        var pem = EncryptedPem.Write(key, "Größe 12", new byte[16], Convert.FromHexString("000102030405060708090a0b0c0d0e0f"));
        Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", pem, StringComparison.Ordinal);
        Assert.Equal(KeyStatus.Encrypted, SigningKey.TryReadPem(pem, out _));
        Assert.Equal(KeyStatus.Ok, EncryptedPem.TryRead(pem, "Größe 12", out var read));
        Assert.Equal(key.PublicKey, read!.PublicKey);
        read.Dispose();
        Assert.Equal(KeyStatus.WrongPassphrase, EncryptedPem.TryRead(pem, "grösse 12", out _));
        Assert.Equal(KeyStatus.NotPem, EncryptedPem.TryRead(key.ExportPem(), "x", out _));
    }

    [Theory]
    [InlineData(OpenSslSha256)]
    [InlineData(OpenSslSha1)]
    public void A_key_that_openssl_encrypted_is_read(string pem)
    {
        Assert.Equal(KeyStatus.Ok, EncryptedPem.TryRead(pem, "harbour", out var key));
        using (key)
        {
            Assert.Equal(Rfc8410Public, Convert.ToHexStringLower(key!.PublicKey.Raw));
        }
    }

    [Fact]
    public void A_damaged_encrypted_key_is_refused_and_never_throws() =>
        Gen.Select(Gen.Int[0, OpenSslSha256.Length - 1], Gen.Char[' ', '~']).Sample((at, with) =>
        {
            var damaged = OpenSslSha256[..at] + with + OpenSslSha256[(at + 1)..];
            if (EncryptedPem.TryRead(damaged, "harbour", out var key) == KeyStatus.Ok)
            {
                key!.Dispose();
            }
        }, iter: 300, threads: 1);

    [Fact]
    public void A_secret_key_travels_as_libp2ps_protobuf()
    {
        using var key = SigningKey.FromSeed(Convert.FromHexString(Seed));
        var bytes = key.ExportProtobuf();
        Assert.Equal("08011240" + Seed + Public, Convert.ToHexStringLower(bytes));
        Assert.Equal(KeyStatus.Ok, SigningKey.TryReadProtobuf(bytes, out var read));
        Assert.Equal(key.PublicKey, read!.PublicKey);
        read.Dispose();
        Assert.Equal(KeyStatus.Ok, SigningKey.TryReadProtobuf(Convert.FromHexString("08011260" + Seed + Public + Public), out read));
        read!.Dispose();
        Assert.Equal(KeyStatus.NotAPair, SigningKey.TryReadProtobuf(Convert.FromHexString("08011240" + Seed + Seed), out _));
        Assert.Equal(KeyStatus.NotEd25519, SigningKey.TryReadProtobuf(Convert.FromHexString("08021240" + Seed + Public), out _));
        Assert.Equal(KeyStatus.NotProtobuf, SigningKey.TryReadProtobuf(bytes.AsSpan(0, 67), out _));
        Assert.Equal(KeyStatus.NotProtobuf, SigningKey.TryReadProtobuf([], out _));
    }

    [Fact]
    public void The_protobuf_has_one_spelling()
    {
        var key = PublicKey.FromRaw(Convert.FromHexString(Public));
        Assert.Equal("08011220" + Public, Convert.ToHexStringLower(key.ToProtobuf()));
        Assert.Equal(KeyStatus.Ok, PublicKey.TryReadProtobuf(key.ToProtobuf(), out var read));
        Assert.Equal(key, read);
        Assert.Equal(KeyStatus.NotEd25519, PublicKey.TryReadProtobuf([.. key.ToProtobuf(), 0], out _));
        Assert.Equal(KeyStatus.NotEd25519, PublicKey.TryReadProtobuf(Convert.FromHexString("08021220" + Public), out _));
        Assert.Equal(KeyStatus.NotEd25519, PublicKey.TryReadProtobuf([], out _));
    }

    [Fact]
    public void The_standards_PEM_is_read_and_written()
    {
        Assert.Equal(KeyStatus.Ok, SigningKey.TryReadPem(Rfc8410Pem, out var key));
        using (key)
        {
            Assert.Equal(Rfc8410Public, Convert.ToHexStringLower(key!.PublicKey.Raw));
            Assert.Equal(Rfc8410Pem, key.ExportPem());
        }
    }

    [Fact]
    public void PEM_with_other_line_ends_and_text_around_it_is_read()
    {
        var text = "subject=desk\r\n" + Rfc8410Pem.Replace("\n", "\r\n", StringComparison.Ordinal) + "more\r\n";
        Assert.Equal(KeyStatus.Ok, SigningKey.TryReadPem(text, out var key));
        key!.Dispose();
    }

    [Theory]
    [InlineData("", KeyStatus.NotPem)]
    [InlineData("-----BEGIN PRIVATE KEY-----", KeyStatus.NotPem)]
    [InlineData("-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----", KeyStatus.NotPem)]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----", KeyStatus.NotPem)]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", KeyStatus.Encrypted)]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", KeyStatus.NotPkcs8)]
    [InlineData("-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----", KeyStatus.NotPkcs8)]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----", KeyStatus.NotEd25519)]
    public void What_is_no_key_is_named(string pem, KeyStatus expected)
    {
        Assert.Equal(expected, SigningKey.TryReadPem(pem, out var key));
        Assert.Null(key);
    }

    [Fact]
    public void An_RSA_key_is_refused_by_its_kind() =>
        Assert.Equal(KeyStatus.NotEd25519, SigningKey.TryReadPem(File.ReadAllText(SharedData.Ipfs("ipns/rsa-test-key.pem")), out _));

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SigningKey.FromSeed(new byte[31]));
        Assert.Throws<ArgumentException>(() => PublicKey.FromRaw(new byte[33]));
        Assert.Throws<InvalidOperationException>(() => default(PublicKey).ToProtobuf());
        Assert.False(default(PublicKey).Verify([], new byte[64]));
        Assert.Equal("", default(PublicKey).ToString());
        Assert.Equal(default, default(PublicKey));
    }

    [Fact]
    public void A_disposed_key_signs_nothing()
    {
        var key = SigningKey.FromSeed(new byte[32]);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign([]));
        Assert.Throws<ObjectDisposedException>(() => key.ExportPem());
    }

    [Fact]
    public void Keys_survive_every_form() => Gen.Byte.Array[32].Sample(seed =>
    {
        using var key = SigningKey.FromSeed(seed);
        var name = key.PublicKey.ToString();
        var protobuf = key.ExportProtobuf();
        Assert.Equal(KeyStatus.Ok, SigningKey.TryReadPem(key.ExportPem(), out var again));
        using (again)
        {
            return again!.PublicKey == key.PublicKey
                && name.StartsWith("k51qzi5uqu5d", StringComparison.Ordinal)
                && PublicKey.TryParse(name, out var named) == KeyStatus.Ok && named == key.PublicKey
                && named.GetHashCode() == key.PublicKey.GetHashCode()
                && protobuf.AsSpan(4, 32).SequenceEqual(seed) && protobuf.AsSpan(36).SequenceEqual(key.PublicKey.Raw);
        }
    }, iter: 30);

    [Fact]
    public void A_flipped_bit_breaks_a_signature() =>
        Gen.Select(Gen.Byte.Array[1, 50], Gen.Int[0, 100_000]).Sample((message, where) =>
        {
            using var key = SigningKey.FromSeed(Convert.FromHexString(Seed));
            var signature = key.Sign(message);
            var good = key.PublicKey.Verify(message, signature);
            signature[where / 8 % 64] ^= (byte)(1 << (where % 8));
            return good && !key.PublicKey.Verify(message, signature) && !key.PublicKey.Verify(message, signature.AsSpan(0, 63));
        }, iter: 30);

    [Fact]
    public void Shared_Ed25519_keys_give_the_names_that_they_should()
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var row in SharedData.Json("ipns/records.json").GetProperty("keys").EnumerateObject())
        {
            if (row.Value.Text("type") != "Ed25519")
            {
                continue;
            }

            tried++;
            using var key = SigningKey.FromSeed(Convert.FromHexString(row.Value.Text("seed")));
            if (Convert.ToBase64String(key.PublicKey.ToProtobuf()) != row.Value.Text("publicKeyProtobuf")
                || key.PublicKey.ToString() != row.Value.Text("nameBase36") || key.PublicKey.Name.ToString() != row.Value.Text("nameBase32")
                || PublicKey.TryParse(row.Value.Text("peerId"), out var peer) != KeyStatus.Ok || peer != key.PublicKey)
            {
                failures.Add(row.Name);
            }
        }

        SharedData.AssertNone(failures, tried);
    }
}
