using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Publishing.Sites;

/// <summary>What becomes of a file.</summary>
public enum FileChangeKind
{
    Added,
    Changed,
    Removed,
}

/// <summary>One file that differs between two editions.</summary>
/// <param name="Path">In the edition.</param>
/// <param name="Kind">What becomes of it.</param>
public readonly record struct FileChange(string Path, FileChangeKind Kind);

/// <summary>Compares two trees; what they share is not read.</summary>
internal sealed class TreeDiff(IBlockSource source)
{
    private readonly UnixFsReader _reader = new(source);

    /// <summary>Every file that differs, by path.</summary>
    /// <param name="before">null for nothing.</param>
    /// <param name="after">null for nothing.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<FileChange>> CompareAsync(Cid? before, Cid? after, CancellationToken cancellationToken)
    {
        var changes = new List<FileChange>();
        await CompareAsync(changes, "", before, after, cancellationToken);
        changes.Sort(static (one, other) => string.CompareOrdinal(one.Path, other.Path));
        return changes;
    }

    private async Task CompareAsync(
        List<FileChange> changes, string path, Cid? before, Cid? after, CancellationToken cancellationToken)
    {
        if (before == after)
        {
            return;
        }

        var old = before is { } one ? await EntriesAsync(one, cancellationToken) : null;
        var current = after is { } two ? await EntriesAsync(two, cancellationToken) : null;
        if (old is null && current is null)
        {
            var kind = (before, after) switch
            {
                (null, _) => FileChangeKind.Added,
                (_, null) => FileChangeKind.Removed,
                _ => FileChangeKind.Changed,
            };
            changes.Add(new FileChange(path, kind));
            return;
        }

        if (before is not null && old is null)
        {
            changes.Add(new FileChange(path, FileChangeKind.Removed));
        }

        if (after is not null && current is null)
        {
            changes.Add(new FileChange(path, FileChangeKind.Added));
        }

        var inside = path.Length == 0 ? "" : path + "/";
        foreach (var (name, cid) in current ?? [])
        {
            Cid? earlier = old is not null && old.Remove(name, out var found) ? found : null;
            await CompareAsync(changes, inside + name, earlier, cid, cancellationToken);
        }

        foreach (var (name, cid) in old ?? [])
        {
            await CompareAsync(changes, inside + name, cid, null, cancellationToken);
        }
    }

    /// <summary>The entries of a directory; null for a file.</summary>
    private async Task<Dictionary<string, Cid>?> EntriesAsync(Cid cid, CancellationToken cancellationToken)
    {
        if (cid.Codec == (ulong)Multicodec.Raw
            || await _reader.ResolveAsync(cid, "", cancellationToken) is not Resolution.Found { Kind: UnixFsKind.Directory })
        {
            return null;
        }

        var entries = new Dictionary<string, Cid>(StringComparer.Ordinal);
        await foreach (var item in _reader.ListAsync(cid, cancellationToken))
        {
            entries[item.Name] = item.Cid;
        }

        return entries;
    }
}
