using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Codecs;

/// <summary>Reads and writes DAG-PB blocks, canonical form only.</summary>
/// <remarks>
/// Spec: ipld dag-pb, "Serial Format" and "Protobuf Strictness". Stricter than the spec in two things, so that no two blocks
/// that are read say the same: numbers must be minimal, and links must be sorted on reading too. As the spec asks, data
/// before links is read; see <see cref="PbNode.DataFirst"/>.
/// </remarks>
public static class DagPb
{
    private const byte DataTag = 0x0A;
    private const byte LinksTag = 0x12;
    private const byte HashTag = 0x0A;
    private const byte NameTag = 0x12;
    private const byte TsizeTag = 0x18;

    /// <summary>The block of a node.</summary>
    /// <exception cref="ArgumentException">Links are not sorted by name, a link names nothing, or a name is not valid UTF-16.</exception>
    public static byte[] Encode(PbNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var links = node.Links;
        var linksLength = 0L;
        for (var i = 0; i < links.Count; i++)
        {
            if (i > 0 && TextOrder.CompareUtf8(links[i - 1].Name, links[i].Name) > 0)
            {
                throw new ArgumentException("links must be sorted by the bytes of their names", nameof(node));
            }

            var length = LinkLength(links[i]);
            linksLength += 1 + NumberLength((ulong)length) + length;
        }

        var dataLength = node.Data is { } data ? 1 + NumberLength((ulong)data.Length) + data.Length : 0;
        var block = new byte[checked(linksLength + dataLength)];
        var at = 0;
        if (node.DataFirst)
        {
            WriteData(block, ref at, node.Data);
        }

        foreach (var link in links)
        {
            WriteLink(block, ref at, link);
        }

        if (!node.DataFirst)
        {
            WriteData(block, ref at, node.Data);
        }

        return block;
    }

    /// <summary>Reads a block; what is read does not keep the block.</summary>
    /// <param name="block">Untrusted bytes: the whole block.</param>
    /// <param name="node">The node; null when the result is false.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    public static bool TryDecode(ReadOnlySpan<byte> block, [NotNullWhen(true)] out PbNode? node, out CodecFault fault)
    {
        node = null;
        if (!TryReadParts(block, out var links, out var data, out var dataFirst, out fault))
        {
            return false;
        }

        ReadOnlyMemory<byte>? copy = data is { } range ? block[range].ToArray() : default(ReadOnlyMemory<byte>?);
        node = new PbNode(links, copy) { DataFirst = dataFirst };
        return true;
    }

    /// <summary>Reads a block without copying its data: <see cref="PbNode.Data"/> is a slice of <paramref name="block"/>.</summary>
    /// <param name="block">Untrusted bytes: the whole block. They must stay as they are as long as the node is used.</param>
    /// <param name="node">The node; null when the result is false.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    public static bool TryDecodeInPlace(ReadOnlyMemory<byte> block, [NotNullWhen(true)] out PbNode? node, out CodecFault fault)
    {
        node = null;
        if (!TryReadParts(block.Span, out var links, out var data, out var dataFirst, out fault))
        {
            return false;
        }

        ReadOnlyMemory<byte>? slice = data is { } range ? block[range] : default(ReadOnlyMemory<byte>?);
        node = new PbNode(links, slice) { DataFirst = dataFirst };
        return true;
    }

    private static bool TryReadParts(ReadOnlySpan<byte> block, out IReadOnlyList<PbLink> links, out Range? data, out bool dataFirst, out CodecFault fault)
    {
        List<PbLink>? read = null;
        links = [];
        data = null;
        dataFirst = false;
        fault = default;
        var at = 0;
        while (at < block.Length)
        {
            var start = at;
            var tag = block[at++];
            if (tag is not (DataTag or LinksTag))
            {
                fault = new CodecFault(CodecFaultKind.UnknownField, start);
                return false;
            }

            if (!TryReadLength(block, ref at, out var length, ref fault))
            {
                return false;
            }

            if (tag == DataTag)
            {
                if (data is not null)
                {
                    fault = new CodecFault(CodecFaultKind.DuplicateField, start);
                    return false;
                }

                data = at..(at + length);
                dataFirst = read is null;
            }
            else
            {
                // Links before and after the data: the second run has no canonical place.
                if (data is not null && !dataFirst)
                {
                    fault = new CodecFault(CodecFaultKind.DuplicateField, start);
                    return false;
                }

                if (!TryReadLink(block.Slice(at, length), at, out var link, ref fault))
                {
                    return false;
                }

                read ??= [];
                if (read.Count > 0 && TextOrder.CompareUtf8(read[^1].Name, link.Name) > 0)
                {
                    fault = new CodecFault(CodecFaultKind.LinksOutOfOrder, start);
                    return false;
                }

                read.Add(link);
            }

            at += length;
        }

        // A node without links has one form only.
        dataFirst = dataFirst && read is not null;
        links = read is null ? [] : read.ToArray();
        return true;
    }

