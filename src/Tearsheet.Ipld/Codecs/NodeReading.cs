using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Codecs;

/// <summary>Readers for values of a known shape. They throw <see cref="NodeShapeException"/>, which names the key, when the shape is another.</summary>
public abstract partial record Node
{
    /// <summary>Looks for a key; false as well when this is no map.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out Node? value)
    {
        value = null;
        return this is MapNode map && map.TryFind(key, out value);
    }

    /// <summary>The value under a key.</summary>
    /// <exception cref="NodeShapeException">This is no map, or has no such key.</exception>
    public Node Get(string key)
    {
        if (this is not MapNode map)
        {
            throw new NodeShapeException($"{key}: expected a map around it, found {Words(this)}");
        }

        return map.TryFind(key, out var value) ? value : throw new NodeShapeException($"{key}: missing");
    }

    /// <summary>Text under a key.</summary>
    /// <exception cref="NodeShapeException">It is missing or no text.</exception>
    public string Text(string key) => Expect<TextNode>(key, "text").Value;

    /// <summary>Text under a key; null when the key is missing.</summary>
    /// <exception cref="NodeShapeException">It is there and no text.</exception>
    public string? OptionalText(string key) => TryGet(key, out _) ? Text(key) : null;

    /// <summary>A truth value under a key.</summary>
    /// <exception cref="NodeShapeException">It is missing or neither true nor false.</exception>
    public bool Boolean(string key) => Expect<BooleanNode>(key, "true or false").Value;

    /// <summary>A truth value under a key; <paramref name="otherwise"/> when the key is missing.</summary>
    /// <exception cref="NodeShapeException">It is there and neither true nor false.</exception>
    public bool OptionalBoolean(string key, bool otherwise) => TryGet(key, out _) ? Boolean(key) : otherwise;

    /// <summary>A whole number under a key that a <see cref="long"/> can hold.</summary>
    /// <exception cref="NodeShapeException">It is missing, no integer or out of range.</exception>
    public long Integer(string key) => (long)Integer(key, long.MinValue, long.MaxValue);

    /// <summary>A whole number under a key, with both ends of its range included.</summary>
    /// <exception cref="NodeShapeException">It is missing, no integer or out of range.</exception>
    public Int128 Integer(string key, Int128 min, Int128 max)
    {
        var value = Expect<IntegerNode>(key, "an integer").Value;
        return value >= min && value <= max
            ? value
            : throw new NodeShapeException(string.Create(CultureInfo.InvariantCulture, $"{key}: {value} is not within {min} to {max}"));
    }

    /// <summary>A whole number under a key that a <see cref="long"/> can hold; null when the key is missing.</summary>
    /// <exception cref="NodeShapeException">It is there and no integer, or out of range.</exception>
    public long? OptionalInteger(string key) => TryGet(key, out _) ? Integer(key) : null;

    /// <summary>A float under a key.</summary>
    /// <exception cref="NodeShapeException">It is missing or no float.</exception>
    public double Float(string key) => Expect<FloatNode>(key, "a float").Value;

    /// <summary>Bytes under a key.</summary>
    /// <exception cref="NodeShapeException">They are missing or no bytes.</exception>
    public ReadOnlyMemory<byte> Binary(string key) => Expect<BinaryNode>(key, "bytes").Value;

    /// <summary>Bytes under a key; null when the key is missing.</summary>
    /// <exception cref="NodeShapeException">It is there and no bytes.</exception>
    public ReadOnlyMemory<byte>? OptionalBinary(string key) => TryGet(key, out _) ? Binary(key) : default(ReadOnlyMemory<byte>?);

    /// <summary>A link under a key.</summary>
    /// <exception cref="NodeShapeException">It is missing or no link.</exception>
    public Cid Link(string key) => Expect<LinkNode>(key, "a link").Cid;

    /// <summary>A link under a key; null when the key is missing.</summary>
    /// <exception cref="NodeShapeException">It is there and no link.</exception>
    public Cid? OptionalLink(string key) => TryGet(key, out _) ? Link(key) : null;

    /// <summary>The items of a list under a key.</summary>
    /// <exception cref="NodeShapeException">It is missing or no list.</exception>
    public IReadOnlyList<Node> ListAt(string key) => Expect<ListNode>(key, "a list").Items;

    /// <summary>The items of a list under a key; none when the key is missing.</summary>
    /// <exception cref="NodeShapeException">It is there and no list.</exception>
    public IReadOnlyList<Node> OptionalListAt(string key) => TryGet(key, out _) ? ListAt(key) : [];

    /// <summary>A map under a key.</summary>
    /// <exception cref="NodeShapeException">It is missing or no map.</exception>
    public MapNode MapAt(string key) => Expect<MapNode>(key, "a map");

    /// <summary>Text itself, where a list holds nothing else.</summary>
    /// <exception cref="NodeShapeException">This is no text.</exception>
    public string AsText() => this is TextNode text ? text.Value : throw new NodeShapeException($"expected text, found {Words(this)}");

    /// <summary>The link itself, where a list holds nothing else.</summary>
    /// <exception cref="NodeShapeException">This is no link.</exception>
    public Cid AsLink() => this is LinkNode link ? link.Cid : throw new NodeShapeException($"expected a link, found {Words(this)}");

    /// <summary>The whole number itself, where a list holds nothing else.</summary>
    /// <exception cref="NodeShapeException">This is no integer, or one that a <see cref="long"/> cannot hold.</exception>
    public long AsInteger() => this is IntegerNode { Value: var value } && value >= long.MinValue && value <= long.MaxValue
        ? (long)value
        : throw new NodeShapeException($"expected an integer of 64 bits, found {Words(this)}");

    /// <summary>Makes sure that this is a map without any other key than these.</summary>
    /// <exception cref="NodeShapeException">This is no map, or has another key.</exception>
    public void OnlyKeys(params ReadOnlySpan<string> keys)
    {
        if (this is not MapNode map)
        {
            throw new NodeShapeException($"expected a map, found {Words(this)}");
        }

        foreach (var (key, _) in map.Entries)
        {
            if (!keys.Contains(key))
            {
                throw new NodeShapeException($"{key}: no such key is known here");
            }
        }
    }

    private T Expect<T>(string key, string what)
        where T : Node
    {
        var value = Get(key);
        return value as T ?? throw new NodeShapeException($"{key}: expected {what}, found {Words(value)}");
    }
}
