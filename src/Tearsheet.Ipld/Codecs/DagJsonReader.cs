using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Codecs;

/// <summary>One pass over a DAG-JSON block.</summary>
internal ref struct DagJsonReader(ReadOnlySpan<byte> block)
{
    // The longest canonical float: a sign, "0.", five zeros and 17 digits.
    private const int MaxFloatLength = 25;

    // -18446744073709551616
    private const int MaxIntegerLength = 21;

    private readonly ReadOnlySpan<byte> _block = block;
    private int _at;

    /// <summary>What went wrong, once something did.</summary>
    public CodecFault Fault { get; private set; }

    private readonly byte Next => _at < _block.Length ? _block[_at] : (byte)0;

    public bool TryEnd() => _at == _block.Length || Fail(IsSpace(Next) ? CodecFaultKind.WhiteSpace : CodecFaultKind.TrailingBytes, _at);

    public bool TryRead(int depth, [NotNullWhen(true)] out Node? node)
    {
        node = null;
        if (depth > DagJson.MaxDepth)
        {
            return Fail(CodecFaultKind.TooDeep, _at);
        }

        switch (Next)
        {
            case (byte)'{':
                return TryReadMap(depth, out node);
            case (byte)'[':
                return TryReadList(depth, out node);
            case (byte)'"':
                if (!TryReadText(out var text))
                {
                    return false;
                }

                node = new Node.TextNode(text);
                return true;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return TryReadNumber(out node);
            case (byte)'t':
                node = Node.True;
                return TrySkip("true"u8);
            case (byte)'f':
                node = Node.False;
                return TrySkip("false"u8);
            case (byte)'n':
                node = Node.Null;
                return TrySkip("null"u8);
            default:
                return FailHere();
        }
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';

    private bool TryReadList(int depth, [NotNullWhen(true)] out Node? node)
    {
        node = null;
        _at++;
        var items = new List<Node>();
        if (Next == (byte)']')
        {
            _at++;
            node = new Node.ListNode([]);
            return true;
        }

        while (true)
        {
            if (!TryRead(depth + 1, out var item))
            {
                return false;
            }

            items.Add(item);
            if (Next == (byte)']')
            {
                _at++;
                node = new Node.ListNode(items.ToArray());
                return true;
            }

            if (!TrySkip(","u8))
            {
                return false;
            }
        }
    }

    private bool TryReadMap(int depth, [NotNullWhen(true)] out Node? node)
    {
        node = null;

        // The canonical form has one spelling, so the reserved forms can be told by their first bytes.
        var rest = _block[_at..];
        if (rest.StartsWith("{\"/\":\""u8))
        {
            return TryReadLink(out node);
        }

        if (rest.StartsWith("{\"/\":{\"bytes\":\""u8))
        {
            return TryReadBytes(out node);
        }

        _at++;
        if (Next == (byte)'}')
        {
            _at++;
            node = Node.Map();
            return true;
        }

        var entries = new List<KeyValuePair<string, Node>>();
        while (true)
        {
            var keyStart = _at;
            if (Next != (byte)'"')
            {
                return FailHere();
            }

            if (!TryReadText(out var key))
            {
                return false;
            }

            var order = entries.Count == 0 ? -1 : TextOrder.CompareUtf8(entries[^1].Key, key);
            if (order >= 0)
            {
                return Fail(order == 0 ? CodecFaultKind.DuplicateKey : CodecFaultKind.KeysOutOfOrder, keyStart);
            }

            if (!TrySkip(":"u8) || !TryRead(depth + 1, out var value))
            {
                return false;
            }

            entries.Add(new KeyValuePair<string, Node>(key, value));
            if (Next == (byte)'}')
            {
                _at++;
                node = new Node.MapNode(entries);
                return true;
            }

            if (!TrySkip(","u8))
            {
                return false;
            }
        }
    }

    private bool TryReadLink([NotNullWhen(true)] out Node? node)
    {
        node = null;
        var start = _at;
        _at += "{\"/\":"u8.Length;
        var textStart = _at;
        if (!TryReadText(out var text))
        {
            return false;
        }

        if (Next == (byte)',')
        {
            return Fail(CodecFaultKind.ReservedKey, start);
        }

        if (!TrySkip("}"u8))
        {
            return false;
        }

        // One spelling for each link: base58 for version 0, lower-case base32 for version 1.
        if (Cid.TryParse(text, out var cid) != CidStatus.Ok || !string.Equals(cid.ToString(), text, StringComparison.Ordinal))
        {
            return Fail(CodecFaultKind.InvalidLink, textStart);
        }

        node = new Node.LinkNode(cid);
        return true;
    }

    private bool TryReadBytes([NotNullWhen(true)] out Node? node)
    {
        node = null;
        var start = _at;
        _at += "{\"/\":{\"bytes\":"u8.Length;
        var textStart = _at;
        if (!TryReadText(out var text))
        {
            return false;
        }

        if (Next == (byte)',' || (Next == (byte)'}' && _at + 1 < _block.Length && _block[_at + 1] == (byte)','))
        {
            return Fail(CodecFaultKind.ReservedKey, start);
        }

        if (!TrySkip("}}"u8))
        {
            return false;
        }

        if (!MultibaseText.TryDecodeBase64(text, out var bytes))
        {
            return Fail(CodecFaultKind.InvalidBytes, textStart);
        }

        node = new Node.BinaryNode(bytes);
        return true;
    }

    private bool TryReadNumber([NotNullWhen(true)] out Node? node)
    {
        node = null;
        var start = _at;
        var whole = true;
        while (Next is (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E' or (>= (byte)'0' and <= (byte)'9'))
        {
            whole &= _at == start || Next is >= (byte)'0' and <= (byte)'9';
            _at++;
        }

        var text = _block[start.._at];
        if (whole)
        {
            var digits = text[0] == (byte)'-' ? text[1..] : text;
            if (digits.IsEmpty || (digits[0] == (byte)'0' && text.Length > 1))
            {
                return Fail(CodecFaultKind.InvalidNumber, start);
            }

            if (text.Length > MaxIntegerLength
                || !Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
                || integer < Node.IntegerNode.MinValue || integer > Node.IntegerNode.MaxValue)
            {
                return Fail(CodecFaultKind.NumberTooLarge, start);
            }

            node = new Node.IntegerNode(integer);
            return true;
        }

        if (text.Length > MaxFloatLength
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number)
            || !text.SequenceEqual(Encoding.ASCII.GetBytes(DagJson.FormatFloat(number))))
        {
            return Fail(CodecFaultKind.InvalidNumber, start);
        }

        node = new Node.FloatNode(number);
        return true;
    }

    private bool TryReadText([NotNullWhen(true)] out string? text)
    {
        text = null;
        var start = _at;
        _at++;
        var rest = _block[_at..];
        var stop = IndexOfStop(rest);
        if (stop >= 0 && rest[stop] == (byte)'"')
        {
            if (!Utf8.IsValid(rest[..stop]))
            {
                return Fail(CodecFaultKind.InvalidText, start);
            }

            text = Encoding.UTF8.GetString(rest[..stop]);
            _at += stop + 1;
            return true;
        }

        var builder = new StringBuilder();
        while (true)
        {
            rest = _block[_at..];
            stop = IndexOfStop(rest);
            if (stop < 0)
            {
                return Fail(CodecFaultKind.Truncated, start);
            }

            if (!Utf8.IsValid(rest[..stop]))
            {
                return Fail(CodecFaultKind.InvalidText, start);
            }

            builder.Append(Encoding.UTF8.GetString(rest[..stop]));
            _at += stop;
            switch (Next)
            {
                case (byte)'"':
                    _at++;
                    text = builder.ToString();
                    return true;
                case (byte)'\\':
                    if (!TryReadEscape(out var character))
                    {
                        return false;
                    }

                    builder.Append(character);
                    break;
                default:
                    return Fail(CodecFaultKind.UnexpectedCharacter, _at);
            }
        }
    }

    // Only what must be escaped may be, and only in its shortest way: quote, backslash and the 32 controls.
    private bool TryReadEscape(out char character)
    {
        var rest = _block[(_at + 1)..];
        character = '\0';
        if (rest.IsEmpty)
        {
            return Fail(CodecFaultKind.Truncated, _at);
        }

        var named = "\"\\btnfr".IndexOf((char)rest[0], StringComparison.Ordinal);
        if (named >= 0)
        {
            character = "\"\\\b\t\n\f\r"[named];
            _at += 2;
            return true;
        }

        if (rest.Length >= 5 && rest.StartsWith("u00"u8) && rest[3] is (byte)'0' or (byte)'1')
        {
            var low = "0123456789abcdef".IndexOf((char)rest[4], StringComparison.Ordinal);
            character = (char)(((rest[3] - '0') << 4) | low);
            if (low >= 0 && character is not ('\b' or '\t' or '\n' or '\f' or '\r'))
            {
                _at += 6;
                return true;
            }
        }

        return Fail(CodecFaultKind.InvalidEscape, _at);
    }

    private static int IndexOfStop(ReadOnlySpan<byte> text)
    {
        var quoted = text.IndexOfAny((byte)'"', (byte)'\\');
        var control = (quoted < 0 ? text : text[..quoted]).IndexOfAnyInRange((byte)0, (byte)0x1F);
        return control >= 0 ? control : quoted;
    }

    private bool TrySkip(ReadOnlySpan<byte> expected)
    {
        foreach (var value in expected)
        {
            if (Next != value || _at == _block.Length)
            {
                return FailHere();
            }

            _at++;
        }

        return true;
    }

    private bool FailHere() => Fail(
        _at >= _block.Length ? CodecFaultKind.Truncated : IsSpace(Next) ? CodecFaultKind.WhiteSpace : CodecFaultKind.UnexpectedCharacter,
        _at);

    private bool Fail(CodecFaultKind kind, int offset)
    {
        Fault = new CodecFault(kind, offset);
        return false;
    }
}
