using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>What a mark in the text refers to is part of the text: footnotes, however far down or hidden they stand.</summary>
internal static class Notes
{
    private const int LongestMark = 6;
    private const int LongestNote = 2_500;
    private const int MostBlocks = 8;
    private const int MaxNotes = 500;
    private const int LongestLabel = 30;
    private const Place Elsewhere = Place.Navigation | Place.Form | Place.Dialog;

    private static readonly string[] s_sources =
    [
        "references", "reference", "sources", "bibliography", "works cited", "literature", "literatur", "literaturverzeichnis", "quellen", "einzelnachweise", "références", "bibliographie", "referencias", "bibliografía",
        "referências", "bibliografia", "fonti", "bronnen", "källor", "kilder", "źródła", "источники", "литература", "参考文献", "參考文獻",
    ];

    /// <summary>Keeps the notes to which marks in what is kept lead, and the heading right over the first.</summary>
    public static void Keep(PageTree tree, Span<bool> kept)
    {
        var nodes = tree.Nodes;
        var wanted = Marks(tree, kept);
        if (wanted.Count == 0)
        {
            return;
        }

        var targets = new List<int>();
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Node is IElement element && (wanted.Contains(element.Id ?? "") || (nodes[i].Tag == PageTag.Link && wanted.Contains(element.GetAttribute("name") ?? ""))))
            {
                targets.Add(i);
            }
        }

        for (var i = 0; i < targets.Count; i++)
        {
            KeepOne(tree, targets[i], i + 1 < targets.Count ? targets[i + 1] : nodes.Length, kept);
        }
    }

    // Where the short links lead that stand in kept text, and the elements that take a link's place.
    private static HashSet<string> Marks(PageTree tree, ReadOnlySpan<bool> kept)
    {
        var nodes = tree.Nodes;
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Length && wanted.Count < MaxNotes; i++)
        {
            var block = nodes[i].Block;
            if (nodes[i].Tag != PageTag.Link || block < 0 || block >= kept.Length || !kept[block] || i < tree.Blocks[block].First - 2 || nodes[i].End - i > 4
                || nodes[i].Node is not IElement link || link.GetAttribute("href") is not ['#', ..] address || !IsMark(link.TextContent))
            {
                continue;
            }

            wanted.Add(address[1..]);
            wanted.Add(link.ParentElement?.GetAttribute("data-definition") ?? link.GetAttribute("data-definition") ?? "");
        }

        wanted.Remove("");
        return wanted;
    }

    // "1", "[12]", "(a)", "*", "†": no word.
    private static bool IsMark(string text)
    {
        var mark = text.AsSpan().Trim().Trim("[](){}^").Trim();
        return mark.Length is > 0 and <= LongestMark
            && (mark.Length == 1 || !mark.ContainsAnyExceptInRange('0', '9') || !mark.ContainsAnyExcept("*†‡§¶") || !mark.ContainsAnyExcept("ivxlc"));
    }

    // A list of works that were used is left to the model: it says nothing of its own.
    private static bool IsOfSources(PageTree tree, int block)
    {
        for (var b = block - 1; b >= Math.Max(0, block - MaxNotes); b--)
        {
            if (tree.Blocks[b].Length <= LongestLabel && tree.Text(tree.Blocks[b]).TrimEnd(": ").ToString() is var label && Array.Exists(s_sources, word => label.Equals(word, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }

            if ((tree.Blocks[b].Place & Place.Heading) != Place.None && tree.Blocks[b].Length > LongestMark)
            {
                return false;
            }
        }

        return false;
    }

    private static void KeepOne(PageTree tree, int target, int next, Span<bool> kept)
    {
        var nodes = tree.Nodes;
        var around = target;
        while (around > 0 && PageTags.IsInline(nodes[around].Tag))
        {
            around = nodes[around].Parent;
        }

        var (from, end) = (nodes[around].Block, nodes[around].BlockEnd);
        if (from >= end || from + MostBlocks < end)
        {
            return;
        }

        // The mark alone in its line: the note follows it, up to the next one.
        if (end == from + 1 && tree.Blocks[from].Length <= LongestMark && nodes[around].Parent is > 0 and var parent)
        {
            end = Math.Min(Math.Min(nodes[parent].BlockEnd, next < nodes.Length ? nodes[next].Block : kept.Length), from + MostBlocks);
        }

        var length = 0;
        for (var b = from; b < end; b++)
        {
            length += tree.Blocks[b].Length;
            if ((tree.Blocks[b].Place & Elsewhere) != Place.None || ((tree.Blocks[b].Own | tree.Blocks[b].Near) & NameHint.Comment) != NameHint.None)
            {
                return;
            }
        }

        if (length > LongestNote || kept[from..end].IndexOf(false) < 0 || IsOfSources(tree, from))
        {
            return;
        }

        kept[from..end].Fill(true);
        if (from > 0 && (tree.Blocks[from - 1].Place & (Place.Heading | Elsewhere)) == Place.Heading)
        {
            kept[from - 1] = true;
        }
    }
}
