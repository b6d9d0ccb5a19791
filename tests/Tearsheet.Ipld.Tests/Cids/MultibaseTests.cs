using System.Text;
using CsCheck;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Tests.Cids;

public sealed class MultibaseTests
{
    // Names in the multibase table; every row of its test files whose base is not here is out of scope, and listed below.
    private static readonly Dictionary<string, Multibase> Bases = new(StringComparer.Ordinal)
    {
        ["base16"] = Multibase.Base16,
        ["base16upper"] = Multibase.Base16Upper,
        ["base32"] = Multibase.Base32,
        ["base32upper"] = Multibase.Base32Upper,
        ["base36"] = Multibase.Base36,
        ["base36upper"] = Multibase.Base36Upper,
        ["base58btc"] = Multibase.Base58Btc,
        ["base64"] = Multibase.Base64,
        ["base64url"] = Multibase.Base64Url,
    };

    private static readonly string[] OutOfScope =
    [
        "base2", "base8", "base10", "base32hex", "base32hexupper", "base32pad", "base32padupper", "base32hexpad",
        "base32hexpadupper", "base32z", "base58flickr", "base64pad", "base64urlpad", "base256emoji",
    ];

    [Theory]
    [InlineData(Multibase.Base16, "f796573206d616e692021")]
    [InlineData(Multibase.Base32, "bpfsxgidnmfxgsibb")]
    [InlineData(Multibase.Base36, "k2lcpzo5yikidynfl")]
    [InlineData(Multibase.Base58Btc, "z7paNL19xttacUY")]
    [InlineData(Multibase.Base64, "meWVzIG1hbmkgIQ")]
    [InlineData(Multibase.Base64Url, "ueWVzIG1hbmkgIQ")]
    public void Known_text_is_written_and_read(Multibase multibase, string text)
    {
        var bytes = "yes mani !"u8.ToArray();
        Assert.Equal(text, MultibaseText.Encode(multibase, bytes));
        Assert.Equal(MultibaseStatus.Ok, MultibaseText.TryDecode(text, out var read, out var named));
        Assert.Equal(bytes, read);
        Assert.Equal(multibase, named);
    }

    [Theory]
    [InlineData("", MultibaseStatus.Empty)]
    [InlineData("!abc", MultibaseStatus.UnknownBase)]
    [InlineData("f0g", MultibaseStatus.NotInAlphabet)]
    [InlineData("f0", MultibaseStatus.LooseBits)]
    [InlineData("b1", MultibaseStatus.NotInAlphabet)]
    [InlineData("baa=", MultibaseStatus.NotInAlphabet)]
    [InlineData("ba", MultibaseStatus.LooseBits)]
    [InlineData("bab", MultibaseStatus.LooseBits)]
    [InlineData("mA", MultibaseStatus.LooseBits)]
    [InlineData("mAB", MultibaseStatus.LooseBits)]
    [InlineData("zI", MultibaseStatus.NotInAlphabet)]
    [InlineData("kä", MultibaseStatus.NotInAlphabet)]
    public void What_is_no_multibase_is_named(string text, MultibaseStatus expected)
    {
        Assert.Equal(expected, MultibaseText.TryDecode(text, out var bytes, out _));
        Assert.Empty(bytes);
    }

    [Fact]
    public void Text_that_would_cost_its_square_is_refused_by_length()
    {
        Assert.Equal(MultibaseStatus.TooLong, MultibaseText.TryDecode("z" + new string('2', MultibaseText.MaxTextLength), out _, out _));
        Assert.Throws<ArgumentException>(() => MultibaseText.Encode(Multibase.Base36, new byte[MultibaseText.MaxByteLength + 1]));
    }

    [Fact]
    public void Bytes_read_as_they_were_written_in_every_base() =>
        Gen.Select(Gen.Byte.Array[0, 80], Gen.Enum<Multibase>()).Sample((bytes, multibase) =>
            MultibaseText.TryDecode(MultibaseText.Encode(multibase, bytes), out var read, out var named) == MultibaseStatus.Ok
            && named == multibase && read.AsSpan().SequenceEqual(bytes));

    [Fact]
    public void Text_that_is_read_is_written_again_but_for_its_case() =>
        Gen.Select(Gen.Enum<Multibase>(), Gen.Char.AlphaNumeric.Array[0, 40]).Sample((multibase, body) =>
        {
            var text = MultibaseText.Prefix(multibase) + new string(body);
            return MultibaseText.TryDecode(text, out var bytes, out _) != MultibaseStatus.Ok
                || string.Equals(MultibaseText.Encode(multibase, bytes), text, StringComparison.OrdinalIgnoreCase);
        });

    [Theory]
    [InlineData("basic.csv", true)]
    [InlineData("leading_zero.csv", true)]
    [InlineData("two_leading_zeros.csv", true)]
    [InlineData("case_insensitivity.csv", false)]
    public void All_shared_vectors_in_our_bases_hold(string file, bool canonical)
    {
        var lines = File.ReadAllLines(SharedData.Ipfs("multibase/" + file));
        var meant = Encoding.Latin1.GetBytes(Quoted(lines[0]).Replace("\\x00", "\0", StringComparison.Ordinal));
        var failures = new List<string>();
        var tried = 0;
        var left = new List<string>();
        foreach (var line in lines.Skip(1).Where(line => line.Length > 0))
        {
            var name = line.Split(',')[0];
            if (!Bases.TryGetValue(name, out var multibase))
            {
                left.Add(name);
                continue;
            }

            tried++;
            var text = Quoted(line);
            if (MultibaseText.TryDecode(text, out var bytes, out var named) != MultibaseStatus.Ok || named != multibase
                || !bytes.AsSpan().SequenceEqual(meant) || (canonical && MultibaseText.Encode(multibase, meant) != text))
            {
                failures.Add(line);
            }
        }

        Assert.Empty(left.Except(OutOfScope, StringComparer.Ordinal));
        SharedData.AssertNone(failures, tried);
    }

    private static string Quoted(string line) => line.Split('"')[1];
}
