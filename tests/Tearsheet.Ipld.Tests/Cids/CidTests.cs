using System.Globalization;
using System.Text;
using CsCheck;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Tests.Cids;

public sealed class CidTests
{
    private const string EmptyFolder = "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354";
    private const string EmptyFolderV0 = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn";

    [Fact]
    public void A_block_is_named_by_its_codec_and_hash()
    {
        var cid = Cid.ForBlock(Multicodec.DagPb, [0x0A, 0x02, 0x08, 0x01]);
        Assert.Equal(EmptyFolder, cid.ToString());
        Assert.Equal((1, (ulong)Multicodec.DagPb, (ulong)MultihashCode.Sha2_256), (cid.Version, cid.Codec, cid.HashCode));
        Assert.Equal(32, cid.Digest.Length);
        Assert.True(cid.Matches([0x0A, 0x02, 0x08, 0x01]));
        Assert.False(cid.Matches([0x0A, 0x02, 0x08, 0x02]));
        Assert.Equal(EmptyFolderV0, Cid.Create(0, cid.Codec, cid.HashCode, cid.Digest).ToString());
    }

    [Fact]
    public void Version_0_and_its_twin_are_not_equal()
    {
        var old = Cid.Parse(EmptyFolderV0);
        var twin = Cid.Create(1, old.Codec, old.HashCode, old.Digest);
        Assert.Equal(0, old.Version);
        Assert.Equal(EmptyFolder, twin.ToString());
        Assert.NotEqual(old, twin);
        Assert.Equal(EmptyFolderV0, old.ToString(Multibase.Base16));
    }

    [Fact]
    public void Nothing_is_no_CID()
    {
        Assert.False(default(Cid).IsDefined);
        Assert.Equal("", default(Cid).ToString());
        Assert.Equal(0, default(Cid).Bytes.Length);
        Assert.Equal(0UL, default(Cid).Codec);
        Assert.Equal(0, default(Cid).Digest.Length);
        Assert.False(default(Cid).Matches([]));
        Assert.NotEqual(default, Cid.Parse(EmptyFolder));
        Assert.True(default(Cid) < Cid.Parse(EmptyFolder));
    }

    [Fact]
    public void An_identity_CID_holds_its_block()
    {
        var cid = Cid.Create(1, (ulong)Multicodec.Raw, (ulong)MultihashCode.Identity, "news raw"u8);
        Assert.Equal("bafkqacdomv3xgidsmf3q", cid.ToString());
        Assert.True(cid.Matches("news raw"u8));
        Assert.False(cid.Matches("news"u8));
        Assert.Throws<ArgumentException>(() => Cid.Create(1, 0x55, 0, new byte[129]));
    }

    [Fact]
    public void A_cut_digest_matches_nothing()
    {
        var whole = Cid.ForBlock(Multicodec.Raw, "x"u8);
        var cut = Cid.Create(1, whole.Codec, whole.HashCode, whole.Digest[..20]);
        Assert.False(cut.Matches("x"u8));
    }

