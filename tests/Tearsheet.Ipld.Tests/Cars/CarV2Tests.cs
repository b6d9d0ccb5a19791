using CsCheck;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Tests.Cars;

public sealed class CarV2Tests
{
    private static readonly CarIndexKind[] Kinds = [CarIndexKind.Sorted, CarIndexKind.MultihashSorted];

    [Fact]
    public async Task Every_block_is_found_by_either_index_and_in_the_stream()
    {
        var blocks = Blocks(300);
        foreach (var kind in Kinds)
        {
            var bytes = await MakeAsync(blocks, kind);
            Assert.Equal(blocks.Select(block => block.Cid), await CidsAsync(bytes));
            var (car, fault) = await OpenAsync(bytes);
            Assert.Null(fault);
            using (car)
            {
                foreach (var block in blocks)
                {
                    var answer = await car!.FindAsync(block.Cid, TestContext.Current.CancellationToken);
                    Assert.True(block.Cid.Matches(answer.Bytes.Span));
                }

                var other = Cid.ForBlock(Multicodec.Raw, "not in it"u8);
                Assert.Equal(BlockPresence.Absent, (await car!.FindAsync(other, TestContext.Current.CancellationToken)).Presence);
            }
        }
    }

    [Fact]
    public void Characteristics_have_one_bit_that_means_something()
    {
        var header = new CarV2Header(UInt128.One << 127, CarV2Header.FirstDataOffset, 100, 151);
        Assert.Null(CarV2Header.TryRead(header.ToBytes().AsSpan(11), out var read));
        Assert.Equal(header, read);
        Assert.True(read.IsFullyIndexed);
        Assert.Equal(0x80, header.ToBytes()[11]);
        Assert.False((header with { Characteristics = 1 }).IsFullyIndexed);
    }

    [Theory]
    [InlineData(50, 100, 0)]
    [InlineData(51, 100, 60)]
    [InlineData(51, -1, 0)]
    [InlineData(-1, 0, 0)]
    [InlineData(51, 100, -1)]
    public async Task Data_that_lies_where_it_cannot_is_refused_with_the_place(long offset, long size, long index)
    {
        var fault = await FaultAsync(new CarV2Header(0, offset, size, index).ToBytes());
        Assert.Equal((CarFaultKind.InvalidVersion2Header, 11L), (fault!.Value.Kind, fault.Value.Offset));
    }

    [Fact]
    public async Task A_section_that_goes_past_the_data_is_refused_at_its_place()
    {
        var bytes = await MakeAsync(Blocks(2), CarIndexKind.Sorted);
        _ = CarV2Header.TryRead(bytes.AsSpan(11), out var header);
        var shorter = (header with { DataSize = header.DataSize - 1 }).ToBytes();
        shorter.CopyTo(bytes, 0);
        var fault = await FaultAsync(bytes);
        Assert.Equal(CarFaultKind.Truncated, fault!.Value.Kind);
        Assert.True(fault.Value.Offset > CarV2Header.FirstDataOffset);
    }

    [Fact]
    public async Task A_stream_that_ends_before_its_data_does_is_cut_off()
    {
        var bytes = await MakeAsync(Blocks(2), CarIndexKind.Sorted);
        _ = CarV2Header.TryRead(bytes.AsSpan(11), out var header);
        Assert.Null(await FaultAsync(bytes[..(int)header.DataEnd]));
        Assert.Equal(CarFaultKind.Truncated, (await FaultAsync(bytes[..((int)header.DataEnd - 1)]))!.Value.Kind);
    }

    [Fact]
    public async Task A_pragma_alone_is_cut_off_behind_it() =>
        Assert.Equal(new CarFault(CarFaultKind.Truncated, 11, "the stream ends inside the header of version 2"), await FaultAsync([.. CarV2Header.Pragma]));

    [Fact]
    public async Task A_CAR_of_version_2_inside_one_is_refused()
    {
        var inner = await MakeAsync(Blocks(1), CarIndexKind.Sorted);
        byte[] bytes = [.. new CarV2Header(0, CarV2Header.FirstDataOffset, inner.Length, 0).ToBytes(), .. inner];
        Assert.Equal(CarFaultKind.InvalidHeader, (await FaultAsync(bytes))!.Value.Kind);
    }

