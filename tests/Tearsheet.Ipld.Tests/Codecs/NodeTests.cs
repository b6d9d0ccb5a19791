using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Tests.Codecs;

public sealed class NodeTests
{
    private static readonly Cid Some = Cid.ForBlock(Multicodec.Raw, "x"u8);

    private static readonly Node Sample = Node.Map(
        ("text", "t"), ("number", 7), ("big", new Node.IntegerNode(ulong.MaxValue)), ("yes", true), ("float", new Node.FloatNode(0.5)),
        ("bytes", "b"u8.ToArray()), ("link", Some), ("list", Node.List("a", "b")), ("map", Node.Map(("inner", 1))), ("null", Node.Null));

    [Fact]
    public void Values_are_read_by_key()
    {
        Assert.Equal("t", Sample.Text("text"));
        Assert.Equal(7, Sample.Integer("number"));
        Assert.Equal((Int128)ulong.MaxValue, Sample.Integer("big", 0, ulong.MaxValue));
        Assert.True(Sample.Boolean("yes"));
        Assert.Equal(0.5, Sample.Float("float"));
        Assert.Equal("b"u8, Sample.Binary("bytes").Span);
        Assert.Equal(Some, Sample.Link("link"));
        Assert.Equal(["a", "b"], Sample.ListAt("list").Select(item => item.AsText()));
        Assert.Equal(1, Sample.MapAt("map").Integer("inner"));
    }

    [Fact]
    public void What_is_missing_is_null_where_it_may_be()
    {
        Assert.Null(Sample.OptionalText("x"));
        Assert.Null(Sample.OptionalInteger("x"));
        Assert.Null(Sample.OptionalLink("x"));
        Assert.Null(Sample.OptionalBinary("x"));
        Assert.Empty(Sample.OptionalListAt("x"));
        Assert.True(Sample.OptionalBoolean("x", otherwise: true));
        Assert.False(((Node)1).TryGet("x", out _));
    }

    [Fact]
    public void Another_shape_is_named_by_its_key()
    {
        Assert.Contains("text: expected an integer, found text", Assert.Throws<NodeShapeException>(() => Sample.Integer("text")).Message, StringComparison.Ordinal);
        Assert.Contains("x: missing", Assert.Throws<NodeShapeException>(() => Sample.Text("x")).Message, StringComparison.Ordinal);
        Assert.Contains("big: ", Assert.Throws<NodeShapeException>(() => Sample.Integer("big")).Message, StringComparison.Ordinal);
        Assert.Contains("null: expected text, found null", Assert.Throws<NodeShapeException>(() => Sample.OptionalText("null")).Message, StringComparison.Ordinal);
        Assert.Contains("map: ", Assert.Throws<NodeShapeException>(() => Sample.OnlyKeys("text", "number", "big", "yes", "float", "bytes", "link", "list", "null")).Message, StringComparison.Ordinal);
        Assert.Throws<NodeShapeException>(() => ((Node)1).Text("x"));
        Assert.Throws<NodeShapeException>(() => ((Node)1).AsText());
        Assert.Throws<NodeShapeException>(() => ((Node)1).AsLink());
        Assert.Throws<NodeShapeException>(() => ((Node)"1").AsInteger());
    }

    [Fact]
    public void Numbers_that_no_block_can_hold_make_no_node()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Node.IntegerNode(Node.IntegerNode.MaxValue + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Node.IntegerNode(Node.IntegerNode.MinValue - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Node.FloatNode(double.NaN));
        Assert.Throws<ArgumentException>(() => new Node.LinkNode(default));
        Assert.NotEqual(new Node.FloatNode(0.0), new Node.FloatNode(-0.0));
    }

    [Fact]
    public void A_key_is_found_in_a_map_of_any_size()
    {
        foreach (var size in (int[])[1, 31, 32, 33, 500])
        {
            var map = new Node.MapNode(Enumerable.Range(0, size).Select(i => KeyValuePair.Create("k" + i, (Node)i)));
            Assert.All(Enumerable.Range(0, size), i => Assert.Equal(i, map.Integer("k" + i)));
            Assert.False(map.TryGet("k" + size, out _));
        }
    }
}
