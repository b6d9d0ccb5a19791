using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tearsheet.Publishing.Pages;

/// <summary>Writes HTML and XML as UTF-8. What stands between the braces of an interpolated string is escaped by where it stands.</summary>
/// <remarks>
/// The literal parts are trusted, for they are our own source text. A value in text or in an attribute is escaped; a value
/// in an attribute that holds an address must be an <see cref="Address"/>; a value anywhere else inside a tag is refused.
/// Literals hold no ">" inside a tag but its own.
/// </remarks>
internal sealed class Markup
{
    private static readonly SearchValues<char> Special = SearchValues.Create(ListSpecial());

    private byte[] _bytes = new byte[16 * 1024];
    private int _length;
    private Place _place;

    /// <summary>Where the next value would stand.</summary>
    private enum Place
    {
        Text,
        Tag,
        Attribute,
        AddressAttribute,
    }

    /// <summary>What was written so far; valid until the next write or <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    public void Clear()
    {
        _length = 0;
        _place = Place.Text;
    }

    /// <summary>Writes a literal of our own.</summary>
    public void Write([ConstantExpected] string literal) => AppendLiteral(literal);

    /// <summary>Writes one of two literals of our own.</summary>
    public void Either(bool first, [ConstantExpected] string one, [ConstantExpected] string other) =>
        AppendLiteral(first ? one : other);

    /// <summary>Writes literals of our own with escaped values between them.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The handler writes into this.")]
    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "Building the handler is the writing.")]
    public void Write([InterpolatedStringHandlerArgument("")] ref MarkupHandler written)
    {
    }

    /// <summary>Writes text, escaped, where text or an attribute's value may stand.</summary>
    /// <exception cref="InvalidOperationException">Text cannot stand here.</exception>
    public void Text(ReadOnlySpan<char> text)
    {
        if (_place is Place.Tag or Place.AddressAttribute)
        {
            throw new InvalidOperationException("Text stands here where a tag's inside or an address is: " + text.ToString());
        }

        while (true)
        {
            var plain = text.IndexOfAny(Special);
            if (plain < 0)
            {
                Transcode(text);
                return;
            }

            Transcode(text[..plain]);
            Copy(Escaped(text[plain]));
            text = text[(plain + 1)..];
        }
    }

    /// <summary>Writes HTML as the text of an XML element: escaped once more, as feeds want it.</summary>
    public void Text(Markup html)
    {
        ReadOnlySpan<byte> rest = html.Bytes.Span;
        while (true)
        {
            var plain = rest.IndexOfAny((byte)'&', (byte)'<', (byte)'>');
            if (plain < 0)
            {
                Copy(rest);
                return;
            }

            Copy(rest[..plain]);
            Copy(Escaped((char)rest[plain]));
            rest = rest[(plain + 1)..];
        }
    }

    internal void AppendLiteral(string literal)
    {
        Transcode(literal);
        _place = After(_place, literal);
    }

    internal void Append(in Address address)
    {
        if (_place != Place.AddressAttribute)
        {
            Text(address.Prefix);
            Text(address.Rest);
            return;
        }

        _place = Place.Attribute;
        Text(address.Prefix);
        Text(address.Rest);
        _place = Place.AddressAttribute;
    }

    internal void Append(long number)
    {
        if (_place == Place.Tag)
        {
            throw new InvalidOperationException("A number stands inside a tag, outside of a quoted value.");
        }

        Room(20);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    private static Place After(Place place, ReadOnlySpan<char> literal)
    {
        var open = literal.LastIndexOf('<');
        if (open < literal.LastIndexOf('>'))
        {
            return Place.Text;
        }

        if (open < 0 && place == Place.Text)
        {
            return Place.Text;
        }

        var inside = literal[(open + 1)..];
        var quotes = inside.Count('"');
        var wasInValue = open < 0 && place is Place.Attribute or Place.AddressAttribute;
        if (quotes == 0)
        {
            return open < 0 ? place : Place.Tag;
        }

        if (((quotes & 1) == 0) != wasInValue)
        {
            return Place.Tag;
        }

        // An attribute opens in this literal and is still open at its end.
        var name = inside[..inside.LastIndexOf('"')].TrimEnd('=');
        name = name[(name.LastIndexOf(' ') + 1)..];
        return name is "href" or "src" or "srcset" or "cite" or "action" or "url" ? Place.AddressAttribute : Place.Attribute;
    }

    private static ReadOnlySpan<byte> Escaped(char special) => special switch
    {
        '&' => "&amp;"u8,
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '"' => "&quot;"u8,
        // No control character may stand in XML 1.0, and none means anything in HTML.
        _ => ""u8,
    };

    private static string ListSpecial()
    {
        var list = new StringBuilder("&<>\"\uFFFE\uFFFF");
        for (var control = '\0'; control < '\u00A0'; control++)
        {
            if (control is not ('\t' or '\n' or '\r') and (< ' ' or > '~'))
            {
                list.Append(control);
            }
        }

        return list.ToString();
    }

    private void Transcode(ReadOnlySpan<char> text)
    {
        Room(text.Length * 3);
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Room(int more)
    {
        if (_bytes.Length - _length < more)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
        }
    }
}

/// <summary>What the compiler calls for the parts of an interpolated string that goes to <see cref="Markup"/>.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler
{
    private readonly Markup _markup;

    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "The compiler passes both.")]
    public MarkupHandler(int literalLength, int formattedCount, Markup markup) => _markup = markup;

    public void AppendLiteral(string literal) => _markup.AppendLiteral(literal);

    public void AppendFormatted(string? text) => _markup.Text(text);

    public void AppendFormatted(ReadOnlySpan<char> text) => _markup.Text(text);

    public void AppendFormatted(Address address) => _markup.Append(in address);

    public void AppendFormatted(long number) => _markup.Append(number);
}
