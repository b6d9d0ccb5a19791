namespace Tearsheet.Reading.Articles.Body;

/// <summary>What comes whole or not at all, however its lines look one by one: tables of data, quotations, posts.</summary>
internal static class WholeRules
{
    private const int FewBlocks = 6;
    private const long SurelyNoText = -800;
    private const int LeastCells = 4;
    private const int LongestCell = 250;
    private const int LongestQuote = 3_000;

    private static readonly string[] s_posts = ["twitter-tweet", "instagram-media", "tiktok-embed", "bluesky-embed", "mastodon-embed", "text-post-media"];

    /// <summary>Tables come whole or not at all: single cells say nothing.</summary>
    public static void KeepTables(PageTree tree, ReadOnlySpan<int> scores, Span<bool> kept)
    {
        var nodes = tree.Nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Tag != PageTag.Table || !IsOfData(tree, i, out var length))
            {
                continue;
            }

            var (sum, keptLength, linkLength) = (0L, 0, 0);
            for (var b = nodes[i].Block; b < nodes[i].BlockEnd; b++)
            {
                sum += (long)TreeModel.Verdict(scores[b]) * tree.Blocks[b].Length;
                keptLength += kept[b] ? tree.Blocks[b].Length : 0;
                linkLength += tree.Blocks[b].LinkLength;
            }

            if (sum > SurelyNoText * length && (2 * linkLength < length || nodes[i].BlockEnd - nodes[i].Block > 2 * LeastCells) && StandsInText(tree, i, kept))
            {
                kept[nodes[i].Block..nodes[i].BlockEnd].Fill(true);
            }
            else if (keptLength > 0)
            {
                kept[nodes[i].Block..nodes[i].BlockEnd].Fill(sum > -100L * length || 2 * keptLength > length);
            }
        }
    }

    /// <summary>A quotation of which most is kept is kept with what signs it; a post of a social network in the text comes whole.</summary>
    public static void KeepQuotes(PageTree tree, Span<bool> kept)
    {
        var nodes = tree.Nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            var quote = nodes[i];
            if (quote.Tag != PageTag.Quote || quote.Block == quote.BlockEnd)
            {
                continue;
            }

            var (length, all) = (ChoiceRules.Length(tree, kept, quote.Block, quote.BlockEnd), 0);
            for (var b = quote.Block; b < quote.BlockEnd; b++)
            {
                all += tree.Blocks[b].Length;
            }

            if (all <= LongestQuote && (2 * length > all || (length == 0 && IsPost(quote.Node) && StandsInText(tree, i, kept))))
            {
                kept[quote.Block..quote.BlockEnd].Fill(true);
            }
        }
    }

    private static bool IsPost(AngleSharp.Dom.INode quote) => quote is AngleSharp.Dom.IElement { ClassName: { } names }
        && s_posts.Any(post => names.Contains(post, StringComparison.OrdinalIgnoreCase));

    // Before it, beside what holds nothing but the table, stands text that is kept.
    private static bool StandsInText(PageTree tree, int table, ReadOnlySpan<bool> kept)
    {
        var nodes = tree.Nodes;
        var (around, start) = (nodes[table].Parent, nodes[table].Block);
        while (around > 0 && nodes[around].Block == start && nodes[around].BlockEnd == nodes[table].BlockEnd)
        {
            around = nodes[around].Parent;
        }

        for (var b = Math.Max(nodes[around].Block, start - FewBlocks + 1); b < start; b++)
        {
            if (kept[b] && ChoiceRules.ParentOf(tree, b) == around)
            {
                return true;
            }
        }

        return false;
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
}
