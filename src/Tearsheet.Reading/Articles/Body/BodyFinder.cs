using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>What was chosen: the nodes to write, and how many characters of text they have.</summary>
internal sealed record BodyChoice(IElement Root, IReadOnlySet<INode> Kept, int Length);

/// <summary>Finds the body: measures the page, scores its blocks, and decides.</summary>
internal static class BodyFinder
{
    // A page on which the model finds next to nothing is asked again for what is not surely furniture.
    private const int NextToNothing = 140;

    // A little below even odds, for the rules that follow only ever drop.
    private const int LeastScore = -200;
    private const int SurelyFurniture = -2_600;
    private const int MaxFarText = 250;
    private const int FewBlocks = 12;

    // What stands in these is never the text of a page that has no site around it either.
    private const Place Furnishing = Place.Navigation | Place.Footer | Place.Aside | Place.Form | Place.Dialog | Place.Caption | Place.Hidden;
    private const NameHint FurnishingNames = NameHint.Person | NameHint.Share | NameHint.Subscribe | NameHint.Menu | NameHint.Comment | NameHint.Advert;
    private const int MaxBareBlocks = 120;

    /// <summary>The nodes of the body; null when the page has no text.</summary>
    /// <param name="root">Of the page's visible part.</param>
    /// <param name="witnesses">What is known of the text beside the page's shape.</param>
    /// <param name="furniture">What repeats on other pages of the source.</param>
    /// <param name="why">Told a verdict on each block; null when nobody asks.</param>
    public static BodyChoice? Find(IElement root, BodyWitnesses witnesses, Furniture furniture, Explanation? why = null)
    {
        var tree = PageMeasure.Of(root);
        if (tree.Blocks.Count == 0)
        {
            return null;
        }

        var scores = BodyModel.Shipped.Score(BlockFeatures.Of(tree, witnesses), tree.Blocks.Count);
        var kept = Choose(tree, scores, witnesses, furniture);
        if (why is not null)
        {
            for (var i = 0; i < kept.Length; i++)
            {
                var text = tree.Text(tree.Blocks[i]);
                why.Add(new BlockVerdict(
                    text[..Math.Min(text.Length, 100)].ToString(),
                    scores[i],
                    kept[i],
                    furniture.Holds(tree.Blocks[i].Hash) ? "furniture of the source" : kept[i] == scores[i] > LeastScore ? "model" : "the page as a whole"));
            }
        }

        return new(root, Nodes(tree, kept), Enumerable.Range(0, kept.Length).Sum(i => kept[i] ? tree.Blocks[i].Length : 0));
    }

    /// <summary>Which blocks are the body, by their scores and what must hold of them all.</summary>
    public static bool[] Choose(PageTree tree, ReadOnlySpan<int> scores, BodyWitnesses witnesses, Furniture furniture)
    {
        var kept = new bool[tree.Blocks.Count];
        var length = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = scores[i] > LeastScore && !furniture.Holds(tree.Blocks[i].Hash);
            length += kept[i] ? tree.Blocks[i].Length : 0;
        }

        // A page without a site around it is nearly all text, and has little that could tell text from the rest.
        var isBare = IsBare(tree);
        var isPoor = isBare || length < NextToNothing || kept.Length <= FewBlocks;
        for (var i = 0; isPoor && i < kept.Length; i++)
        {
            var block = tree.Blocks[i];
            kept[i] = (isBare ? (block.Own & FurnishingNames) == NameHint.None && !IsStandfirst(tree, block, scores[i], witnesses) : scores[i] > SurelyFurniture)
                && (block.Place & (isBare ? Furnishing : Place.Navigation | Place.Footer)) == Place.None
                && !witnesses.TitleHashes.Contains(block.Hash) && !furniture.Holds(block.Hash);
        }

        if (!isBare)
        {
            ChoiceRules.DropBesides(tree, kept);
            ChoiceRules.DropForeign(tree, kept);
            AsideRules.DropRelated(tree, kept);
            ChoiceRules.DropWaysOut(tree, kept);
            ChoiceRules.DropOthers(tree, witnesses.TitleHashes, kept);
            ChoiceRules.FillGaps(tree, scores, kept);
            ChoiceRules.KeepOpening(tree, scores, witnesses.TitleHashes, kept);
            WholeRules.KeepQuotes(tree, kept);
            AsideRules.DropPleas(tree, kept);
        }

