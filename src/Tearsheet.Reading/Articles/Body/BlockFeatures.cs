using static Tearsheet.Reading.Articles.Body.BlockFeature;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Describes each block of a page by whole numbers, for the model.</summary>
internal sealed class BlockFeatures
{
    private const int Far = 99;
    private const int Stride = (int)BlockFeature.Count;

    private readonly PageTree _tree;
    private readonly BodyWitnesses _witnesses;
    private readonly int[] _values;
    private readonly int[] _lengths;
    private readonly int[] _linkLengths;
    private readonly int[] _goods;
    private readonly Dictionary<uint, Look> _looks = [];
    private readonly Dictionary<ulong, int> _repeats = [];
    private readonly int _best;
    private readonly int _title;

    private BlockFeatures(PageTree tree, BodyWitnesses witnesses)
    {
        (_tree, _witnesses) = (tree, witnesses);
        var count = tree.Blocks.Count;
        _values = new int[count * Stride];
        (_lengths, _linkLengths, _goods) = (new int[count + 1], new int[count + 1], new int[count + 1]);
        var title = -1;
        for (var i = 0; i < count; i++)
        {
            var block = tree.Blocks[i];
            _lengths[i + 1] = _lengths[i] + block.Length;
            _linkLengths[i + 1] = _linkLengths[i] + block.LinkLength;
            _goods[i + 1] = _goods[i] + (IsGood(block) ? 1 : 0);
            _repeats[block.Hash] = _repeats.GetValueOrDefault(block.Hash) + 1;
            var look = tree.Nodes[block.Container].Look;
            _looks[look] = _looks.GetValueOrDefault(look).With(block);
            if (witnesses.TitleHashes.Contains(block.Hash) && (title < 0 || (block.Tag == PageTag.Heading1 && tree.Blocks[title].Tag != PageTag.Heading1)))
            {
                title = i;
            }
        }

        _title = title;
        _best = FindBest();
    }

    private readonly record struct Look(int Count, int Length, int LinkLength, int Sentences)
    {
        public Look With(TextBlock block) => new(Count + 1, Length + block.Length, LinkLength + block.LinkLength, Sentences + Math.Min(block.Sentences, 3));
    }

    /// <summary>The node that holds most running text; the root when nothing does.</summary>
    public int Best => _best;

    /// <summary>The features of all blocks of <paramref name="tree"/>; those of the second look are zero.</summary>
    public static BlockFeatures Of(PageTree tree, BodyWitnesses witnesses)
    {
        var features = new BlockFeatures(tree, witnesses);
        features.FillAll();
        return features;
    }

    public Span<int> Row(int block) => _values.AsSpan(block * Stride, Stride);

    public int LengthBetween(int from, int end) => _lengths[end] - _lengths[from];

    private static bool IsGood(TextBlock block) =>
        block.Length >= 100 && block.LinkLength * 10 < block.Length * 3
        && (block.Place & (Place.Navigation | Place.Footer | Place.Aside | Place.Form | Place.Caption | Place.Hidden)) == Place.None;

    private static int Share(long part, long whole) => whole == 0 ? 0 : (int)(1000 * part / whole);

    private static int Bit(bool value) => value ? 1 : 0;

    private static bool Has(Place place, Place part) => (place & part) != Place.None;

    // As readers of pages have done it since Arc90: text counts for its parent, and half for the parent's parent.
    private int FindBest()
    {
        var scores = new Dictionary<int, long>();
        foreach (var block in _tree.Blocks)
        {
            if (!IsGood(block) || ((block.Own | block.Near | block.Far) & NameHint.Comment) != NameHint.None)
            {
                continue;
            }

            var score = Math.Min(block.Length, 800) * 4L;
            var parent = _tree.Nodes[block.Container].Tag is PageTag.Paragraph or PageTag.Item or PageTag.Quote or PageTag.List
                ? _tree.Nodes[block.Container].Parent
                : block.Container;
            for (var i = 0; i < 4 && parent >= 0; i++, parent = _tree.Nodes[parent].Parent)
            {
                scores[parent] = scores.GetValueOrDefault(parent) + score;
                score = i == 0 ? score / 2 : score * 2 / 3;
            }
        }

        var (best, bestScore) = (0, 0L);
        foreach (var (node, score) in scores)
        {
            if (score > bestScore || (score == bestScore && node < best))
            {
                (best, bestScore) = (node, score);
            }
        }

        return best;
    }