    [Theory]
    [InlineData("", CidStatus.Empty)]
    [InlineData("b", CidStatus.Empty)]
    [InlineData("QmInvalidCID", CidStatus.Truncated)]
    [InlineData("!afkreibnoelefnzgwbcacyt4vh52ymxvzbjq7mmqhtcnwarfq4lzegsiqe", CidStatus.UnknownBase)]
    [InlineData("z" + EmptyFolderV0, CidStatus.PrefixedVersion0)]
    [InlineData("bafkreibnoelefnzgwbcacyt4vh52ymxvzbjq7mmqhtcnwarfq4lzegsiqeaa", CidStatus.TrailingBytes)]
    [InlineData("f0155", CidStatus.Truncated)]
    [InlineData("f0255122000", CidStatus.UnknownVersion)]
    [InlineData("f015512ff01", CidStatus.DigestTooLong)]
    [InlineData("f01550081", CidStatus.Truncated)]
    [InlineData("f0155008101", CidStatus.DigestTooLong)]
    [InlineData("f01810012", CidStatus.NumberNotMinimal)]
    [InlineData("f01ffffffffffffffffff01", CidStatus.NumberTooLong)]
    public void What_is_no_CID_is_named(string text, CidStatus expected)
    {
        Assert.Equal(expected, Cid.TryParse(text, out var cid));
        Assert.False(cid.IsDefined);
        var thrown = Assert.Throws<FormatException>(() => Cid.Parse(text));
        Assert.Contains(expected.ToString(), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_is_refused_before_it_is_read() =>
        Assert.Equal(CidStatus.TooLong, Cid.TryParse("z" + new string('2', 600), out _));

    [Fact]
    public void Equal_bytes_are_equal_CIDs_with_equal_hashes() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Enum<Multicodec>()).Sample((block, codec) =>
        {
            var one = Cid.ForBlock(codec, block);
            var other = Cid.Parse(one.ToString());
            return one == other && one.GetHashCode() == other.GetHashCode() && one.CompareTo(other) == 0
                && Cid.TryRead(one.Bytes, out var third, out var length) == CidStatus.Ok && third == one && length == one.Bytes.Length;
        });

    [Fact]
    public void Every_CID_reads_as_it_was_written_in_every_base()
    {
        var parts = Gen.Select(Gen.ULong[0, Varint.MaxValue], Gen.ULong[0, Varint.MaxValue], Gen.Byte.Array[0, 32]);
        Gen.Select(parts, Gen.Enum<Multibase>()).Sample((of, multibase) =>
        {
            var cid = Cid.Create(1, of.Item1, of.Item2, of.Item3);
            return Cid.TryParse(cid.ToString(multibase), out var read) == CidStatus.Ok && read == cid
                && read.Codec == of.Item1 && read.HashCode == of.Item2 && read.Digest.SequenceEqual(of.Item3);
        });
    }

    [Fact]
    public void Random_bytes_are_refused_or_read_as_they_stand() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        bytes = [.. (byte[])(bytes.Length % 3 == 0 ? [0x01, 0x55, 0x12] : []), .. bytes];
        return Cid.TryRead(bytes, out var cid, out var length) == CidStatus.Ok
            ? cid.Bytes.SequenceEqual(bytes.AsSpan(0, length)) && cid.ToString().Length > 0
            : !cid.IsDefined && length == 0;
    });

    [Fact]
    public void Random_text_never_throws() =>
        Gen.String[0, 70].Sample(text => Cid.TryParse(text, out var cid) == CidStatus.Ok == cid.IsDefined);

    [Fact]
    public void All_shared_vectors_hold()
    {
        var vectors = SharedData.Json("cid/cid.json");
        var failures = new List<string>();
        var tried = 0;
        foreach (var row in vectors.GetProperty("valid").EnumerateArray())
        {
            tried++;
            var bytes = Convert.FromHexString(row.Text("bytes"));
            if (Cid.TryRead(bytes, out var cid, out var length) != CidStatus.Ok || length != bytes.Length
                || cid.Version != row.GetProperty("version").GetInt32() || cid.Codec != row.GetProperty("codec").GetUInt64()
                || cid.HashCode != row.GetProperty("hash").GetUInt64() || Convert.ToHexStringLower(cid.Digest) != row.Text("digest")
                || cid.ToString() != row.Text("canonical"))
            {
                failures.Add("bytes: " + row.GetRawText());
                continue;
            }

            if (row.TryGetProperty("strings", out var strings))
            {
                foreach (var text in strings.EnumerateObject())
                {
                    tried++;
                    if (Cid.TryParse(text.Value.GetString(), out var read) != CidStatus.Ok || read != cid
                        || (cid.Version == 1 && cid.ToString(Enum.Parse<Multibase>(text.Name, ignoreCase: true)) != text.Value.GetString()))
                    {
                        failures.Add($"{text.Name}: {text.Value}");
                    }
                }
            }
        }

        foreach (var row in vectors.GetProperty("invalidStrings").EnumerateArray())
        {
            tried++;
            if (Cid.TryParse(row.Text("text"), out _) == CidStatus.Ok)
            {
                failures.Add("accepted: " + row.GetRawText());
            }
        }

        foreach (var row in vectors.GetProperty("invalidBytes").EnumerateArray())
        {
            tried++;
            var bytes = Convert.FromHexString(row.Text("hex"));
            if (Cid.TryRead(bytes, out _, out var length) == CidStatus.Ok && length == bytes.Length)
            {
                failures.Add("accepted: " + row.GetRawText());
            }
        }

        foreach (var row in vectors.GetProperty("caseRules").EnumerateArray())
        {
            tried++;
            if (Cid.TryParse(row.Text("text"), out _) != CidStatus.Ok)
            {
                failures.Add("refused: " + row.GetRawText());
            }
        }

        SharedData.AssertNone(failures, tried);
    }

    [Fact]
    public void All_shared_multihashes_of_sha2_256_hold()
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var line in File.ReadAllLines(SharedData.Ipfs("multihash/test_cases.csv")).Skip(1))
        {
            var cells = line.Split(',');
            if (cells is not ["sha2-256" or "identity", _, _, _])
            {
                continue;
            }

            tried++;
            var input = Encoding.ASCII.GetBytes(cells[2]);
            var multihash = Convert.FromHexString(cells[3]);
            var bits = int.Parse(cells[1], CultureInfo.InvariantCulture);
            var whole = Cid.ForBlock(Multicodec.Raw, input);
            if (Cid.TryRead([0x01, 0x55, .. multihash], out var cid, out var length) != CidStatus.Ok
                || length != multihash.Length + 2 || cid.Digest.Length * 8 != bits
                || !cid.Digest.SequenceEqual(whole.Digest[..(bits / 8)]) || cid.Matches(input) != (bits == 256))
            {
                failures.Add(line);
            }
        }

        SharedData.AssertNone(failures, tried);
    }
}
