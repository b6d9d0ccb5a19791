using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Index;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving;

/// <content>Collecting what nothing needs any more.</content>
internal sealed partial class ArchiveWriter
{
    private const string WellKnown = ".well-known";

    /// <summary>Drops every block that no log entry, capture or kept edition needs (decision 5).</summary>
    /// <param name="keepEditions">How many of the newest editions keep their trees; so does the last of each month.</param>
    /// <param name="isTrial">Only counts.</param>
    public Collection Collect(int keepEditions, bool isTrial)
    {
        var facts = new FactsReader(_blocks.Read, _view);
        var needed = new HashSet<Cid>();
        var editions = new List<EditionRecord>();
        foreach (var entry in _folder.Log.Read(1))
        {
            needed.Add(entry.Payload);
            if (_blocks.Read(entry.Payload) is not { } block)
            {
                continue;
            }

            switch (entry.Kind)
            {
                case EntryKind.Edition when PayloadReader.Read(entry.Kind, block.Span) is Payload.Edition edition:
                    editions.Add(edition.Value with { Time = entry.Time });
                    break;
                case EntryKind.Erase or EntryKind.Seal or EntryKind.Edition:
                    break;
                default:
                    // Captures, articles and pictures: whatever the entry links to, with all below.
                    if (BlockLinks.TryRead(entry.Payload, block.Span, out var links, out _, out _))
                    {
                        foreach (var link in links.Where(link => !needed.Contains(link)))
                        {
                            needed.UnionWith(facts.Below(link));
                        }
                    }

                    break;
            }
        }

        var kept = Kept(editions, keepEditions);
        foreach (var edition in editions.Where(edition => kept.Contains(edition.Number)))
        {
            AddBelow(edition.Root, needed);
            AddBelow(edition.Body, needed);
            AddBelow(edition.Changes, needed);
        }

        foreach (var edition in editions.Where(edition => !kept.Contains(edition.Number)))
        {
            AddBelow(edition.Changes, needed);
            AddManifest(edition, needed);
        }

        return Drop(needed, kept.Count, editions.Count - kept.Count, isTrial);
    }

    private Collection Drop(HashSet<Cid> needed, int kept, int dropped, bool isTrial)
    {
        var gone = new List<Cid>();
        var (blocks, bytes, goneBytes) = (0L, 0L, 0L);
        var zeros = new Dictionary<int, Cid>();
        foreach (var (cid, length) in _view.AllBlocks())
        {
            // What stands in an erased block's place takes no room, and would be erased again for ever.
            if (!zeros.TryGetValue(length, out var hole))
            {
                zeros[length] = hole = PackErasure.ZerosCid(length);
            }

            if (cid == hole)
            {
                continue;
            }

            blocks++;
            bytes += length;
            if (!needed.Contains(cid))
            {
                gone.Add(cid);
                goneBytes += length;
            }
        }

        if (gone.Count > 0 && !isTrial)
        {
            // Entries and packs go by the machinery of an erasure: a crash at any moment leaves all of it done or nothing.
            gone.Sort();
            foreach (var cids in gone.Chunk(ErasedAtOnce))
            {
                Append(new Payload.Erase("", Sequence.From(cids)));
            }

            _erasedPacks.UnionWith(_blocks.Erase(gone, _key));
            _erased.UnionWith(gone);
        }

        return new Collection(blocks, bytes, gone.Count, goneBytes, kept, dropped);
    }

    private static HashSet<long> Kept(List<EditionRecord> editions, int keepEditions) =>
    [
        .. editions.OrderByDescending(edition => edition.Number).Take(Math.Max(1, keepEditions)).Select(edition => edition.Number),
        .. editions.GroupBy(edition => (edition.Time.Year, edition.Time.Month)).Select(month => month.Max(edition => edition.Number)),
    ];

    /// <summary>Adds a tree. Where a block is needed already, so is all below it.</summary>
    private void AddBelow(Cid root, HashSet<Cid> needed)
    {
        var open = new Stack<Cid>([root]);
        while (open.TryPop(out var cid))
        {
            if (needed.Add(cid) && cid.Codec != (ulong)Multicodec.Raw && _blocks.Read(cid) is { } block
                && BlockLinks.TryRead(cid, block.Span, out var links, out _, out _))
            {
                foreach (var link in links)
                {
                    open.Push(link);
                }
            }
        }
    }

    /// <summary>Of an edition whose tree goes: the root, and the way to all that stands in its <c>.well-known</c>.</summary>
    /// <remarks>Called when all kept trees are in: what is added here without all below it would turn them back.</remarks>
    private void AddManifest(EditionRecord edition, HashSet<Cid> needed)
    {
        needed.Add(edition.Root);
        if (_blocks.Read(edition.Root) is not { } block || !DagPb.TryDecode(block.Span, out var node, out _))
        {
            return;
        }

        foreach (var link in node.Links.Where(link => link.Name == WellKnown))
        {
            AddBelow(link.Cid, needed);
        }
    }
}