    private void FillAll()
    {
        var count = _tree.Blocks.Count;
        var sinceGood = Far;
        var sinceHeading = Far;
        var before = new Before(Far, Far, 0, 0);
        var bestArticle = ArticleOf(_best);
        var (imageBefore, at) = (-1, 0);
        for (var i = 0; i < count; i++)
        {
            var x = Row(i);
            var block = _tree.Blocks[i];
            FillSelf(x, block);
            FillPlace(x, block);
            FillElements(x, block, i);
            x[(int)SinceGood] = sinceGood;
            x[(int)SinceHeading] = sinceHeading;
            sinceGood = IsGood(block) ? 0 : Math.Min(Far, sinceGood + 1);
            sinceHeading = (block.Place & Place.Heading) != Place.None ? 0 : Math.Min(Far, sinceHeading + 1);
            x[(int)SinceLinkedHeading] = before.LinkedHeading;
            x[(int)SinceWayOut] = before.WayOut;
            x[(int)HeadlinesSince] = before.Headlines;
            x[(int)CommentsBefore] = before.Comments;
            x[(int)OtherArticle] = ArticleOf(block.Container) is var article && article < 0 ? 0 : article == bestArticle ? 1 : 2;
            before = before.With(block, x, i >= _title);
            for (; at < block.First; at++)
            {
                imageBefore = _tree.Nodes[at].Tag is PageTag.Image or PageTag.Embed ? at : imageBefore;
            }

            x[(int)SinceImage] = imageBefore < 0 ? Far : Math.Min(Far, block.First - imageBefore);
        }

        var untilGood = Far;
        var imageAfter = -1;
        at = _tree.Nodes.Length - 1;
        for (var i = count - 1; i >= 0; i--)
        {
            var x = Row(i);
            var block = _tree.Blocks[i];
            x[(int)UntilGood] = untilGood;
            untilGood = IsGood(block) ? 0 : Math.Min(Far, untilGood + 1);
            for (; at > block.Last; at--)
            {
                imageAfter = _tree.Nodes[at].Tag is PageTag.Image or PageTag.Embed ? at : imageAfter;
            }

            x[(int)UntilImage] = imageAfter < 0 ? Far : Math.Min(Far, imageAfter - block.Last);
            FillOrder(x, i);
        }
    }

    private readonly record struct Before(int LinkedHeading, int WayOut, int Headlines, int Comments)
    {
        public Before With(TextBlock block, ReadOnlySpan<int> x, bool isAfterTitle)
        {
            var isHeading = (block.Place & Place.Heading) != Place.None;
            var isWayOut = block.Length < 120 && (x[(int)FirstPhrase + Phrases.Related] == 2 || x[(int)FirstPhrase + Phrases.Comments] == 2);
            return new(
                isHeading && 10 * block.LinkLength >= 9 * block.Length ? 0 : Math.Min(Far, LinkedHeading + 1),
                isWayOut ? 0 : Math.Min(Far, WayOut + 1),
                Math.Min(9, Headlines + (isAfterTitle && block.Tag == PageTag.Heading1 ? 1 : 0)),
                Math.Min(99, Comments + ((block.Own & NameHint.Comment) != NameHint.None ? 1 : 0)));
        }
    }

    // The innermost article element around a node; -1 when none is.
    private int ArticleOf(int node)
    {
        while (node >= 0 && _tree.Nodes[node].Tag != PageTag.Article)
        {
            node = _tree.Nodes[node].Parent;
        }

        return node;
    }

