namespace Tearsheet.Reading.Articles.Decoding;

/// <summary>Finds what its author wrote of a formula, in TeX, where the page says it beside what it draws.</summary>
/// <remarks>Spec: MathML Core, "Semantics and Presentation"; MathJax keeps the source in a script of its own type, blogs in the picture's alternative text.</remarks>
internal static class Formulas
{
    private const int MaxLength = 2_000;

    /// <summary>Of a math element: its alttext, else its TeX annotation; empty when it has neither.</summary>
    /// <param name="tag">The start tag.</param>
    /// <param name="content">What stands up to the end tag.</param>
    public static ReadOnlySpan<char> OfMath(ReadOnlySpan<char> tag, ReadOnlySpan<char> content)
    {
        if (Attribute(tag, "alttext") is { IsEmpty: false } text)
        {
            return text;
        }

        var at = content.IndexOf("application/x-tex", StringComparison.OrdinalIgnoreCase);
        var start = at < 0 ? -1 : content[at..].IndexOf('>');
        var annotation = start < 0 ? [] : content[(at + start + 1)..];
        var end = annotation.IndexOf('<');
        return end > 0 ? Bounded(annotation[..end]) : [];
    }

    /// <summary>Of a picture that draws a formula: its alternative text; empty for every other picture.</summary>
    /// <param name="tag">The start tag.</param>
    public static ReadOnlySpan<char> OfPicture(ReadOnlySpan<char> tag) =>
        Attribute(tag, "class") is { IsEmpty: false } names
        && (HasWord(names, "latex") || HasWord(names, "tex"))
            ? Attribute(tag, "alt")
            : [];

    /// <summary>Of a script that keeps a formula for MathJax; empty for every other script.</summary>
    /// <param name="tag">The start tag.</param>
    /// <param name="script">What stands up to the end tag.</param>
    public static ReadOnlySpan<char> OfScript(ReadOnlySpan<char> tag, ReadOnlySpan<char> script) =>
        Attribute(tag, "type").StartsWith("math/tex", StringComparison.OrdinalIgnoreCase) ? Bounded(script) : [];

    private static bool HasWord(ReadOnlySpan<char> names, string word)
    {
        foreach (var part in names.SplitAny(' ', '\t', '\n'))
        {
            if (names[part].Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // Only quoted values: that is how all who write formulas write them.
    private static ReadOnlySpan<char> Attribute(ReadOnlySpan<char> tag, string name)
    {
        for (var rest = tag; rest.IndexOf(name, StringComparison.OrdinalIgnoreCase) is >= 0 and var at; rest = rest[(at + name.Length)..])
        {
            var value = rest[(at + name.Length)..].TrimStart();
            if (at > 0 && char.IsWhiteSpace(rest[at - 1]) && value is ['=', ..] && value[1..].TrimStart() is [('"' or '\'') and var quote, ..] quoted
                && quoted[1..].IndexOf(quote) is > 0 and var length)
            {
                return Bounded(quoted.Slice(1, length));
            }
        }

        return [];
    }

    private static ReadOnlySpan<char> Bounded(ReadOnlySpan<char> text)
    {
        const string Style = "{\\displaystyle ";
        text = text.Length > MaxLength ? [] : text.Trim();
        return text.StartsWith(Style, StringComparison.Ordinal) && text[^1] == '}' ? text[Style.Length..^1] : text;
    }
}
