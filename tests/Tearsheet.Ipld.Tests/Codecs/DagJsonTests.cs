using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Tests.Codecs;

public sealed class DagJsonTests
{
    private const string SomeCid = "bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae";

    [Theory]
    [InlineData("", CodecFaultKind.Truncated, 0)]
    [InlineData(" 1", CodecFaultKind.WhiteSpace, 0)]
    [InlineData("1 ", CodecFaultKind.WhiteSpace, 1)]
    [InlineData("1\n", CodecFaultKind.WhiteSpace, 1)]
    [InlineData("1x", CodecFaultKind.TrailingBytes, 1)]
    [InlineData("[1, 2]", CodecFaultKind.WhiteSpace, 3)]
    [InlineData("[1,]", CodecFaultKind.UnexpectedCharacter, 3)]
    [InlineData("[1", CodecFaultKind.Truncated, 2)]
    [InlineData("tru", CodecFaultKind.Truncated, 3)]
    [InlineData("nulk", CodecFaultKind.UnexpectedCharacter, 3)]
    [InlineData("01", CodecFaultKind.InvalidNumber, 0)]
    [InlineData("-0", CodecFaultKind.InvalidNumber, 0)]
    [InlineData("-", CodecFaultKind.InvalidNumber, 0)]
    [InlineData("+1", CodecFaultKind.UnexpectedCharacter, 0)]
    [InlineData("1.", CodecFaultKind.InvalidNumber, 0)]
    [InlineData("1.50", CodecFaultKind.InvalidNumber, 0)]
    [InlineData("1e5", CodecFaultKind.InvalidNumber, 0)]
    [InlineData("1E400", CodecFaultKind.InvalidNumber, 0)]
    [InlineData("1-1", CodecFaultKind.InvalidNumber, 0)]
    [InlineData("18446744073709551616", CodecFaultKind.NumberTooLarge, 0)]
    [InlineData("-18446744073709551617", CodecFaultKind.NumberTooLarge, 0)]
    [InlineData("\"a", CodecFaultKind.Truncated, 0)]
    [InlineData("\"\t\"", CodecFaultKind.UnexpectedCharacter, 1)]
    [InlineData("\"\\/\"", CodecFaultKind.InvalidEscape, 1)]
    [InlineData("\"\\u0041\"", CodecFaultKind.InvalidEscape, 1)]
    [InlineData("\"\\u000a\"", CodecFaultKind.InvalidEscape, 1)]
    [InlineData("\"\\u001F\"", CodecFaultKind.InvalidEscape, 1)]
    [InlineData("\"\\ud800\"", CodecFaultKind.InvalidEscape, 1)]
    [InlineData("\"\\", CodecFaultKind.Truncated, 1)]
    [InlineData("{\"a\":1,\"a\":2}", CodecFaultKind.DuplicateKey, 7)]
    [InlineData("{\"b\":1,\"aa\":2}", CodecFaultKind.KeysOutOfOrder, 7)]
    [InlineData("{a:1}", CodecFaultKind.UnexpectedCharacter, 1)]
    [InlineData("{\"a\":1,}", CodecFaultKind.UnexpectedCharacter, 7)]
    [InlineData("{\"/\":\"x\"}", CodecFaultKind.InvalidLink, 5)]
    [InlineData("{\"/\":\"x\",\"a\":1}", CodecFaultKind.ReservedKey, 0)]
    [InlineData("{\"/\":{\"bytes\":\"x\",\"y\":1}}", CodecFaultKind.ReservedKey, 0)]
    [InlineData("{\"/\":{\"bytes\":\"AA\"},\"y\":1}", CodecFaultKind.ReservedKey, 0)]
    [InlineData("{\"/\":{\"bytes\":\"AA==\"}}", CodecFaultKind.InvalidBytes, 14)]
    [InlineData("{\"/\":{\"bytes\":\"AB\"}}", CodecFaultKind.InvalidBytes, 14)]
    public void What_is_not_canonical_is_named_and_placed(string text, CodecFaultKind kind, int offset)
    {
        Assert.False(DagJson.TryDecode(Encoding.UTF8.GetBytes(text), out var node, out var fault));
        Assert.Null(node);
        Assert.Equal(new CodecFault(kind, offset), fault);
    }

