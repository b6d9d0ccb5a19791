using Tearsheet.Archiving;
using Tearsheet.Publishing.Editions;
using Tearsheet.Publishing.Pages;
using Tearsheet.Publishing.Sites;

namespace Tearsheet.Publishing;

/// <summary>Writes the feed of edits.</summary>
internal sealed class EditFiles(Archive archive, ArchiveViews views, SiteTree tree)
{
    /// <summary>Writes both forms of the feed: what may be shown of the newest window of captures that differ from the one before.</summary>
    public async ValueTask WriteAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var items = new List<EditFeedItem>(Windows.Size);
        foreach (var (link, pair) in archive.NewestEditPairs(Windows.Size))
        {
            if (await views.RevisionOfAsync(link, pair, cancellationToken) is { } revision)
            {
                var language = (await views.ReadAsync(link, cancellationToken))?.Article.Language;
                items.Add(new EditFeedItem(views.EntryOf(link), language, revision));
            }
        }

        var view = new EditFeedView(views.Site, items);
        bench.Page.Clear();
        EditsFeed.Write(bench.Page, bench.Fragment, view);
        tree.Put(Places.EditsAtom, bench.Page.Bytes);
        tree.Put(Places.EditsJson, JsonFiles.Edits(view, bench.Fragment));
    }
}
