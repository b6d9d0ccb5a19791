using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Tearsheet.Ipld.Codecs;

/// <summary>Reads and writes DAG-CBOR blocks, canonical form only.</summary>
/// <remarks>
/// Spec: ipld dag-cbor, "Strictness". Shortest heads, no indefinite lengths, floats of eight bytes and finite, text keys,
/// shorter keys first, links as tag 42 with a zero byte before the CID, and nothing after the value.
/// </remarks>
public static class DagCbor
{
    /// <summary>How deep lists and maps may stand inside each other: a list of numbers has depth 1.</summary>
    public const int MaxDepth = 64;

    /// <summary>The block of a value.</summary>
    /// <exception cref="ArgumentException">The value is deeper than <see cref="MaxDepth"/>, or text in it is not valid UTF-16.</exception>
    public static byte[] Encode(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var builder = new ByteBuilder(1024);
        try
        {
            Write(ref builder, node, 0);
            return builder.ToArray();
        }
        finally
        {
            builder.Dispose();
        }
    }

    /// <summary>Reads a block; what is read does not keep the block.</summary>
    /// <param name="block">Untrusted bytes: the whole block.</param>
    /// <param name="node">The value; null when the result is false.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    public static bool TryDecode(ReadOnlySpan<byte> block, [NotNullWhen(true)] out Node? node, out CodecFault fault)
    {
        var reader = new DagCborReader(block);
        if (!reader.TryRead(0, out node))
        {
            fault = reader.Fault;
            return false;
        }

        if (reader.Position != block.Length)
        {
            node = null;
            fault = new CodecFault(CodecFaultKind.TrailingBytes, reader.Position);
            return false;
        }

        fault = default;
        return true;
    }

    private static void Write(ref ByteBuilder builder, Node node, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ArgumentException("the value is too deep for a block", nameof(node));
        }

        switch (node)
        {
            case Node.TextNode text:
                WriteText(ref builder, text.Value);
                break;
            case Node.MapNode map:
                WriteHead(ref builder, 5, (ulong)map.Entries.Count);
                foreach (var (key, value) in map.Entries)
                {
                    WriteText(ref builder, key);
                    Write(ref builder, value, depth + 1);
                }

                break;
            case Node.ListNode list:
                WriteHead(ref builder, 4, (ulong)list.Items.Count);
                foreach (var item in list.Items)
                {
                    Write(ref builder, item, depth + 1);
                }

                break;
            case Node.LinkNode { Cid: var cid }:
                builder.Add([0xD8, 42]);
                WriteHead(ref builder, 2, (ulong)cid.Bytes.Length + 1);
                builder.Add(0);
                builder.Add(cid.Bytes);
                break;
            case Node.IntegerNode { Value: var value }:
                WriteHead(ref builder, value < 0 ? 1 : 0, (ulong)(value < 0 ? -1 - value : value));
                break;
            case Node.BinaryNode { Value: var bytes }:
                WriteHead(ref builder, 2, (ulong)bytes.Length);
                builder.Add(bytes.Span);
                break;
            case Node.BooleanNode { Value: var truth }:
                builder.Add(truth ? (byte)0xF5 : (byte)0xF4);
                break;
            case Node.NullNode:
                builder.Add(0xF6);
                break;
            case Node.FloatNode { Value: var number }:
                builder.Add(0xFB);
                builder.AddBigEndian(BitConverter.DoubleToUInt64Bits(number), 8);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void WriteText(ref ByteBuilder builder, string text)
    {
        var length = TextOrder.StrictUtf8.GetByteCount(text);
        WriteHead(ref builder, 3, (ulong)length);
        TextOrder.StrictUtf8.GetBytes(text, builder.Reserve(length));
    }

    private static void WriteHead(ref ByteBuilder builder, int major, ulong value)
    {
        var first = major << 5;
        switch (value)
        {
            case < 24:
                builder.Add((byte)(first | (int)value));
                break;
            case <= byte.MaxValue:
                builder.Add((byte)(first | 24));
                builder.AddBigEndian(value, 1);
                break;
            case <= ushort.MaxValue:
                builder.Add((byte)(first | 25));
                builder.AddBigEndian(value, 2);
                break;
            case <= uint.MaxValue:
                builder.Add((byte)(first | 26));
                builder.AddBigEndian(value, 4);
                break;
            default:
                builder.Add((byte)(first | 27));
                builder.AddBigEndian(value, 8);
                break;
        }
    }
}