    private static bool TryReadLink(ReadOnlySpan<byte> source, int offset, [NotNullWhen(true)] out PbLink? link, ref CodecFault fault)
    {
        link = null;
        Cid cid = default;
        string? name = null;
        ulong? size = null;
        var last = 0;
        var at = 0;
        while (at < source.Length)
        {
            var start = at;
            var tag = source[at++];
            if (tag is not (HashTag or NameTag or TsizeTag))
            {
                fault = new CodecFault(CodecFaultKind.UnknownField, offset + start);
                return false;
            }

            if (tag <= last)
            {
                fault = new CodecFault(tag == last ? CodecFaultKind.DuplicateField : CodecFaultKind.FieldsOutOfOrder, offset + start);
                return false;
            }

            last = tag;
            if (tag == TsizeTag)
            {
                if (!TryReadNumber(source, ref at, out var number, out var kind))
                {
                    fault = new CodecFault(kind, offset + at);
                    return false;
                }

                size = number;
                continue;
            }

            if (!TryReadLength(source, ref at, out var length, ref fault))
            {
                fault = fault with { Offset = fault.Offset + offset };
                return false;
            }

            var bytes = source.Slice(at, length);
            if (tag == HashTag)
            {
                if (Cid.TryRead(bytes, out cid, out var consumed) != CidStatus.Ok || consumed != length)
                {
                    fault = new CodecFault(CodecFaultKind.InvalidLink, offset + at);
                    return false;
                }
            }
            else
            {
                if (!Utf8.IsValid(bytes))
                {
                    fault = new CodecFault(CodecFaultKind.InvalidText, offset + at);
                    return false;
                }

                name = Encoding.UTF8.GetString(bytes);
            }

            at += length;
        }

        if (!cid.IsDefined)
        {
            fault = new CodecFault(CodecFaultKind.MissingHash, offset);
            return false;
        }

        link = new PbLink(cid, name, size);
        return true;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> source, ref int at, out int length, ref CodecFault fault)
    {
        length = 0;
        var start = at;
        if (!TryReadNumber(source, ref at, out var number, out var kind))
        {
            fault = new CodecFault(kind, start);
            return false;
        }

        if (number > (ulong)(source.Length - at))
        {
            fault = new CodecFault(CodecFaultKind.Truncated, start);
            return false;
        }

        length = (int)number;
        return true;
    }

    // Protobuf's numbers have 64 bits and so up to ten bytes, one more than multiformats' varints. Leaves `at` when it fails.
    private static bool TryReadNumber(ReadOnlySpan<byte> source, ref int at, out ulong number, out CodecFaultKind kind)
    {
        number = 0;
        kind = CodecFaultKind.None;
        for (var i = 0; at + i < source.Length; i++)
        {
            var group = source[at + i];
            if (i == 9 && group > 1)
            {
                number = 0;
                kind = CodecFaultKind.NumberTooLarge;
                return false;
            }

            number |= (ulong)(group & 0x7F) << (7 * i);
            if (group < 0x80)
            {
                if (group == 0 && i > 0)
                {
                    number = 0;
                    kind = CodecFaultKind.NumberNotMinimal;
                    return false;
                }

                at += i + 1;
                return true;
            }
        }

        number = 0;
        kind = CodecFaultKind.Truncated;
        return false;
    }

    private static int NumberLength(ulong value) => (70 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7;

    private static int LinkLength(PbLink link)
    {
        if (!link.Cid.IsDefined)
        {
            throw new ArgumentException("a link must have a CID", nameof(link));
        }

        var hash = link.Cid.Bytes.Length;
        var length = 1 + NumberLength((ulong)hash) + hash;
        if (link.Name is { } name)
        {
            var bytes = TextOrder.StrictUtf8.GetByteCount(name);
            length += 1 + NumberLength((ulong)bytes) + bytes;
        }

        return link.Tsize is { } size ? length + 1 + NumberLength(size) : length;
    }

    private static void WriteLink(byte[] block, ref int at, PbLink link)
    {
        block[at++] = LinksTag;
        WriteNumber(block, ref at, (ulong)LinkLength(link));
        block[at++] = HashTag;
        WriteNumber(block, ref at, (ulong)link.Cid.Bytes.Length);
        link.Cid.Bytes.CopyTo(block.AsSpan(at));
        at += link.Cid.Bytes.Length;
        if (link.Name is { } name)
        {
            block[at++] = NameTag;
            WriteNumber(block, ref at, (ulong)TextOrder.StrictUtf8.GetByteCount(name));
            at += TextOrder.StrictUtf8.GetBytes(name, block.AsSpan(at));
        }

        if (link.Tsize is { } size)
        {
            block[at++] = TsizeTag;
            WriteNumber(block, ref at, size);
        }
    }

    private static void WriteData(byte[] block, ref int at, ReadOnlyMemory<byte>? data)
    {
        if (data is { } bytes)
        {
            block[at++] = DataTag;
            WriteNumber(block, ref at, (ulong)bytes.Length);
            bytes.Span.CopyTo(block.AsSpan(at));
            at += bytes.Length;
        }
    }

    private static void WriteNumber(byte[] block, ref int at, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            block[at++] = (byte)(value | 0x80);
        }

        block[at++] = (byte)value;
    }
}
