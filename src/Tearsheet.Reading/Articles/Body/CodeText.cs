using System.Buffers;
using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>The text of a listing, line by line as it is shown: without the numbers beside the lines, and without what is there to be clicked.</summary>
internal static class CodeText
{
    private const int LongestToolbar = 60;
    private const int LongestNumber = 6;

    private static readonly SearchValues<char> s_numbers = SearchValues.Create("0123456789 \r\n");

    /// <summary>Whether what is marked as code within a line has lines of its own, and so is a listing.</summary>
    public static bool HasLines(IElement code) => code.ChildElementCount > 0 && code.Descendants().Any(node => node is IElement { LocalName: "br" } || IsLine(node));

    public static string Of(IElement listing)
    {
        var text = new StringBuilder();
        Write(listing, listing, Counted(listing), text);

        // Rune by rune: half a surrogate pair cannot be written as UTF-8.
        return string.Concat(text.ToString().EnumerateRunes().Where(rune => !Rune.IsControl(rune) || rune.Value is '\n' or '\t').Select(rune => rune.ToString())).Trim('\n').TrimEnd();
    }

    private static void Write(INode node, IElement listing, HashSet<INode> numbers, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            switch (child)
            {
                case IText part when !numbers.Contains(part) && !IsLineNumber(part, listing):
                    // The end of a line that is an element is told once, though the page has it as a character too.
                    text.Append(part.Data.StartsWith('\n') && part.PreviousSibling is { } before && IsLine(before) ? part.Data.AsSpan(1) : part.Data);
                    break;
                case IElement { LocalName: "br" }:
                    text.Append('\n');
                    break;
                case IElement element when element.LocalName != "button" && !IsToolbar(element):
                    EndLine(element, text);
                    Write(element, listing, numbers, text);
                    EndLine(element, text);
                    break;
            }
        }
    }

    private static void EndLine(IElement element, StringBuilder text)
    {
        if (IsLine(element) && text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }
    }

    private static bool IsLine(INode node) => node is IElement { LocalName: "div" or "p" or "li" or "tr" or "pre" or "table" or "ol" or "ul" };

    // What the code is written in, beside the button that copies it.
    private static bool IsToolbar(IElement element) => element.LocalName == "div" && element.QuerySelector("button") is not null && element.TextContent.Length <= LongestToolbar;

    // A number that cannot be marked together with the code, or is called what it is; a column of them stands in one text.
    private static bool IsLineNumber(IText part, IElement listing) =>
        part.ParentElement is { LocalName: "span" or "td" or "a" or "pre" or "div" } around && around != listing && part.Data.AsSpan().Trim() is { Length: > 0 } numbers && !numbers.ContainsAnyExcept(s_numbers)
        && (around.GetAttribute("style")?.Contains("user-select:none", StringComparison.OrdinalIgnoreCase) == true
            || around.GetAttribute("unselectable") is not null
            || around.ClassName?.Split(' ').Any(name => name is "ln" or "lnt" or "lineno" or "linenos" or "linenumber" or "line-number" or "line-numbers" or "gutter") == true);

    // Alone at the head of each line, and each one more than the last.
    private static HashSet<INode> Counted(IElement listing)
    {
        var found = new HashSet<INode>();
        var last = 0;
        foreach (var part in listing.Descendants().OfType<IText>())
        {
            if (part.Data.Length <= LongestNumber && part.ParentElement is { ChildNodes.Length: 1, PreviousElementSibling: null, NextElementSibling: not null, ParentElement: { } line } && IsLine(line)
                && int.TryParse(part.Data, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number))
            {
                if (found.Count > 0 && number != last + 1)
                {
                    return [];
                }

                found.Add(part);
                last = number;
            }
        }

        return found.Count < 2 ? [] : found;
    }
}
