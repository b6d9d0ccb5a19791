using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Codecs;

/// <summary>A value of the IPLD data model: what DAG-CBOR and DAG-JSON blocks hold. Equal by content.</summary>
/// <remarks>Spec: ipld data model, "Kinds".</remarks>
public abstract partial record Node
{
    private Node()
    {
    }

    /// <summary>The one null.</summary>
    public static Node Null { get; } = new NullNode();

    /// <summary>True.</summary>
    public static Node True { get; } = new BooleanNode(true);

    /// <summary>False.</summary>
    public static Node False { get; } = new BooleanNode(false);

    /// <summary>A boolean.</summary>
    public static implicit operator Node(bool value) => value ? True : False;

    /// <summary>An integer.</summary>
    public static implicit operator Node(long value) => new IntegerNode(value);

    /// <summary>Text; null makes no node, so that <see cref="Map"/> leaves the entry out.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Node?(string? value) => value is null ? null : new TextNode(value);

    /// <summary>Bytes, which are not copied; null makes no node.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Node?(byte[]? value) => value is null ? null : new BinaryNode(value);

    /// <summary>A link.</summary>
    public static implicit operator Node(Cid value) => new LinkNode(value);

    /// <summary>A map; entries whose value is null are left out.</summary>
    /// <exception cref="ArgumentException">A key stands twice.</exception>
    public static MapNode Map(params ReadOnlySpan<(string Key, Node? Value)> entries)
    {
        var kept = new List<KeyValuePair<string, Node>>(entries.Length);
        foreach (var (key, value) in entries)
        {
            if (value is not null)
            {
                kept.Add(new KeyValuePair<string, Node>(key, value));
            }
        }

        return new MapNode(kept);
    }

    /// <summary>A list.</summary>
    public static ListNode List(params ReadOnlySpan<Node> items) => new(items.ToArray());

    /// <summary>A list of what another sequence holds.</summary>
    public static ListNode ListOf<T>(IEnumerable<T> items, Func<T, Node> toNode) => new([.. items.Select(toNode)]);

    /// <summary>Nothing.</summary>
    public sealed record NullNode : Node;

    /// <summary>True or false.</summary>
    public sealed record BooleanNode(bool Value) : Node;

    /// <summary>A whole number, from -2^64 to 2^64-1.</summary>
    public sealed record IntegerNode : Node
    {
        /// <summary>The least number.</summary>
        public static readonly Int128 MinValue = -(Int128.One << 64);

        /// <summary>The greatest number.</summary>
        public static readonly Int128 MaxValue = ulong.MaxValue;

        /// <summary>Makes an integer.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
        public IntegerNode(Int128 value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, MinValue);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
            Value = value;
        }

        /// <summary>The number.</summary>
        public Int128 Value { get; }
    }

    /// <summary>A finite number that is not counted as whole, 64 bits. Minus zero differs from zero, as their bytes do.</summary>
    public sealed record FloatNode : Node
    {
        /// <summary>Makes a float.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The number is infinite or not a number.</exception>
        public FloatNode(double value) =>
            Value = double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "must be finite");

        /// <summary>The number.</summary>
        public double Value { get; }

        /// <summary>Equality by bits.</summary>
        public bool Equals(FloatNode? other) =>
            other is not null && BitConverter.DoubleToInt64Bits(Value) == BitConverter.DoubleToInt64Bits(other.Value);

        /// <inheritdoc/>
        public override int GetHashCode() => BitConverter.DoubleToInt64Bits(Value).GetHashCode();
    }

    /// <summary>Text. A lone surrogate inside cannot be encoded: the codecs refuse it.</summary>
    public sealed record TextNode(string Value) : Node;

    /// <summary>Bytes; whoever made the node must leave them as they are.</summary>
    public sealed record BinaryNode(ReadOnlyMemory<byte> Value) : Node
    {
        /// <summary>Equality by content.</summary>
        public bool Equals(BinaryNode? other) => other is not null && Value.Span.SequenceEqual(other.Value.Span);

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(Value.Span);
            return hash.ToHashCode();
        }
    }

    /// <summary>A link to a block.</summary>
    public sealed record LinkNode : Node
    {
        /// <summary>Makes a link.</summary>
        /// <exception cref="ArgumentException">The CID is undefined.</exception>
        public LinkNode(Cid cid) => Cid = cid.IsDefined ? cid : throw new ArgumentException("a link must have a CID", nameof(cid));

        /// <summary>What it points to.</summary>
        public Cid Cid { get; }
    }

    /// <summary>Values in an order.</summary>
    public sealed record ListNode(IReadOnlyList<Node> Items) : Node
    {
        /// <summary>Equality by content and order.</summary>
        public bool Equals(ListNode? other) => other is not null && Items.SequenceEqual(other.Items);

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var item in Items)
            {
                hash.Add(item);
            }

            return hash.ToHashCode();
        }
    }

    private static string Words(Node node) => node switch
    {
        NullNode => "null",
        BooleanNode boolean => boolean.Value ? "true" : "false",
        IntegerNode integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        FloatNode => "a float",
        TextNode => "text",
        BinaryNode => "bytes",
        LinkNode => "a link",
        ListNode => "a list",
        MapNode => "a map",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
