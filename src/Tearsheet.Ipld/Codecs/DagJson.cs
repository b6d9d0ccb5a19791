using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tearsheet.Ipld.Codecs;

/// <summary>Reads and writes DAG-JSON blocks, canonical form only.</summary>
/// <remarks>
/// Spec: ipld dag-json, "Serialization" and "The Reserved Namespace". The spec leaves strict reading to the reader's choice:
/// here keys must be sorted by their bytes, nothing may be escaped that need not be, there is no white space, and numbers
/// are in the shortest form that JavaScript would write, with ".0" behind a float that would else read as an integer.
/// </remarks>
public static class DagJson
{
    /// <summary>How deep lists and maps may stand inside each other; the same as for DAG-CBOR.</summary>
    public const int MaxDepth = DagCbor.MaxDepth;

    /// <summary>The block of a value.</summary>
    /// <exception cref="ArgumentException">
    /// The value is deeper than <see cref="MaxDepth"/>, text in it is not valid UTF-16, or a map would read as a link or as
    /// bytes: its first key is "/" with text, or with a map whose first key is "bytes" with text.
    /// </exception>
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
        var reader = new DagJsonReader(block);
        if (!reader.TryRead(0, out node) || !reader.TryEnd())
        {
            node = null;
            fault = reader.Fault;
            return false;
        }

        fault = default;
        return true;
    }

    /// <summary>A float as it stands in a block: JavaScript's shortest form, with ".0" where it has neither point nor exponent.</summary>
    internal static string FormatFloat(double value)
    {
        // .NET gives the same shortest digits and another layout: 1E-05 for 0.00001.
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var split = shortest.Split('E');
        var point = split[0].IndexOf('.', StringComparison.Ordinal);
        var written = split[0].Replace(".", "", StringComparison.Ordinal);
        var digits = written.TrimStart('0');
        var power = (point < 0 ? split[0].Length : point)
            + (split.Length == 2 ? int.Parse(split[1], CultureInfo.InvariantCulture) : 0)
            - (written.Length - digits.Length);
        digits = digits.TrimEnd('0');
        var text = new StringBuilder(32);
        if (double.IsNegative(value))
        {
            text.Append('-');
        }

        // Spec: ECMA-262, "Number::toString"; power is its n, the digits before the point.
        if (digits.Length == 0)
        {
            text.Append("0.0");
        }
        else if (power is > 0 and <= 21)
        {
            text.Append(digits.Length > power ? digits.Insert(power, ".") : digits.PadRight(power, '0') + ".0");
        }
        else if (power is > -6 and <= 0)
        {
            text.Append("0.").Append('0', -power).Append(digits);
        }
        else
        {
            text.Append(digits.Length > 1 ? digits.Insert(1, ".") : digits)
                .Append('e').Append(power > 0 ? '+' : '-').Append(Math.Abs(power - 1).ToString(CultureInfo.InvariantCulture));
        }

        return text.ToString();
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
                WriteMap(ref builder, map, depth);
                break;
            case Node.ListNode list:
                builder.Add((byte)'[');
                for (var i = 0; i < list.Items.Count; i++)
                {
                    if (i > 0)
                    {
                        builder.Add((byte)',');
                    }

                    Write(ref builder, list.Items[i], depth + 1);
                }

                builder.Add((byte)']');
                break;
            case Node.LinkNode { Cid: var cid }:
                builder.Add("{\"/\":\""u8);
                WriteAscii(ref builder, cid.ToString());
                builder.Add("\"}"u8);
                break;
            case Node.BinaryNode { Value: var bytes }:
                builder.Add("{\"/\":{\"bytes\":\""u8);
                WriteAscii(ref builder, Convert.ToBase64String(bytes.Span).TrimEnd('='));
                builder.Add("\"}}"u8);
                break;
            case Node.IntegerNode { Value: var value }:
                WriteAscii(ref builder, value.ToString(CultureInfo.InvariantCulture));
                break;
            case Node.BooleanNode { Value: var truth }:
                builder.Add(truth ? "true"u8 : "false"u8);
                break;
            case Node.NullNode:
                builder.Add("null"u8);
                break;
            case Node.FloatNode { Value: var number }:
                WriteAscii(ref builder, FormatFloat(number));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void WriteMap(ref ByteBuilder builder, Node.MapNode map, int depth)
    {
        var entries = SortedByBytes(map);
        if (entries is [{ Key: "/", Value: var reserved }, ..] && ReadsAsSomethingElse(reserved))
        {
            throw new ArgumentException("a map that begins with the key \"/\" reads as a link or as bytes in DAG-JSON", nameof(map));
        }

        builder.Add((byte)'{');
        for (var i = 0; i < entries.Length; i++)
        {
            if (i > 0)
            {
                builder.Add((byte)',');
            }

            WriteText(ref builder, entries[i].Key);
            builder.Add((byte)':');
            Write(ref builder, entries[i].Value, depth + 1);
        }

        builder.Add((byte)'}');
    }

    private static bool ReadsAsSomethingElse(Node value) => value switch
    {
        Node.TextNode => true,
        Node.MapNode inner => SortedByBytes(inner) is [{ Key: "bytes", Value: Node.TextNode }, ..],
        _ => false,
    };

    private static KeyValuePair<string, Node>[] SortedByBytes(Node.MapNode map)
    {
        KeyValuePair<string, Node>[] entries = [.. map.Entries];
        Array.Sort(entries, static (left, right) => TextOrder.CompareUtf8(left.Key, right.Key));
        return entries;
    }

    private static void WriteAscii(ref ByteBuilder builder, string text) => Encoding.ASCII.GetBytes(text, builder.Reserve(text.Length));

    private static void WriteText(ref ByteBuilder builder, string text)
    {
        builder.Add((byte)'"');
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var plain = IndexOfEscaped(rest);
            var run = plain < 0 ? rest : rest[..plain];
            var length = TextOrder.StrictUtf8.GetByteCount(run);
            TextOrder.StrictUtf8.GetBytes(run, builder.Reserve(length));
            if (plain < 0)
            {
                break;
            }

            WriteEscape(ref builder, rest[plain]);
            rest = rest[(plain + 1)..];
        }

        builder.Add((byte)'"');
    }

    private static int IndexOfEscaped(ReadOnlySpan<char> text)
    {
        var quoted = text.IndexOfAny('"', '\\');
        var control = (quoted < 0 ? text : text[..quoted]).IndexOfAnyInRange('\0', '\u001F');
        return control >= 0 ? control : quoted;
    }

    private static void WriteEscape(ref ByteBuilder builder, char character)
    {
        var name = ShortEscape(character);
        if (name != 0)
        {
            builder.Add([(byte)'\\', name]);
        }
        else
        {
            builder.Add("\\u00"u8);
            builder.Add([(byte)"01"[character >> 4], (byte)"0123456789abcdef"[character & 0xF]]);
        }
    }

    private static byte ShortEscape(char character) => character switch
    {
        '"' => (byte)'"',
        '\\' => (byte)'\\',
        '\b' => (byte)'b',
        '\t' => (byte)'t',
        '\n' => (byte)'n',
        '\f' => (byte)'f',
        '\r' => (byte)'r',
        _ => 0,
    };
}
