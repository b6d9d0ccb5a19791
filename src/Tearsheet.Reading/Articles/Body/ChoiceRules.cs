namespace Tearsheet.Reading.Articles.Body;

/// <summary>What must hold of a choice of blocks as a whole, and no block can know alone.</summary>
internal static class ChoiceRules
{
    private const int LeastRepeated = 100;
    private const int LeastBeforeForeign = 200;
    private const int FewBlocks = 6;
    private const long SurelyNoText = -800;
    private const int LeastCells = 4;
    private const int LongestCell = 250;

    /// <summary>A text that the page shows twice, for two widths of screen or as a copy for print, is told once.</summary>
    public static void DropRepeats(PageTree tree, Span<bool> kept)
    {
        var firsts = new Dictionary<ulong, int>();
        for (var i = 0; i < kept.Length; i++)
        {
            var block = tree.Blocks[i];
            if (!kept[i] || block.Length < LeastRepeated || firsts.TryAdd(block.Hash, i))
            {
                continue;
            }

            // What one element holds twice, its author said twice; so it is within one list and one listing of code.
            var first = firsts[block.Hash];
            if (InOneList(tree, first, i) || tree.Nodes[block.Container].Parent == tree.Nodes[tree.Blocks[first].Container].Parent)
            {
                continue;
            }

            // Else the first, unless it stands alone where the other stands in the text: a quotation on the way in.
            if (Around(tree, kept, i) > 2 * Around(tree, kept, first))
            {
                (kept[first], firsts[block.Hash]) = (false, i);
            }
            else
            {
                kept[i] = false;
            }
        }
    }

    private static bool InOneList(PageTree tree, int first, int second)
    {
        if ((tree.Blocks[first].Place & tree.Blocks[second].Place & (Place.List | Place.Preformatted)) == Place.None)
        {
            return false;
        }

        // The innermost element around both.
        var around = tree.Blocks[first].Container;
        while (around > 0 && tree.Nodes[around].End <= tree.Blocks[second].First)
        {
            around = tree.Nodes[around].Parent;
        }

        for (; around > 0; around = tree.Nodes[around].Parent)
        {
            if (tree.Nodes[around].Tag is PageTag.List or PageTag.OrderedList or PageTag.Preformatted)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tables come whole or not at all: single cells say nothing.</summary>
    public static void WholeTables(PageTree tree, ReadOnlySpan<int> scores, Span<bool> kept)
    {
        var nodes = tree.Nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Tag != PageTag.Table || !IsOfData(tree, i, out var length))
            {
                continue;
            }

            var (sum, keptLength) = (0L, 0);
            for (var b = nodes[i].Block; b < nodes[i].BlockEnd; b++)
            {
                sum += (long)TreeModel.Verdict(scores[b]) * tree.Blocks[b].Length;
                keptLength += kept[b] ? tree.Blocks[b].Length : 0;
            }

            if (keptLength > 0)
            {
                kept[nodes[i].Block..nodes[i].BlockEnd].Fill(sum > -100L * length || 2 * keptLength > length);
            }
            else if (sum > SurelyNoText * length && StandsInText(tree, i, kept))
            {
                kept[nodes[i].Block..nodes[i].BlockEnd].Fill(true);
            }
        }
    }

