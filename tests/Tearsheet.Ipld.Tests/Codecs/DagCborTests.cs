using System.Formats.Cbor;
using CsCheck;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Tests.Codecs;

public sealed class DagCborTests
{
    private const string SomeCid = "bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae";

    [Theory]
    [InlineData("", CodecFaultKind.Truncated, 0)]
    [InlineData("18", CodecFaultKind.Truncated, 0)]
    [InlineData("1817", CodecFaultKind.NumberNotMinimal, 0)]
    [InlineData("190018", CodecFaultKind.NumberNotMinimal, 0)]
    [InlineData("1a0000ffff", CodecFaultKind.NumberNotMinimal, 0)]
    [InlineData("1b00000000ffffffff", CodecFaultKind.NumberNotMinimal, 0)]
    [InlineData("1c", CodecFaultKind.ReservedHead, 0)]
    [InlineData("0000", CodecFaultKind.TrailingBytes, 1)]
    [InlineData("5f", CodecFaultKind.IndefiniteLength, 0)]
    [InlineData("819f01ff", CodecFaultKind.IndefiniteLength, 1)]
    [InlineData("bf", CodecFaultKind.IndefiniteLength, 0)]
    [InlineData("ff", CodecFaultKind.IndefiniteLength, 0)]
    [InlineData("4201", CodecFaultKind.Truncated, 0)]
    [InlineData("5bffffffffffffffff", CodecFaultKind.Truncated, 0)]
    [InlineData("9bffffffffffffffff", CodecFaultKind.Truncated, 0)]
    [InlineData("bbffffffffffffffff", CodecFaultKind.Truncated, 0)]
    [InlineData("81", CodecFaultKind.Truncated, 0)]
    [InlineData("a1616100aa", CodecFaultKind.TrailingBytes, 4)]
    [InlineData("61ff", CodecFaultKind.InvalidText, 0)]
    [InlineData("63eda080", CodecFaultKind.InvalidText, 0)]
    [InlineData("a2616101616102", CodecFaultKind.DuplicateKey, 4)]
    [InlineData("a2616201616102", CodecFaultKind.KeysOutOfOrder, 4)]
    [InlineData("a262616101616202", CodecFaultKind.KeysOutOfOrder, 5)]
    [InlineData("a10000", CodecFaultKind.KeyNotText, 1)]
    [InlineData("a14000", CodecFaultKind.KeyNotText, 1)]
    [InlineData("c001", CodecFaultKind.UnknownTag, 0)]
    [InlineData("d82a00", CodecFaultKind.InvalidLink, 2)]
    [InlineData("d82a40", CodecFaultKind.InvalidLink, 2)]
    [InlineData("d82a4101", CodecFaultKind.InvalidLink, 2)]
    [InlineData("d82a450155000101", CodecFaultKind.InvalidLink, 2)]
    [InlineData("d82a470001550001", CodecFaultKind.Truncated, 2)]
    [InlineData("f7", CodecFaultKind.UnknownSimpleValue, 0)]
    [InlineData("e0", CodecFaultKind.UnknownSimpleValue, 0)]
    [InlineData("f814", CodecFaultKind.UnknownSimpleValue, 0)]
    [InlineData("f93c00", CodecFaultKind.ShortFloat, 0)]
    [InlineData("fa3f800000", CodecFaultKind.ShortFloat, 0)]
    [InlineData("fb7ff0000000000000", CodecFaultKind.NotFinite, 0)]
    [InlineData("fb7ff8000000000000", CodecFaultKind.NotFinite, 0)]
    [InlineData("fb00", CodecFaultKind.Truncated, 0)]
    public void What_is_not_canonical_is_named_and_placed(string hex, CodecFaultKind kind, int offset)
    {
        Assert.False(DagCbor.TryDecode(Convert.FromHexString(hex), out var node, out var fault));
        Assert.Null(node);
        Assert.Equal(new CodecFault(kind, offset), fault);
        Assert.Contains($"{kind} at byte {offset}", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("3bffffffffffffffff")]
    [InlineData("1bffffffffffffffff")]
    [InlineData("fb8000000000000000")]
    [InlineData("a2616101626161f6")]
    [InlineData("d82a46000155000161")]
    public void Canonical_blocks_are_written_as_they_were_read(string hex)
    {
        var block = Convert.FromHexString(hex);
        Assert.True(DagCbor.TryDecode(block, out var node, out var fault), fault.ToString());
        Assert.Equal(hex, Convert.ToHexStringLower(DagCbor.Encode(node)));
    }

    [Fact]
    public void Keys_are_written_shorter_first_whatever_order_they_came_in()
    {
        var node = Node.Map(("bb", 1), ("a", true), ("aa", "x"), ("left out", null));
        Assert.Equal("a3" + "6161f5" + "626161" + "6178" + "626262" + "01", Convert.ToHexStringLower(DagCbor.Encode(node)));
        Assert.Equal(node, Node.Map(("aa", "x"), ("bb", 1), ("a", true)));
        Assert.Throws<ArgumentException>(() => Node.Map(("a", 1), ("a", 2)));
    }

    [Fact]
    public void Depth_is_bounded_on_both_ways()
    {
        Node deep = 1;
        for (var i = 0; i < DagCbor.MaxDepth; i++)
        {
            deep = Node.List(deep);
        }

        var block = DagCbor.Encode(deep);
        Assert.True(DagCbor.TryDecode(block, out var read, out _));
        Assert.Equal(deep, read);
        Assert.Throws<ArgumentException>(() => DagCbor.Encode(Node.List(deep)));
        Assert.False(DagCbor.TryDecode([0x81, .. block], out _, out var fault));
        Assert.Equal(new CodecFault(CodecFaultKind.TooDeep, 65), fault);
        var million = new byte[1_000_000];
        million.AsSpan().Fill(0x81);
        Assert.False(DagCbor.TryDecode(million, out _, out fault));
        Assert.Equal(CodecFaultKind.TooDeep, fault.Kind);
    }

    [Fact]
    public void A_lone_surrogate_is_not_written() =>
        Assert.ThrowsAny<ArgumentException>(() => DagCbor.Encode("\uD800"));

    [Fact]
    public void A_declared_length_takes_no_memory()
    {
        // Lists of lists, each of which claims all that is left: believing them would take 64 times the block, eightfold.
        var block = new byte[4 << 20];
        for (var i = 0; i < 60; i++)
        {
            new byte[] { 0x9A, 0x00, 0x30, 0x00, 0x00 }.CopyTo(block, i * 5);
        }

        block[300] = 0xFF;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(DagCbor.TryDecode(block, out _, out var fault));
        Assert.Equal(new CodecFault(CodecFaultKind.IndefiniteLength, 300), fault);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Values_read_as_they_were_written() => NodeGen.Nodes.Sample(node =>
        DagCbor.TryDecode(DagCbor.Encode(node), out var read, out _) && node.Equals(read) && node.GetHashCode() == read.GetHashCode());

    [Fact]
    public void A_flipped_byte_or_a_cut_is_a_fault_or_another_canonical_block() =>
        Gen.Select(NodeGen.Nodes, Gen.Int[0, 10_000], Gen.Byte).Sample((node, where, flip) =>
        {
            var block = DagCbor.Encode(node);
            var cut = block.AsSpan(0, where % block.Length).ToArray();
            block[where % block.Length] ^= flip;
            return IsFaultOrCanonical(block) && IsFaultOrCanonical(cut);
        });

    [Fact]
    public void Every_bit_flip_and_every_cut_of_one_block_is_a_fault_or_another_canonical_block()
    {
        var block = DagCbor.Encode(Node.Map(
            ("v", 1), ("text", "Čaues ßvěte!"), ("list", Node.List(1, -300, 70000, new Node.FloatNode(1.5), Node.Null, true)),
            ("link", Cid.Parse(SomeCid)), ("bytes", new byte[] { 1, 2, 3 }), ("map", Node.Map(("a", 1), ("b", 2)))));
        for (var i = 0; i < block.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var flipped = block.ToArray();
                flipped[i] ^= (byte)(1 << bit);
                Assert.True(IsFaultOrCanonical(flipped), $"byte {i}, bit {bit}");
            }

            Assert.False(DagCbor.TryDecode(block.AsSpan(0, i), out _, out _), $"cut at {i}");
        }
    }

    [Fact]
    public void Random_bytes_never_throw() => Gen.Byte.Array[0, 200].Sample(IsFaultOrCanonical);

    [Fact]
    public void The_platforms_CBOR_reader_agrees() => NodeGen.Nodes.Sample(node =>
    {
        var reader = new CborReader(DagCbor.Encode(node), CborConformanceMode.Canonical);
        return Same(node, reader) && reader.BytesRemaining == 0;
    });

    [Fact]
    public void What_the_platforms_CBOR_writer_writes_is_read() => NodeGen.Nodes.Sample(node =>
    {
        // Links and floats are where DAG-CBOR leaves CBOR's own canonical form.
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical, convertIndefiniteLengthEncodings: true);
        if (!TryWrite(writer, node))
        {
            return true;
        }

        return DagCbor.Encode(node).AsSpan().SequenceEqual(writer.Encode());
    });

