using CsCheck;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

public class ContentCodingTests
{
    private const int Limit = 1 << 20;

    private static readonly string[] Known = ["gzip", "deflate", "raw deflate", "br", "zstd"];

    private static readonly Gen<string> AnyCoding = Gen.Int[0, Known.Length - 1].Select(n => Known[n]);

    public static TheoryData<string> All => [.. Known];

    [Fact]
    public void What_was_coded_comes_back() =>
        Gen.Select(AnyCoding, Gen.Byte.Array[1, 2000]).Sample((coding, bytes) =>
            Decode(Codings.Encode(coding, bytes), Name(coding)) is (ContentCodingStatus.Ok, var decoded) && decoded.AsSpan().SequenceEqual(bytes));

    [Fact]
    public void Codings_one_over_the_other_are_undone_from_the_last_to_the_first() =>
        Gen.Select(AnyCoding, AnyCoding, Gen.Byte.Array[1, 500]).Sample((inner, outer, bytes) =>
            Decode(Codings.Encode(outer, Codings.Encode(inner, bytes)), $"{Name(inner)}, {Name(outer).ToUpperInvariant()}")
                is (ContentCodingStatus.Ok, var decoded) && decoded.AsSpan().SequenceEqual(bytes));

    [Fact]
    public void Random_bytes_end_in_a_status_and_never_in_an_exception() =>
        Gen.Select(AnyCoding, Gen.Byte.Array[0, 200]).Sample((coding, bytes) =>
        {
            _ = Decode(bytes, Name(coding));
        });

    [Fact]
    public void Flipped_bits_end_in_a_status_and_never_in_an_exception() =>
        Gen.Select(AnyCoding, Gen.Byte.Array[1, 300], Gen.Int[0, int.MaxValue], Gen.Int[0, 7]).Sample((coding, bytes, at, bit) =>
        {
            var coded = Codings.Encode(coding, bytes);
            coded[at % coded.Length] ^= (byte)(1 << bit);
            _ = Decode(coded, Name(coding));
        });

    [Theory]
    [MemberData(nameof(All))]
    public void A_body_that_ends_too_early_is_malformed(string coding)
    {
        var coded = Codings.Encode(coding, Enumerable.Range(0, 5000).Select(n => (byte)(n * n >> 3)).ToArray());

        Assert.Equal(ContentCodingStatus.Malformed, Decode(coded[..(coded.Length / 2)], Name(coding)).Status);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_bomb_stops_at_the_limit(string coding)
    {
        var bomb = Codings.Encode(coding, new byte[32 << 20]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var (status, decoded) = Decode(bomb, Name(coding));

        Assert.Equal(ContentCodingStatus.TooLarge, status);
        Assert.Empty(decoded);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void A_bomb_inside_a_bomb_stops_at_the_limit()
    {
        var bomb = Codings.Gzip(Codings.Gzip(new byte[32 << 20]));

        Assert.Equal(ContentCodingStatus.TooLarge, Decode(bomb, "gzip, gzip").Status);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void As_many_bytes_as_the_limit_are_given(string coding) =>
        Assert.Equal(Limit, Decode(Codings.Encode(coding, new byte[Limit]), Name(coding)).Decoded.Length);

    [Theory]
    [InlineData("compress")]
    [InlineData("gzip, dcb")]
    [InlineData("gzip, gzip, gzip, gzip")]
    public void A_coding_that_was_not_asked_for_is_unknown(string coding) =>
        Assert.Equal(ContentCodingStatus.Unknown, Decode(Codings.Gzip([1, 2, 3]), coding).Status);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("identity")]
    [InlineData("UTF-8")]
    [InlineData("none")]
    public void What_is_no_coding_leaves_the_body_as_it_is(string? coding) => Assert.Equal([1, 2, 3], Decode([1, 2, 3], coding).Decoded);

    [Fact]
    public void Nothing_is_nothing_whatever_it_is_coded_in() => Assert.Equal((ContentCodingStatus.Ok, []), Decode([], "gzip"));

    [Fact]
    public void Plain_text_that_is_called_gzip_is_malformed() =>
        Assert.Equal(ContentCodingStatus.Malformed, Decode("<!doctype html><p>hi"u8.ToArray(), "gzip").Status);

    [Fact]
    public void Two_gzip_members_are_one_body() =>
        Assert.Equal("onetwo"u8, Decode([.. Codings.Gzip("one"u8.ToArray()), .. Codings.Gzip("two"u8.ToArray())], "x-gzip").Decoded);

    [Fact]
    public void A_zstd_frame_that_asks_for_a_window_of_gigabytes_is_malformed()
    {
        // Magic number, a descriptor without content size, a window of 2 GiB, one raw block that is the last.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x09, 0x00, 0x00, 0x78];

        Assert.Equal(ContentCodingStatus.Malformed, Decode(frame, "zstd").Status);
        frame[5] = 0x20;
        Assert.Equal([0x78], Decode(frame, "zstd").Decoded);
    }

    private static string Name(string coding) => coding == "raw deflate" ? "deflate" : coding;

    private static (ContentCodingStatus Status, byte[] Decoded) Decode(byte[] body, string? coding)
    {
        var status = ContentCoding.Decode(body, coding, Limit, out var decoded);
        return (status, decoded.ToArray());
    }
}
