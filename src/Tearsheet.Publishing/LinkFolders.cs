using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Publishing.Editions;
using Tearsheet.Publishing.Pages;
using Tearsheet.Publishing.Sites;

namespace Tearsheet.Publishing;

/// <summary>Writes the folder of one link: its page and files, or what is left of it.</summary>
internal sealed class LinkFolders(Archive archive, ArchiveViews views, SigningKey key, SiteTree tree)
{
    private const string Index = "index.html";
    private const string Json = "link.json";
    private const string EntryName = "entry.json";

    /// <summary>Writes the folder, or notes that there is none.</summary>
    /// <param name="link">The link as it stands.</param>
    /// <param name="page">A writer of this flow's own.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The entry's CID; null unless the link is shown.</returns>
    public async ValueTask<Cid?> WriteAsync(FiledLink link, Markup page, CancellationToken cancellationToken)
    {
        if (link.State == LinkState.Live)
        {
            var stored = await views.ReadAsync(link, cancellationToken);
            var revisions = await views.RevisionsOfAsync(link, cancellationToken);
            return WriteLive(link, stored, revisions, page);
        }

        if (link.VisibleSince is null)
        {
            // It was never shown, so nothing may tell that it exists.
            tree.Remove(Places.LinkFolder(link.Id));
            return null;
        }

        page.Clear();
        switch (link.State)
        {
            case LinkState.Retracted when link.Retraction is { } retraction:
                var view = new TombstoneView(
                    views.Site, link.Id, link.FiledAt, retraction.At, retraction.Reason, retraction.Hash.ToString(), retraction.Erased);
                TombstonePage.Write(page, view);
                PutFolder(
                    link.Id,
                    [new DirectoryEntry(Index, tree.Import(page.Bytes)), new DirectoryEntry(Json, tree.Import(JsonFiles.Tombstone(view)))]);
                return null;
            case LinkState.Merged when link.MergedInto is { } into && archive.FindLink(into)?.VisibleSince is not null:
                StubPage.Write(page, new StubView(views.Site, Places.Link(link.Id), Places.Link(into), "Part of another link now"));
                break;
            default:
                HeldPage.Write(page, views.Site, link.Id);
                break;
        }

        PutFolder(link.Id, [new DirectoryEntry(Index, tree.Import(page.Bytes))]);
        return null;
    }

    private Cid WriteLive(FiledLink link, StoredArticle? stored, IReadOnlyList<RevisionView> revisions, Markup page)
    {
        var portion = Portion.Of(link, stored);
        var topic = views.Standing(link.TopicId)?.Path.ToString();
        var entry = tree.Import(EntryFile.Make(link, portion, topic, views.SourceOf(link.Host).Name, key));
        var view = views.LinkOf(link, portion, stored, entry.Cid.ToString()) with { Revisions = revisions };
        page.Clear();
        LinkPage.Write(page, view);
        var files = new List<DirectoryEntry>(3 + portion.Lead.Count + portion.Others.Count)
        {
            new(Index, tree.Import(page.Bytes)),
            new(EntryName, entry),
            new(Json, tree.Import(JsonFiles.Link(view))),
        };
        foreach (var picture in portion.Lead)
        {
            files.Add(new DirectoryEntry(PictureNames.Lead(picture), picture.File));
        }

        foreach (var picture in portion.Others)
        {
            files.Add(new DirectoryEntry(PictureNames.Other(picture), picture.File));
        }

        PutFolder(link.Id, files);
        return entry.Cid;
    }

    private void PutFolder(string id, IReadOnlyCollection<DirectoryEntry> files) =>
        tree.Put(Places.LinkFolder(id), tree.ImportFolder(files));
}
