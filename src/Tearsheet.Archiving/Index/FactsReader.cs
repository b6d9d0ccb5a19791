using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Index;

/// <summary>Finds again, in the blocks, what the writer of an entry knew when it was made.</summary>
/// <param name="read">Finds a block; null when it is not there.</param>
/// <param name="view">The index with all entries before.</param>
internal sealed class FactsReader(Func<Cid, ReadOnlyMemory<byte>?> read, IndexView view)
{
    /// <summary>Called for a block that should be there and is not; erased ones among them.</summary>
    public Action<Cid>? Missed { get; init; }

    public EntryFacts Read(Payload? payload)
    {
        switch (payload)
        {
            case Payload.CaptureMade capture:
                return new EntryFacts { Parts = BlockParts.Pack(Below(capture.Capture)) };
            case Payload.ArticleRead article:
                return new EntryFacts { Headline = HeadlineOf(article.Article), Parts = BlockParts.Pack(Below(article.Article)) };
            case Payload.Retract retract:
                return new EntryFacts { Shown = ShownLinks.Find(read, view, retract.Link) };
            case Payload.Edition edition:
                var uses = new TreeUses(read, cid => view.FindBlock(cid) is not null, view);
                uses.Walk(edition.Value.Root);
                foreach (var cid in uses.Missing)
                {
                    Missed?.Invoke(cid);
                }

                return new EntryFacts { Uses = uses.Uses };
            default:
                return EntryFacts.None;
        }
    }

    /// <summary>A block and every block below it, each once.</summary>
    public HashSet<Cid> Below(Cid root)
    {
        var found = new HashSet<Cid> { root };
        var open = new Stack<Cid>();
        open.Push(root);
        while (open.TryPop(out var cid))
        {
            if (cid.Codec == (ulong)Multicodec.Raw)
            {
                continue;
            }

            if (read(cid) is not { } block)
            {
                Missed?.Invoke(cid);
                continue;
            }

            if (BlockLinks.TryRead(cid, block.Span, out var links, out _, out _))
            {
                foreach (var link in links.Where(found.Add))
                {
                    open.Push(link);
                }
            }
        }

        return found;
    }

    private string? HeadlineOf(Cid article)
    {
        if (read(article) is { } block)
        {
            try
            {
                if (article.Matches(block.Span))
                {
                    return ArticleForm.Read(article, block.Span).Article.Headline;
                }
            }
            catch (FormException)
            {
                // Of a form that this program does not know: verify says so; the desk opens without the headline.
            }

            Missed?.Invoke(article);
        }

        return null;
    }
}
