using CsCheck;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Tests.Codecs;

public sealed class DagPbTests
{
    private static readonly Cid Some = Cid.Create(1, 0x55, 0, [1, 2, 3, 4]);

    private static readonly Gen<PbNode> Nodes = Gen.Select(
        Gen.Select(NodeGen.Cids, NodeGen.Texts, Gen.ULong, Gen.Bool, Gen.Bool).Array[0, 9],
        Gen.Byte.Array[0, 60],
        Gen.Int[0, 2],
        (links, data, form) => new PbNode(
            [.. links.Select(link => new PbLink(link.Item1, link.Item4 ? link.Item2 : null, link.Item5 ? link.Item3 : null))
                .OrderBy(link => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(link.Name ?? "")), StringComparer.Ordinal)],
            form == 0 ? null : data)
        { DataFirst = form == 2 && links.Length > 0 });

    [Theory]
    [InlineData("12", CodecFaultKind.Truncated, 1)]
    [InlineData("1a00", CodecFaultKind.UnknownField, 0)]
    [InlineData("0b00", CodecFaultKind.UnknownField, 0)]
    [InlineData("0800", CodecFaultKind.UnknownField, 0)]
    [InlineData("0a05", CodecFaultKind.Truncated, 1)]
    [InlineData("0affffffffffffffffff01", CodecFaultKind.Truncated, 1)]
    [InlineData("0affffffffffffffffff02", CodecFaultKind.NumberTooLarge, 1)]
    [InlineData("0a8000", CodecFaultKind.NumberNotMinimal, 1)]
    [InlineData("0a000a00", CodecFaultKind.DuplicateField, 2)]
    [InlineData("12000a050001020304", CodecFaultKind.MissingHash, 2)]
    [InlineData("12020a00", CodecFaultKind.InvalidLink, 4)]
    [InlineData("120318f207", CodecFaultKind.MissingHash, 2)]
    [InlineData("120d12000a09015500050001020304", CodecFaultKind.FieldsOutOfOrder, 4)]
    [InlineData("120d0a09015500050001020304" + "0a00", CodecFaultKind.DuplicateField, 13)]
    [InlineData("120d0a09015500050001020304" + "2000", CodecFaultKind.UnknownField, 13)]
    [InlineData("120d0a09015500050001020304" + "1880", CodecFaultKind.Truncated, 14)]
    [InlineData("120e0a09015500050001020304" + "1201ff", CodecFaultKind.InvalidText, 15)]
    [InlineData("120b0a09015500050001020304" + "0a00" + "120b0a09015500050001020304", CodecFaultKind.DuplicateField, 15)]
    [InlineData("120e0a09015500050001020304" + "120162" + "120e0a09015500050001020304" + "120161", CodecFaultKind.LinksOutOfOrder, 16)]
    public void What_is_not_canonical_is_named_and_placed(string hex, CodecFaultKind kind, int offset)
    {
        Assert.False(DagPb.TryDecode(Convert.FromHexString(hex), out var node, out var fault));
        Assert.Null(node);
        Assert.Equal(new CodecFault(kind, offset), fault);
    }

    [Fact]
    public void An_empty_block_is_a_node_without_anything()
    {
        Assert.True(DagPb.TryDecode([], out var node, out _));
        Assert.Equal(new PbNode([], null), node);
        Assert.Empty(DagPb.Encode(node));
    }

    [Fact]
    public void Absent_and_empty_are_told_apart()
    {
        Assert.Equal("0a00", Convert.ToHexStringLower(DagPb.Encode(new PbNode([], ReadOnlyMemory<byte>.Empty))));
        var link = new PbNode([new PbLink(Cid.Create(1, 0x55, 0, [0, 1, 2, 3, 4]), "", 0)], null);
        Assert.Equal("120f0a09015500050001020304" + "1200" + "1800", Convert.ToHexStringLower(DagPb.Encode(link)));
        Assert.True(DagPb.TryDecode(DagPb.Encode(link), out var read, out _));
        Assert.Equal(("", 0UL), (read.Links[0].Name, read.Links[0].Tsize));
    }

    [Fact]
    public void Data_before_links_is_read_and_written_again_as_it_was()
    {
        var block = Convert.FromHexString("0a0161" + "120b0a09015500050001020304");
        Assert.True(DagPb.TryDecode(block, out var node, out _));
        Assert.True(node.DataFirst);
        Assert.Equal(block, DagPb.Encode(node));
        Assert.NotEqual(block, DagPb.Encode(node with { DataFirst = false }));
    }

    [Fact]
    public void Links_that_are_not_sorted_are_not_written()
    {
        Assert.Throws<ArgumentException>(() => DagPb.Encode(new PbNode([new(Some, "b", 1), new(Some, "a", 1)], null)));
        Assert.Throws<ArgumentException>(() => DagPb.Encode(new PbNode([new(Some, "b", 1), new(Some, null, 1)], null)));
        Assert.Throws<ArgumentException>(() => DagPb.Encode(new PbNode([new(default, "b", 1)], null)));
        Assert.NotEmpty(DagPb.Encode(new PbNode([new(Some, "\uE000", 1), new(Some, "😀", 1)], null)));
    }

    [Fact]
    public void A_decoded_slice_is_the_blocks_own_memory()
    {
        ReadOnlyMemory<byte> block = DagPb.Encode(new PbNode([], new byte[] { 7, 8 }));
        Assert.True(DagPb.TryDecodeInPlace(block, out var node, out _));
        Assert.True(node.Data!.Value.Span.Overlaps(block.Span));
    }

    [Fact]
    public void Nodes_read_as_they_were_written() => Nodes.Sample(node =>
        DagPb.TryDecode(DagPb.Encode(node), out var read, out _) && node.Equals(read) && node.GetHashCode() == read.GetHashCode()
        && node with { DataFirst = false } == PbNode.FromNode(node.ToNode()));

    [Fact]
    public void A_flipped_byte_or_a_cut_is_a_fault_or_another_canonical_block() =>
        Gen.Select(Nodes, Gen.Int[0, 10_000], Gen.Byte).Sample((node, where, flip) =>
        {
            var block = DagPb.Encode(node);
            if (block.Length == 0)
            {
                return true;
            }

            var cut = block.AsSpan(0, where % block.Length).ToArray();
            block[where % block.Length] ^= flip;
            return IsFaultOrCanonical(block) && IsFaultOrCanonical(cut);
        });

    [Fact]
    public void Random_bytes_never_throw() => Gen.Byte.Array[0, 80].Sample(IsFaultOrCanonical);

    private static bool IsFaultOrCanonical(byte[] block) => DagPb.TryDecode(block, out var node, out var fault)
        ? DagPb.Encode(node).AsSpan().SequenceEqual(block)
        : fault.Kind != CodecFaultKind.None && fault.Offset >= 0 && fault.Offset <= block.Length;
}