    private void FillSelf(Span<int> x, TextBlock block)
    {
        var text = _tree.Text(block);
        x[(int)Length] = block.Length;
        x[(int)BlockFeature.Words] = block.Words;
        x[(int)LinkShare] = Share(block.LinkLength, block.Length);
        x[(int)BlockFeature.Links] = block.Links;
        x[(int)StrongShare] = Share(block.StrongLength, block.Length);
        x[(int)EmphasisShare] = Share(block.EmphasisLength, block.Length);
        x[(int)DigitShare] = Share(block.Digits, block.Length);
        x[(int)CapitalShare] = Share(block.Capitals, block.Length);
        x[(int)CommaRate] = Share(block.Commas, block.Words);
        x[(int)Sentences] = block.Sentences;
        x[(int)ShortWordShare] = Share(block.ShortWords, block.Words);
        x[(int)WideShare] = Share(block.Wide, block.Length);
        x[(int)WordLength] = block.Words == 0 ? 0 : 10 * block.Length / block.Words;
        x[(int)BlockFeature.Tag] = (int)block.Tag;
        x[(int)Ending] = EndingOf(text);
        x[(int)Beginning] = BeginningOf(text);
        x[(int)ParentTag] = _tree.Nodes[block.Container].Parent is var parent and >= 0 ? (int)_tree.Nodes[parent].Tag : 0;
        x[(int)Depth] = block.Depth;
        x[(int)AfterBreak] = Bit(block.AfterBreak);
        x[(int)HasYear] = Bit(text.Length < 200 && YearIn(text));
        x[(int)Repeats] = _repeats[block.Hash];
        x[(int)InStructured] = _witnesses.Structured?.ShareOf(text) ?? -2;
        x[(int)InDescription] = text.Length < 1_500 && _witnesses.Description is { } description ? description.ShareOf(text) : -2;
        x[(int)HasStructured] = Bit(_witnesses.Structured is not null);
        Phrases.Find(text, x.Slice((int)FirstPhrase, Phrases.Kinds));
    }

    private static int EndingOf(ReadOnlySpan<char> text) => text.TrimEnd("\"'”’»)]」』*") is [.., var last]
        ? last switch
        {
            '.' or '!' or '?' or '。' or '！' or '？' or '۔' or '।' or '؟' => text.EndsWith("...", StringComparison.Ordinal) ? 2 : 3,
            '…' => 2,
            ':' or '：' => 1,
            ',' or ';' or '，' => 4,
            _ => 0,
        }
        : 0;

    private static int BeginningOf(ReadOnlySpan<char> text) => text is [var first, ..]
        ? first switch
        {
            _ when char.IsLower(first) => 1,
            _ when char.IsUpper(first) => 2,
            _ when char.IsAsciiDigit(first) => 3,
            '"' or '“' or '„' or '«' or '\'' or '‘' or '「' => 4,
            '-' or '–' or '—' or '•' or '·' or '*' or '>' or '»' or '›' or '→' or '▶' or '#' or '|' or '■' or '▪' => 5,
            '(' or '[' or '©' or '【' or '（' => 6,
            _ when char.IsLetter(first) => 2,
            _ => 7,
        }
        : 0;

    private static bool YearIn(ReadOnlySpan<char> text)
    {
        for (var i = 0; i + 4 <= text.Length; i++)
        {
            if (text[i] is '1' or '2' && text.Slice(i, 2) is "19" or "20" && char.IsAsciiDigit(text[i + 2]) && char.IsAsciiDigit(text[i + 3]))
            {
                return true;
            }
        }

        return false;
    }

    private static void FillPlace(Span<int> x, TextBlock block)
    {
        var place = block.Place;
        x[(int)InNavigation] = Bit(Has(place, Place.Navigation));
        x[(int)InAside] = Bit(Has(place, Place.Aside));
        x[(int)InFooter] = Bit(Has(place, Place.Footer));
        x[(int)InHeader] = Bit(Has(place, Place.Header));
        x[(int)InForm] = Bit(Has(place, Place.Form));
        x[(int)InFigure] = Bit(Has(place, Place.Figure));
        x[(int)InCaption] = Bit(Has(place, Place.Caption));
        x[(int)InList] = Bit(Has(place, Place.List));
        x[(int)InTable] = Bit(Has(place, Place.Table));
        x[(int)InQuote] = Bit(Has(place, Place.Quote));
        x[(int)InArticle] = Bit(Has(place, Place.Article));
        x[(int)InMain] = Bit(Has(place, Place.Main));
        x[(int)InPreformatted] = Bit(Has(place, Place.Preformatted));
        x[(int)IsHidden] = Bit(Has(place, Place.Hidden));
        x[(int)InHeading] = Bit(Has(place, Place.Heading));
        x[(int)InDialog] = Bit(Has(place, Place.Dialog));
        x[(int)InBodyProperty] = Bit(Has(place, Place.BodyProperty));
        for (var kind = 0; kind < NameHints.Kinds; kind++)
        {
            var bit = (NameHint)(1u << kind);
            x[(int)FirstHint + kind] = (block.Own & bit) != NameHint.None ? 3 : (block.Near & bit) != NameHint.None ? 2 : Bit((block.Far & bit) != NameHint.None);
        }
    }