        ChoiceRules.DropRepeats(tree, kept);
        ChoiceRules.DropCopies(tree, kept);
        WholeRules.KeepTables(tree, scores, kept);
        DropLastHeadings(tree, kept);
        AsideRules.DropBareHeadings(tree, kept);
        Notes.Keep(tree, kept);
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] &= !furniture.Holds(tree.Blocks[i].Hash);
        }

        if (witnesses.IsLive)
        {
            LiveEntries.KeepTimes(tree, kept);
        }

        return kept;
    }

    // What calls itself a summary is the text's first paragraph as well, where the page describes itself in other words.
    private static bool IsStandfirst(PageTree tree, TextBlock block, int score, BodyWitnesses witnesses) =>
        (block.Own & NameHint.Standfirst) != NameHint.None && (score <= 0 || witnesses.Description is not { } description || description.ShareOf(tree.Text(block)) >= 500);

    // No navigation, and hardly a line that is only a link: then nothing in it leads to other pages of a site.
    private static bool IsBare(PageTree tree)
    {
        if (tree.Blocks.Count > MaxBareBlocks)
        {
            return false;
        }

        var links = 0;
        foreach (var block in tree.Blocks)
        {
            links += 2 * block.LinkLength > block.Length || (block.Place & (Place.Navigation | Place.Footer)) != Place.None ? 1 : 0;
        }

        return 12 * links <= tree.Blocks.Count;
    }

    // A heading over nothing that is kept is the heading of what was dropped.
    private static void DropLastHeadings(PageTree tree, bool[] kept)
    {
        var last = kept.Length - 1;
        while (last >= 0 && (!kept[last] || (tree.Blocks[last].Place & Place.Heading) != Place.None))
        {
            last--;
        }

        for (var i = last + 1; last >= 0 && i < kept.Length; i++)
        {
            kept[i] = false;
        }
    }

    private static HashSet<INode> Nodes(PageTree tree, bool[] kept)
    {
        var nodes = new HashSet<INode>(ReferenceEqualityComparer.Instance);
        var all = tree.Nodes;
        var before = new int[kept.Length + 1];
        var dropped = new int[kept.Length + 1];
        for (var i = 0; i < kept.Length; i++)
        {
            var block = tree.Blocks[i];
            before[i + 1] = before[i] + (kept[i] ? block.Length : 0);
            dropped[i + 1] = dropped[i] + (kept[i] || (block.Place & (Place.Figure | Place.Caption)) != Place.None || (block.Own & NameHint.Caption) != NameHint.None ? 0 : block.Length);
            for (var k = block.First; kept[i] && k <= block.Last; k++)
            {
                AddWithParents(all, k, nodes);
            }
        }

        // Pictures and the like belong to the body when the text around them does; breaks part what stands in one element.
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Tag == PageTag.Break && nodes.Contains(all[all[i].Parent].Node))
            {
                nodes.Add(all[i].Node);
            }

            if (all[i].Tag is not (PageTag.Image or PageTag.Embed or PageTag.Rule))
            {
                continue;
            }

            var inside = i;
            for (var up = all[i].Parent; up >= 0; (inside, up) = (up, all[up].Parent))
            {
                var isFar = dropped[all[up].BlockEnd] - dropped[all[up].Block] > MaxFarText;
                if (before[all[up].BlockEnd] - before[all[up].Block] > 0)
                {
                    if (!isFar || (dropped[all[inside].BlockEnd] == dropped[all[inside].Block] && IsBesideText(tree, kept, all[up].Block, all[i].Block, all[up].BlockEnd)))
                    {
                        AddWithParents(all, i, nodes);
                    }

                    break;
                }

                if (isFar)
                {
                    break;
                }
            }
        }

        // A caption is visited so that its picture gets it; its text is written only when it is kept.
        for (var i = 0; i < kept.Length; i++)
        {
            var block = tree.Blocks[i];
            if (!kept[i] && ((block.Place & Place.Caption) != Place.None || (block.Own & NameHint.Caption) != NameHint.None)
                && block.Container > 0 && all[block.Container].Parent is var parent and >= 0 && nodes.Contains(all[parent].Node))
            {
                AddWithParents(all, block.Container, nodes);
            }
        }

        return nodes;
    }

    // The last line before it or the first after it, captions aside, is kept.
    private static bool IsBesideText(PageTree tree, bool[] kept, int start, int at, int end)
    {
        var (last, next) = (at - 1, at);
        while (last >= start && IsCaption(last))
        {
            last--;
        }

        while (next < end && IsCaption(next))
        {
            next++;
        }

        return (last >= start && kept[last]) || (next < end && kept[next]);

        bool IsCaption(int block) => !kept[block]
            && ((tree.Blocks[block].Place & (Place.Figure | Place.Caption)) != Place.None || (tree.Blocks[block].Own & NameHint.Caption) != NameHint.None);
    }

    private static void AddWithParents(ReadOnlySpan<PageNode> all, int node, HashSet<INode> nodes)
    {
        for (var up = node; up >= 0 && nodes.Add(all[up].Node); up = all[up].Parent)
        {
        }
    }
}