    // Beside it, under the same parent, stands text that is kept.
    private static bool StandsInText(PageTree tree, int table, ReadOnlySpan<bool> kept)
    {
        var nodes = tree.Nodes;
        for (var b = Math.Max(nodes[nodes[table].Parent].Block, nodes[table].Block - FewBlocks + 1); b < nodes[table].Block; b++)
        {
            if (kept[b] && nodes[tree.Blocks[b].Container].Parent == nodes[table].Parent)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What readers wrote under an article, and what the site asks of its visitors, is not its text.</summary>
    public static void DropForeign(PageTree tree, Span<bool> kept)
    {
        const NameHint Foreign = NameHint.Comment | NameHint.Consent;
        var (foreign, own, ownBefore) = (0, 0, 0);
        for (var i = 0; i < kept.Length; i++)
        {
            var length = kept[i] ? tree.Blocks[i].Length : 0;
            foreign += IsForeign(i) ? length : 0;
            own += IsForeign(i) ? 0 : length;
            ownBefore += foreign == 0 ? length : 0;
        }

        // Where all that was found stands under such a name, the page means something else by it.
        for (var i = 0; (ownBefore >= LeastBeforeForeign || own > 2 * foreign) && i < kept.Length; i++)
        {
            kept[i] &= !IsForeign(i);
        }

        bool IsForeign(int i) => ((tree.Blocks[i].Own | tree.Blocks[i].Near | tree.Blocks[i].Far) & Foreign) != NameHint.None
            || (tree.Blocks[i].Place & Place.Dialog) != Place.None;
    }

    // One text a cell; where a cell holds several, or another table, it is the page that is laid out in cells.
    private static bool IsOfData(PageTree tree, int index, out int length)
    {
        length = 0;
        var table = tree.Nodes[index];
        if (table.BlockEnd - table.Block < LeastCells)
        {
            return false;
        }

        var cells = 0;
        for (var i = index + 1; i < table.End; i++)
        {
            cells += tree.Nodes[i].Tag is PageTag.Cell or PageTag.HeaderCell ? 1 : 0;
            if (tree.Nodes[i].Tag == PageTag.Table)
            {
                return false;
            }
        }

        if (10 * (table.BlockEnd - table.Block) > 11 * cells)
        {
            return false;
        }

        for (var b = table.Block; b < table.BlockEnd; b++)
        {
            var block = tree.Blocks[b];
            length += block.Length;
            if (block.Length > LongestCell || (block.Place & (Place.Table | Place.Hidden | Place.Form)) != Place.Table)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What the page itself marks as beside its text is not told as text.</summary>
    public static void DropBesides(PageTree tree, Span<bool> kept)
    {
        var (beside, all) = (0, 0);
        for (var i = 0; i < kept.Length; i++)
        {
            all += kept[i] ? tree.Blocks[i].Length : 0;
            beside += kept[i] && IsBeside(i) ? tree.Blocks[i].Length : 0;
        }

        // Where most of the text stands in an aside, the page does not mean it.
        for (var i = 0; 2 * beside < all && i < kept.Length; i++)
        {
            kept[i] &= !IsBeside(i);
        }

        bool IsBeside(int i) => (tree.Blocks[i].Place & (Place.Footer | Place.Aside | Place.Caption)) != Place.None;
    }

    /// <summary>A line of the text that is nothing but a link, or calls itself a way to more, leads away from it.</summary>
    public static void DropWaysOut(PageTree tree, Span<bool> kept)
    {
        const Place Inside = Place.List | Place.Table | Place.Heading | Place.Quote | Place.Preformatted;
        Span<int> kinds = stackalloc int[Phrases.Kinds];
        for (var i = 0; i < kept.Length; i++)
        {
            var block = tree.Blocks[i];
            if (!kept[i] || block.Length > 200)
            {
                continue;
            }

            // A heading calls what follows "more", and may be the text's own if the text goes on.
            if ((block.Place & Place.Heading) != Place.None && i + 1 < kept.Length && kept[i + 1])
            {
                continue;
            }

            var text = tree.Text(block);
            var isLink = (block.Place & Inside) == Place.None && block.Length >= 20 && 10 * block.LinkLength >= 9 * block.Length
                && text[^1] is not ('.' or '!' or '?' or '。' or '"' or '”');
            kinds.Clear();
            Phrases.Find(text, kinds);
            kept[i] = !isLink && kinds[Phrases.Related] < 2;
        }
    }

    private static int Around(PageTree tree, ReadOnlySpan<bool> kept, int index)
    {
        var length = 0;
        for (var i = Math.Max(0, index - 3); i < Math.Min(kept.Length, index + 4); i++)
        {
            length += kept[i] && i != index ? tree.Blocks[i].Length : 0;
        }

        return length;
    }
}