    private void FillElements(Span<int> x, TextBlock block, int index)
    {
        var total = _lengths[^1];
        var nodes = _tree.Nodes;
        var look = _looks[nodes[block.Container].Look];
        x[(int)LookShare] = Share(look.Length, total);
        x[(int)LookCount] = look.Count;
        x[(int)LookLength] = look.Length / look.Count;
        x[(int)LookLinkShare] = Share(look.LinkLength, look.Length);
        x[(int)LookSentences] = 10 * look.Sentences / look.Count;
        var node = block.Container;
        for (var level = 0; level < 4 && node >= 0; level++, node = nodes[node].Parent)
        {
            // An element that wraps only another one says nothing of its own.
            while (level > 0 && nodes[node].Parent >= 0 && nodes[nodes[node].Parent].Block == nodes[node].Block && nodes[nodes[node].Parent].BlockEnd == nodes[node].BlockEnd)
            {
                node = nodes[node].Parent;
            }

            var (from, end) = (nodes[node].Block, nodes[node].BlockEnd);
            var length = _lengths[end] - _lengths[from];
            var at = level < 3 ? (int)Share1 + (3 * level) : (int)Share4;
            x[at] = Share(length, total);
            if (level < 3)
            {
                x[at + 1] = Math.Min(end - from, 500);
                x[at + 2] = Share(_linkLengths[end] - _linkLengths[from], length);
            }
            else
            {
                x[at + 1] = Share(_linkLengths[end] - _linkLengths[from], length);
            }
        }

        var (bestFrom, bestEnd) = (nodes[_best].Block, nodes[_best].BlockEnd);
        x[(int)InBest] = Bit(index >= bestFrom && index < bestEnd);
        x[(int)BeforeBest] = index < bestFrom ? Math.Min(Far, bestFrom - index) : 0;
        x[(int)AfterBest] = index >= bestEnd ? Math.Min(Far, 1 + index - bestEnd) : 0;
        x[(int)BestShare] = Share(_lengths[bestEnd] - _lengths[bestFrom], total);
        var (up, common) = (0, block.Container);
        while (!(nodes[common].Parent < 0 || (common <= _best && _best < nodes[common].End)))
        {
            common = nodes[common].Parent;
            up++;
        }

        var down = 0;
        for (var below = _best; below > common; below = nodes[below].Parent)
        {
            down++;
        }

        x[(int)UpToBest] = up;
        x[(int)DownToBest] = down;
    }

    private void FillOrder(Span<int> x, int index)
    {
        var blocks = _tree.Blocks;
        var (count, total) = (blocks.Count, _lengths[^1]);
        x[(int)Position] = Share(index, count);
        x[(int)TextBefore] = Share(_lengths[index], total);
        x[(int)TextAfter] = Share(total - _lengths[index + 1], total);
        x[(int)SinceTitle] = _title < 0 ? 999 : Math.Clamp(index - _title, -200, 200);
        x[(int)IsTitle] = Bit(_witnesses.TitleHashes.Contains(blocks[index].Hash));
        x[(int)GoodBefore] = Math.Min(_goods[index], 50);
        x[(int)GoodAfter] = Math.Min(_goods[^1] - _goods[index + 1], 50);
        x[(int)PageLength] = total / 10;
        x[(int)PageBlocks] = count;
        x[(int)PageLinkShare] = Share(_linkLengths[^1], total);
        x[(int)PageGood] = _goods[^1];
        var look = _tree.Nodes[blocks[index].Container].Look;
        if (index > 0)
        {
            var previous = blocks[index - 1];
            x[(int)PreviousLength] = previous.Length;
            x[(int)PreviousLinkShare] = Share(previous.LinkLength, previous.Length);
            x[(int)PreviousTag] = (int)previous.Tag;
            x[(int)PreviousEnding] = Row(index - 1)[(int)Ending];
            x[(int)PreviousAlike] = Bit(_tree.Nodes[previous.Container].Look == look) + Bit(previous.Container == blocks[index].Container);
        }

        if (index > 1)
        {
            x[(int)BeforePreviousLength] = blocks[index - 2].Length;
            x[(int)BeforePreviousLinkShare] = Share(blocks[index - 2].LinkLength, blocks[index - 2].Length);
        }

        if (index + 1 < count)
        {
            var next = blocks[index + 1];
            x[(int)NextLength] = next.Length;
            x[(int)NextLinkShare] = Share(next.LinkLength, next.Length);
            x[(int)NextTag] = (int)next.Tag;
            x[(int)NextEnding] = Row(index + 1)[(int)Ending];
            x[(int)NextAlike] = Bit(_tree.Nodes[next.Container].Look == look) + Bit(next.Container == blocks[index].Container);
        }

        if (index + 2 < count)
        {
            x[(int)AfterNextLength] = blocks[index + 2].Length;
            x[(int)AfterNextLinkShare] = Share(blocks[index + 2].LinkLength, blocks[index + 2].Length);
            x[(int)AfterNextTag] = (int)blocks[index + 2].Tag;
        }
    }

