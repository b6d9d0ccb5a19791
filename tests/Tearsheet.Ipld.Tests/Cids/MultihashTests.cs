using System.Text;
using CsCheck;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Tests.Cids;

public sealed class MultihashTests
{
    // FIPS 202's examples for the empty message and RFC 7693's appendix for "abc" (there with 64 bytes; the 32 are those of the reference program).
    [Theory]
    [InlineData(MultihashCode.Sha3_224, "", "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7")]
    [InlineData(MultihashCode.Sha3_256, "", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a")]
    [InlineData(MultihashCode.Sha3_384, "", "0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2ac3713831264adb47fb6bd1e058d5f004")]
    [InlineData(MultihashCode.Sha3_512, "", "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a615b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26")]
    [InlineData(MultihashCode.Blake3, "", "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262")]
    [InlineData(MultihashCode.Blake3, "abc", "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85")]
    [InlineData(MultihashCode.Blake2b_256, "abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")]
    [InlineData(MultihashCode.Sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d")]
    public void Digests_are_those_of_the_standards(MultihashCode hash, string text, string expected)
    {
        var digest = new byte[Multihash.LengthOf((ulong)hash)];
        Multihash.Compute((ulong)hash, Encoding.ASCII.GetBytes(text), digest);
        Assert.Equal(expected, Convert.ToHexStringLower(digest));
    }

    [Fact]
    public void BLAKE2b_agrees_with_libsodium_at_every_length() => Gen.Byte.Array[0, 600].Sample(bytes =>
    {
        Span<byte> ours = stackalloc byte[32];
        Multihash.Compute((ulong)MultihashCode.Blake2b_256, bytes, ours);
        return ours.SequenceEqual(NSec.Cryptography.HashAlgorithm.Blake2b_256.Hash(bytes));
    }, iter: 300);

    [Fact]
    public void SHA3_agrees_with_the_platform_at_every_length()
    {
        Assert.SkipUnless(System.Security.Cryptography.SHA3_512.IsSupported, "needs a platform with SHA-3");
        Gen.Byte.Array[0, 600].Sample(bytes =>
        {
            var ours = new byte[64];
            Multihash.Compute((ulong)MultihashCode.Sha3_512, bytes, ours);
            var half = new byte[32];
            Multihash.Compute((ulong)MultihashCode.Sha3_256, bytes, half);
            return ours.AsSpan().SequenceEqual(System.Security.Cryptography.SHA3_512.HashData(bytes))
                && half.AsSpan().SequenceEqual(System.Security.Cryptography.SHA3_256.HashData(bytes));
        }, iter: 300);
    }

    [Fact]
    public void A_block_is_checked_by_every_hash_that_is_computed_and_by_no_other()
    {
        var block = "block"u8.ToArray();
        foreach (var hash in Enum.GetValues<MultihashCode>().Where(hash => hash != MultihashCode.Identity))
        {
            var digest = new byte[Multihash.LengthOf((ulong)hash)];
            Multihash.Compute((ulong)hash, block, digest);
            var cid = Cid.Create(1, (ulong)Multicodec.Raw, (ulong)hash, digest);
            Assert.True(cid.Matches(block), hash.ToString());
            Assert.False(cid.Matches("other"u8), hash.ToString());
            Assert.False(Cid.Create(1, (ulong)Multicodec.Raw, (ulong)hash, digest.AsSpan(0, 16)).Matches(block), hash.ToString());
        }

        Assert.False(Multihash.CanCheck(0xb260));
        Assert.Throws<ArgumentException>(() => Multihash.Compute(0xb260, block, new byte[32]));
        Assert.Throws<ArgumentException>(() => Multihash.Compute((ulong)MultihashCode.Sha1, block, new byte[32]));
    }

    [Fact]
    public void The_shared_vectors_are_fronts_of_our_digests()
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var line in File.ReadLines(SharedData.Ipfs("multihash/test_cases.csv")).Skip(1).Where(line => line.Length > 0))
        {
            tried++;
            var fields = line.Split(',');
            var expected = Convert.FromHexString(fields[3]);
            var digest = new byte[Multihash.LengthOf(expected[0])];

            // The input is the text of the hexadecimal digits, not what they stand for.
            Multihash.Compute(expected[0], Encoding.ASCII.GetBytes(fields[2]), digest);
            if (expected[1] != expected.Length - 2 || !digest.AsSpan().StartsWith(expected.AsSpan(2)))
            {
                failures.Add(line);
            }
        }

        SharedData.AssertNone(failures, tried);
    }
}