    [Theory]
    [InlineData("{\"0bar\":\"baz\",\"/\":\"foo\"}")]
    [InlineData("{\"!\":1,\"/\":\"foo\"}")]
    [InlineData("{\"/\":true,\"bar\":\"baz\"}")]
    [InlineData("{\"/\":{\"abar\":\"baz\",\"bytes\":\"foo\"}}")]
    [InlineData("{\"/\":{\"bytes\":true},\"bar\":\"baz\"}")]
    [InlineData("{\"!\":1,\"/\":{\"bytes\":\"foo\"}}")]
    [InlineData("{\"/\":{\"/\":{\"bytes\":\"AA\"}}}")]
    [InlineData("{\"/\":\"" + SomeCid + "\"}")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"/\":{\"bytes\":\"\"}}")]
    [InlineData("\"\\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f/\u007fé😀\"")]
    [InlineData("-18446744073709551616")]
    [InlineData("18446744073709551615")]
    public void Canonical_blocks_are_written_as_they_were_read(string text)
    {
        // The first row's "0bar" sorts after "/": the spec's own example is not in the order that the spec asks for.
        var block = Encoding.UTF8.GetBytes(text);
        if (text.StartsWith("{\"0bar", StringComparison.Ordinal))
        {
            Assert.False(DagJson.TryDecode(block, out _, out var wrong));
            Assert.Equal(CodecFaultKind.KeysOutOfOrder, wrong.Kind);
            return;
        }

        Assert.True(DagJson.TryDecode(block, out var node, out var fault), fault.ToString());
        Assert.Equal(text, Encoding.UTF8.GetString(DagJson.Encode(node)));
    }

    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(-0.0000012345678901234567, "-0.0000012345678901234567")]
    [InlineData(1.0, "1.0")]
    [InlineData(100.0, "100.0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000001, "1e-7")]
    [InlineData(1.25e-9, "1.25e-9")]
    [InlineData(1e20, "100000000000000000000.0")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(-5e-324, "-5e-324")]
    [InlineData(123456789012345680.0, "123456789012345680.0")]
    [InlineData(82497.63712086187, "82497.63712086187")]
    public void Floats_are_written_as_JavaScript_writes_them_but_stay_floats(double value, string text)
    {
        Assert.Equal(text, Encoding.ASCII.GetString(DagJson.Encode(new Node.FloatNode(value))));
        Assert.True(DagJson.TryDecode(Encoding.ASCII.GetBytes(text), out var read, out var fault), fault.ToString());
        Assert.Equal(new Node.FloatNode(value), read);
    }

    [Fact]
    public void Every_float_reads_as_it_was_written() => Gen.Double.Where(double.IsFinite).Sample(value =>
    {
        var text = DagJson.FormatFloat(value);
        return double.Parse(text, CultureInfo.InvariantCulture).Equals(value) && text.Length <= 25
            && DagJson.TryDecode(Encoding.ASCII.GetBytes(text), out var read, out _) && read.Equals(new Node.FloatNode(value));
    });

    [Fact]
    public void Maps_that_would_read_as_something_else_are_not_written()
    {
        Assert.Throws<ArgumentException>(() => DagJson.Encode(Node.Map(("/", "foo"))));
        Assert.Throws<ArgumentException>(() => DagJson.Encode(Node.Map(("/", "foo"), ("a", 1))));
        Assert.Throws<ArgumentException>(() => DagJson.Encode(Node.Map(("/", Node.Map(("bytes", "AA"))))));
        Assert.Throws<ArgumentException>(() => DagJson.Encode(Node.Map(("/", Node.Map(("bytes", "AA"), ("c", 1))), ("z", 1))));
    }

    [Fact]
    public void Depth_is_bounded_on_both_ways()
    {
        Node deep = new byte[] { 1 };
        for (var i = 0; i < DagJson.MaxDepth; i++)
        {
            deep = Node.List(deep);
        }

        var block = DagJson.Encode(deep);
        Assert.True(DagJson.TryDecode(block, out var read, out _));
        Assert.Equal(deep, read);
        Assert.Throws<ArgumentException>(() => DagJson.Encode(Node.List(deep)));
        Assert.False(DagJson.TryDecode(Encoding.ASCII.GetBytes(new string('[', 1_000_000)), out _, out var fault));
        Assert.Equal(new CodecFault(CodecFaultKind.TooDeep, 65), fault);
    }

    [Fact]
    public void A_key_that_is_not_UTF_8_is_placed()
    {
        Assert.False(DagJson.TryDecode([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}'], out _, out var fault));
        Assert.Equal(new CodecFault(CodecFaultKind.InvalidText, 1), fault);
    }

    [Fact]
    public void Values_read_as_they_were_written() => NodeGen.Nodes.Sample(node =>
    {
        byte[] block;
        try
        {
            block = DagJson.Encode(node);
        }
        catch (ArgumentException reserved) when (reserved.Message.Contains('/', StringComparison.Ordinal))
        {
            return;
        }

        using var asJson = JsonDocument.Parse(block);
        Assert.True(DagJson.TryDecode(block, out var read, out var fault), $"{fault}: {Encoding.UTF8.GetString(block)}");
        Assert.Equal(node, read);
    });

    [Fact]
    public void A_flipped_byte_or_a_cut_is_a_fault_or_another_canonical_block() =>
        Gen.Select(NodeGen.Leaves.Array[1, 6], NodeGen.Texts, Gen.Int[0, 10_000], Gen.Byte).Sample((items, key, where, flip) =>
        {
            var block = DagJson.Encode(Node.Map(("a" + key, Node.List(items)), ("z", Node.Map())));
            var cut = block.AsSpan(0, where % block.Length).ToArray();
            block[where % block.Length] ^= flip;
            return IsFaultOrCanonical(block) && IsFaultOrCanonical(cut);
        });

    [Fact]
    public void Every_bit_flip_and_every_cut_of_one_block_is_a_fault_or_another_canonical_block()
    {
        var block = DagJson.Encode(Node.Map(
            ("v", 1), ("text", "Čaues\n ßvěte!"), ("list", Node.List(1, -300, 70000, new Node.FloatNode(1.5), Node.Null, true)),
            ("link", Cid.Parse(SomeCid)), ("bytes", new byte[] { 1, 2, 3 }), ("map", Node.Map(("a", 1), ("b", 2)))));
        for (var i = 0; i < block.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var flipped = block.ToArray();
                flipped[i] ^= (byte)(1 << bit);
                Assert.True(IsFaultOrCanonical(flipped), $"byte {i}, bit {bit}");
            }

            Assert.False(DagJson.TryDecode(block.AsSpan(0, i), out _, out _), $"cut at {i}");
        }
    }

    [Fact]
    public void Random_bytes_never_throw() => Gen.OneOf(
        Gen.Byte.Array[0, 60],
        Gen.OneOf("{", "}", "[", "]", "\"", "\\", "u00", "1f", "/", ":", ",", "bytes", "1", "-", ".", "e", "a", "true", "{\"/\":\"").Array[0, 20]
            .Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)))).Sample(IsFaultOrCanonical);

    private static bool IsFaultOrCanonical(byte[] block) => DagJson.TryDecode(block, out var node, out var fault)
        ? DagJson.Encode(node).AsSpan().SequenceEqual(block)
        : fault.Kind != CodecFaultKind.None && fault.Offset >= 0 && fault.Offset <= block.Length;
}
