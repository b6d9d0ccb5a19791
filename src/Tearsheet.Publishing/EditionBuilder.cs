using System.Collections.Concurrent;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Publishing.Editions;
using Tearsheet.Publishing.Pages;
using Tearsheet.Publishing.Sites;

namespace Tearsheet.Publishing;

/// <summary>Makes the next edition: a pure function of the log up to now, the site key and this generator (decision 3).</summary>
/// <param name="archive">Read only; recording the edition is the caller's.</param>
/// <param name="key">The site key.</param>
/// <remarks>It rewrites what the log touched since the newest edition; the result equals one made from nothing.</remarks>
public sealed class EditionBuilder(Archive archive, SigningKey key)
{
    /// <summary>Names what makes a page of an entry; changes whenever the same log could give other bytes.</summary>
    public const string Generator = "tearsheet/4";

    /// <summary>How often the work follows an archive that is written to meanwhile.</summary>
    private const int MostRounds = 20;

    /// <summary>Builds the next edition.</summary>
    /// <param name="sink">Where new blocks go: the archive's, if the edition is to be recorded.</param>
    /// <param name="fromNothing">Whether to write everything anew, to prove or to mend.</param>
    /// <param name="cancellationToken">Stops the work; blocks put until then stay in the sink.</param>
    public async Task<EditionOutcome> BuildAsync(IBlockSink sink, bool fromNothing, CancellationToken cancellationToken) =>
        (await AssembleAsync(archive.Blocks, sink, fromNothing, cancellationToken)).Outcome;

    /// <summary>Tells what the next edition would make public, change and withdraw. Nothing is kept.</summary>
    public async Task<EditionPreview> PreviewAsync(CancellationToken cancellationToken)
    {
        var blocks = new MemoryBlocks();
        var latest = archive.LatestEdition;
        var assembly = await AssembleAsync(
            new LayeredBlocks(blocks, archive.Blocks), blocks, fromNothing: false, cancellationToken);
        if (assembly.Outcome is not EditionOutcome.Built { Edition: { } edition })
        {
            return new EditionPreview(null, [], [], [], []);
        }

        var views = new ArchiveViews(archive, key.PublicKey);
        var added = new List<LinkPreview>();
        var changed = new List<LinkPreview>();
        var withdrawn = new List<string>();
        foreach (var change in assembly.Changes)
        {
            if (change.After is null)
            {
                withdrawn.Add(change.LinkId);
            }
            else if (archive.FindLink(change.LinkId) is { } link)
            {
                (change.Before is null ? added : changed).Add(await PreviewAsync(views, link, cancellationToken));
            }
        }

        var files = await new TreeDiff(assembly.Tree.Blocks).CompareAsync(latest?.Root, edition.Root, cancellationToken);
        return new EditionPreview(edition, added, changed, withdrawn, files);
    }

    private static async ValueTask<LinkPreview> PreviewAsync(
        ArchiveViews views, FiledLink link, CancellationToken cancellationToken)
    {
        var (story, portion) = await views.StoryOfAsync(link, cancellationToken);
        var text = new List<string>();
        if (portion.Standfirst is { } standfirst)
        {
            text.Add(standfirst);
        }

        text.AddRange(portion.Body is { } body ? PlainText.Of(body) : portion.Excerpt);
        return new LinkPreview(
            link.Id,
            link.Headline,
            link.Address ?? link.CanonicalAddress,
            story.Entry.Topic?.Path,
            link.EffectivePolicy,
            text,
            [.. portion.Lead.Select(PictureNames.Lead), .. portion.Others.Select(PictureNames.Other)]);
    }

    private async Task<Assembly> AssembleAsync(
        IBlockSource source, IBlockSink sink, bool fromNothing, CancellationToken cancellationToken)
    {
        var tree = new SiteTree(source, sink);
        var latest = archive.LatestEdition;
        // Another key signs every entry anew, as an edition made from nothing would have it.
        var isHandedOver = latest is not null && !await IsOwnAsync(latest, source, cancellationToken);
        var draft = await DraftAsync(tree, latest, fromNothing || isHandedOver, cancellationToken);
        if (draft is null)
        {
            return new Assembly(new EditionOutcome.Unsettled(), tree, []);
        }

        // All but the files that name the edition, now and as it was.
        var before = latest is null ? default(Imported?) : new Imported(latest.Root, latest.RootTsize, latest.RootSize);
        RemoveNaming(tree);
        var content = await tree.ApplyAsync(draft.IsWhole ? null : before, cancellationToken);
        var page = new Markup();
        if (latest is not null && !isHandedOver && await IsSameAsync(tree, latest, before, content, draft.Front, page, cancellationToken))
        {
            return new Assembly(new EditionOutcome.NothingNew(latest), tree, []);
        }

        var changes = await ChangesAsync(tree, latest, draft.Entries, cancellationToken);
        var list = tree.Import(ChangeList.Make(latest?.Root, changes));
        var number = (latest?.Number ?? 0) + 1;
        FrontFile.Write(page, draft.Front, number, latest?.Root.ToString());
        tree.Put(Places.ChangeList, list);
        tree.Put(Places.Front, page.Bytes);
        var body = await tree.ApplyAsync(content, cancellationToken);
        var manifest = new EditionManifest(number, body.Cid, latest?.Root, Generator, list.Cid);
        tree.Put(Places.Manifest, manifest.Sign(key));
        var root = await tree.ApplyAsync(body, cancellationToken);
        // The body is kept too, a few small folders more: the log names it, and who verifies follows every link.
        tree.Commit(body.Cid);
        tree.Commit(root.Cid);
        var edition = new EditionRecord(
            number, root.Cid, root.Tsize, root.Size, body.Cid, latest?.Root, Generator, list.Cid, draft.UpTo);
        return new Assembly(new EditionOutcome.Built(edition), tree, changes);
    }

