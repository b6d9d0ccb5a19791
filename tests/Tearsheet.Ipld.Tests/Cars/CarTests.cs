using CsCheck;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Tests.Cars;

public sealed class CarTests
{
    private static readonly Cid Some = Cid.ForBlock(Multicodec.Raw, "some"u8);

    private static readonly Gen<Block[]> Blocks = Gen.Byte.Array[0, 300].Select(bytes => new Block(Cid.ForBlock(Multicodec.Raw, bytes), bytes)).Array[0, 12];

    [Fact]
    public void A_header_without_roots_has_these_bytes() =>
        Assert.Equal("11a265726f6f7473806776657273696f6e01", Convert.ToHexStringLower(CarWriter.Header()));

    [Fact]
    public async Task A_CAR_is_read_as_it_was_written_with_every_offset()
    {
        var blocks = new[] { "one"u8.ToArray(), [], new byte[200_000] }.Select(bytes => new Block(Cid.ForBlock(Multicodec.Raw, bytes), bytes)).ToArray();
        var car = await WriteAsync([Some, blocks[0].Cid], blocks);
        var parts = await ReadAsync(new MemoryStream(car), CarLimits.Default);
        var header = Assert.IsType<CarPart.Header>(parts[0]);
        Assert.Equal([Some, blocks[0].Cid], header.Roots);
        Assert.Equal(4, parts.Count);
        var offset = header.Length;
        for (var i = 0; i < blocks.Length; i++)
        {
            var section = Assert.IsType<CarPart.Section>(parts[i + 1]);
            Assert.Equal(blocks[i].Cid, section.Cid);
            Assert.Equal(blocks[i].Bytes, section.Bytes);
            Assert.Equal(offset, section.Offset);
            Assert.Equal(blocks[i].Bytes, car.AsMemory((int)section.BytesOffset, section.Bytes.Length));
            offset = section.End;
            Assert.Equal(offset - section.Offset, CarWriter.SectionLength(section.Cid, section.Bytes.Length));
        }

        Assert.Equal(car.Length, offset);
    }

