using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Tearsheet.Ipld.Cids;
using static System.FormattableString;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>
/// Reads UnixFS trees of any maker: paths, ranges of files, directories, and all blocks below a root.
/// </summary>
/// <param name="source">Where blocks come from. Blocks are not rehashed here: a source of foreign blocks does
/// that.</param>
/// <remarks>
/// Nothing a block says is believed before it is checked, and the work is bounded by the bytes or entries that come
/// out. A path is resolved to a value whatever happens; a reading that has begun ends with a
/// <see cref="UnixFsException"/>. Spec: UnixFS.
/// </remarks>
public sealed class UnixFsReader(IBlockSource source)
{
    /// <summary>Most levels of a file; Kubo's widest files have five.</summary>
    public const int MaxFileDepth = 64;

    private readonly NodeSource _nodes = new(source);

    /// <summary>Follows a path down from a root.</summary>
    /// <param name="root">A file, directory or symlink.</param>
    /// <param name="path">Names between slashes, percent-decoded; empty names are passed over, so "/a//b/" is "a/b".
    /// "." and ".." are names like others. Empty is the root itself.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public ValueTask<Resolution> ResolveAsync(Cid root, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ResolveAsync(root, path.Split('/', StringSplitOptions.RemoveEmptyEntries), cancellationToken);
    }

    /// <summary>Follows names down from a root; a name may hold any character.</summary>
    public async ValueTask<Resolution> ResolveAsync(
        Cid root, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        var (node, fault) = await _nodes.FindAsync(root, cancellationToken);
        foreach (var name in names)
        {
            if (node is null)
            {
                break;
            }

            var (next, broken) = await FindEntryAsync(node, name, cancellationToken);
            if (broken is not null)
            {
                return Resolution.From(broken);
            }

            if (next is not { } cid)
            {
                return new Resolution.NotFound(name);
            }

            (node, fault) = await _nodes.FindAsync(cid, cancellationToken);
        }

        return node is null ? Resolution.From(fault!) : new Resolution.Found(node.Cid, node.Kind, node.Size)
        {
            Mode = node.Message.Mode,
            Modified = node.Message.Modified,
        };
    }

    /// <summary>Looks for one name in a directory, without reading what it stands for.</summary>
    /// <returns>What the name stands for; null when the directory has no such name, or is none.</returns>
    /// <exception cref="UnixFsException">The directory, or a shard on the way, is missing or broken.</exception>
    public async ValueTask<Cid?> FindAsync(Cid directory, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var node = (await _nodes.FindAsync(directory, cancellationToken)).Required;
        var (found, fault) = await FindEntryAsync(node, name, cancellationToken);
        return fault is null ? found : throw new UnixFsException(fault);
    }

    /// <summary>The bytes of a file, or of a symlink's target, block by block; blocks outside the range are not
    /// touched.</summary>
    /// <param name="file">Its root.</param>
    /// <param name="offset">First byte, from 0; at or beyond the end there is nothing to read.</param>
    /// <param name="length">Most bytes; null is to the end.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>Slices in order, none empty, valid for ever.</returns>
    /// <exception cref="UnixFsException">Thrown while reading: a block is missing or contradicts what led to
    /// it.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Cid file, long offset, long? length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        var end = length is { } most && most < long.MaxValue - offset ? offset + most : long.MaxValue;
        return new FileWalk(_nodes, offset, end).ReadAsync(file, cancellationToken);
    }

    /// <summary>Writes a range of a file to a stream; see the other overload.</summary>
    /// <returns>Bytes written.</returns>
    public async ValueTask<long> ReadAsync(
        Cid file, long offset, long? length, Stream target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        long written = 0;
        await foreach (var slice in ReadAsync(file, offset, length, cancellationToken))
        {
            await target.WriteAsync(slice, cancellationToken);
            written += slice.Length;
        }

        return written;
    }

    /// <summary>Writes a range of a file to a pipe, flushing after each block; ends early when the pipe's reader is
    /// gone.</summary>
    /// <returns>Bytes written.</returns>
    public async ValueTask<long> ReadAsync(
        Cid file, long offset, long? length, PipeWriter target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        long written = 0;
        await foreach (var slice in ReadAsync(file, offset, length, cancellationToken))
        {
            var flushed = await target.WriteAsync(slice, cancellationToken);
            written += slice.Length;
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                break;
            }
        }

        return written;
    }

    /// <summary>The entries of a directory, in the order of its blocks: by name, or by hash where it is
    /// sharded.</summary>
    /// <exception cref="UnixFsException">Thrown while reading: a block is missing, or the root is no directory, or its
    /// shards do not fit together.</exception>
    public async IAsyncEnumerable<DirectoryItem> ListAsync(
        Cid directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var node = (await _nodes.FindAsync(directory, cancellationToken)).Required;
        if (node.Type == NodeType.HamtShard)
        {
            await foreach (var item in new ShardWalk(_nodes).ListAsync(node, cancellationToken))
            {
                yield return item;
            }

            yield break;
        }

        if (node.Type != NodeType.Directory)
        {
            throw new UnixFsException(new UnixFsFault(
                UnixFsFaultKind.WrongKind, directory, Invariant($"a {node.Kind} has no entries")));
        }

        foreach (var link in node.Links)
        {
            yield return new DirectoryItem(link.Name ?? "", link.Cid, link.Tsize ?? 0);
        }
    }

    /// <summary>
    /// Names every block below and including a root once, parents before children, in the order of links. The block
    /// itself is only fetched when it can have links: raw leaves are named unread.
    /// </summary>
    /// <param name="root">Any dag-pb or raw block; the data of dag-pb nodes is not looked at.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <remarks>Identity CIDs are followed but not named, as they are no blocks of a store.</remarks>
    /// <exception cref="UnixFsException">Thrown while reading: a block is missing, no dag-pb, or too deep.</exception>
    public IAsyncEnumerable<Cid> WalkAsync(Cid root, CancellationToken cancellationToken) =>
        BlockWalk.WalkAsync(_nodes, root, cancellationToken);

    private async ValueTask<(Cid? Cid, UnixFsFault? Fault)> FindEntryAsync(
        UnixNode node, string name, CancellationToken cancellationToken)
    {
        if (node.Type == NodeType.HamtShard)
        {
            var hash = Murmur3.Hash64(Encoding.UTF8.GetBytes(name));
            return await new ShardWalk(_nodes).FindAsync(node, name, hash, cancellationToken);
        }

        // A file or a symlink has no entries, and nothing is below it.
        if (node.Type == NodeType.Directory)
        {
            foreach (var link in node.Links)
            {
                if (string.Equals(link.Name, name, StringComparison.Ordinal))
                {
                    return (link.Cid, null);
                }
            }
        }

        return (null, null);
    }
}
