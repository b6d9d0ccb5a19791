using System.Globalization;
using System.Text;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>Expected values are those of npm @multiformats/murmur3, the first half of its digest.</summary>
public sealed class Murmur3Tests
{
    private const string Pangram = "The quick brown fox jumps over the lazy dog, twice";

    [Theory]
    [InlineData(0, "0000000000000000")]
    [InlineData(1, "8c03777e9184689a")]
    [InlineData(7, "f0d3843a5abcd5c9")]
    [InlineData(8, "644baae4ad5b71cd")]
    [InlineData(9, "37a06404b2a8f155")]
    [InlineData(15, "48137cb864e39216")]
    [InlineData(16, "9d1244f4af9b32c4")]
    [InlineData(17, "91f96376e757e9ae")]
    [InlineData(24, "71264eee42007ce5")]
    [InlineData(31, "9b28b5ddd9c4c509")]
    [InlineData(32, "df6af91bb29bdacf")]
    [InlineData(33, "68d135cdab7bb3dd")]
    [InlineData(50, "bdba343f186643e1")]
    public void A_text_of_any_length_gets_the_hash_that_others_compute(int length, string expected)
    {
        var hash = Murmur3.Hash64(Encoding.ASCII.GetBytes(Pangram[..length]));

        Assert.Equal(expected, hash.ToString("x16", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Bytes_above_127_are_bytes_like_others() =>
        Assert.Equal(0x12bb87b9a8fbeff4ul, Murmur3.Hash64("日本語"u8));
}