    /// <summary>Fills what the second look knows.</summary>
    /// <param name="verdicts">The first look's: -1000 surely not to 1000 surely.</param>
    public void FillSecond(ReadOnlySpan<int> verdicts)
    {
        var blocks = _tree.Blocks;
        var count = blocks.Count;
        var sums = new long[count + 1];
        var kept = new int[count + 1];
        var looks = new Dictionary<uint, (long Sum, long Length)>();
        for (var i = 0; i < count; i++)
        {
            var length = blocks[i].Length;
            sums[i + 1] = sums[i] + ((long)verdicts[i] * length);
            kept[i + 1] = kept[i] + (verdicts[i] > 0 ? length : 0);
            var look = _tree.Nodes[blocks[i].Container].Look;
            var (sum, all) = looks.GetValueOrDefault(look);
            looks[look] = (sum + ((long)verdicts[i] * length), all + length);
        }

        var lastKept = -1;
        for (var i = 0; i < count; i++)
        {
            var x = Row(i);
            x[(int)Own] = verdicts[i];
            for (var d = 1; d <= 3; d++)
            {
                x[(int)Previous1 + d - 1] = i >= d ? verdicts[i - d] : -1001;
                x[(int)Next1 + d - 1] = i + d < count ? verdicts[i + d] : -1001;
            }

            x[(int)MeanNear] = Mean(Math.Max(0, i - 5), Math.Min(count, i + 6));
            x[(int)MeanFar] = Mean(Math.Max(0, i - 20), Math.Min(count, i + 21));
            var node = blocks[i].Container;
            for (var level = 0; level < 3; level++)
            {
                // Up to the next element that holds more blocks than this one.
                var (from, end) = (_tree.Nodes[node].Block, _tree.Nodes[node].BlockEnd);
                while (_tree.Nodes[node].Parent >= 0 && _tree.Nodes[node].Block == from && _tree.Nodes[node].BlockEnd == end)
                {
                    node = _tree.Nodes[node].Parent;
                }

                x[(int)MeanParent + level] = Mean(_tree.Nodes[node].Block, _tree.Nodes[node].BlockEnd);
                if (level == 0)
                {
                    x[(int)KeptInParent] = Share(kept[_tree.Nodes[node].BlockEnd] - kept[_tree.Nodes[node].Block], kept[^1]);
                }
            }

            var (lookSum, lookLength) = looks[_tree.Nodes[blocks[i].Container].Look];
            x[(int)MeanLook] = lookLength == 0 ? 0 : (int)(lookSum / lookLength);
            x[(int)KeptBefore] = Share(kept[i], kept[^1]);
            x[(int)KeptAfter] = Share(kept[^1] - kept[i + 1], kept[^1]);
            x[(int)KeptPage] = Share(kept[^1], _lengths[^1]);
            x[(int)SinceKept] = lastKept < 0 ? Far : Math.Min(Far, i - lastKept);
            x[(int)GapBefore] = lastKept < 0 ? 10_000 : Math.Min(10_000, _lengths[i] - _lengths[lastKept + 1]);
            lastKept = verdicts[i] > 300 ? i : lastKept;
        }

        lastKept = -1;
        for (var i = count - 1; i >= 0; i--)
        {
            var x = Row(i);
            x[(int)UntilKept] = lastKept < 0 ? Far : Math.Min(Far, lastKept - i);
            x[(int)GapAfter] = lastKept < 0 ? 10_000 : Math.Min(10_000, _lengths[lastKept] - _lengths[i + 1]);
            lastKept = verdicts[i] > 300 ? i : lastKept;
        }

        int Mean(int from, int end)
        {
            var length = _lengths[end] - _lengths[from];
            return length == 0 ? 0 : (int)((sums[end] - sums[from]) / length);
        }
    }
}