    [Fact]
    public async Task An_index_that_lies_is_an_error_and_never_another_block()
    {
        var blocks = Blocks(2);
        var bytes = await MakeAsync(blocks, CarIndexKind.MultihashSorted, shift: 1);
        var (car, _) = await OpenAsync(bytes);
        using (car)
        {
            await Assert.ThrowsAsync<InvalidDataException>(async () => await car!.FindAsync(blocks[0].Cid, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_CAR_without_an_index_is_no_indexed_one()
    {
        var (car, fault) = await OpenAsync(CarWriter.Header(Blocks(1)[0].Cid));
        Assert.Null(car);
        Assert.Equal(CarFaultKind.InvalidIndex, fault!.Value.Kind);
    }

    [Fact]
    public void Any_bytes_are_an_index_or_a_fault() => Gen.Select(Gen.Bool, Gen.Byte.Array[0, 100]).Sample(
        (sorted, bytes) =>
        {
            byte[] whole = [(byte)(sorted ? 0x80 : 0x81), 0x08, .. bytes];
            if (CarIndex.TryRead(whole, out var index) is null)
            {
                _ = index!.Find(Cid.ForBlock(Multicodec.Raw, bytes)).Count();
            }
        },
        iter: 2000);

    [Fact]
    public async Task The_shared_indexes_are_written_again_byte_for_byte()
    {
        // The sorted one names identity CIDs too, the other one leaves them out, as go-car does.
        foreach (var (file, kind, withIdentity) in new[]
        {
            ("sample-index.carindex", CarIndexKind.Sorted, true),
            ("sample-multihash-index-sorted.carindex", CarIndexKind.MultihashSorted, false),
        })
        {
            var expected = await File.ReadAllBytesAsync(SharedData.Ipfs("car/ipld_go-car/" + file), TestContext.Current.CancellationToken);
            Assert.Null(CarIndex.TryRead(expected, out var index));
            var sections = new List<(Cid Cid, long Offset)>();
            await using var stream = File.OpenRead(SharedData.Ipfs("car/ipld_go-car/sample-v1.car"));
            await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, TestContext.Current.CancellationToken))
            {
                if (part is CarPart.Section section && (withIdentity || section.Cid.HashCode != (ulong)MultihashCode.Identity))
                {
                    sections.Add((section.Cid, section.Offset));
                    Assert.Contains(section.Offset, index!.Find(section.Cid));
                }
            }

            Assert.Equal(index!.Count, sections.Count);
            Assert.Equal(expected, CarIndex.Write(kind, sections));
        }
    }

    private static List<Block> Blocks(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => BitConverter.GetBytes(i)).Select((bytes, i) => i % 7 == 3
            ? new Block(Cid.Create(1, (ulong)Multicodec.Raw, (ulong)MultihashCode.Sha2_512, System.Security.Cryptography.SHA512.HashData(bytes)), bytes)
            : new Block(Cid.ForBlock(Multicodec.Raw, bytes), bytes)),
    ];

    private static async Task<byte[]> MakeAsync(List<Block> blocks, CarIndexKind kind, int shift = 0)
    {
        var data = new MemoryStream();
        await data.WriteAsync(CarWriter.Header(blocks[0].Cid), TestContext.Current.CancellationToken);
        var sections = new List<(Cid Cid, long Offset)>();
        foreach (var block in blocks)
        {
            sections.Add((block.Cid, data.Position));
            await CarWriter.WriteSectionAsync(data, block, TestContext.Current.CancellationToken);
        }

        var moved = sections.Select((section, i) => (section.Cid, sections[(i + shift) % sections.Count].Offset));
        var header = new CarV2Header(0, CarV2Header.FirstDataOffset, data.Length, CarV2Header.FirstDataOffset + data.Length);
        return [.. header.ToBytes(), .. data.ToArray(), .. CarIndex.Write(kind, moved)];
    }

    private static async Task<(IndexedCar? Car, CarFault? Fault)> OpenAsync(byte[] bytes) =>
        await IndexedCar.TryOpenAsync(new MemoryStream(bytes), CarLimits.Default, TestContext.Current.CancellationToken);

    private static async Task<List<Cid>> CidsAsync(byte[] bytes) =>
        await CarReader.ReadAsync(new MemoryStream(bytes), CarLimits.Default, TestContext.Current.CancellationToken)
            .OfType<CarPart.Section>().Select(section => section.Cid).ToListAsync(TestContext.Current.CancellationToken);

    private static async Task<CarFault?> FaultAsync(byte[] bytes) =>
        (await CarReader.ReadAsync(new MemoryStream(bytes), CarLimits.Default, TestContext.Current.CancellationToken)
            .LastAsync(TestContext.Current.CancellationToken) as CarPart.Broken)?.Fault;
}
