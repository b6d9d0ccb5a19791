using System.Net;
using System.Text;

namespace Tearsheet.Reading.Feeds.Markup;

/// <summary>What stands between a start tag and its end tag.</summary>
/// <param name="Text">The text; where elements stand in it, their markup.</param>
/// <param name="HasElements">Whether it is markup.</param>
internal readonly record struct ElementContent(string Text, bool HasElements)
{
    private const string Inline =
        " a abbr b big blockquote br center code dd del div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins li ol p "
        + "pre q s small span strike strong sub sup table tbody td th thead tr tt u ul ";

    /// <summary>Reads on to the end tag, or to where the element must have ended without one.</summary>
    /// <param name="reader">Stands behind the start tag.</param>
    /// <param name="name">As in the start tag.</param>
    /// <param name="endsOutside">Whether a tag of this name belongs to something around the element.</param>
    /// <param name="isSource">
    /// Whether text is HTML that was escaped, as in RSS, and stays so beside elements; else what was escaped is words, as in XHTML.
    /// </param>
    public static ElementContent Read(ref MarkupReader reader, ReadOnlySpan<char> name, Predicate<string> endsOutside, bool isSource = false)
    {
        if (reader.TryReadSimple(name, out var simple, out var isCdata))
        {
            reader.HasFaults |= !isCdata && !Entities.AreThoseOfXml(simple);
            return new(isCdata ? Entities.AreThoseOfXml(simple) ? simple.ToString() : Unescaped(simple) : Entities.Decode(simple), HasElements: false);
        }

        var target = new StringBuilder();
        var from = reader.Position;
        var (same, inner, hasElements) = (0, 0, false);
        while (true)
        {
            switch (reader.Read())
            {
                case MarkupKind.End:
                    reader.HasFaults = true;
                    return Made(ref reader, from, hasElements, target, isSource);
                case MarkupKind.Text:
                    reader.HasFaults |= !Entities.AreThoseOfXml(reader.Content);
                    Entities.Append(target, reader.Content, undo: true);
                    break;
                case MarkupKind.Cdata:
                    Entities.Append(target, reader.Content, undo: false);
                    break;
                case MarkupKind.StartTag:
                    // An element that cannot stand in a text: the end tag was forgotten.
                    if (endsOutside("<" + reader.Name.ToString()))
                    {
                        reader.HasFaults = true;
                        reader.Unread();
                        return Made(ref reader, from, hasElements, target, isSource);
                    }

                    hasElements = true;
                    same += !reader.IsEmpty && reader.Name.SequenceEqual(name) ? 1 : 0;
                    inner += reader.IsEmpty ? 0 : 1;
                    break;
                default:
                    if (reader.Name.SequenceEqual(name) && same-- == 0)
                    {
                        return Made(ref reader, from, hasElements, target, isSource);
                    }

                    if (!reader.Name.SequenceEqual(name) && endsOutside(reader.Name.ToString()))
                    {
                        reader.HasFaults = true;
                        reader.Unread();
                        return Made(ref reader, from, hasElements, target, isSource);
                    }

                    if (inner == 0 && !IsInline(reader.Name))
                    {
                        // The end tag with a slip of the pen.
                        reader.HasFaults = true;
                        return Made(ref reader, from, hasElements, target, isSource);
                    }

                    inner = Math.Max(0, inner - 1);
                    break;
            }
        }
    }

    /// <summary>Whether an element is one that HTML has in texts.</summary>
    public static bool IsInline(ReadOnlySpan<char> name) => Inline.Contains($" {name.ToString()} ", StringComparison.OrdinalIgnoreCase);

    private static ElementContent Made(ref MarkupReader reader, int from, bool hasElements, StringBuilder text, bool isSource) =>
        new(hasElements ? Markup(reader.Between(from, reader.Start), isSource) : text.ToString(), hasElements);

    private static string Unescaped(ReadOnlySpan<char> cdata)
    {
        var target = new StringBuilder(cdata.Length);
        Entities.Append(target, cdata, undo: false);
        return target.ToString();
    }

    /// <summary>The markup as HTML: no prefixes, no namespace declarations, text that is words escaped in one way.</summary>
    private static string Markup(ReadOnlySpan<char> inside, bool isSource)
    {
        var target = new StringBuilder(inside.Length);
        var reader = new MarkupReader(inside);
        while (reader.Read() is var kind && kind != MarkupKind.End)
        {
            switch (kind)
            {
                case MarkupKind.StartTag:
                    target.Append('<').Append(Local(reader.Name));
                    var attributes = new AttributeReader(reader.Content);
                    while (attributes.Read())
                    {
                        if (!attributes.Name.StartsWith("xmlns"))
                        {
                            target.Append(' ').Append(attributes.Name).Append("=\"")
                                .Append(WebUtility.HtmlEncode(Entities.Decode(attributes.Value))).Append('"');
                        }
                    }

                    target.Append(reader.IsEmpty ? " />" : ">");
                    break;
                case MarkupKind.EndTag:
                    target.Append("</").Append(Local(reader.Name)).Append('>');
                    break;
                default:
                    var text = kind == MarkupKind.Cdata ? Unescaped(reader.Content) : Entities.Decode(reader.Content);
                    if (isSource)
                    {
                        target.Append(text);
                    }
                    else
                    {
                        AppendEscaped(target, text);
                    }

                    break;
            }
        }

        return target.ToString();
    }

    private static ReadOnlySpan<char> Local(ReadOnlySpan<char> name) => name[(name.LastIndexOf(':') + 1)..];

    private static void AppendEscaped(StringBuilder target, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny('&', '<', '>') is >= 0 and var next)
        {
            target.Append(text[..next]).Append(text[next] switch { '&' => "&amp;", '<' => "&lt;", _ => "&gt;" });
            text = text[(next + 1)..];
        }

        target.Append(text);
    }
}
