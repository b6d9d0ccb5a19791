namespace Tearsheet.Reading.Articles.Body;

/// <summary>Takes out of a choice what stands in the text or under it and is no part of it: lists of other stories, pleas, tags, headings left over.</summary>
internal static class AsideRules
{
    private const int ShortTail = 400;

    /// <summary>A label such as "Related content" goes with the links that follow it.</summary>
    public static void DropRelated(PageTree tree, Span<bool> kept)
    {
        for (var i = 0; i < kept.Length; i++)
        {
            if (!kept[i] || !Asides.IsLabel(tree.Text(tree.Blocks[i])))
            {
                continue;
            }

            var end = i + 1;
            var links = 0;
            while (end < kept.Length && (!kept[end] || Asides.IsLink(tree.Blocks[end])))
            {
                links += kept[end] ? 1 : 0;
                end++;
            }

            // The text's own section may be named so: then text follows it.
            if (links > 0 || (end == kept.Length && tree.Blocks[i].LinkLength == 0))
            {
                kept[i..end].Clear();
                i = end - 1;
            }
        }
    }

    /// <summary>Pleas go wherever they stand; the names of tags where no text follows them.</summary>
    public static void DropPleas(PageTree tree, Span<bool> kept)
    {
        const Place Inside = Place.Quote | Place.Table | Place.List | Place.Preformatted | Place.Heading;
        var after = 0;
        for (var i = kept.Length - 1; i >= 0; i--)
        {
            if (!kept[i])
            {
                continue;
            }

            var block = tree.Blocks[i];
            var text = tree.Text(block);
            if (((block.Place & Inside) == Place.None && (after == 0 ? Asides.IsLastPlea(text) : Asides.IsPlea(text))) || ((block.Place & (Inside & ~Place.List)) == Place.None && after < ShortTail && Asides.IsTags(text)))
            {
                kept[i] = false;
            }
            else
            {
                after += block.Length;
            }
        }
    }

    /// <summary>A heading over nothing but what was dropped is the heading of that.</summary>
    public static void DropBareHeadings(PageTree tree, Span<bool> kept)
    {
        var next = -1;
        for (var i = kept.Length - 1; i >= 0; i--)
        {
            if (!kept[i])
            {
                continue;
            }

            var level = Level(tree, i);
            if (level > 0 && next > i + 1 && Level(tree, next) <= level && OnlyLinks(tree, i + 1, next))
            {
                kept[i] = false;
                continue;
            }

            next = i;
        }
    }

    // Two lines at least that are links as long as headlines: buttons under a product leave its heading in the text.
    private static bool OnlyLinks(PageTree tree, int from, int to)
    {
        const int Headline = 20;
        var (links, all, headlines) = (0, 0, 0);
        for (var i = from; i < to; i++)
        {
            var block = tree.Blocks[i];
            links += block.LinkLength;
            all += block.Length;
            headlines += block.Length >= Headline && Asides.IsLink(block) ? 1 : 0;
        }

        return headlines >= 2 && 2 * links >= all;
    }

    // 1 to 6; 0 for what is no heading.
    private static int Level(PageTree tree, int block) => tree.Blocks[block].Tag is >= PageTag.Heading1 and <= PageTag.Heading6 and var tag ? tag - PageTag.Heading1 + 1 : 0;
}
