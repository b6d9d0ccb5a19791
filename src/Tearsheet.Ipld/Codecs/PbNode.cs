using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Codecs;

/// <summary>A link of a DAG-PB node.</summary>
/// <param name="Cid">What it points to.</param>
/// <param name="Name">Its name; null is "none given", which is not the same bytes as an empty one.</param>
/// <param name="Tsize">The size in bytes of the whole graph below, as its maker claims.</param>
public sealed record PbLink(Cid Cid, string? Name, ulong? Tsize);

/// <summary>A DAG-PB node: links, and bytes that mean something to UnixFS.</summary>
/// <param name="Links">The links, sorted by the bytes of their names; equal names keep their order.</param>
/// <param name="Data">The bytes; null is "none given", which is not the same bytes as empty.</param>
/// <remarks>Spec: ipld dag-pb, "Logical Format".</remarks>
public sealed record PbNode(IReadOnlyList<PbLink> Links, ReadOnlyMemory<byte>? Data)
{
    /// <summary>Whether the data stands before the links in the block; old blocks have it so, new ones never.</summary>
    /// <remarks>Spec: ipld dag-pb, "Protobuf Strictness": a decoder should accept either order. Kept, so that the block can be written again as it was.</remarks>
    public bool DataFirst { get; init; }

    /// <summary>Reads the data model form: a map with <c>Links</c> and perhaps <c>Data</c>.</summary>
    /// <exception cref="NodeShapeException">The value is not a DAG-PB node; the message says where.</exception>
    public static PbNode FromNode(Node node)
    {
        node.OnlyKeys("Data", "Links");
        return new PbNode([.. node.ListAt("Links").Select(LinkFromNode)], node.OptionalBinary("Data"));
    }

    /// <summary>The data model form.</summary>
    public Node ToNode() => Node.Map(
        ("Data", Data is { } data ? new Node.BinaryNode(data) : null),
        ("Links", Node.List([.. Links.Select(LinkToNode)])));

    /// <summary>Equality by content.</summary>
    public bool Equals(PbNode? other) =>
        other is not null
        && DataFirst == other.DataFirst
        && Data.HasValue == other.Data.HasValue
        && Data.GetValueOrDefault().Span.SequenceEqual(other.Data.GetValueOrDefault().Span)
        && Links.SequenceEqual(other.Links);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Links.Count);
        foreach (var link in Links)
        {
            hash.Add(link.Cid);
        }

        hash.AddBytes(Data.GetValueOrDefault().Span);
        return hash.ToHashCode();
    }

    private static PbLink LinkFromNode(Node link)
    {
        link.OnlyKeys("Hash", "Name", "Tsize");
        return new PbLink(
            link.Link("Hash"),
            link.OptionalText("Name"),
            link.TryGet("Tsize", out _) ? (ulong)link.Integer("Tsize", 0, ulong.MaxValue) : null);
    }

    private static Node LinkToNode(PbLink link) => Node.Map(
        ("Hash", link.Cid),
        ("Name", link.Name is { } name ? name : null),
        ("Tsize", link.Tsize is { } size ? new Node.IntegerNode(size) : null));
}
