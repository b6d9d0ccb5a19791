using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Ipld.Tests.UnixFs;

public sealed class DataMessageTests
{
    [Fact]
    public void All_fields_are_read_and_fields_from_later_are_passed_over()
    {
        var status = Read("0802 1203616263 1807 2003 2001 2822 308002 38a403 42020801 7a01ff 8d0101020304 c901 0102030405060708",
            out var message);

        Assert.Equal(DataStatus.Ok, status);
        Assert.Equal(NodeType.File, message.Type);
        Assert.Equal("abc"u8.ToArray(), message.Bytes.ToArray());
        Assert.Equal(7ul, message.FileSize);
        Assert.Equal([3, 1], message.BlockSizes);
        Assert.Equal(0x22ul, message.HashType);
        Assert.Equal(256ul, message.Fanout);
        Assert.Equal(0x1A4u, message.Mode);
        Assert.Equal(new UnixTime(1, 0), message.Modified);
    }

    [Theory]
    [InlineData("4207 0801 15 00ca9a3b")]
    [InlineData("4205 15 01000000")]
    [InlineData("4200")]
    public void A_time_without_seconds_or_with_too_many_nanoseconds_makes_the_message_none(string field) =>
        Assert.Equal(DataStatus.BadNumber, Read("0802 " + field, out _));

    [Fact]
    public void A_time_is_read_to_the_nanosecond_and_before_1970_too()
    {
        Assert.Equal(DataStatus.Ok, Read("0802 4210 08ffffffffffffffffff01 15 ffc99a3b", out var message));

        Assert.Equal(new UnixTime(-1, 999_999_999), message.Modified);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), message.Modified!.Value.Moment);
        Assert.Null(new UnixTime(long.MaxValue, 0).Moment);
    }

    [Fact]
    public void Packed_block_sizes_are_read_like_single_ones()
    {
        Assert.Equal(DataStatus.Ok, Read("0802 2003 2203018001 2005", out var message));

        Assert.Equal([3, 1, 128, 5], message.BlockSizes);
    }

    [Fact]
    public void Of_a_field_given_twice_the_last_one_counts()
    {
        Assert.Equal(DataStatus.Ok, Read("0801 0802 1201aa 1201bb", out var message));

        Assert.Equal(NodeType.File, message.Type);
        Assert.Equal(new byte[] { 0xbb }, message.Bytes.ToArray());
    }

    [Theory]
    [InlineData("", nameof(DataStatus.NoType))]
    [InlineData("1800", nameof(DataStatus.NoType))]
    [InlineData("0806", nameof(DataStatus.UnknownType))]
    [InlineData("08ffffffffffffffffff01", nameof(DataStatus.UnknownType))]
    [InlineData("08", nameof(DataStatus.Truncated))]
    [InlineData("0882", nameof(DataStatus.Truncated))]
    [InlineData("0802 1205616263", nameof(DataStatus.Truncated))]
    [InlineData("0802 12ffffffffffffffff7f", nameof(DataStatus.Truncated))]
    [InlineData("0802 12ffffffffffffffffff01", nameof(DataStatus.Truncated))]
    [InlineData("0802 790102", nameof(DataStatus.Truncated))]
    [InlineData("0802 7d0102", nameof(DataStatus.Truncated))]
    [InlineData("0802 220180", nameof(DataStatus.Truncated))]
    [InlineData("08ffffffffffffffffff02", nameof(DataStatus.BadNumber))]
    [InlineData("08ffffffffffffffffffff01", nameof(DataStatus.BadNumber))]
    [InlineData("0802 00 00", nameof(DataStatus.BadField))]
    [InlineData("0a00", nameof(DataStatus.WrongWireType))]
    [InlineData("0802 1000", nameof(DataStatus.WrongWireType))]
    [InlineData("0802 1d00000000", nameof(DataStatus.WrongWireType))]
    [InlineData("0802 4001", nameof(DataStatus.WrongWireType))]
    [InlineData("0802 7b 7c", nameof(DataStatus.WrongWireType))]
    public void Bytes_that_are_no_message_are_named_so(string hex, string expected) =>
        Assert.Equal(expected, Read(hex, out _).ToString());

    [Fact]
    public void No_cut_of_a_message_crashes_the_reader()
    {
        var whole = Bytes("0805 12200102030405060708091011121314151617181920212223242526272829303132 2822 308002 2203018001");
        for (var length = 0; length <= whole.Length; length++)
        {
            var status = DataMessage.TryRead(whole.AsMemory(0, length), out _, out var offset);
            Assert.InRange(offset, 0, length);
            Assert.True(length < whole.Length || status == DataStatus.Ok);
        }
    }

    private static DataStatus Read(string hex, out DataMessage message) =>
        DataMessage.TryRead(Bytes(hex), out message, out _);

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
