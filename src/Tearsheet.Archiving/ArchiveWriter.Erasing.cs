using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Index;
using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving;

/// <content>Erasing.</content>
internal sealed partial class ArchiveWriter
{
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

        Cid[] gone = [.. found
            .Where(cid => keys.Contains(BlockParts.KeyOf(cid)) && _blocks.Holds(cid) && !_view.IsPublicElsewhere(cid, link.Seq))
            .Order()];
        Append(new Payload.Erase(link.Id, Sequence.From(gone)));
        _erasedPacks.UnionWith(_blocks.Erase(gone, _key));
        _erased.UnionWith(gone);
    }
}
