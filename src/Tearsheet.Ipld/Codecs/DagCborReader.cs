using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Codecs;

/// <summary>One pass over a DAG-CBOR block. No declared length is believed before the bytes are there.</summary>
internal ref struct DagCborReader(ReadOnlySpan<byte> block)
{
    private readonly ReadOnlySpan<byte> _block = block;

    /// <summary>The next byte to read.</summary>
    public int Position { get; private set; }

    /// <summary>What went wrong, once something did.</summary>
    public CodecFault Fault { get; private set; }

    public bool TryRead(int depth, [NotNullWhen(true)] out Node? node)
    {
        node = null;
        var start = Position;
        if (depth > DagCbor.MaxDepth)
        {
            return Fail(CodecFaultKind.TooDeep, start);
        }

        if (!TryReadHead(out var major, out var value))
        {
            return false;
        }

        switch (major)
        {
            case 0:
                node = new Node.IntegerNode(value);
                return true;
            case 1:
                node = new Node.IntegerNode(-1 - (Int128)value);
                return true;
            case 2:
                if (!TryTake(value, start, out var bytes))
                {
                    return false;
                }

                node = new Node.BinaryNode(bytes.ToArray());
                return true;
            case 3:
                if (!TryReadText(value, start, out var text))
                {
                    return false;
                }

                node = new Node.TextNode(text);
                return true;
            case 4:
                return TryReadList(value, start, depth, out node);
            case 5:
                return TryReadMap(value, start, depth, out node);
            case 6:
                return TryReadLink(value, start, out node);
            default:
                return TryReadSimple(value, start, out node);
        }
    }

    // Major type 7 is read whole: its eight-byte argument is a float, whose shortest form is not asked for.
    private bool TryReadHead(out int major, out ulong value)
    {
        major = 0;
        value = 0;
        var start = Position;
        if (start >= _block.Length)
        {
            return Fail(CodecFaultKind.Truncated, start);
        }

        var first = _block[start];
        major = first >> 5;
        var info = first & 0x1F;
        if (major == 7)
        {
            Position = start + 1;
            value = (ulong)info;
            return true;
        }

        if (info < 24)
        {
            Position = start + 1;
            value = (ulong)info;
            return true;
        }

        if (info > 27)
        {
            return Fail(info == 31 ? CodecFaultKind.IndefiniteLength : CodecFaultKind.ReservedHead, start);
        }

        var width = 1 << (info - 24);
        if (_block.Length - start - 1 < width)
        {
            return Fail(CodecFaultKind.Truncated, start);
        }

        var argument = _block.Slice(start + 1, width);
        ulong least;
        (value, least) = width switch
        {
            1 => (argument[0], 24UL),
            2 => (BinaryPrimitives.ReadUInt16BigEndian(argument), 1UL << 8),
            4 => (BinaryPrimitives.ReadUInt32BigEndian(argument), 1UL << 16),
            _ => (BinaryPrimitives.ReadUInt64BigEndian(argument), 1UL << 32),
        };
        if (value < least)
        {
            return Fail(CodecFaultKind.NumberNotMinimal, start);
        }

        Position = start + 1 + width;
        return true;
    }

    private bool TryTake(ulong length, int start, out ReadOnlySpan<byte> bytes)
    {
        if (length > (ulong)(_block.Length - Position))
        {
            bytes = default;
            return Fail(CodecFaultKind.Truncated, start);
        }

        bytes = _block.Slice(Position, (int)length);
        Position += (int)length;
        return true;
    }

    private bool TryReadText(ulong length, int start, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!TryTake(length, start, out var bytes))
        {
            return false;
        }

        if (!Utf8.IsValid(bytes))
        {
            return Fail(CodecFaultKind.InvalidText, start);
        }

        text = Encoding.UTF8.GetString(bytes);
        return true;
    }

    private bool TryReadList(ulong count, int start, int depth, [NotNullWhen(true)] out Node? node)
    {
        node = null;

        // Every item takes a byte at least; only items that were read take memory.
        if (count > (ulong)(_block.Length - Position))
        {
            return Fail(CodecFaultKind.Truncated, start);
        }

        var items = new Node[Math.Min((int)count, 16)];
        for (var i = 0; i < (int)count; i++)
        {
            if (!TryRead(depth + 1, out var item))
            {
                return false;
            }

            if (i == items.Length)
            {
                Array.Resize(ref items, (int)Math.Min(count, 2 * (uint)i));
            }

            items[i] = item;
        }

        node = new Node.ListNode(items);
        return true;
    }

    private bool TryReadMap(ulong count, int start, int depth, [NotNullWhen(true)] out Node? node)
    {
        node = null;
        if (count > (ulong)(_block.Length - Position) / 2)
        {
            return Fail(CodecFaultKind.Truncated, start);
        }

        var entries = new KeyValuePair<string, Node>[Math.Min((int)count, 16)];
        ReadOnlySpan<byte> last = default;
        for (var i = 0; i < (int)count; i++)
        {
            var keyStart = Position;
            if (!TryReadHead(out var major, out var length))
            {
                return false;
            }

            if (major != 3)
            {
                return Fail(CodecFaultKind.KeyNotText, keyStart);
            }

            var bytesStart = Position;
            if (!TryReadText(length, keyStart, out var key))
            {
                return false;
            }

            var bytes = _block.Slice(bytesStart, (int)length);
            if (i > 0)
            {
                var order = last.Length != bytes.Length ? last.Length.CompareTo(bytes.Length) : last.SequenceCompareTo(bytes);
                if (order >= 0)
                {
                    return Fail(order == 0 ? CodecFaultKind.DuplicateKey : CodecFaultKind.KeysOutOfOrder, keyStart);
                }
            }

            last = bytes;
            if (!TryRead(depth + 1, out var value))
            {
                return false;
            }

            if (i == entries.Length)
            {
                Array.Resize(ref entries, (int)Math.Min(count, 2 * (uint)i));
            }

            entries[i] = new KeyValuePair<string, Node>(key, value);
        }

        node = Node.MapNode.FromSorted(entries);
        return true;
    }

    private bool TryReadLink(ulong tag, int start, [NotNullWhen(true)] out Node? node)
    {
        node = null;
        if (tag != 42)
        {
            return Fail(CodecFaultKind.UnknownTag, start);
        }

        var bytesStart = Position;
        if (!TryReadHead(out var major, out var length))
        {
            return false;
        }

        if (major != 2)
        {
            return Fail(CodecFaultKind.InvalidLink, bytesStart);
        }

        if (!TryTake(length, bytesStart, out var bytes))
        {
            return false;
        }

        // Spec: ipld dag-cbor, "Links": the zero is the prefix of "no multibase", and it must be there.
        if (bytes.IsEmpty || bytes[0] != 0
            || Cid.TryRead(bytes[1..], out var cid, out var consumed) != CidStatus.Ok || consumed != bytes.Length - 1)
        {
            return Fail(CodecFaultKind.InvalidLink, bytesStart);
        }

        node = new Node.LinkNode(cid);
        return true;
    }

    private bool TryReadSimple(ulong info, int start, [NotNullWhen(true)] out Node? node)
    {
        node = null;
        switch (info)
        {
            case 20:
                node = Node.False;
                return true;
            case 21:
                node = Node.True;
                return true;
            case 22:
                node = Node.Null;
                return true;
            case 25 or 26:
                return Fail(CodecFaultKind.ShortFloat, start);
            case 27:
                if (!TryTake(8, start, out var bytes))
                {
                    return false;
                }

                var number = BinaryPrimitives.ReadDoubleBigEndian(bytes);
                if (!double.IsFinite(number))
                {
                    return Fail(CodecFaultKind.NotFinite, start);
                }

                node = new Node.FloatNode(number);
                return true;
            case 28 or 29 or 30:
                return Fail(CodecFaultKind.ReservedHead, start);
            case 31:
                return Fail(CodecFaultKind.IndefiniteLength, start);
            default:
                return Fail(CodecFaultKind.UnknownSimpleValue, start);
        }
    }

    private bool Fail(CodecFaultKind kind, int offset)
    {
        Fault = new CodecFault(kind, offset);
        return false;
    }
}
