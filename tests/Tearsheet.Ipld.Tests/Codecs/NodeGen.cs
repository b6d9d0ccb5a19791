using CsCheck;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Tests.Codecs;

/// <summary>Random values of the data model.</summary>
internal static class NodeGen
{
    public static readonly Gen<Cid> Cids = Gen.OneOf(
        Gen.Byte.Array[32].Select(digest => Cid.FromSha256(Multicodec.DagCbor, digest)),
        Gen.Byte.Array[32].Select(digest => Cid.Create(0, 0x70, 0x12, digest)),
        Gen.Byte.Array[0, 9].Select(digest => Cid.Create(1, 0x55, 0, digest)));

    // Pieces that have sorted or escaped wrongly before: quotes, controls, the slash, astral and private-use characters.
    public static readonly Gen<string> Texts = Gen.OneOf(
        Gen.OneOf("", "a", "aa", "b", "/", "bytes", "0", "\"", "\\", "\n", "\u0001", "\u001f", "\u007f", "é", "\uFFFD", "\uE000", "😀", "한국어", "tür", "\u2028"),
        Gen.Char[' ', '~'].Array[0, 40].Select(text => new string(text)),
        Gen.Char[' ', '\u0600'].Array[0, 9].Select(text => new string(text)));

    public static readonly Gen<Node> Leaves = Gen.OneOf<Node>(
        Gen.Const(Node.Null),
        Gen.Bool.Select(value => (Node)value),
        Gen.Long.Select(value => (Node)value),
        Gen.Int[-30, 300].Select(value => (Node)value),
        Gen.ULong.Select(value => (Node)new Node.IntegerNode(value)),
        Gen.ULong.Select(value => (Node)new Node.IntegerNode(-1 - (Int128)value)),
        Gen.Double.Where(double.IsFinite).Select(value => (Node)new Node.FloatNode(value)),
        Gen.Int[-9, 9].Select(value => (Node)new Node.FloatNode(value)),
        Texts.Select(value => (Node)value),
        Gen.Byte.Array[0, 70].Select(value => (Node)value),
        Cids.Select(value => (Node)value));

    public static readonly Gen<Node> Nodes = Gen.Recursive<Node>((depth, self) => depth >= 3
        ? Leaves
        : Gen.Frequency(
            (8, Leaves),
            (1, self.Array[0, 5].Select(items => (Node)Node.List(items))),
            (2, Gen.Select(Texts, self).Array[0, 12].Select(entries => (Node)new Node.MapNode(
                entries.DistinctBy(entry => entry.Item1).Select(entry => KeyValuePair.Create(entry.Item1, entry.Item2)))))));
}