    private static bool IsFaultOrCanonical(byte[] block) => DagCbor.TryDecode(block, out var node, out var fault)
        ? DagCbor.Encode(node).AsSpan().SequenceEqual(block)
        : fault.Kind != CodecFaultKind.None && fault.Offset >= 0 && fault.Offset <= block.Length;

    private static bool Same(Node node, CborReader reader)
    {
        switch (node)
        {
            case Node.NullNode:
                reader.ReadNull();
                return true;
            case Node.BooleanNode boolean:
                return reader.ReadBoolean() == boolean.Value;
            case Node.IntegerNode integer when integer.Value < 0:
                return reader.ReadCborNegativeIntegerRepresentation() == (ulong)(-1 - integer.Value);
            case Node.IntegerNode integer:
                return reader.ReadUInt64() == (ulong)integer.Value;
            case Node.FloatNode number:
                return BitConverter.DoubleToInt64Bits(reader.ReadDouble()) == BitConverter.DoubleToInt64Bits(number.Value);
            case Node.TextNode text:
                return reader.ReadTextString() == text.Value;
            case Node.BinaryNode binary:
                return reader.ReadByteString().AsSpan().SequenceEqual(binary.Value.Span);
            case Node.LinkNode link:
                return (ulong)reader.ReadTag() == 42 && reader.ReadByteString().AsSpan(1).SequenceEqual(link.Cid.Bytes);
            case Node.ListNode list:
                var same = reader.ReadStartArray() == list.Items.Count;
                foreach (var item in list.Items)
                {
                    same &= Same(item, reader);
                }

                reader.ReadEndArray();
                return same;
            case Node.MapNode map:
                same = reader.ReadStartMap() == map.Entries.Count;
                foreach (var (key, value) in map.Entries)
                {
                    same &= reader.ReadTextString() == key && Same(value, reader);
                }

                reader.ReadEndMap();
                return same;
            default:
                return false;
        }
    }

