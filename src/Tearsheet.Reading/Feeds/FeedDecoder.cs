using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Tearsheet.Reading.Articles.Decoding;

namespace Tearsheet.Reading.Feeds;

/// <summary>A feed as text.</summary>
/// <param name="Text">Without a byte order mark.</param>
/// <param name="Encoding">The WHATWG name of what it was decoded from; utf-32 has none there and is called by its own.</param>
/// <param name="IsAsDeclared">Whether the bytes were what they were said to be.</param>
internal readonly record struct FeedDecoder(string Text, string Encoding, bool IsAsDeclared)
{
    private const int DeclarationLength = 1024;

    /// <summary>Decodes a feed: by its byte order mark, the header, the declaration, and against all of them where its bytes say otherwise.</summary>
    /// <param name="bytes">Untrusted.</param>
    /// <param name="contentType">The header as received, or null.</param>
    /// <remarks>Spec: RFC 7303, "The Use of Charset"; XML 1.0, "Autodetection of Character Encodings".</remarks>
    public static FeedDecoder Decode(ReadOnlySpan<byte> bytes, string? contentType)
    {
        var name = ByFirstBytes(bytes) ?? Declared(bytes, contentType) ?? EncodingLabels.Utf8;
        var isValid = name is not ("utf-16le" or "utf-16be" or "utf-32le" or "utf-32be") && Utf8.IsValid(bytes);

        // A header or a declaration of an old encoding over bytes that are UTF-8 is a habit of the server, not a fact.
        if (isValid && name != EncodingLabels.Utf8 && name != "iso-2022-jp")
        {
            return new(Clean(Encoding8().GetString(bytes)), Ascii.IsValid(bytes) ? name : EncodingLabels.Utf8, IsAsDeclared: Ascii.IsValid(bytes));
        }

        if (name == EncodingLabels.Utf8)
        {
            return isValid ? new(Clean(Encoding8().GetString(bytes)), name, IsAsDeclared: true) : Refuted(bytes);
        }

        var decoder = name switch
        {
            "utf-32le" => new UTF32Encoding(bigEndian: false, byteOrderMark: false),
            "utf-32be" => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
            _ => EncodingLabels.Decoder(name),
        };
        return decoder is null ? Mixed(bytes) : new(Clean(decoder.GetString(bytes)), name, IsAsDeclared: true);
    }

    private static string Latin1(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes);

    private static UTF8Encoding Encoding8() => new(encoderShouldEmitUTF8Identifier: false);

    // Twice a byte order mark is what joining files makes.
    private static string Clean(string text)
    {
        text = text is ['\uFEFF', ..] ? text.TrimStart('\uFEFF') : text;
        return text.AsSpan().IndexOfAnyInRange('\u0080', '\u009F') < 0 ? text : WithoutControls(text);
    }

    /// <summary>
    /// Nobody means the control characters above ASCII: they are bytes of windows-1252 that somebody took for code points. So HTML reads them where they are written as numbers.
    /// </summary>
    /// <remarks>Spec: HTML, "Numeric character reference end state".</remarks>
    private static string WithoutControls(string text)
    {
        var old = EncodingLabels.Decoder(EncodingLabels.Windows1252)!;
        return string.Create(text.Length, (text, old), static (target, state) =>
        {
            state.text.CopyTo(target);
            for (var at = target.IndexOfAnyInRange('\u0080', '\u009F'); at >= 0 && at < target.Length; at++)
            {
                if (target[at] is >= '\u0080' and <= '\u009F')
                {
                    state.old.GetChars([(byte)target[at]], target.Slice(at, 1));
                }
            }
        });
    }

    private static string? ByFirstBytes(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => EncodingLabels.Utf8,
        [0xFF, 0xFE, 0, 0, ..] => "utf-32le",
        [0, 0, 0xFE, 0xFF, ..] => "utf-32be",
        [0xFE, 0xFF, ..] => "utf-16be",
        [0xFF, 0xFE, ..] => "utf-16le",
        [(byte)'<', 0, 0, 0, ..] => "utf-32le",
        [0, 0, 0, (byte)'<', ..] => "utf-32be",
        [(byte)'<' or (byte)'{', 0, not 0, 0, ..] => "utf-16le",
        [0, (byte)'<' or (byte)'{', 0, not 0, ..] => "utf-16be",
        _ => null,
    };

    private static string? Declared(ReadOnlySpan<byte> bytes, string? contentType)
    {
        if (contentType is not null && MetaPrescan.CharsetIn(contentType) is { } charset)
        {
            return charset;
        }

        var head = bytes[..Math.Min(bytes.Length, DeclarationLength)];
        var start = head.IndexOf("<?xml"u8);
        var end = start < 0 ? -1 : head[start..].IndexOf((byte)'>');
        if (end < 0)
        {
            return null;
        }

        var declaration = Latin1(head.Slice(start, end));
        var name = declaration.IndexOf("encoding", StringComparison.OrdinalIgnoreCase);
        var rest = name < 0 ? "" : declaration[(name + 8)..].TrimStart(' ', '\t', '=', '\r', '\n').TrimStart('"', '\'');
        var close = rest.AsSpan().IndexOfAny("\"' ?\t");
        var label = EncodingLabels.Find(close < 0 ? rest : rest.AsSpan(0, close));

        // A document that can be read as bytes is not in UTF-16, whatever it says; "replacement" is no encoding to decode from.
        return label is "utf-16le" or "utf-16be" or EncodingLabels.Replacement ? null : label;
    }

    private static FeedDecoder Refuted(ReadOnlySpan<byte> bytes) =>
        EncodingGuess.Find(bytes) is { } guess && EncodingLabels.Decoder(guess) is { } decoder
            ? new(Clean(decoder.GetString(bytes)), guess, IsAsDeclared: false)
            : Mixed(bytes);

    /// <summary>UTF-8 with bytes in it that are none: those are windows-1252, so that one bad entry costs the others nothing.</summary>
    private static FeedDecoder Mixed(ReadOnlySpan<byte> bytes)
    {
        var target = new StringBuilder(bytes.Length);
        var old = EncodingLabels.Decoder(EncodingLabels.Windows1252)!;
        var (good, bad) = (0, 0);
        while (!bytes.IsEmpty)
        {
            var plain = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            plain = plain < 0 ? bytes.Length : plain;
            target.Append(Latin1(bytes[..plain]));
            bytes = bytes[plain..];
            if (bytes.IsEmpty)
            {
                break;
            }

            var isGood = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done;
            length = isGood ? length : 1;
            (good, bad) = isGood ? (good + 1, bad) : (good, bad + 1);
            target.Append(isGood ? rune.ToString() : old.GetString(bytes[..1]));
            bytes = bytes[length..];
        }

        return new(Clean(target.ToString()), good >= bad ? EncodingLabels.Utf8 : EncodingLabels.Windows1252, IsAsDeclared: bad == 0);
    }
}
