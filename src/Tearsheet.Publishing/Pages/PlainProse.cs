using System.Buffers;

namespace Tearsheet.Publishing.Pages;

/// <summary>Plain text of editors as paragraphs: a blank line parts them, a line break stays, http(s) addresses become links.</summary>
internal static class PlainProse
{
    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" \t<>\"\u00A0");

    public static void Write(Markup page, string text)
    {
        foreach (var paragraph in Paragraphs(text))
        {
            page.Write("<p>");
            var first = true;
            foreach (var line in paragraph.Split('\n'))
            {
                if (!first)
                {
                    page.Write("<br>");
                }

                first = false;
                WriteLine(page, line.Trim());
            }

            page.Write("</p>\n");
        }
    }

    private static IEnumerable<string> Paragraphs(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var start = 0;
        for (var at = 0; at <= lines.Length; at++)
        {
            if (at < lines.Length && !string.IsNullOrWhiteSpace(lines[at]))
            {
                continue;
            }

            if (at > start)
            {
                yield return string.Join('\n', lines[start..at]);
            }

            start = at + 1;
        }
    }

    private static void WriteLine(Markup page, ReadOnlySpan<char> line)
    {
        while (true)
        {
            var start = NextAddress(line);
            if (start < 0)
            {
                page.Text(line);
                return;
            }

            page.Text(line[..start]);
            line = line[start..];
            var end = line.IndexOfAny(AddressEnds);
            var found = Bare(end < 0 ? line : line[..end]);
            if (Address.TryOutside(found.ToString(), out var address))
            {
                page.Write($"<a href=\"{address}\" rel=\"external\">{found}</a>");
            }
            else
            {
                page.Text(found);
            }

            line = line[found.Length..];
        }
    }

    private static int NextAddress(ReadOnlySpan<char> line)
    {
        for (var from = 0; from < line.Length;)
        {
            var at = line[from..].IndexOf("http", StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return -1;
            }

            at += from;
            var rest = line[at..];
            if ((at == 0 || !char.IsLetterOrDigit(line[at - 1]))
                && (rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                    || rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
                && rest.Length > rest.IndexOf("://", StringComparison.Ordinal) + 3)
            {
                return at;
            }

            from = at + 4;
        }

        return -1;
    }

    /// <summary>Without the punctuation that belongs to the sentence, and without a bracket that opened before the address.</summary>
    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> address)
    {
        while (address.Length > 8)
        {
            var last = address[^1];
            var closes = last == ')' && address.Count('(') < address.Count(')');
            if (!closes && last is not ('.' or ',' or ';' or ':' or '!' or '?' or '\'' or '’' or '”' or ']'))
            {
                break;
            }

            address = address[..^1];
        }

        return address;
    }
}
