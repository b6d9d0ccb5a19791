using System.Globalization;
using CsCheck;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Tests.Cids;

public sealed class VarintTests
{
    [Theory]
    [InlineData("00", 0UL)]
    [InlineData("7f", 127UL)]
    [InlineData("8001", 128UL)]
    [InlineData("ac02", 300UL)]
    [InlineData("ffffffffffffffff7f", 9223372036854775807UL)]
    public void A_number_has_one_spelling(string hex, ulong number)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(VarintStatus.Ok, Varint.TryRead(bytes, out var value, out var length));
        Assert.Equal((number, bytes.Length), (value, length));
        Span<byte> written = stackalloc byte[9];
        Assert.Equal(bytes.Length, Varint.Write(written, number));
        Assert.Equal(bytes, written[..bytes.Length].ToArray());
    }

    [Theory]
    [InlineData("", VarintStatus.Truncated)]
    [InlineData("80", VarintStatus.Truncated)]
    [InlineData("8000", VarintStatus.NotMinimal)]
    [InlineData("ff8000", VarintStatus.NotMinimal)]
    [InlineData("ffffffffffffffff80", VarintStatus.TooLong)]
    [InlineData("ffffffffffffffffff01", VarintStatus.TooLong)]
    public void What_is_no_varint_is_named(string hex, VarintStatus expected)
    {
        Assert.Equal(expected, Varint.TryRead(Convert.FromHexString(hex), out var value, out var length));
        Assert.Equal((0UL, 0), (value, length));
    }

    [Fact]
    public void A_number_of_64_bits_is_not_written()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Varint.Length(1UL << 63));
        Assert.Throws<ArgumentException>(() => Varint.Write(new byte[1], 128));
    }

    [Fact]
    public void Every_number_reads_as_it_was_written() => Gen.ULong[0, Varint.MaxValue].Sample(number =>
    {
        Span<byte> bytes = stackalloc byte[12];
        var length = Varint.Write(bytes, number);
        return Varint.TryRead(bytes, out var value, out var read) == VarintStatus.Ok && value == number && read == length
            && length == Varint.Length(number);
    });

    [Fact]
    public void All_shared_vectors_hold()
    {
        var vectors = SharedData.Json("varint/varint.json");
        var failures = new List<string>();
        var tried = 0;
        foreach (var row in vectors.GetProperty("valid").EnumerateArray())
        {
            tried++;
            var bytes = Convert.FromHexString(row.Text("hex"));
            var number = ulong.Parse(row.Text("value"), CultureInfo.InvariantCulture);
            if (Varint.TryRead(bytes, out var value, out var length) != VarintStatus.Ok || value != number || length != bytes.Length)
            {
                failures.Add(row.GetRawText());
            }
        }

        foreach (var row in vectors.GetProperty("invalid").EnumerateArray())
        {
            tried++;
            if (Varint.TryRead(Convert.FromHexString(row.Text("hex")), out _, out _) == VarintStatus.Ok)
            {
                failures.Add(row.GetRawText());
            }
        }

        foreach (var row in vectors.GetProperty("trailing").EnumerateArray())
        {
            tried++;
            var number = ulong.Parse(row.Text("value"), CultureInfo.InvariantCulture);
            if (Varint.TryRead(Convert.FromHexString(row.Text("hex")), out var value, out var length) != VarintStatus.Ok
                || value != number || length != row.GetProperty("consumed").GetInt32())
            {
                failures.Add(row.GetRawText());
            }
        }

        SharedData.AssertNone(failures, tried);
    }
}
