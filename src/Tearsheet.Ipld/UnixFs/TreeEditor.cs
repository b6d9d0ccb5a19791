using System.Runtime.InteropServices;
using System.Text;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>
/// Changes a tree of files by writing the directories on the changed paths anew; all else is shared with the tree
/// before.
/// </summary>
/// <param name="profile">The profile that the tree was made under.</param>
/// <param name="source">Where the old tree's directories are read from; must answer for what the sink was given before
/// this call, too.</param>
/// <param name="sink">Where new blocks go, children before their parents.</param>
/// <remarks>
/// The result always equals a build from nothing of the same files: directories become sharded, and whole again, by the
/// profile's rule; a folder without files is not kept.
/// What is read: the directories on the changed paths; of a sharded one, the shards that the names lead to. Only when
/// entries of a sharded directory shrink or go, more shards are read, until it is sure on which side of the threshold
/// it is: entries of the threshold's bytes at most.
/// </remarks>
public sealed class TreeEditor(ImportProfile profile, IBlockSource source, IBlockSink sink)
{
    private static readonly IReadOnlyDictionary<string, PendingEdit> EmptyEdits =
        new Dictionary<string, PendingEdit>(StringComparer.Ordinal);

    private readonly NodeSource _nodes = new(source);

    /// <summary>Applies changes in the order given.</summary>
    /// <param name="root">The tree before; null is an empty one.</param>
    /// <param name="changes">Any number; changes that cancel each other write nothing.</param>
    /// <param name="cancellationToken">Stops the work; blocks put until then stay in the sink.</param>
    /// <returns>The tree after: the root as it was if nothing changed, an empty directory if nothing is left.</returns>
    /// <exception cref="UnixFsException">The tree before cannot be read, or its root is no directory.</exception>
    /// <exception cref="ArgumentException">Names of a sharded directory collide in all 64 bits of their
    /// hash.</exception>
    public async ValueTask<Imported> ApplyAsync(
        Imported? root, IReadOnlyList<TreeChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (root is not { } before)
        {
            return Whole(await EditAsync(null, PendingEdit.Of(changes), cancellationToken));
        }

        var node = (await _nodes.FindAsync(before.Cid, cancellationToken)).Required;
        if (node.Kind != UnixFsKind.Directory)
        {
            throw new UnixFsException(new UnixFsFault(
                UnixFsFaultKind.WrongKind, node.Cid, $"a {node.Kind} where the root directory of a tree should be"));
        }

        return Whole(await EditFolderAsync(node, TargetOf(before), PendingEdit.Of(changes), cancellationToken));
    }

    private Imported Whole(Target? tree) =>
        tree is { } target ? new Imported(target.Cid, target.Tsize, 0) : DirectoryNode.Write(profile, sink, []);

    private async ValueTask<Target?> EditAsync(Target? before, PendingEdit edit, CancellationToken cancellationToken)
    {
        var current = edit.IsReplaced ? TargetOf(edit.Replacement) : before;
        if (edit.Below is not { } below)
        {
            return current;
        }

        if (current is not { } target)
        {
            return await BuildFolderAsync(below, cancellationToken);
        }

        var node = (await _nodes.FindAsync(target.Cid, cancellationToken)).Required;
        if (node.Kind == UnixFsKind.Directory)
        {
            return await EditFolderAsync(node, target, edit, cancellationToken);
        }

        return edit.IsFolder ? await BuildFolderAsync(below, cancellationToken) : target;
    }

    private ValueTask<Target?> EditFolderAsync(
        UnixNode node, Target before, PendingEdit edit, CancellationToken cancellationToken) =>
        node.Type == NodeType.HamtShard
            ? EditShardedAsync(node, before, edit, cancellationToken)
            : EditBasicAsync(node, before, edit, cancellationToken);

    private async ValueTask<Target?> BuildFolderAsync(
        IReadOnlyDictionary<string, PendingEdit> below, CancellationToken cancellationToken)
    {
        var links = new List<NamedLink>(below.Count);
        foreach (var (name, edit) in below)
        {
            if (await EditAsync(null, edit, cancellationToken) is { } target)
            {
                links.Add(target.Named(EntryName.ToBytes(name)));
            }
        }

        return WriteFolder(links);
    }

    private async ValueTask<Target?> EditBasicAsync(
        UnixNode node, Target before, PendingEdit edit, CancellationToken cancellationToken)
    {
        var left = new Dictionary<string, PendingEdit>(edit.Below ?? EmptyEdits, StringComparer.Ordinal);
        var links = new List<NamedLink>(node.Links.Count + left.Count);
        var changed = false;
        foreach (var link in node.Links)
        {
            var name = link.Name ?? "";
            Target? old = new Target(link.Cid, link.Tsize ?? 0);
            var now = left.Remove(name, out var change) ? await EditAsync(old, change, cancellationToken) : old;
            changed |= now != old;
            if (now is { } target)
            {
                links.Add(target.Named(Encoding.UTF8.GetBytes(name)));
            }
        }

        foreach (var (name, change) in left)
        {
            if (await EditAsync(null, change, cancellationToken) is { } target)
            {
                changed = true;
                links.Add(target.Named(EntryName.ToBytes(name)));
            }
        }

        return changed ? WriteFolder(links) : before;
    }

    private async ValueTask<Target?> EditShardedAsync(
        UnixNode node, Target before, PendingEdit edit, CancellationToken cancellationToken)
    {
        var shards = new ShardEditor(profile, _nodes, sink, node);
        foreach (var (name, change) in edit.Below ?? EmptyEdits)
        {
            var bytes = EntryName.ToBytes(name);
            var old = await shards.FindAsync(bytes, cancellationToken);
            var now = await EditAsync(old, change, cancellationToken);
            if (now != old)
            {
                await shards.SetAsync(bytes, now, cancellationToken);
            }
        }

        if (!shards.HasChanged)
        {
            return before;
        }

        // A directory that was sharded and did not shrink is sharded still.
        if (shards.Growth < 0 && await shards.GatherAsync(cancellationToken) is { } few)
        {
            return WriteFolder(few);
        }

        return shards.Write();
    }

    private Target? WriteFolder(List<NamedLink> links) => links.Count == 0
        ? null
        : TargetOf(DirectoryNode.Write(profile, sink, CollectionsMarshal.AsSpan(links)));

    private static Target? TargetOf(Imported? imported) =>
        imported is { } root ? new Target(root.Cid, root.Tsize) : null;

    private static Target TargetOf(Imported imported) => new(imported.Cid, imported.Tsize);
}

/// <summary>What an entry leads to.</summary>
internal readonly record struct Target(Cid Cid, ulong Tsize)
{
    public NamedLink Named(ReadOnlyMemory<byte> name) => new(name, Cid, Tsize);
}
