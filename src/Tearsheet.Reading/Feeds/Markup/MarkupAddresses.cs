using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Feeds.Markup;

/// <summary>The addresses that stand in markup.</summary>
internal static class MarkupAddresses
{
    private const int Most = 1000;

    /// <summary>What href and src name, in order; xml:base counts on the way.</summary>
    /// <param name="markup">Untrusted.</param>
    /// <param name="context">The address that it is relative to; null when not known.</param>
    public static IReadOnlyList<string> Find(string markup, string? context)
    {
        var found = new List<string>();
        var reader = new MarkupReader(markup);
        while (found.Count < Most && reader.Read() is var kind && kind != MarkupKind.End)
        {
            if (kind != MarkupKind.StartTag || reader.Content.IsEmpty)
            {
                continue;
            }

            var attributes = new AttributeReader(reader.Content);
            var here = AttributeReader.Find(reader.Content, "xml:base") is { } own ? Resolve(own, context) ?? context : context;
            context = here is not null && AttributeReader.Find(reader.Content, "xml:base") is not null ? here : context;
            while (attributes.Read())
            {
                if ((attributes.Name is "href" or "src" or "HREF" or "SRC") && Resolve(Entities.Decode(attributes.Value), here) is { } address)
                {
                    found.Add(address);
                }
            }
        }

        return found;
    }

    /// <summary>The first picture of a text that is no counting pixel.</summary>
    public static string? Picture(string markup, string? context)
    {
        var reader = new MarkupReader(markup);
        while (reader.Read() is var kind && kind != MarkupKind.End)
        {
            if (kind == MarkupKind.StartTag && reader.Name.Equals("img", StringComparison.OrdinalIgnoreCase)
                && AttributeReader.Find(reader.Content, "width") is not ("0" or "1")
                && AttributeReader.Find(reader.Content, "height") is not ("0" or "1")
                && AttributeReader.Find(reader.Content, "src") is { } source
                && Resolve(source, context) is { } address)
            {
                return address;
            }
        }

        return null;
    }

    /// <summary>
    /// An address as it is to be used: an absolute one of http stays as written, a relative one is resolved. null for other
    /// schemes (<c>javascript:</c>, <c>data:</c>) and for what is no address.
    /// </summary>
    /// <param name="text">Untrusted.</param>
    /// <param name="context">Where it stands; null when not known, and then a relative one stays as it is.</param>
    public static string? Resolve(string? text, string? context)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > LinkAddress.MaxLength)
        {
            return null;
        }

        var status = HttpUrl.TryRead(text, context: null, out _);
        if (status == LinkAddressStatus.Ok)
        {
            return text;
        }

        if (status != LinkAddressStatus.NotAbsolute)
        {
            return null;
        }

        return context is null || HttpUrl.TryRead(context, context: null, out var page) != LinkAddressStatus.Ok ? text
            : HttpUrl.TryRead(text, page, out var url) == LinkAddressStatus.Ok ? url!.ToString()
            : null;
    }
}
