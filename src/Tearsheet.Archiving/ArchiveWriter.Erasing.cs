using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Index;
using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving;

/// <content>Erasing.</content>
internal sealed partial class ArchiveWriter
{
    /// <summary>CIDs in one entry, whose payload has a bounded size.</summary>
    private const int ErasedAtOnce = 10_000;

    /// <summary>Removes the bytes of a retracted link that nobody else uses: captures, articles, pictures, and its pages in all
    /// editions. The entries' payloads stay: they say what was filed and why it is gone.</summary>
    private void Erase(FiledLink link)
    {
        var facts = new FactsReader(_blocks.Read, _view);
        var found = new HashSet<Cid>();
        foreach (var root in _view.RootsOf(link.Seq))
        {
            found.UnionWith(facts.Below(root));
        }

        found.UnionWith(_view.PublicOnlyBelow(link.Seq));
        var keys = found.Select(BlockParts.KeyOf).ToHashSet();
        foreach (var parts in _view.PartsOfOthers(link.Seq))
        {
            BlockParts.Remove(parts, keys);
        }

        var gone = found
            .Where(cid => keys.Contains(BlockParts.KeyOf(cid)) && !_view.IsPublicElsewhere(cid, link.Seq))
            .Select(cid => (link.Seq, cid));
        EraseAll([.. gone, .. _view.LeftOfErased(link.Seq)], always: link.Id);
    }

    /// <summary>Removes the pages of older editions that show an erased link among others. The newest edition's stay until the next
    /// one stands without it, and go with its record.</summary>
    private void EraseLeftovers() => EraseAll(_view.LeftOfErased(0), always: null);

    /// <summary>Logs what goes, link by link, and rewrites the packs once.</summary>
    /// <param name="uses">Links and their blocks; those that are not held are passed over.</param>
    /// <param name="always">The link whose erasure is logged though nothing of it is left.</param>
    private void EraseAll(List<(long Link, Cid Cid)> uses, string? always)
    {
        var gone = new SortedSet<Cid>();
        foreach (var link in uses.Where(use => _blocks.Holds(use.Cid)).GroupBy(use => use.Link, use => use.Cid))
        {
            var id = _view.FindLink(link.Key)!.Id;
            always = id == always ? null : always;
            foreach (var cids in link.Distinct().Order().Chunk(ErasedAtOnce))
            {
                Append(new Payload.Erase(id, Sequence.From(cids)));
                gone.UnionWith(cids);
            }
        }

        if (always is not null)
        {
            Append(new Payload.Erase(always, []));
        }

        if (gone.Count > 0)
        {
            Cid[] all = [.. gone];
            _erasedPacks.UnionWith(_blocks.Erase(all, _key));
            _erased.UnionWith(all);
        }
    }
}