    /// <summary>Writes all that changed; null when the archive did not hold still.</summary>
    private async Task<Draft?> DraftAsync(
        SiteTree tree, EditionRecord? latest, bool fromNothing, CancellationToken cancellationToken)
    {
        var entries = new ConcurrentDictionary<string, Cid?>(StringComparer.Ordinal);
        var isWhole = fromNothing || latest is null || latest.Generator != Generator;
        var mustWriteAll = isWhole;
        var since = latest?.UpTo ?? 0;
        for (var round = 0; round < MostRounds; round++)
        {
            // Whatever is logged while pages are read and written touches them again in the next round.
            var start = archive.LastSeq;
            var work = new EditionWork(archive, key, tree, entries);
            if (!mustWriteAll)
            {
                var known = round == 0 ? latest?.Root : null;
                mustWriteAll = !await work.WriteChangesAsync(archive.Changes(since), known, cancellationToken);
            }

            if (mustWriteAll)
            {
                tree.Forget();
                entries.Clear();
                await work.WriteAllAsync(cancellationToken);
                mustWriteAll = false;
                isWhole = true;
            }

            var front = await new FrontFile(archive, work.Views).ViewAsync(cancellationToken);
            if (archive.LastSeq == start)
            {
                return new Draft(start, isWhole, front, entries);
            }

            since = start;
        }

        return null;
    }

    /// <summary>Whether an edition's manifest is signed by this key.</summary>
    private async Task<bool> IsOwnAsync(EditionRecord edition, IBlockSource source, CancellationToken cancellationToken)
    {
        var reader = new UnixFsReader(source);
        if (await reader.ResolveAsync(edition.Root, Places.Manifest, cancellationToken) is not Resolution.Found { Kind: UnixFsKind.File } file)
        {
            return false;
        }

        using var bytes = new MemoryStream();
        await reader.ReadAsync(file.Cid, 0, length: null, bytes, cancellationToken);
        return EditionManifest.TryRead(bytes.ToArray(), out _, out var signer) == SignedFileStatus.Ok && signer == key.PublicKey;
    }

    private static void RemoveNaming(SiteTree tree)
    {
        tree.Remove(Places.Front);
        tree.Remove(Places.WellKnown);
    }

    /// <summary>Whether a reader of the edition before would see no difference but its number.</summary>
    private static async ValueTask<bool> IsSameAsync(
        SiteTree tree,
        EditionRecord latest,
        Imported? before,
        Imported content,
        FrontView front,
        Markup page,
        CancellationToken cancellationToken)
    {
        RemoveNaming(tree);
        if ((await tree.ApplyAsync(before, cancellationToken)).Cid != content.Cid)
        {
            return false;
        }

        FrontFile.Write(page, front, latest.Number, latest.Previous?.ToString());
        var found = await new UnixFsReader(tree.Blocks).ResolveAsync(latest.Root, Places.Front, cancellationToken);
        return found is Resolution.Found { Cid: var old } && old == Cid.ForBlock(Multicodec.Raw, page.Bytes.Span);
    }

    private static async Task<IReadOnlyList<EntryChange>> ChangesAsync(
        SiteTree tree,
        EditionRecord? latest,
        IReadOnlyDictionary<string, Cid?> entries,
        CancellationToken cancellationToken)
    {
        var changes = new List<EntryChange>(entries.Count);
        var reader = new UnixFsReader(tree.Blocks);
        foreach (var (id, after) in entries)
        {
            Cid? old = latest is not null
                && await reader.ResolveAsync(latest.Root, Places.Entry(id), cancellationToken) is Resolution.Found { Cid: var found }
                    ? found
                    : null;
            if (old != after)
            {
                changes.Add(new EntryChange(id, old, after));
            }
        }

        changes.Sort(static (one, other) => string.CompareOrdinal(one.LinkId, other.LinkId));
        return changes;
    }

    private sealed record Assembly(EditionOutcome Outcome, SiteTree Tree, IReadOnlyList<EntryChange> Changes);

    /// <summary>The edition but for what names it.</summary>
    /// <param name="UpTo">The last log entry that is in it.</param>
    /// <param name="IsWhole">Whether every file was written; else only what changed.</param>
    /// <param name="Front">The front page.</param>
    /// <param name="Entries">The entry of each link that was written; null for one that is not shown.</param>
    private sealed record Draft(
        long UpTo, bool IsWhole, FrontView Front, IReadOnlyDictionary<string, Cid?> Entries);
}