    private static bool TryWrite(CborWriter writer, Node node)
    {
        switch (node)
        {
            case Node.NullNode:
                writer.WriteNull();
                return true;
            case Node.BooleanNode boolean:
                writer.WriteBoolean(boolean.Value);
                return true;
            case Node.IntegerNode integer when integer.Value < 0:
                writer.WriteCborNegativeIntegerRepresentation((ulong)(-1 - integer.Value));
                return true;
            case Node.IntegerNode integer:
                writer.WriteUInt64((ulong)integer.Value);
                return true;
            case Node.TextNode text:
                writer.WriteTextString(text.Value);
                return true;
            case Node.BinaryNode binary:
                writer.WriteByteString(binary.Value.Span);
                return true;
            case Node.ListNode list:
                writer.WriteStartArray(list.Items.Count);
                var whole = list.Items.All(item => TryWrite(writer, item));
                if (whole)
                {
                    writer.WriteEndArray();
                }

                return whole;
            case Node.MapNode map:
                writer.WriteStartMap(map.Entries.Count);
                foreach (var (key, value) in map.Entries.Reverse())
                {
                    writer.WriteTextString(key);
                    if (!TryWrite(writer, value))
                    {
                        return false;
                    }
                }

                writer.WriteEndMap();
                return true;
            default:
                return false;
        }
    }
}
