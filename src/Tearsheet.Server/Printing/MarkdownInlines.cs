using System.Buffers;
using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Server.Printing;

/// <summary>Running text as CommonMark: whatever the page wrote stays text, and only our own marks mean anything.</summary>
internal static class MarkdownInlines
{
    // Nested deeper than this it is written flat; no real text comes near it.
    private const int MostDepth = 24;

    private static readonly SearchValues<char> s_marks = SearchValues.Create("\\`*_[]<>&~|");

    public static string Of(Sequence<Inline> inlines)
    {
        var text = new StringBuilder();
        Append(inlines, text, 0);
        return text.ToString().Trim();
    }

    /// <summary>Plain text, with whatever Markdown would take for a mark escaped.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(s_marks))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        for (var at = 0; at < text.Length; at++)
        {
            if (s_marks.Contains(text[at]) && !IsInsideWord(text, at))
            {
                escaped.Append('\\');
            }

            escaped.Append(text[at]);
        }

        return escaped.ToString();
    }

    /// <summary>A paragraph's first line as text that begins no heading, list, rule or quote.</summary>
    public static string AsParagraph(string line)
    {
        if (line.Length == 0)
        {
            return line;
        }

        if (line[0] is '#' or '+' or '-' or '=')
        {
            return "\\" + line;
        }

        var digits = 0;
        while (digits < line.Length && digits < 10 && char.IsAsciiDigit(line[digits]))
        {
            digits++;
        }

        return digits > 0 && digits < line.Length && line[digits] is '.' or ')' ? line.Insert(digits, "\\") : line;
    }

    public static string Address(string address) => "<" + address
        .Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal)
        .Replace("\\", "%5C", StringComparison.Ordinal).ReplaceLineEndings("%0A") + ">";

    /// <summary>Code between as many backticks as it takes.</summary>
    public static string Fenced(string code, char fence, int least, string between)
    {
        int run = 0, longest = least - 1;
        foreach (var letter in code)
        {
            run = letter == fence ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var marks = new string(fence, longest + 1);
        return marks + between + code + between + marks;
    }

    private static bool IsInsideWord(string text, int at) =>
        text[at] == '_' && at > 0 && at + 1 < text.Length && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at + 1]);

    private static void Append(Sequence<Inline> inlines, StringBuilder text, int depth)
    {
        foreach (var inline in inlines)
        {
            Append(inline, text, depth);
        }
    }

    private static void Append(Inline inline, StringBuilder text, int depth)
    {
        switch (inline)
        {
            case Inline.Text x:
                text.Append(Escape(x.Value));
                break;
            case Inline.CodeSpan x:
                text.Append(Fenced(x.Value, '`', 1, x.Value.Contains('`', StringComparison.Ordinal) ? " " : ""));
                break;
            case Inline.LineBreak:
                text.Append("\\\n");
                break;
            case Inline.Emphasis x:
                Around("*", x.Inlines, "*", text, depth);
                break;
            case Inline.Strong x:
                Around("**", x.Inlines, "**", text, depth);
                break;
            case Inline.Superscript x:
                Around("<sup>", x.Inlines, "</sup>", text, depth);
                break;
            case Inline.Subscript x:
                Around("<sub>", x.Inlines, "</sub>", text, depth);
                break;
            case Inline.Link x:
                Around("[", x.Inlines, "](" + Address(x.Address) + ")", text, depth);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>White space and line breaks go outside: a mark that touches them is none.</summary>
    private static void Around(string open, Sequence<Inline> inlines, string close, StringBuilder text, int depth)
    {
        if (depth >= MostDepth)
        {
            Append(inlines, text, depth);
            return;
        }

        var inside = new StringBuilder();
        Append(inlines, inside, depth + 1);
        var words = inside.ToString();
        var (start, end) = Words(words);
        if (start == end)
        {
            text.Append(words);
            return;
        }

        text.Append(words, 0, start).Append(open).Append(words, start, end - start).Append(close).Append(words, end, words.Length - end);
    }

    // Without the white space and the line breaks at both ends; a backslash before the end of a line is always a break's.
    private static (int Start, int End) Words(string text)
    {
        var (start, end) = (0, text.Length);
        while (end > 0 && (char.IsWhiteSpace(text[end - 1]) || (text[end - 1] == '\\' && end < text.Length && text[end] == '\n')))
        {
            end--;
        }

        while (start < end && (char.IsWhiteSpace(text[start]) || (text[start] == '\\' && start + 1 < end && text[start + 1] == '\n')))
        {
            start++;
        }

        return (start, end);
    }
}