    [Theory]
    [InlineData("", CarFaultKind.Truncated)]
    [InlineData("80", CarFaultKind.Truncated)]
    [InlineData("8000", CarFaultKind.InvalidLength)]
    [InlineData("ffffffffffffffffffff", CarFaultKind.InvalidLength)]
    [InlineData("ffffffffffffffff7f", CarFaultKind.HeaderTooLong)]
    [InlineData("00", CarFaultKind.InvalidHeader)]
    [InlineData("01f6", CarFaultKind.InvalidHeader)]
    [InlineData("0aa16776657273696f6e01", CarFaultKind.InvalidHeader)]
    [InlineData("0aa16776657273696f6e03", CarFaultKind.UnknownVersion)]
    [InlineData("0aa16776657273696f6ef6", CarFaultKind.InvalidHeader)]
    [InlineData("12a265726f6f747381016776657273696f6e01", CarFaultKind.InvalidHeader)]
    [InlineData("14a3616100" + "65726f6f7473806776657273696f6e01", CarFaultKind.InvalidHeader)]
    [InlineData("11a265726f6f7473806776657273696f6e", CarFaultKind.Truncated)]
    public async Task A_header_that_is_none_is_named(string hex, CarFaultKind expected)
    {
        var parts = await ReadAsync(new MemoryStream(Convert.FromHexString(hex)), CarLimits.Default);
        var broken = Assert.IsType<CarPart.Broken>(Assert.Single(parts));
        Assert.Equal((expected, 0L), (broken.Fault.Kind, broken.Fault.Offset));
        Assert.EndsWith($"({expected} at byte 0)", broken.Fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00", CarFaultKind.EmptySection)]
    [InlineData("80", CarFaultKind.Truncated)]
    [InlineData("8000", CarFaultKind.InvalidLength)]
    [InlineData("0401550000", null)]
    [InlineData("0402550000", CarFaultKind.InvalidCid)]
    [InlineData("0301550061", CarFaultKind.InvalidCid)]
    [InlineData("0501550000", CarFaultKind.Truncated)]
    [InlineData("818004", CarFaultKind.SectionTooLong)]
    public async Task A_section_that_is_none_is_named_and_placed(string hex, CarFaultKind? expected)
    {
        var car = await WriteAsync([Some], [new Block(Some, "some"u8.ToArray())]);
        var parts = await ReadAsync(new MemoryStream([.. car, .. Convert.FromHexString(hex)]), new CarLimits { MaxSectionLength = 1 << 16 });
        Assert.IsType<CarPart.Section>(parts[1]);
        if (expected is null)
        {
            Assert.IsType<CarPart.Section>(parts[2]);
            return;
        }

        var broken = Assert.IsType<CarPart.Broken>(parts[2]);
        Assert.Equal((expected.Value, (long)car.Length), (broken.Fault.Kind, broken.Fault.Offset));
    }

    [Fact]
    public async Task A_declared_length_takes_no_memory()
    {
        byte[] car = [.. CarWriter.Header(Some), 0xFF, 0xFF, 0xFF, 0x7F, .. new byte[100]];
        await ReadAsync(new MemoryStream(car), CarLimits.Default);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var parts = await ReadAsync(new MemoryStream(car), new CarLimits { MaxSectionLength = int.MaxValue - 64 });
        Assert.Equal(CarFaultKind.Truncated, Assert.IsType<CarPart.Broken>(parts[1]).Fault.Kind);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 10_000_000);
    }

    [Fact]
    public async Task A_stream_that_trickles_gives_the_same_parts() => await Gen.Select(Blocks, Gen.Int[1, 90]).SampleAsync(async (blocks, atMost) =>
    {
        var car = await WriteAsync([Some], blocks);
        var parts = await ReadAsync(new TricklingStream(car, atMost), CarLimits.Default);
        return parts.Count == blocks.Length + 1
            && parts.Skip(1).Cast<CarPart.Section>().Zip(blocks).All(pair =>
                pair.First.Cid == pair.Second.Cid && pair.First.Bytes.Span.SequenceEqual(pair.Second.Bytes.Span));
    });

    [Fact]
    public async Task A_cut_CAR_gives_whole_sections_and_then_the_place_of_the_cut() => await Gen.Select(Blocks, Gen.Int[0, 100_000]).SampleAsync(async (blocks, where) =>
    {
        var car = await WriteAsync([Some], blocks);
        var cut = where % (car.Length + 1);
        var parts = await ReadAsync(new MemoryStream(car, 0, cut), CarLimits.Default);
        var end = parts.OfType<CarPart.Section>().Select(section => section.End).DefaultIfEmpty(parts[0] is CarPart.Header header ? header.Length : 0).Last();
        return parts[^1] is CarPart.Broken { Fault: var fault }
            ? fault.Kind == CarFaultKind.Truncated && fault.Offset == end && end < cut + (cut == 0 ? 1 : 0)
            : end == cut;
    });

    [Fact]
    public async Task A_flipped_bit_never_throws_and_never_gives_other_bytes_that_match() => await Gen.Select(Blocks, Gen.Int[0, 100_000]).SampleAsync(async (blocks, where) =>
    {
        var car = await WriteAsync([Some], blocks);
        car[where / 8 % car.Length] ^= (byte)(1 << (where % 8));
        var known = blocks.Select(block => Convert.ToHexString(block.Bytes.Span)).ToHashSet(StringComparer.Ordinal);
        var parts = await ReadAsync(new MemoryStream(car), CarLimits.Default);
        return parts.OfType<CarPart.Section>().All(section =>
            known.Contains(Convert.ToHexString(section.Bytes.Span)) || !section.Cid.Matches(section.Bytes.Span));
    });

    [Fact]
    public async Task Random_bytes_never_throw() => await Gen.Select(Gen.Byte.Array[0, 120], Gen.Bool).SampleAsync(async (bytes, headed) =>
    {
        var parts = await ReadAsync(new MemoryStream(headed ? [.. CarWriter.Header(Some), .. bytes] : bytes), CarLimits.Default);
        return parts.Count > 0;
    });

    [Fact]
    public void A_section_needs_a_CID_and_a_length()
    {
        Assert.Throws<ArgumentException>(() => CarWriter.SectionPrefix(new byte[500], default, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CarWriter.SectionPrefix(new byte[500], Some, -1));
        Assert.Throws<ArgumentException>(() => CarWriter.Header(default(Cid)));
        var longest = Cid.Create(1, Varint.MaxValue, Varint.MaxValue, new byte[Cid.MaxDigestLength]);
        Assert.InRange(CarWriter.SectionPrefix(new byte[CarWriter.MaxSectionPrefixLength], longest, int.MaxValue), 1, CarWriter.MaxSectionPrefixLength);
    }

    [Fact]
    public async Task A_cancelled_reading_stops() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var part in CarReader.ReadAsync(new MemoryStream(CarWriter.Header(Some)), CarLimits.Default, new CancellationToken(canceled: true)))
            {
                Assert.Null(part);
            }
        });

    private static async Task<byte[]> WriteAsync(Cid[] roots, Block[] blocks)
    {
        var stream = new MemoryStream();
        Assert.Equal(blocks.Length, await CarWriter.WriteAsync(stream, roots, blocks.ToAsyncEnumerable(), CancellationToken.None));
        return stream.ToArray();
    }

    private static async Task<List<CarPart>> ReadAsync(Stream stream, CarLimits limits)
    {
        var parts = new List<CarPart>();
        await foreach (var part in CarReader.ReadAsync(stream, limits, CancellationToken.None))
        {
            parts.Add(part is CarPart.Section section ? section with { Bytes = section.Bytes.ToArray() } : part);
        }

        return parts;
    }
}
