namespace Tearsheet.Reading.Articles.Body;

/// <summary>What must hold of a choice of blocks as a whole, and no block can know alone.</summary>
internal static class ChoiceRules
{
    private const int LeastRepeated = 100;
    private const int LeastCopy = 2_000;
    private const int MostCopies = 8;
    private const int LeastBeforeForeign = 200;
    private const int FewBlocks = 6;
    private const int LeastInGap = -1_800;
    private const int LeastOpening = 60;

    /// <summary>A text that the page shows twice, for two widths of screen or as a copy for print, is told once.</summary>
    public static void DropRepeats(PageTree tree, Span<bool> kept)
    {
        var firsts = new Dictionary<ulong, int>();
        for (var i = 0; i < kept.Length; i++)
        {
            var block = tree.Blocks[i];
            if (!kept[i] || block.Length < LeastRepeated || (block.Place & Place.Preformatted) != Place.None || firsts.TryAdd(block.Hash, i))
            {
                continue;
            }

            // What one element holds twice, its author said twice; so it is within one list; and code repeats itself.
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

    /// <summary>One block that holds what half of it says again in paragraphs is their copy: to be read aloud, or for machines.</summary>
    public static void DropCopies(PageTree tree, Span<bool> kept)
    {
        // Each is held against the whole page: a page of nothing but long blocks has no copies worth that.
        var looks = MostCopies;
        for (var i = 0; i < kept.Length; i++)
        {
            if (!kept[i] || tree.Blocks[i].Length < LeastCopy || looks-- <= 0 || WitnessText.Of(tree.Text(tree.Blocks[i]).ToString()) is not { } whole)
            {
                continue;
            }

            var again = 0;
            for (var k = 0; k < kept.Length; k++)
            {
                var block = tree.Blocks[k];
                again += k != i && kept[k] && block.Length is >= LeastRepeated and < LeastCopy && whole.ShareOf(tree.Text(block)) >= 900 ? block.Length : 0;
            }

            kept[i] = 2 * again < tree.Blocks[i].Length;
        }
    }

    private static bool InOneList(PageTree tree, int first, int second)
    {
        if ((tree.Blocks[first].Place & tree.Blocks[second].Place & Place.List) == Place.None)
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
            if (tree.Nodes[around].Tag is PageTag.List or PageTag.OrderedList)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Plain lines between two that are kept, all children of one parent, are text too: "Drink during your workout".</summary>
    public static void FillGaps(PageTree tree, ReadOnlySpan<int> scores, Span<bool> kept)
    {
        var last = -1;
        for (var i = 0; i < kept.Length; i++)
        {
            if (!kept[i])
            {
                continue;
            }

            if (last >= 0 && i - last is > 1 and <= FewBlocks && ParentOf(tree, last) == ParentOf(tree, i))
            {
                var next = last + 1;
                while (next < i && scores[next] > LeastInGap && ParentOf(tree, next) == ParentOf(tree, i) && IsPlain(tree, next))
                {
                    next++;
                }

                if (next == i)
                {
                    kept[(last + 1)..i].Fill(true);
                }
            }

            last = i;
        }
    }

    /// <summary>The line before the first that is kept, if it is a sentence and stands beside it, opens the text.</summary>
    public static void KeepOpening(PageTree tree, ReadOnlySpan<int> scores, IReadOnlyCollection<ulong> titles, Span<bool> kept)
    {
        var opening = kept.IndexOf(true) - 1;
        if (opening >= 0 && scores[opening] > LeastInGap && ParentOf(tree, opening) == ParentOf(tree, opening + 1) && !titles.Contains(tree.Blocks[opening].Hash)
            && tree.Blocks[opening] is { Tag: PageTag.Paragraph, Length: >= LeastOpening, LastChar: '.' or '!' or '?' or '”' or '"' or '。' } block
            && (block.Own & NameHint.Standfirst) == NameHint.None && IsPlain(tree, opening))
        {
            kept[opening] = true;
        }
    }

    internal static int ParentOf(PageTree tree, int block) => tree.Nodes[tree.Blocks[block].Container].Parent;

    private static bool IsPlain(PageTree tree, int index)
    {
        const Place Elsewhere = Place.Hidden | Place.Form | Place.Figure | Place.Caption;
        const NameHint Foreign = NameHint.Person | NameHint.Share | NameHint.Subscribe | NameHint.Menu | NameHint.Comment | NameHint.Advert | NameHint.Related | NameHint.Caption;
        var block = tree.Blocks[index];
        Span<int> phrases = stackalloc int[Phrases.Kinds];
        phrases.Clear();
        Phrases.Find(tree.Text(block), phrases);
        return block.Tag is PageTag.Paragraph or PageTag.Item or PageTag.Preformatted or (>= PageTag.Heading2 and <= PageTag.Heading6)
            && block.Words > 0 && 2 * block.LinkLength < block.Length
            && (block.Place & Elsewhere) == Place.None && (block.Own & Foreign) == NameHint.None && !phrases.ContainsAnyExcept(0);
    }

    /// <summary>Under the article of the headline, those whose headline is a link are other stories.</summary>
    public static void DropOthers(PageTree tree, IReadOnlyCollection<ulong> titles, Span<bool> kept)
    {
        // Without a headline in an article, the one that holds most of the text.
        var nodes = tree.Nodes;
        var (own, most, isTitled) = (-1, Length(tree, kept, 0, kept.Length) / 2, false);
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Tag != PageTag.Article || Length(tree, kept, nodes[i].Block, nodes[i].BlockEnd) is not (> 0 and var length))
            {
                continue;
            }

            var hasTitle = length >= LeastBeforeForeign && HasTitle(tree, titles, nodes[i].Block, nodes[i].BlockEnd);
            if (hasTitle ? !isTitled || length > most : !isTitled && length > most)
            {
                (own, most, isTitled) = (i, length, hasTitle);
            }
        }

        for (var i = own < 0 ? nodes.Length : nodes[own].End; i < nodes.Length; i++)
        {
            if (nodes[i].Tag == PageTag.Article && HasLinkedHeading(tree, nodes[i].Block, nodes[i].BlockEnd))
            {
                kept[nodes[i].Block..nodes[i].BlockEnd].Clear();
            }
        }
    }

    internal static int Length(PageTree tree, ReadOnlySpan<bool> kept, int from, int end)
    {
        var length = 0;
        for (var i = from; i < end; i++)
        {
            length += kept[i] ? tree.Blocks[i].Length : 0;
        }

        return length;
    }

    private static bool HasTitle(PageTree tree, IReadOnlyCollection<ulong> titles, int from, int end)
    {
        for (var i = from; i < end; i++)
        {
            if ((tree.Blocks[i].Place & Place.Heading) != Place.None && titles.Contains(tree.Blocks[i].Hash))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLinkedHeading(PageTree tree, int from, int end)
    {
        for (var i = from; i < end; i++)
        {
            var block = tree.Blocks[i];
            if ((block.Place & Place.Heading) != Place.None && 10 * block.LinkLength >= 8 * block.Length)
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
