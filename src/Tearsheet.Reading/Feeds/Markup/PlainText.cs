using System.Text;

namespace Tearsheet.Reading.Feeds.Markup;

/// <summary>Takes the markup out of a text.</summary>
internal static class PlainText
{
    /// <summary>The words of HTML: no tags, nothing of scripts and styles, escapes undone, white space as one blank.</summary>
    public static string Of(string html)
    {
        if (html.AsSpan().IndexOfAny('<', '&') < 0)
        {
            return Fold(html);
        }

        var target = new StringBuilder(html.Length);
        var reader = new MarkupReader(html);
        string? silent = null;
        while (reader.Read() is var kind && kind != MarkupKind.End)
        {
            switch (kind)
            {
                case MarkupKind.Text when silent is null:
                    Entities.Append(target, reader.Content, undo: true);
                    break;
                case MarkupKind.Cdata when silent is null:
                    target.Append(reader.Content);
                    break;
                case MarkupKind.StartTag when silent is null:
                    silent = IsSilent(reader.Name) && !reader.IsEmpty ? reader.Name.ToString() : null;
                    Part(target, reader.Name);
                    break;
                case MarkupKind.EndTag:
                    silent = silent is null || reader.Name.Equals(silent, StringComparison.OrdinalIgnoreCase) ? null : silent;
                    Part(target, reader.Name);
                    break;
            }
        }

        return Fold(target.ToString());
    }

    /// <summary>White space as one blank, and none at the ends.</summary>
    public static string Fold(string text)
    {
        var target = new StringBuilder(text.Length);
        var gap = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                gap = target.Length > 0;
                continue;
            }

            if (gap)
            {
                target.Append(' ');
                gap = false;
            }

            target.Append(c);
        }

        return target.ToString();
    }

    private static bool IsSilent(ReadOnlySpan<char> name) =>
        name.Equals("script", StringComparison.OrdinalIgnoreCase) || name.Equals("style", StringComparison.OrdinalIgnoreCase);

    // Words on both sides of a block are two words; those beside an inline tag may be one.
    private static void Part(StringBuilder target, ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char[12];
        if (name.Length > lower.Length)
        {
            return;
        }

        name.ToLowerInvariant(lower);
        if (lower[..name.Length] is "p" or "br" or "div" or "li" or "ul" or "ol" or "tr" or "td" or "th" or "table" or "hr" or "img"
            or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "blockquote" or "pre" or "section" or "article" or "figure" or "dt" or "dd")
        {
            target.Append(' ');
        }
    }
}
